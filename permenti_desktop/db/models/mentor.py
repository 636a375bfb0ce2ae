"""Mentor and her absences."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, CodeList, Versioned
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.dates import PartialDate


class Mentor(Versioned, Base):
    """A mentor. Her ``id`` is the person's; ``sort_key`` and ``town`` are copies kept by ``usecases/mentor.py``."""

    __tablename__ = "mentor"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    status: Mapped[str] = mapped_column(String(20), default="active")
    occupation: Mapped[str] = mapped_column(String(200), default="")
    occupation_code: Mapped[str | None] = mapped_column(String(8))
    sector: Mapped[str] = mapped_column(String(120), default="")
    capacity: Mapped[int | None]
    reach_km: Mapped[int | None]
    times: Mapped[tuple[str, ...]] = mapped_column(CodeList, default=())
    wishes: Mapped[str] = mapped_column(Text, default="")
    no_gos: Mapped[str] = mapped_column(Text, default="")
    training_on: Mapped[PartialDate | None]
    clearance_until: Mapped[date | None]
    confidentiality_on: Mapped[date | None]
    since: Mapped[PartialDate | None]
    since_text: Mapped[str] = mapped_column(String(60), default="")
    until: Mapped[PartialDate | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[str] = mapped_column(Text, default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="")

    person: Mapped[Person] = relationship(foreign_keys=[id])
    absences: Mapped[list["Absence"]] = relationship(
        cascade="all, delete-orphan", order_by="Absence.id", passive_deletes=True
    )

    __table_args__ = (
        Index(None, "in_bin", "sort_key"),
        Index(None, "in_bin", "status", "sort_key"),
        Index(None, "in_bin", "town", "sort_key"),
    )


class Absence(Child, Base):
    """A stretch in which a mentor is away."""

    __tablename__ = "absence"

    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"), index=True)
    since: Mapped[date | None]
    until: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
