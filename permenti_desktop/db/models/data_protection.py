"""What the rights of a person leave behind: blocked files, the ledger of erasures, whom a disclosure was about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from permenti_desktop.db.base import Base, Child, utc_now


class Restriction(Child, Base):
    """A person's data is only kept and no longer worked with (GDPR Art. 18). ``lifted_at`` empty: still so."""

    __tablename__ = "restriction"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    ground: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(Text, default="")
    since: Mapped[datetime] = mapped_column(default=utc_now)
    who: Mapped[str] = mapped_column(String(120), default="")
    lifted_at: Mapped[datetime | None]
    lifted_note: Mapped[str] = mapped_column(Text, default="")


class Erasure(Child, Base):
    """One line of the ledger of erasures. It names nobody: ``tag`` is a keyed fingerprint (``db/ledger.py``).

    ``counts`` is a JSON object: what was removed, in numbers.
    """

    __tablename__ = "erasure"

    tag: Mapped[str] = mapped_column(String(64), unique=True)
    at: Mapped[datetime] = mapped_column(default=utc_now)
    who: Mapped[str] = mapped_column(String(120), default="")
    reason: Mapped[str] = mapped_column(String(40))
    figures_kept: Mapped[bool] = mapped_column(default=False)
    counts: Mapped[str] = mapped_column(Text, default="{}")


class DisclosurePerson(Base):
    """Whom a line of the record of disclosures was about, as far as that is known."""

    __tablename__ = "disclosure_person"

    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosure.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), primary_key=True)

    __table_args__ = (Index(None, "person_id", "disclosure_id"),)
