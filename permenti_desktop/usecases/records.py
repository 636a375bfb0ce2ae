"""What saving one record has in common with saving any other: cleaned values, rows of children, versions.

A form hands over a frozen Input. Its fields are set on the model's columns of the same name; its tuples of children
are compared with the rows by ``id`` (None is a new row, a row that is missing in the tuple is deleted). Only what
differs is written, so that the journal tells what really changed.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields
from datetime import date
from functools import cache, lru_cache
from typing import Any, Protocol, TypeVar
from unicodedata import is_normalized

from sqlalchemy import Integer, Numeric, Select, String, Text, TypeDecorator, bindparam, inspect, select
from sqlalchemy.orm import InstanceState, Session
from sqlalchemy.orm.interfaces import ORMOption

from permenti_desktop.db.base import Base, Child, Versioned, utc_now
from permenti_desktop.domain import check, text
from permenti_desktop.domain.check import Problem
from permenti_desktop.domain.errors import BadInput, Conflict, NotFound
from permenti_desktop.i18n import _

LARGEST_INTEGER = 2**31 - 1
"""What an INTEGER of PostgreSQL holds."""


class Given(Protocol):
    """An Input of a child row: ``id`` is None for a new one."""

    @property
    def id(self) -> int | None: ...


RowT = TypeVar("RowT", bound=Base)
ChildT = TypeVar("ChildT", bound=Child)
InputT = TypeVar("InputT")

Cleaner = Callable[[Any], object]


# Values ----------------------------------------------------------------------------------------------------


@lru_cache(maxsize=4096)
def one_line(value: str) -> str:
    """A one-line text as it is stored. The same as ``text.clean``, quicker for what is mostly typed."""
    if value.isprintable() and is_normalized("NFC", value):
        return " ".join(value.split())
    return text.clean(value)


def several_lines(value: str) -> str:
    """A text of several lines as it is stored. The same as ``text.clean_lines``, quicker for one plain line."""
    if value.isprintable() and is_normalized("NFC", value):
        return value.rstrip()
    return text.clean_lines(value)


_plans: dict[tuple[type[Base], type], tuple[tuple[str, Cleaner | None], ...]] = {}


def _plan(model: type[Base], given: type) -> tuple[tuple[str, Cleaner | None], ...]:
    """Which fields of an Input are columns of the model, and how each is cleaned; worked out once."""
    plan = _plans.get((model, given))
    if plan is None:
        columns = inspect(model).columns
        names = [one.name for one in fields(given) if one.name in columns and one.name != "id"]
        plan = _plans[model, given] = tuple((name, _cleaner(columns[name].type)) for name in names)
    return plan


def _cleaner(kind: object) -> Cleaner | None:
    if isinstance(kind, TypeDecorator):
        return None
    if isinstance(kind, Text):
        return several_lines
    if isinstance(kind, String):
        return _short(kind.length)
    if isinstance(kind, Numeric) and kind.precision is not None:
        return _below(10 ** (kind.precision - (kind.scale or 0)))
    if isinstance(kind, Integer):
        return _below(LARGEST_INTEGER)
    return None


def _short(length: int | None) -> Cleaner:
    def cleaned(value: str) -> str:
        line = one_line(value) if value else value
        if length is not None and len(line) > length:
            raise ValueError(
                _("Dieser Text ist zu lang. Bitte kürzen Sie ihn auf {count} Zeichen.").format(count=length)
            )
        return line

    return cleaned


def _below(limit: int) -> Cleaner:
    def checked(value: Any) -> object:
        if abs(value) >= limit:
            raise ValueError(_("Diese Zahl ist zu groß. Bitte prüfen Sie sie."))
        return value

    return checked


def values(model: type[Base], given: object, where: str = "") -> dict[str, object]:
    """The columns that an Input fills, cleaned as they are stored.

    *where* is the path of a nested Input ("languages.0."). Raises BadInput for what the column cannot hold.
    """
    found: dict[str, object] = {}
    for name, clean in _plan(model, type(given)):
        value = getattr(given, name)
        if clean is not None and value is not None:
            try:
                value = clean(value)
            except ValueError as error:
                raise BadInput((Problem(f"{where}{name}", "error", str(error)),)) from None
        found[name] = value
    return found


def refuse(problems: Iterable[Problem]) -> None:
    """Raise BadInput when something keeps an Input from being stored; hints and warnings pass."""
    if found := check.errors(problems):
        raise BadInput(found)


def assign(row: Base, wanted: dict[str, object]) -> bool:
    """Set what differs; True when something did."""
    changed = False
    for name, value in wanted.items():
        if getattr(row, name) != value:
            setattr(row, name, value)
            changed = True
    return changed


# Rows ------------------------------------------------------------------------------------------------------


def fetch(session: Session, model: type[RowT], id: int, *options: ORMOption) -> RowT:
    """A row by its id. Raises NotFound."""
    row = session.get(model, id, options=options)
    if row is None:
        raise NotFound()
    return row


def whole(session: Session, model: type[RowT], id: int) -> RowT:
    """A row with all that belongs to it, read before anything is changed. Raises NotFound.

    What is read later would first save the changes so far, and one save would be several steps of the version.
    """
    row = fetch(session, model, id)
    for relation in inspect(model).relationships:
        getattr(row, relation.key)
    return row


def same_version(found: int, expected: int | None) -> None:
    """Raise Conflict when a record is no longer what the window showed.

    None compares nothing: the terminal and the import change a record as they find it.
    """
    if expected is not None and found != expected:
        raise Conflict()


def version(*rows: Versioned) -> int:
    """The version of a record that lies in several rows, as the window sees it: their sum.

    A participant is a person and a role, and either may change alone. Both versions only rise, so the sum is the
    same only when neither changed.
    """
    return sum(row.version for row in rows)


def touch(row: Versioned) -> None:
    """Let the version of a record rise although only rows that belong to it changed."""
    row.updated_at = utc_now()


def sync(rows: list[ChildT], wanted: Sequence[Given], model: type[ChildT], where: str) -> bool:
    """Make the rows of a collection what the form handed over; True when something changed.

    *where* is the collection's name in the Input. Raises Conflict for the id of a row that is not (or no longer) one
    of this record's.
    """
    left = {row.id: row for row in rows}
    changed = False
    added: list[ChildT] = []
    for index, given in enumerate(wanted):
        filled = values(_table(model), given, f"{where}.{index}.")
        if given.id is None:
            added.append(model(**filled))
        elif (row := left.pop(given.id, None)) is None:
            raise Conflict()
        else:
            changed |= assign(_row(row), filled)
    for row in left.values():
        rows.remove(row)
    rows.extend(added)
    return changed or bool(left) or bool(added)


def sync_of(session: Session, row: Base, collection: str, wanted: Sequence[Given], where: str = "") -> bool:
    """:func:`sync` of a record's collection. Its rows are read as objects, which takes four times as long as reading
    their values, only if these are not what the form handed over. *where* is the record's place in the Input.

    To be called where the session does not flush by itself: reading the rows would save half of the changes.
    """
    model, statement = _stored(type(row), collection, type(wanted[0]) if wanted else None)
    path = f"{where}{collection}"
    state: InstanceState[Base] = inspect(row)
    if state.identity and collection in state.unloaded:
        rows = session.connection().execute(statement, {"owner": state.identity[0]}).all()
        handed_over = {
            given.id: tuple(values(_table(model), given, f"{path}.{index}.").values())
            for index, given in enumerate(wanted)
        }
        if len(rows) == len(wanted) and {one[0]: tuple(one[1:]) for one in rows} == handed_over:
            return False
    return sync(getattr(row, collection), wanted, model, path)


@cache
def _stored(owner: type[Base], collection: str, given: type | None) -> tuple[type[Child], Select[*tuple[Any, ...]]]:
    """The model of a collection, and the statement for the ids of its rows and the columns that an Input fills."""
    relation = inspect(owner).relationships[collection]
    model: Any = relation.mapper.class_
    [(_key, foreign_key)] = relation.local_remote_pairs or []
    filled = _plan(model, given) if given else ()
    columns: list[Any] = [getattr(model, name) for name, _clean in filled]
    return model, select(model.id, *columns).where(foreign_key == bindparam("owner"))


def child(rows: Iterable[ChildT], id: int) -> ChildT:
    """A row of a collection by its id. Raises NotFound."""
    found = next((row for row in rows if row.id == id), None)
    if found is None:
        raise NotFound()
    return found


def _table(model: type[Child]) -> type[Base]:
    assert issubclass(model, Base)
    return model


def _row(row: Child) -> Base:
    assert isinstance(row, Base)
    return row


def sync_links(rows: list[ChildT], column: str, wanted: Sequence[int], model: type[ChildT]) -> bool:
    """As :func:`sync` for rows that only point at another record: *wanted* are the ids pointed at, each once."""
    ids = dict.fromkeys(wanted)
    gone = [row for row in rows if getattr(row, column) not in ids]
    known = {getattr(row, column) for row in rows}
    new = [id for id in ids if id not in known]
    for row in gone:
        rows.remove(row)
    rows.extend(model(**{column: id}) for id in new)
    return bool(gone or new)


def as_input(given: type[InputT], row: object, **more: object) -> InputT:
    """An Input made from a row: the fields that are its columns, and *more* for those that are not."""
    return given(**{name: getattr(row, name) for name in _shared(type(row), given)}, **more)  # type: ignore[arg-type]


@cache
def _shared(model: type[Any], given: type) -> tuple[str, ...]:
    """The fields of an Input that are columns of a model."""
    columns: Any = inspect(model).columns
    return tuple(one.name for one in fields(given) if one.name in columns)


def today_or(day: date | None) -> date:
    """The day that counts as today: the caller's, or this machine's."""
    return day or date.today()
