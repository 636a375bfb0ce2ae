"""What the schema of a database is, as a list of sentences that can be compared: tests and "check" use it.

Alembic's comparison misses CHECKs, triggers and the order of index columns. Two schemas have the same fingerprint if
they mean the same; the order in which columns were added over the years does not count.
"""

import re

from sqlalchemy import Connection, text


def fingerprint(connection: Connection) -> tuple[str, ...]:
    """Every table, column, constraint, index and trigger, sorted."""
    found = _sqlite(connection) if connection.dialect.name == "sqlite" else _postgresql(connection)
    return tuple(sorted(line for line in found if "alembic_version" not in line))


def _sqlite(connection: Connection) -> list[str]:
    found = []
    rows = connection.execute(
        text("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'")
    )
    for kind, name, table, sql in rows:
        words = " ".join(sql.split())
        if kind != "table" or words.startswith("CREATE VIRTUAL"):
            found.append(f"{kind} {name} on {table}: {words}")
        elif not re.fullmatch(r"search_.*_(data|idx|docsize|config|content)", name):
            inside, _bracket, options = words[words.index("(") + 1 :].rpartition(")")
            found += [f"table {name}: {part}" for part in (*_parts(inside), options.strip()) if part]
    return [line.replace('"', "") for line in found]


def _parts(definition: str) -> list[str]:
    """The columns and constraints of a table, which are divided by the outermost commas."""
    parts, depth, start = [], 0, 0
    for position, sign in enumerate(definition):
        depth += (sign == "(") - (sign == ")")
        if sign == "," and depth == 0:
            parts.append(definition[start:position].strip())
            start = position + 1
    return [*parts, definition[start:].strip()]


def _postgresql(connection: Connection) -> list[str]:
    here = "= current_schema()::regnamespace"
    queries = {
        "column": "SELECT c.relname, a.attname || ' ' || format_type(a.atttypid, a.atttypmod)"
        " || ' ' || a.attnotnull || ' ' || coalesce(k.collname, '')"
        " || ' ' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')"
        " FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid"
        " LEFT JOIN pg_collation k ON k.oid = a.attcollation"
        " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
        f" WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relnamespace {here}",
        "constraint": "SELECT c.relname, o.conname || ' ' || pg_get_constraintdef(o.oid) FROM pg_constraint o"
        f" JOIN pg_class c ON c.oid = o.conrelid WHERE c.relnamespace {here}",
        "index": "SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
        "trigger": "SELECT c.relname, pg_get_triggerdef(t.oid) FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
        f" WHERE NOT t.tgisinternal AND c.relnamespace {here}",
    }
    return [
        f"{kind} {table}: {words}"
        for kind, query in queries.items()
        for table, words in connection.execute(text(query))
    ]
