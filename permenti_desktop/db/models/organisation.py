"""Organisation and the people who speak for it."""

from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned
from permenti_desktop.domain.dates import PartialDate


class Organisation(Versioned, Base):
    """A company, authority, chamber, provider or association."""

    __tablename__ = "organisation"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20), default="company")
    size: Mapped[str | None] = mapped_column(String(20))
    sector: Mapped[str] = mapped_column(String(120), default="")
    role: Mapped[str] = mapped_column(String(200), default="")
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    ags: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    website: Mapped[str] = mapped_column(String(200), default="")
    rhythm_days: Mapped[int | None]
    remarks: Mapped[str] = mapped_column(Text, default="")
    unread: Mapped[str] = mapped_column(Text, default="")
    search_key: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="")

    people: Mapped[list["ContactPerson"]] = relationship(
        cascade="all, delete-orphan", order_by="ContactPerson.id", passive_deletes=True
    )

    __table_args__ = (Index(None, "in_bin", "sort_key"), Index(None, "in_bin", "kind", "sort_key"))


class ContactPerson(Child, Base):
    """A person who speaks for an organisation."""

    __tablename__ = "contact_person"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id", ondelete="CASCADE"), index=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    function: Mapped[str] = mapped_column(String(200), default="")
    since: Mapped[PartialDate | None]
    until: Mapped[PartialDate | None]
