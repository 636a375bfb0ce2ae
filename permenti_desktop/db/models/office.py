"""What belongs to the office itself: its settings, terms it renamed, drafts, and what left the house."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from permenti_desktop.db.base import Base, Child, utc_now


class Setting(Base):
    """One setting of the office; ``value`` is JSON."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class OfficeTerm(Child, Base):
    """A term of a vocabulary that the office added, renamed or retired. Codes in use are never deleted."""

    __tablename__ = "office_term"

    vocabulary: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    de: Mapped[str] = mapped_column(String(200), default="")
    en: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int] = mapped_column(default=0)
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (UniqueConstraint("vocabulary", "code"),)


class Draft(Base):
    """Text that was typed and not saved yet: what it belongs to ("participant:17:note") and the text itself."""

    __tablename__ = "draft"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(default=utc_now)


class Disclosure(Child, Base):
    """A look outwards (export, report, handover): what, to whom, for which purpose, on which basis (GDPR Art. 5(2),
    30)."""

    __tablename__ = "disclosure"

    at: Mapped[datetime] = mapped_column(default=utc_now)
    who: Mapped[str] = mapped_column(String(120), default="")
    what: Mapped[str] = mapped_column(String(300))
    recipient: Mapped[str] = mapped_column(String(300), default="")
    purpose: Mapped[str] = mapped_column(String(300), default="")
    basis: Mapped[str] = mapped_column(String(300), default="")
    people: Mapped[int] = mapped_column(default=0)

    __table_args__ = (Index(None, "at"),)
