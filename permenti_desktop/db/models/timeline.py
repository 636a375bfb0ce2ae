"""Timeline entries, the people they belong to, and follow-ups."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Versioned


class TimelineEntry(Versioned, Base):
    """Something that happened: conversation, call, mail, visit or note. ``minutes`` is time spent."""

    __tablename__ = "timeline_entry"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    on: Mapped[date]
    kind: Mapped[str] = mapped_column(String(20), default="note")
    text: Mapped[str] = mapped_column(Text, default="")
    topic: Mapped[str] = mapped_column(String(200), default="")
    minutes: Mapped[int | None]
    author: Mapped[str] = mapped_column(String(120), default="")
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"))
    tandem_id: Mapped[int | None] = mapped_column(ForeignKey("tandem.id", ondelete="SET NULL"), index=True)
    internship_id: Mapped[int | None] = mapped_column(ForeignKey("internship.id", ondelete="SET NULL"), index=True)

    people: Mapped[list["TimelinePerson"]] = relationship(
        cascade="all, delete-orphan", order_by="TimelinePerson.person_id", passive_deletes=True
    )

    __table_args__ = (Index(None, "in_bin", "on", "kind", "minutes"), Index(None, "organisation_id", "on"))


class TimelinePerson(Base):
    """Whom an entry is about. ``on`` repeats the entry's day, so that one file is read in order by one index."""

    __tablename__ = "timeline_person"

    entry_id: Mapped[int] = mapped_column(ForeignKey("timeline_entry.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)
    on: Mapped[date]

    __table_args__ = (Index(None, "person_id", "on", "entry_id"),)


class FollowUp(Versioned, Base):
    """Something to be done by a day (Wiedervorlage). Done, moved or dropped with a reason; never lost."""

    __tablename__ = "follow_up"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    due: Mapped[date]
    text: Mapped[str] = mapped_column(Text, default="")
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    entry_id: Mapped[int | None] = mapped_column(ForeignKey("timeline_entry.id", ondelete="SET NULL"), index=True)
    author: Mapped[str] = mapped_column(String(120), default="")
    done_on: Mapped[date | None]
    done_note: Mapped[str] = mapped_column(Text, default="")
    dropped_reason: Mapped[str] = mapped_column(Text, default="")

    __table_args__ = (Index(None, "in_bin", "done_on", "due"),)
