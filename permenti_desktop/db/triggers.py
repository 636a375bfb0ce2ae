"""Triggers generated from the tables: they write the journal and keep the search index in step.

What they see no code above can forget: bulk statements, cascades of the database, imports. They are not
part of the migrations, which change tables; after migrating, all are dropped and made anew from the models
of the day.

A change keeps only what changed: an inserted or deleted row without its empty columns, an update with the
old and new values of the columns that differ, as JSON. Binary columns are kept as hexadecimal text and only
where undo needs them (``before``); what was inserted is still in the table.
"""

from collections.abc import Iterable

from sqlalchemy import Column, Connection, LargeBinary, MetaData, Table, text

from permenti_desktop.db.schema import id_column, journaled, owners

_PREFIX = "journal_"
_FUNCTION = "permenti_journal"


def install(connection: Connection, metadata: MetaData) -> None:
    """Drop all journal triggers and make them anew from *metadata*. Belongs into the migrating
    transaction."""
    drop(connection)
    sqlite = connection.dialect.name == "sqlite"
    if not sqlite:
        connection.exec_driver_sql(_POSTGRESQL_FUNCTION)
    for table in journaled(metadata):
        statements = sqlite_triggers(table) if sqlite else (_postgresql_trigger(table),)
        for statement in statements:
            connection.exec_driver_sql(statement)
    head = connection.execute(text("SELECT count(*) FROM journal_head")).scalar_one()
    if not head:
        connection.execute(text("INSERT INTO journal_head (id, last_id, entry_id) VALUES (1, 0, NULL)"))


def drop(connection: Connection) -> None:
    """Remove all journal triggers: before a migration, which is no change of the office's."""
    for name, table in installed(connection):
        on = "" if connection.dialect.name == "sqlite" else f' ON "{table}"'
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"{on}')


def installed(connection: Connection) -> list[tuple[str, str]]:
    """The journal triggers that the database has, as (name, table)."""
    if connection.dialect.name == "sqlite":
        found = connection.execute(
            text("SELECT name, tbl_name FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
        )
    else:
        found = connection.execute(
            text(
                "SELECT t.tgname, c.relname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
                " WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace ORDER BY t.tgname"
            )
        )
    return [(name, table) for name, table in found if name.startswith(_PREFIX)]


def expected(metadata: MetaData, dialect: str) -> list[tuple[str, str]]:
    """The triggers that :func:`install` makes, in the order of :func:`installed`."""
    kinds = ("delete", "insert", "update") if dialect == "sqlite" else ("row",)
    return sorted((f"{_PREFIX}{table.name}_{kind}", table.name) for table in journaled(metadata) for kind in kinds)


# SQLite


def _value(row: str, column: Column[object]) -> str:
    name = f'{row}."{column.name}"'
    return f"""'"' || hex({name}) || '"'""" if isinstance(column.type, LargeBinary) else f"json_quote({name})"


def _binary(column: Column[object]) -> bool:
    return isinstance(column.type, LargeBinary)


def _sqlite_object(pieces: Iterable[str]) -> str:
    """A JSON object of pieces that are each empty or start with a comma."""
    return "'{' || substr(" + " || ".join(pieces) + ", 2) || '}'"


def sqlite_row(table: Table, row: str, *, binary: bool) -> str:
    """A whole row as JSON without its empty columns."""
    return _sqlite_object(
        f"""CASE WHEN {row}."{c.name}" IS NULL THEN '' ELSE ',"{c.name}":' || {_value(row, c)} END"""
        for c in table.columns
        if binary or not _binary(c)
    )


def _sqlite_changes(table: Table, row: str, *, binary: bool) -> str:
    """The columns that an update changed, as JSON; the key too where the id alone does not name the row."""
    always = () if id_column(table) else tuple(table.primary_key.columns)
    return _sqlite_object(
        f"""',"{c.name}":' || {_value(row, c)}"""
        if c in always
        else f"""CASE WHEN OLD."{c.name}" IS NEW."{c.name}" THEN ''"""
        f""" ELSE ',"{c.name}":' || {_value(row, c)} END"""
        for c in table.columns
        if binary or not _binary(c)
    )


def sqlite_triggers(table: Table) -> tuple[str, ...]:
    """The three triggers of a table."""
    changed = " OR ".join(f'OLD."{c.name}" IS NOT NEW."{c.name}"' for c in table.columns)
    return (
        _sqlite_trigger(table, "insert", "NEW", "'I'", "NULL", sqlite_row(table, "NEW", binary=False)),
        _sqlite_trigger(
            table,
            "update",
            "NEW",
            "'U'",
            _sqlite_changes(table, "OLD", binary=True),
            _sqlite_changes(table, "NEW", binary=False),
            when=f" WHEN {changed}",
        ),
        _sqlite_trigger(table, "delete", "OLD", "'D'", sqlite_row(table, "OLD", binary=True), "NULL"),
    )


def _sqlite_trigger(table: Table, kind: str, row: str, op: str, before: str, after: str, *, when: str = "") -> str:
    id = id_column(table)
    columns = ["entry_id", "subject", "subject_id", "op", "before", "after"]
    values = ["(SELECT entry_id FROM journal_head)", f"'{table.name}'", f'{row}."{id}"' if id else "0", op]
    values += [before, after]
    for (owner, column), field in zip(owners(table), ("owner", "owner2"), strict=False):
        columns += [field, f"{field}_id"]
        values += [f'''CASE WHEN {row}."{column}" NOT NULL THEN '{owner}' END''', f'{row}."{column}"']
    return (
        f'CREATE TRIGGER "{_PREFIX}{table.name}_{kind}" AFTER {kind.upper()} ON "{table.name}"{when} BEGIN'
        f" INSERT INTO journal_change ({', '.join(columns)}) VALUES ({', '.join(values)}); END"
    )


# PostgreSQL: one function for all tables; what differs comes as arguments of the trigger.


# Arguments: id column or '', binary columns, key columns to keep, then owner table and column, once or twice.
_POSTGRESQL_FUNCTION = f"""
CREATE OR REPLACE FUNCTION {_FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    old_row jsonb := CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE to_jsonb(OLD) END;
    new_row jsonb := CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE to_jsonb(NEW) END;
    some_row jsonb := coalesce(new_row, old_row);
    binaries text[] := string_to_array(TG_ARGV[1], ',');
    keys text[] := string_to_array(TG_ARGV[2], ',');
    was jsonb;
    is_now jsonb;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF old_row = new_row THEN
            RETURN NULL;
        END IF;
        SELECT jsonb_object_agg(o.key, o.value),
               coalesce(jsonb_object_agg(o.key, new_row -> o.key) FILTER (WHERE o.key <> ALL (binaries)), '{{}}')
          INTO was, is_now
          FROM jsonb_each(old_row) o
         WHERE o.value IS DISTINCT FROM new_row -> o.key OR o.key = ANY (keys);
    ELSIF TG_OP = 'INSERT' THEN
        SELECT jsonb_object_agg(n.key, n.value) INTO is_now FROM jsonb_each(new_row) n
         WHERE n.value <> 'null' AND n.key <> ALL (binaries);
    ELSE
        SELECT jsonb_object_agg(o.key, o.value) INTO was FROM jsonb_each(old_row) o WHERE o.value <> 'null';
    END IF;
    INSERT INTO journal_change
        (entry_id, subject, subject_id, op, before, after, owner, owner_id, owner2, owner2_id)
    VALUES (
        (SELECT entry_id FROM journal_head),
        TG_TABLE_NAME,
        CASE WHEN TG_ARGV[0] = '' THEN 0 ELSE (some_row ->> TG_ARGV[0])::integer END,
        left(TG_OP, 1), was::text, is_now::text,
        CASE WHEN TG_NARGS > 4 AND some_row ->> TG_ARGV[4] IS NOT NULL THEN TG_ARGV[3] END,
        CASE WHEN TG_NARGS > 4 THEN (some_row ->> TG_ARGV[4])::integer END,
        CASE WHEN TG_NARGS > 6 AND some_row ->> TG_ARGV[6] IS NOT NULL THEN TG_ARGV[5] END,
        CASE WHEN TG_NARGS > 6 THEN (some_row ->> TG_ARGV[6])::integer END
    );
    RETURN NULL;
END
$body$"""


def _postgresql_trigger(table: Table) -> str:
    id = id_column(table)
    arguments = [
        id or "",
        ",".join(c.name for c in table.columns if _binary(c)),
        "" if id else ",".join(c.name for c in table.primary_key.columns),
        *(word for pair in owners(table) for word in pair),
    ]
    quoted = ", ".join(f"'{argument}'" for argument in arguments)
    return (
        f'CREATE TRIGGER "{_PREFIX}{table.name}_row" AFTER INSERT OR UPDATE OR DELETE ON "{table.name}"'
        f" FOR EACH ROW EXECUTE FUNCTION {_FUNCTION}({quoted})"
    )
