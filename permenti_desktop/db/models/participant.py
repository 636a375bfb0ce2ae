"""Participant with her qualifications, phases, participations and outcomes."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, CodeList, Versioned
from permenti_desktop.db.models.person import Person
from permenti_desktop.domain.dates import PartialDate


class Participant(Versioned, Base):
    """A participant. Her ``id`` is the person's.

    ``phase``, ``entry``, ``exit`` (of the participation that counts today), ``german``, ``town`` and ``sort_key`` are
    copies that ``usecases/participant.py`` keeps in step with their sources, so that lists of many thousands are
    sorted and filtered by one index."""

    __tablename__ = "participant"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), default="")
    arrival: Mapped[PartialDate | None]
    residence_title: Mapped[str | None] = mapped_column(String(20))
    residence_text: Mapped[str] = mapped_column(String(200), default="")
    residence_expires: Mapped[date | None]
    household: Mapped[str] = mapped_column(Text, default="")
    children: Mapped[int | None]
    childcare: Mapped[str] = mapped_column(Text, default="")
    travel: Mapped[tuple[str, ...]] = mapped_column(CodeList, default=())
    travel_minutes: Mapped[int | None]
    driving_licence: Mapped[str | None] = mapped_column(String(10))
    times: Mapped[tuple[str, ...]] = mapped_column(CodeList, default=())
    occupation_held: Mapped[str] = mapped_column(String(200), default="")
    occupation_held_code: Mapped[str | None] = mapped_column(String(8))
    occupation_wanted: Mapped[str] = mapped_column(String(200), default="")
    occupation_wanted_code: Mapped[str | None] = mapped_column(String(8))
    experience: Mapped[str] = mapped_column(Text, default="")
    experience_years: Mapped[int | None]
    aims: Mapped[str] = mapped_column(Text, default="")
    employment: Mapped[str | None] = mapped_column(String(40))
    case_worker_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id", ondelete="SET NULL"), index=True)
    remarks: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[str] = mapped_column(Text, default="")
    phase: Mapped[str] = mapped_column(String(40), default="contact")
    entry: Mapped[PartialDate | None]
    exit: Mapped[PartialDate | None]
    german: Mapped[str | None] = mapped_column(String(4))
    town: Mapped[str] = mapped_column(String(120), default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="")

    person: Mapped[Person] = relationship(foreign_keys=[id])
    qualifications: Mapped[list["Qualification"]] = relationship(
        cascade="all, delete-orphan", order_by="Qualification.id", passive_deletes=True
    )
    phases: Mapped[list["PhasePeriod"]] = relationship(
        cascade="all, delete-orphan", order_by="PhasePeriod.id", passive_deletes=True
    )
    participations: Mapped[list["Participation"]] = relationship(
        cascade="all, delete-orphan", order_by="Participation.id", passive_deletes=True
    )
    outcomes: Mapped[list["Outcome"]] = relationship(
        cascade="all, delete-orphan", order_by="Outcome.id", passive_deletes=True
    )

    __table_args__ = (
        # phase and exit are in it so that active participants are told without reading their rows
        Index(None, "in_bin", "sort_key", "phase", "exit"),
        Index(None, "in_bin", "phase", "sort_key"),
        Index(None, "in_bin", "town", "sort_key"),
        Index(None, "in_bin", "entry", "sort_key"),
        Index(None, "in_bin", "german", "sort_key"),
        Index(None, "in_bin", "exit", "sort_key"),
        Index(None, "in_bin", "number", "sort_key"),
        Index(None, "in_bin", "residence_expires", "phase", "exit"),
    )


class Qualification(Child, Base):
    """A certificate, degree or trade, and its recognition."""

    __tablename__ = "qualification"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    title: Mapped[str] = mapped_column(String(200), default="")
    institution: Mapped[str] = mapped_column(String(200), default="")
    country: Mapped[str | None] = mapped_column(String(3))
    isced: Mapped[str | None] = mapped_column(String(2))
    completed: Mapped[PartialDate | None]
    regulated: Mapped[str | None] = mapped_column(String(10))
    recognition: Mapped[str | None] = mapped_column(String(20))
    recognition_text: Mapped[str] = mapped_column(String(200), default="")
    applied_on: Mapped[PartialDate | None]
    recognised_on: Mapped[PartialDate | None]
    compensation: Mapped[str] = mapped_column(Text, default="")


class PhasePeriod(Child, Base):
    """A stretch of her path."""

    __tablename__ = "phase_period"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    phase: Mapped[str] = mapped_column(String(40))
    since: Mapped[PartialDate | None]
    until: Mapped[PartialDate | None]
    note: Mapped[str] = mapped_column(Text, default="")


class Participation(Child, Base):
    """Her entry into and exit from one operation, with what the funder asks on entry."""

    __tablename__ = "participation"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grant_award.id", ondelete="SET NULL"))
    entry: Mapped[PartialDate | None]
    exit: Mapped[PartialDate | None]
    exit_reason: Mapped[str | None] = mapped_column(String(40))
    exit_note: Mapped[str] = mapped_column(Text, default="")
    dropout: Mapped[bool] = mapped_column(default=False)
    employment_on_entry: Mapped[str | None] = mapped_column(String(40))
    unemployed_since: Mapped[PartialDate | None]
    education_on_entry: Mapped[str | None] = mapped_column(String(2))
    third_country: Mapped[str | None] = mapped_column(String(10))
    foreign_background: Mapped[str | None] = mapped_column(String(10))
    minority: Mapped[str | None] = mapped_column(String(10))
    disability: Mapped[str | None] = mapped_column(String(10))
    homeless: Mapped[str | None] = mapped_column(String(10))

    __table_args__ = (
        Index(None, "grant_id", "participant_id", "entry", "exit"),
        Index(None, "entry"),
        Index(None, "exit"),
    )


class Outcome(Child, Base):
    """What she did at a given day after her exit."""

    __tablename__ = "outcome"

    participant_id: Mapped[int] = mapped_column(ForeignKey("participant.id", ondelete="CASCADE"), index=True)
    moment: Mapped[str] = mapped_column(String(20), default="exit")
    on: Mapped[PartialDate | None]
    status: Mapped[str] = mapped_column(String(40), default="unknown")
    note: Mapped[str] = mapped_column(Text, default="")
