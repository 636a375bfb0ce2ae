"""Blocked files, the ledger of erasures, and whom a disclosure was about; telephone numbers in what people are found
by, and the indexes that the page of the day asks."""

import sqlalchemy as sa
from alembic.operations import Operations

from permenti_desktop.domain.text import number_key


def upgrade(op: Operations) -> None:
    """What is new since 0001."""
    op.create_table(
        "erasure",
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("figures_kept", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sa.UniqueConstraint("tag", name=op.f("uq_erasure_tag")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "disclosure_person",
        sa.Column("disclosure_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["disclosure_id"],
            ["disclosure.id"],
            name=op.f("fk_disclosure_person_disclosure_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_disclosure_person_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("disclosure_id", "person_id", name=op.f("pk_disclosure_person")),
    )
    op.create_index(
        op.f("ix_disclosure_person_person_id_disclosure_id"),
        "disclosure_person",
        ["person_id", "disclosure_id"],
        unique=False,
    )
    op.create_table(
        "restriction",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_restriction_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_restriction")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_restriction_person_id"), "restriction", ["person_id"], unique=False)
    op.create_index(op.f("ix_person_gender_birth"), "person", ["gender", "birth"], unique=False)
    op.create_index(
        op.f("ix_participant_in_bin_residence_expires_phase_exit"),
        "participant",
        ["in_bin", "residence_expires", "phase", "exit"],
        unique=False,
    )
    op.create_index(
        op.f("ix_tandem_in_bin_state_planned_end"), "tandem", ["in_bin", "state", "planned_end"], unique=False
    )
    op.create_index(
        op.f("ix_tandem_in_bin_state_end_start"), "tandem", ["in_bin", "state", "end", "start"], unique=False
    )
    _find_by_number(op.get_bind())


def _find_by_number(connection: sa.Connection) -> None:
    """Telephone numbers join the names that people are found by."""
    person = sa.table("person", sa.column("id"), sa.column("phone"), sa.column("mobile"), sa.column("search_key"))
    numbered = sa.select(person).where(sa.or_(person.c.phone != "", person.c.mobile != ""))
    changed = [
        {"person": row.id, "key": " ".join(filter(None, (row.search_key, *map(number_key, (row.phone, row.mobile)))))}
        for row in connection.execute(numbered).all()
    ]
    if changed:
        connection.execute(
            sa.update(person).where(person.c.id == sa.bindparam("person")).values(search_key=sa.bindparam("key")),
            changed,
        )
