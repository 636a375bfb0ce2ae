"""Person, languages and consents. The tables of roles share the person's id."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from permenti_desktop.db.base import Base, Child, Versioned
from permenti_desktop.domain.dates import PartialDate


class Person(Versioned, Base):
    """A person, entered once. ``search_key``, ``sort_key`` and ``skeleton_key`` are folded names
    (``domain/text.py``), stored so that search and order do not depend on a database's collation."""

    __tablename__ = "person"
    __mapper_args__: dict[str, Any] = {"version_id_col": Versioned.version}

    id: Mapped[int] = mapped_column(primary_key=True)
    last_name: Mapped[str] = mapped_column(String(200), default="")
    first_name: Mapped[str] = mapped_column(String(200), default="")
    call_name: Mapped[str] = mapped_column(String(200), default="")
    own_script_name: Mapped[str] = mapped_column(String(200), default="")
    title: Mapped[str] = mapped_column(String(60), default="")
    gender: Mapped[str | None] = mapped_column(String(10))
    birth: Mapped[PartialDate | None]
    nationality: Mapped[str | None] = mapped_column(String(3))
    street: Mapped[str] = mapped_column(String(200), default="")
    postal_code: Mapped[str] = mapped_column(String(10), default="")
    town: Mapped[str] = mapped_column(String(120), default="")
    ags: Mapped[str | None] = mapped_column(String(8))
    phone: Mapped[str] = mapped_column(String(60), default="")
    mobile: Mapped[str] = mapped_column(String(60), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    contact_note: Mapped[str] = mapped_column(Text, default="")
    informal: Mapped[bool] = mapped_column(default=False)
    search_key: Mapped[str] = mapped_column(Text, default="")
    sort_key: Mapped[str] = mapped_column(String(400), default="")
    skeleton_key: Mapped[str] = mapped_column(String(400), default="")

    languages: Mapped[list["PersonLanguage"]] = relationship(
        cascade="all, delete-orphan", order_by="PersonLanguage.id", passive_deletes=True
    )
    consents: Mapped[list["Consent"]] = relationship(
        cascade="all, delete-orphan", order_by="Consent.id", passive_deletes=True
    )

    __table_args__ = (Index(None, "in_bin", "sort_key"), Index(None, "skeleton_key"), Index(None, "gender", "birth"))


class PersonLanguage(Child, Base):
    """A language that a person speaks."""

    __tablename__ = "person_language"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    language: Mapped[str] = mapped_column(String(8))
    level: Mapped[str | None] = mapped_column(String(4))
    certificate: Mapped[str] = mapped_column(String(200), default="")
    certificate_on: Mapped[PartialDate | None]


class Consent(Child, Base):
    """The legal basis for one purpose."""

    __tablename__ = "consent"

    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    purpose: Mapped[str] = mapped_column(String(40))
    basis: Mapped[str] = mapped_column(String(40))
    given_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    sheet_version: Mapped[str] = mapped_column(String(60), default="")
    interpreter: Mapped[str] = mapped_column(String(200), default="")

    __table_args__ = (
        # all that tells how it stands with a purpose, so that lists ask the index alone
        Index("ix_consent_state", "person_id", "purpose", "given_on", "valid_until", "withdrawn_on"),
    )
