"""What every table shares: naming of constraints, column types of our own, identity and version of a
record."""

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any, ClassVar

from sqlalchemy import DateTime, Dialect, Integer, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from permenti_desktop.domain.dates import PartialDate

# Lists repeat the same days; a date cannot be changed, so one of each is enough.
_partial = lru_cache(maxsize=65536)(PartialDate.of)


class PartialDateType(TypeDecorator[PartialDate]):
    """A day, month or year, stored as ISO text of that length ("1985", "1985-03", "1985-03-07"): sorts by
    time, and says how much is known."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | date | None, dialect: Dialect) -> str | None:
        """Python to database."""
        if value is None:
            return None
        return value.iso if isinstance(value, PartialDate) else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate | None:
        """Database to Python."""
        return None if value is None else _partial(value)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, always UTC in the database and always aware in Python."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Python to database; a naive moment is a mistake of the caller."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without time zone")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Database to Python."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CodeList(TypeDecorator[tuple[str, ...]]):
    """Several codes of one vocabulary, stored as text with a comma before and after each (",bus,car,"), so
    that one code can be searched for without a second table."""

    impl = String(400)
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Python to database."""
        return f",{','.join(value)}," if value else ""

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...]:
        """Database to Python."""
        return tuple(code for code in (value or "").split(",") if code)


def utc_now() -> datetime:
    """This moment, as records keep it."""
    return datetime.now(UTC)


class Base(DeclarativeBase):
    """All tables of an office file."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {PartialDate: PartialDateType, datetime: UtcDateTime}


class Child:
    """A row that belongs to a record and lives and dies with it."""

    id: Mapped[int] = mapped_column(primary_key=True)


class Versioned:
    """A record that people edit: ``version`` rises with every save, so that two people never overwrite each
    other unseen. ``in_bin`` is set by "delete"; the row goes for good only when the bin is emptied.

    ``in_bin`` without ``binned_at`` is a row *set aside*: of somebody whose data are blocked, or what is left of
    somebody for the figures when she was erased. No list shows it, no emptying takes it, figures count it."""

    version: Mapped[int] = mapped_column(Integer, nullable=False)
    in_bin: Mapped[bool] = mapped_column(default=False)
    binned_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(default=utc_now, onupdate=utc_now)
