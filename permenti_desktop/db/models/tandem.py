"""Tandem with its mentees, goals and meetings."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned
from permenti_desktop.domain.dates import PartialDate


class Tandem(Versioned, Base):
    """A mentor and one or several mentees."""

    __tablename__ = "tandem"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    mentor_id: Mapped[int] = mapped_column(ForeignKey("mentor.id", ondelete="CASCADE"))
    substitute_id: Mapped[int | None] = mapped_column(ForeignKey("mentor.id", ondelete="SET NULL"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    proposed_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    trial_since: Mapped[date | None]
    trial_mentee_on: Mapped[date | None]
    trial_mentor_on: Mapped[date | None]
    agreement_on: Mapped[date | None]
    start: Mapped[PartialDate | None]
    planned_end: Mapped[date | None]
    end: Mapped[PartialDate | None]
    rhythm_days: Mapped[int | None]
    interim_on: Mapped[date | None]
    interim_note: Mapped[str] = mapped_column(Text, default="")
    closing_on: Mapped[date | None]
    closing_note: Mapped[str] = mapped_column(Text, default="")
    end_reason: Mapped[str | None] = mapped_column(String(40))
    end_note: Mapped[str] = mapped_column(Text, default="")
    no_fault: Mapped[bool] = mapped_column(default=False)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("tandem.id", ondelete="SET NULL"), index=True)
    remarks: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[str] = mapped_column(Text, default="")

    mentees: Mapped[list["TandemMentee"]] = relationship(
        cascade="all, delete-orphan", order_by="TandemMentee.id", passive_deletes=True
    )
    goals: Mapped[list["Goal"]] = relationship(cascade="all, delete-orphan", order_by="Goal.id", passive_deletes=True)
    meetings: Mapped[list["TandemMeeting"]] = relationship(
        cascade="all, delete-orphan", order_by="TandemMeeting.id", passive_deletes=True
    )

    __table_args__ = (
        Index(None, "mentor_id", "state"),
        Index(None, "in_bin", "state", "start"),
        Index(None, "in_bin", "state", "planned_end"),
        # all that tells when a tandem ran, so that a series of months asks the index alone
        Index(None, "in_bin", "state", "end", "start"),
        Index(None, "start"),
    )


class TandemMentee(Child, Base):
    """A participant in a tandem."""

    __tablename__ = "tandem_mentee"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("tandem.id", ondelete="CASCADE"), index=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)


class Goal(Child, Base):
    """A goal of a tandem."""

    __tablename__ = "goal"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("tandem.id", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    agreed_on: Mapped[date | None]
    due: Mapped[date | None]
    review: Mapped[str] = mapped_column(Text, default="")
    reached_on: Mapped[date | None]


class TandemMeeting(Child, Base):
    """A meeting of a tandem. ``minutes`` is its length."""

    __tablename__ = "tandem_meeting"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("tandem.id", ondelete="CASCADE"))
    on: Mapped[date | None]
    minutes: Mapped[int | None]
    form: Mapped[str | None] = mapped_column(String(20))
    topic: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index(None, "tandem_id", "on"), Index(None, "on"))
