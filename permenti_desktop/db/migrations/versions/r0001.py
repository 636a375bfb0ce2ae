"""The first schema."""

import sqlalchemy as sa
from alembic.operations import Operations


def upgrade(op: Operations) -> None:
    """The first schema."""
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "disclosure",
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("what", sa.String(length=300), nullable=False),
        sa.Column("recipient", sa.String(length=300), nullable=False),
        sa.Column("purpose", sa.String(length=300), nullable=False),
        sa.Column("basis", sa.String(length=300), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disclosure")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_disclosure_at"), "disclosure", ["at"], unique=False)
    op.create_table(
        "draft",
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_draft")),
    )
    op.create_table(
        "grant_award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("funder", sa.String(length=200), nullable=False),
        sa.Column("ministry", sa.String(length=300), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("last_payment_on", sa.Date(), nullable=True),
        sa.Column("retention_years", sa.Integer(), nullable=False),
        sa.Column("short_contact_hours", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grant_award")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "journal_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("owner2", sa.String(length=40), nullable=True),
        sa.Column("owner2_id", sa.Integer(), nullable=True),
        sa.Column("op", sa.String(length=1), nullable=False),
        sa.Column("before", sa.Text(), nullable=True),
        sa.Column("after", sa.Text(), nullable=True),
        sa.CheckConstraint("op IN ('I', 'U', 'D')", name=op.f("ck_journal_change_op")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_change")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_journal_change_entry_id"), "journal_change", ["entry_id"], unique=False)
    op.create_index(op.f("ix_journal_change_owner2_id_owner2"), "journal_change", ["owner2_id", "owner2"], unique=False)
    op.create_index(op.f("ix_journal_change_owner_id_owner"), "journal_change", ["owner_id", "owner"], unique=False)
    op.create_index(
        op.f("ix_journal_change_subject_subject_id"), "journal_change", ["subject", "subject_id"], unique=False
    )
    op.create_table(
        "journal_entry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=120), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("args", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("of_id", sa.Integer(), nullable=True),
        sa.Column("reversed_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("kind IN ('edit', 'undo', 'redo', 'final')", name=op.f("ck_journal_entry_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_entry")),
    )
    op.create_index(op.f("ix_journal_entry_at"), "journal_entry", ["at"], unique=False)
    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last_id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("id = 1", name=op.f("ck_journal_head_one_row")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "network_group",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("target_weeks", sa.Integer(), nullable=False),
        sa.Column("limit_weeks", sa.Integer(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_group")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "office_term",
        sa.Column("vocabulary", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("de", sa.String(length=200), nullable=False),
        sa.Column("en", sa.String(length=200), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_term")),
        sa.UniqueConstraint("vocabulary", "code", name=op.f("uq_office_term_vocabulary_code")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("size", sa.String(length=20), nullable=True),
        sa.Column("sector", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("website", sa.String(length=200), nullable=False),
        sa.Column("rhythm_days", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_organisation_in_bin_kind_sort_key"), "organisation", ["in_bin", "kind", "sort_key"], unique=False
    )
    op.create_index(op.f("ix_organisation_in_bin_sort_key"), "organisation", ["in_bin", "sort_key"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last_name", sa.String(length=200), nullable=False),
        sa.Column("first_name", sa.String(length=200), nullable=False),
        sa.Column("call_name", sa.String(length=200), nullable=False),
        sa.Column("own_script_name", sa.String(length=200), nullable=False),
        sa.Column("title", sa.String(length=60), nullable=False),
        sa.Column("gender", sa.String(length=10), nullable=True),
        sa.Column("birth", sa.String(length=10), nullable=True),
        sa.Column("nationality", sa.String(length=3), nullable=True),
        sa.Column("street", sa.String(length=200), nullable=False),
        sa.Column("postal_code", sa.String(length=10), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("ags", sa.String(length=8), nullable=True),
        sa.Column("phone", sa.String(length=60), nullable=False),
        sa.Column("mobile", sa.String(length=60), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("contact_note", sa.Text(), nullable=False),
        sa.Column("informal", sa.Boolean(), nullable=False),
        sa.Column("search_key", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("skeleton_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_in_bin_sort_key"), "person", ["in_bin", "sort_key"], unique=False)
    op.create_index(op.f("ix_person_skeleton_key"), "person", ["skeleton_key"], unique=False)
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "consent",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("basis", sa.String(length=40), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("sheet_version", sa.String(length=60), nullable=False),
        sa.Column("interpreter", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_consent_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_consent_state", "consent", ["person_id", "purpose", "given_on", "valid_until", "withdrawn_on"], unique=False
    )
    op.create_table(
        "contact_person",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_contact_person_organisation_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_contact_person_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact_person")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_contact_person_organisation_id"), "contact_person", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_contact_person_person_id"), "contact_person", ["person_id"], unique=False)
    op.create_table(
        "deadline",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["grant_award.id"],
            name=op.f("fk_deadline_grant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deadline")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_deadline_grant_id"), "deadline", ["grant_id"], unique=False)
    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("spokesperson_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["network_group.id"],
            name=op.f("fk_group_member_group_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_group_member_organisation_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["spokesperson_id"],
            ["person.id"],
            name=op.f("fk_group_member_spokesperson_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_group_member_group_id"), "group_member", ["group_id"], unique=False)
    op.create_index(op.f("ix_group_member_organisation_id"), "group_member", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_group_member_spokesperson_id"), "group_member", ["spokesperson_id"], unique=False)
    op.create_table(
        "mentor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("occupation", sa.String(length=200), nullable=False),
        sa.Column("occupation_code", sa.String(length=8), nullable=True),
        sa.Column("sector", sa.String(length=120), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=True),
        sa.Column("reach_km", sa.Integer(), nullable=True),
        sa.Column("times", sa.String(length=400), nullable=False),
        sa.Column("wishes", sa.Text(), nullable=False),
        sa.Column("no_gos", sa.Text(), nullable=False),
        sa.Column("training_on", sa.String(length=10), nullable=True),
        sa.Column("clearance_until", sa.Date(), nullable=True),
        sa.Column("confidentiality_on", sa.Date(), nullable=True),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("since_text", sa.String(length=60), nullable=False),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["id"], ["person.id"], name=op.f("fk_mentor_id"), ondelete="CASCADE", initially="IMMEDIATE", deferrable=True
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_mentor_organisation_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentor")),
    )
    op.create_index(op.f("ix_mentor_in_bin_sort_key"), "mentor", ["in_bin", "sort_key"], unique=False)
    op.create_index(op.f("ix_mentor_in_bin_status_sort_key"), "mentor", ["in_bin", "status", "sort_key"], unique=False)
    op.create_index(op.f("ix_mentor_in_bin_town_sort_key"), "mentor", ["in_bin", "town", "sort_key"], unique=False)
    op.create_index(op.f("ix_mentor_organisation_id"), "mentor", ["organisation_id"], unique=False)
    op.create_table(
        "network_meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("time", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("agenda", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"],
            ["network_group.id"],
            name=op.f("fk_network_meeting_group_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_network_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_network_meeting_group_id_on"), "network_meeting", ["group_id", "on"], unique=False)
    op.create_table(
        "participant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("arrival", sa.String(length=10), nullable=True),
        sa.Column("residence_title", sa.String(length=20), nullable=True),
        sa.Column("residence_text", sa.String(length=200), nullable=False),
        sa.Column("residence_expires", sa.Date(), nullable=True),
        sa.Column("household", sa.Text(), nullable=False),
        sa.Column("children", sa.Integer(), nullable=True),
        sa.Column("childcare", sa.Text(), nullable=False),
        sa.Column("travel", sa.String(length=400), nullable=False),
        sa.Column("travel_minutes", sa.Integer(), nullable=True),
        sa.Column("driving_licence", sa.String(length=10), nullable=True),
        sa.Column("times", sa.String(length=400), nullable=False),
        sa.Column("occupation_held", sa.String(length=200), nullable=False),
        sa.Column("occupation_held_code", sa.String(length=8), nullable=True),
        sa.Column("occupation_wanted", sa.String(length=200), nullable=False),
        sa.Column("occupation_wanted_code", sa.String(length=8), nullable=True),
        sa.Column("experience", sa.Text(), nullable=False),
        sa.Column("experience_years", sa.Integer(), nullable=True),
        sa.Column("aims", sa.Text(), nullable=False),
        sa.Column("employment", sa.String(length=40), nullable=True),
        sa.Column("case_worker_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("entry", sa.String(length=10), nullable=True),
        sa.Column("exit", sa.String(length=10), nullable=True),
        sa.Column("german", sa.String(length=4), nullable=True),
        sa.Column("town", sa.String(length=120), nullable=False),
        sa.Column("sort_key", sa.String(length=400), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_worker_id"],
            ["person.id"],
            name=op.f("fk_participant_case_worker_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_participant_cohort_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["id"],
            ["person.id"],
            name=op.f("fk_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participant")),
    )
    op.create_index(op.f("ix_participant_case_worker_id"), "participant", ["case_worker_id"], unique=False)
    op.create_index(op.f("ix_participant_cohort_id"), "participant", ["cohort_id"], unique=False)
    op.create_index(
        op.f("ix_participant_in_bin_entry_sort_key"), "participant", ["in_bin", "entry", "sort_key"], unique=False
    )
    op.create_index(
        op.f("ix_participant_in_bin_exit_sort_key"), "participant", ["in_bin", "exit", "sort_key"], unique=False
    )
    op.create_index(
        op.f("ix_participant_in_bin_german_sort_key"), "participant", ["in_bin", "german", "sort_key"], unique=False
    )
    op.create_index(
        op.f("ix_participant_in_bin_number_sort_key"), "participant", ["in_bin", "number", "sort_key"], unique=False
    )
    op.create_index(
        op.f("ix_participant_in_bin_phase_sort_key"), "participant", ["in_bin", "phase", "sort_key"], unique=False
    )
    op.create_index(
        op.f("ix_participant_in_bin_sort_key_phase_exit"),
        "participant",
        ["in_bin", "sort_key", "phase", "exit"],
        unique=False,
    )
    op.create_index(
        op.f("ix_participant_in_bin_town_sort_key"), "participant", ["in_bin", "town", "sort_key"], unique=False
    )
    op.create_table(
        "person_language",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("level", sa.String(length=4), nullable=True),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("certificate_on", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_person_language_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_language")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_language_person_id"), "person_language", ["person_id"], unique=False)
    op.create_table(
        "target",
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("indicator", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["grant_award.id"],
            name=op.f("fk_target_grant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_target")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_target_grant_id"), "target", ["grant_id"], unique=False)
    op.create_table(
        "absence",
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor.id"],
            name=op.f("fk_absence_mentor_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_absence_mentor_id"), "absence", ["mentor_id"], unique=False)
    op.create_table(
        "attendance",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("attended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["network_meeting.id"],
            name=op.f("fk_attendance_meeting_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_attendance_organisation_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_attendance_person_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attendance")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_attendance_meeting_id"), "attendance", ["meeting_id"], unique=False)
    op.create_index(op.f("ix_attendance_organisation_id"), "attendance", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_attendance_person_id"), "attendance", ["person_id"], unique=False)
    op.create_table(
        "internship",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("mentor_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("supervisor", sa.String(length=200), nullable=False),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("hours_per_week", sa.Numeric(precision=5, scale=2), nullable=True),
        sa.Column("hours_total", sa.Numeric(precision=7, scale=2), nullable=True),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.Column("insurance", sa.String(length=20), nullable=True),
        sa.Column("permit_question", sa.String(length=20), nullable=True),
        sa.Column("permit_note", sa.Text(), nullable=False),
        sa.Column("evaluation_participant", sa.Text(), nullable=False),
        sa.Column("evaluation_host", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("outcome_note", sa.Text(), nullable=False),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor.id"],
            name=op.f("fk_internship_mentor_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_internship_organisation_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_internship_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internship")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_internship_end"), "internship", ["end"], unique=False)
    op.create_index(op.f("ix_internship_in_bin_state_start"), "internship", ["in_bin", "state", "start"], unique=False)
    op.create_index(op.f("ix_internship_mentor_id"), "internship", ["mentor_id"], unique=False)
    op.create_index(op.f("ix_internship_organisation_id"), "internship", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_internship_participant_id"), "internship", ["participant_id"], unique=False)
    op.create_index(op.f("ix_internship_start"), "internship", ["start"], unique=False)
    op.create_table(
        "minutes_line",
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"],
            ["network_meeting.id"],
            name=op.f("fk_minutes_line_meeting_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_line")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_minutes_line_kind_done_on_due"), "minutes_line", ["kind", "done_on", "due"], unique=False)
    op.create_index(op.f("ix_minutes_line_meeting_id"), "minutes_line", ["meeting_id"], unique=False)
    op.create_table(
        "outcome",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(length=20), nullable=False),
        sa.Column("on", sa.String(length=10), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_outcome_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outcome_participant_id"), "outcome", ["participant_id"], unique=False)
    op.create_table(
        "participation",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=True),
        sa.Column("entry", sa.String(length=10), nullable=True),
        sa.Column("exit", sa.String(length=10), nullable=True),
        sa.Column("exit_reason", sa.String(length=40), nullable=True),
        sa.Column("exit_note", sa.Text(), nullable=False),
        sa.Column("dropout", sa.Boolean(), nullable=False),
        sa.Column("employment_on_entry", sa.String(length=40), nullable=True),
        sa.Column("unemployed_since", sa.String(length=10), nullable=True),
        sa.Column("education_on_entry", sa.String(length=2), nullable=True),
        sa.Column("third_country", sa.String(length=10), nullable=True),
        sa.Column("foreign_background", sa.String(length=10), nullable=True),
        sa.Column("minority", sa.String(length=10), nullable=True),
        sa.Column("disability", sa.String(length=10), nullable=True),
        sa.Column("homeless", sa.String(length=10), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["grant_id"],
            ["grant_award.id"],
            name=op.f("fk_participation_grant_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_participation_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participation")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_participation_entry"), "participation", ["entry"], unique=False)
    op.create_index(op.f("ix_participation_exit"), "participation", ["exit"], unique=False)
    op.create_index(
        op.f("ix_participation_grant_id_participant_id_entry_exit"),
        "participation",
        ["grant_id", "participant_id", "entry", "exit"],
        unique=False,
    )
    op.create_index(op.f("ix_participation_participant_id"), "participation", ["participant_id"], unique=False)
    op.create_table(
        "phase_period",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=40), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("until", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_phase_period_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_period")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_phase_period_participant_id"), "phase_period", ["participant_id"], unique=False)
    op.create_table(
        "qualification",
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("institution", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=3), nullable=True),
        sa.Column("isced", sa.String(length=2), nullable=True),
        sa.Column("completed", sa.String(length=10), nullable=True),
        sa.Column("regulated", sa.String(length=10), nullable=True),
        sa.Column("recognition", sa.String(length=20), nullable=True),
        sa.Column("recognition_text", sa.String(length=200), nullable=False),
        sa.Column("applied_on", sa.String(length=10), nullable=True),
        sa.Column("recognised_on", sa.String(length=10), nullable=True),
        sa.Column("compensation", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_qualification_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_qualification")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_qualification_participant_id"), "qualification", ["participant_id"], unique=False)
    op.create_table(
        "tandem",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mentor_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("proposed_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("trial_since", sa.Date(), nullable=True),
        sa.Column("trial_mentee_on", sa.Date(), nullable=True),
        sa.Column("trial_mentor_on", sa.Date(), nullable=True),
        sa.Column("agreement_on", sa.Date(), nullable=True),
        sa.Column("start", sa.String(length=10), nullable=True),
        sa.Column("planned_end", sa.Date(), nullable=True),
        sa.Column("end", sa.String(length=10), nullable=True),
        sa.Column("rhythm_days", sa.Integer(), nullable=True),
        sa.Column("interim_on", sa.Date(), nullable=True),
        sa.Column("interim_note", sa.Text(), nullable=False),
        sa.Column("closing_on", sa.Date(), nullable=True),
        sa.Column("closing_note", sa.Text(), nullable=False),
        sa.Column("end_reason", sa.String(length=40), nullable=True),
        sa.Column("end_note", sa.Text(), nullable=False),
        sa.Column("no_fault", sa.Boolean(), nullable=False),
        sa.Column("follows_id", sa.Integer(), nullable=True),
        sa.Column("remarks", sa.Text(), nullable=False),
        sa.Column("unread", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"],
            ["cohort.id"],
            name=op.f("fk_tandem_cohort_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["follows_id"],
            ["tandem.id"],
            name=op.f("fk_tandem_follows_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["mentor_id"],
            ["mentor.id"],
            name=op.f("fk_tandem_mentor_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["substitute_id"],
            ["mentor.id"],
            name=op.f("fk_tandem_substitute_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tandem_cohort_id"), "tandem", ["cohort_id"], unique=False)
    op.create_index(op.f("ix_tandem_follows_id"), "tandem", ["follows_id"], unique=False)
    op.create_index(op.f("ix_tandem_in_bin_state_start"), "tandem", ["in_bin", "state", "start"], unique=False)
    op.create_index(op.f("ix_tandem_mentor_id_state"), "tandem", ["mentor_id", "state"], unique=False)
    op.create_index(op.f("ix_tandem_start"), "tandem", ["start"], unique=False)
    op.create_index(op.f("ix_tandem_substitute_id"), "tandem", ["substitute_id"], unique=False)
    op.create_table(
        "checklist_item",
        sa.Column("internship_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("with_whom", sa.String(length=200), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["internship_id"],
            ["internship.id"],
            name=op.f("fk_checklist_item_internship_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checklist_item")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_checklist_item_internship_id"), "checklist_item", ["internship_id"], unique=False)
    op.create_table(
        "goal",
        sa.Column("tandem_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("reached_on", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tandem_id"],
            ["tandem.id"],
            name=op.f("fk_goal_tandem_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_goal_tandem_id"), "goal", ["tandem_id"], unique=False)
    op.create_table(
        "tandem_meeting",
        sa.Column("tandem_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(length=20), nullable=True),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tandem_id"],
            ["tandem.id"],
            name=op.f("fk_tandem_meeting_tandem_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem_meeting")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tandem_meeting_on"), "tandem_meeting", ["on"], unique=False)
    op.create_index(op.f("ix_tandem_meeting_tandem_id_on"), "tandem_meeting", ["tandem_id", "on"], unique=False)
    op.create_table(
        "tandem_mentee",
        sa.Column("tandem_id", sa.Integer(), nullable=False),
        sa.Column("participant_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant_id"],
            ["participant.id"],
            name=op.f("fk_tandem_mentee_participant_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tandem_id"],
            ["tandem.id"],
            name=op.f("fk_tandem_mentee_tandem_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tandem_mentee")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_tandem_mentee_participant_id"), "tandem_mentee", ["participant_id"], unique=False)
    op.create_index(op.f("ix_tandem_mentee_tandem_id"), "tandem_mentee", ["tandem_id"], unique=False)
    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("tandem_id", sa.Integer(), nullable=True),
        sa.Column("internship_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["internship_id"],
            ["internship.id"],
            name=op.f("fk_timeline_entry_internship_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_timeline_entry_organisation_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["tandem_id"],
            ["tandem.id"],
            name=op.f("fk_timeline_entry_tandem_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_timeline_entry_in_bin_on_kind_minutes"),
        "timeline_entry",
        ["in_bin", "on", "kind", "minutes"],
        unique=False,
    )
    op.create_index(op.f("ix_timeline_entry_internship_id"), "timeline_entry", ["internship_id"], unique=False)
    op.create_index(
        op.f("ix_timeline_entry_organisation_id_on"), "timeline_entry", ["organisation_id", "on"], unique=False
    )
    op.create_index(op.f("ix_timeline_entry_tandem_id"), "timeline_entry", ["tandem_id"], unique=False)
    op.create_table(
        "visit",
        sa.Column("internship_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["internship_id"],
            ["internship.id"],
            name=op.f("fk_visit_internship_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_visit_internship_id"), "visit", ["internship_id"], unique=False)
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(length=120), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_note", sa.Text(), nullable=False),
        sa.Column("dropped_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("in_bin", sa.Boolean(), nullable=False),
        sa.Column("binned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["timeline_entry.id"],
            name=op.f("fk_follow_up_entry_id"),
            ondelete="SET NULL",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_follow_up_organisation_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_follow_up_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_follow_up_entry_id"), "follow_up", ["entry_id"], unique=False)
    op.create_index(op.f("ix_follow_up_in_bin_done_on_due"), "follow_up", ["in_bin", "done_on", "due"], unique=False)
    op.create_index(op.f("ix_follow_up_organisation_id"), "follow_up", ["organisation_id"], unique=False)
    op.create_index(op.f("ix_follow_up_person_id"), "follow_up", ["person_id"], unique=False)
    op.create_table(
        "timeline_person",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["entry_id"],
            ["timeline_entry.id"],
            name=op.f("fk_timeline_person_entry_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["person.id"],
            name=op.f("fk_timeline_person_person_id"),
            ondelete="CASCADE",
            initially="IMMEDIATE",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("entry_id", "person_id", name=op.f("pk_timeline_person")),
    )
    op.create_index(
        op.f("ix_timeline_person_person_id_on_entry_id"),
        "timeline_person",
        ["person_id", "on", "entry_id"],
        unique=False,
    )
