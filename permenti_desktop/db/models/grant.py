"""Grants with targets and deadlines, and cohorts."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned


class Grant(Versioned, Base):
    """A grant (Zuwendung). The table is ``grant_award``, because GRANT is a word of SQL."""

    __tablename__ = "grant_award"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    funder: Mapped[str] = mapped_column(String(200), default="")
    ministry: Mapped[str] = mapped_column(String(300), default="")
    reference: Mapped[str] = mapped_column(String(120), default="")
    start: Mapped[date | None]
    end: Mapped[date | None]
    last_payment_on: Mapped[date | None]
    retention_years: Mapped[int] = mapped_column(default=5)
    short_contact_hours: Mapped[int] = mapped_column(default=8)
    remarks: Mapped[str] = mapped_column(Text, default="")

    targets: Mapped[list["Target"]] = relationship(
        cascade="all, delete-orphan", order_by="Target.id", passive_deletes=True
    )
    deadlines: Mapped[list["Deadline"]] = relationship(
        cascade="all, delete-orphan", order_by="Deadline.id", passive_deletes=True
    )


class Target(Child, Base):
    """How much of an indicator is to be reached, in one year or the whole period."""

    __tablename__ = "target"

    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id", ondelete="CASCADE"), index=True)
    indicator: Mapped[str] = mapped_column(String(40))
    value: Mapped[int | None]
    year: Mapped[int | None]


class Deadline(Child, Base):
    """A day on which the funder expects something."""

    __tablename__ = "deadline"

    grant_id: Mapped[int] = mapped_column(ForeignKey("grant_award.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    due: Mapped[date | None]
    done_on: Mapped[date | None]


class Cohort(Versioned, Base):
    """A round (Durchgang) of tandems."""

    __tablename__ = "cohort"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    start: Mapped[date | None]
    end: Mapped[date | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
