"""Internship with its checklist and visits."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ForeignKey, Index, Numeric, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned
from permenti_desktop.domain.dates import PartialDate


class Internship(Versioned, Base):
    """An internship or its kin at a host company."""

    __tablename__ = "internship"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    mentor_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="internship")
    state: Mapped[str] = mapped_column(String(20), default="sought")
    supervisor: Mapped[str] = mapped_column(String(200), default="")
    start: Mapped[PartialDate | None]
    end: Mapped[PartialDate | None]
    hours_per_week: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    hours_total: Mapped[Decimal | None] = mapped_column(Numeric(7, 2))
    tasks: Mapped[str] = mapped_column(Text, default="")
    agreement_on: Mapped[date | None]
    insurance: Mapped[str | None] = mapped_column(String(20))
    permit_question: Mapped[str | None] = mapped_column(String(20))
    permit_note: Mapped[str] = mapped_column(Text, default="")
    evaluation_participant: Mapped[str] = mapped_column(Text, default="")
    evaluation_host: Mapped[str] = mapped_column(Text, default="")
    outcome: Mapped[str | None] = mapped_column(String(40))
    outcome_note: Mapped[str] = mapped_column(Text, default="")
    remarks: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[str] = mapped_column(Text, default="")

    checklist: Mapped[list["ChecklistItem"]] = relationship(
        cascade="all, delete-orphan", order_by="ChecklistItem.id", passive_deletes=True
    )
    visits: Mapped[list["Visit"]] = relationship(
        cascade="all, delete-orphan", order_by="Visit.id", passive_deletes=True
    )

    __table_args__ = (Index(None, "in_bin", "state", "start"), Index(None, "start"), Index(None, "end"))


class ChecklistItem(Child, Base):
    """One point to be settled before or during an internship."""

    __tablename__ = "checklist_item"

    internship_id: Mapped[int] = mapped_column(ForeignKey("internship.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    with_whom: Mapped[str] = mapped_column(String(200), default="")
    due: Mapped[date | None]
    done_on: Mapped[date | None]


class Visit(Child, Base):
    """One visit at the host company."""

    __tablename__ = "visit"

    internship_id: Mapped[int] = mapped_column(ForeignKey("internship.id", ondelete="CASCADE"), index=True)
    on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
