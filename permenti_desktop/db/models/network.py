"""Network groups, their members, meetings, attendance and lines of the minutes."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned


class NetworkGroup(Versioned, Base):
    """A network group. ``target_weeks`` and ``limit_weeks`` are its rhythm."""

    __tablename__ = "network_group"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(Text, default="")
    target_weeks: Mapped[int] = mapped_column(default=4)
    limit_weeks: Mapped[int] = mapped_column(default=6)
    remarks: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="")

    members: Mapped[list["GroupMember"]] = relationship(
        cascade="all, delete-orphan", order_by="GroupMember.id", passive_deletes=True
    )


class GroupMember(Child, Base):
    """An organisation at the table."""

    __tablename__ = "group_member"

    group_id: Mapped[int] = mapped_column(ForeignKey("network_group.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    spokesperson_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    role: Mapped[str] = mapped_column(String(200), default="")


class NetworkMeeting(Versioned, Base):
    """One meeting of a group."""

    __tablename__ = "network_meeting"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("network_group.id", ondelete="CASCADE"))
    on: Mapped[date]
    time: Mapped[str] = mapped_column(String(40), default="")
    place: Mapped[str] = mapped_column(String(200), default="")
    agenda: Mapped[str] = mapped_column(Text, default="")
    minutes: Mapped[str] = mapped_column(Text, default="")
    held: Mapped[bool] = mapped_column(default=False)

    attendance: Mapped[list["Attendance"]] = relationship(
        cascade="all, delete-orphan", order_by="Attendance.id", passive_deletes=True
    )
    lines: Mapped[list["MinutesLine"]] = relationship(
        cascade="all, delete-orphan", order_by="MinutesLine.id", passive_deletes=True
    )

    __table_args__ = (Index(None, "group_id", "on"),)


class Attendance(Child, Base):
    """Whether a member organisation was there."""

    __tablename__ = "attendance"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("network_meeting.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisation.id", ondelete="SET NULL"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"), index=True)
    attended: Mapped[bool] = mapped_column(default=False)


class MinutesLine(Child, Base):
    """Information, decision or promise. An open promise is carried over to the next meeting until it is done."""

    __tablename__ = "minutes_line"

    meeting_id: Mapped[int] = mapped_column(ForeignKey("network_meeting.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20), default="info")
    text: Mapped[str] = mapped_column(Text, default="")
    who: Mapped[str] = mapped_column(String(200), default="")
    due: Mapped[date | None]
    done_on: Mapped[date | None]

    __table_args__ = (Index(None, "kind", "done_on", "due"),)
