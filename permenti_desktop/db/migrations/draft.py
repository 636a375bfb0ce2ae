"""Draft the next migration from what the models have and the newest revision has not.

``python -m permenti_desktop.db.migrations.draft`` writes ``r<next>.py`` beside this file, to be read,
corrected and tested by a person: renamed columns look like one dropped and one added, and data needs a
hand. Types are written out as plain SQLAlchemy types, because a migration must not change when the models'
own types do. With ``--first`` the first revision is drafted anew, which is right only as long as nobody has
a file of it.
"""

import sys
from pathlib import Path
from textwrap import indent
from typing import Any, Final, Literal

from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Engine, TypeDecorator, create_engine
from sqlalchemy.types import TypeEngine

from permenti_desktop.db.revision import HEAD
from permenti_desktop.db.schema import metadata

_PAGE: Final = '''"""{what}"""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """{what}"""
{body}
'''


def draft(engine: Engine, what: str) -> str:
    """The source of a migration from the schema of *engine* to the models'."""
    from permenti_desktop.db.migrating import options

    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={**options(), "render_item": _plain})
        script = produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        body = render_python_code(
            script.upgrade_ops, render_as_batch=False, migration_context=context, render_item=_plain
        )
    lines = [line.strip() for line in body.splitlines() if not line.lstrip().startswith("#")]
    return _PAGE.format(what=what, body=indent("\n".join(lines), "    "))


def _plain(kind: str, item: Any, _context: AutogenContext) -> str | Literal[False]:
    """Our own column types by what they store."""
    if kind == "type" and isinstance(item, TypeDecorator):
        stored: TypeEngine[Any] = item.impl_instance
        return f"sa.{stored!r}"
    return False


def main(first: bool) -> None:
    """Write the draft beside this module."""
    name = "0001" if first else f"{int(HEAD) + 1:04}"
    engine = create_engine("sqlite+pysqlite:///:memory:")
    if not first:
        from permenti_desktop.db.migrating import STEPS

        # The steps alone: triggers are made from the models, which are a step ahead.
        with engine.begin() as connection:
            operations = Operations(MigrationContext.configure(connection))
            for _revision, step in STEPS:
                step(operations)
    what = "The first schema." if first else "What this changes."
    path = Path(__file__).with_name("versions") / f"r{name}.py"
    path.write_text(draft(engine, what), encoding="utf-8")
    engine.dispose()
    sys.stdout.write(f"{path.name}\n")


if __name__ == "__main__":
    main("--first" in sys.argv[1:])
