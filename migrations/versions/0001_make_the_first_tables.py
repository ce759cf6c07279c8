"""Make the first tables

Revision: 0001
Follows: 
"""

import sqlalchemy as sa
from alembic import op

from app.core.audit import appendonly

revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity_series',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('rule', sa.String(length=200), nullable=False),
    sa.Column('except_days', sa.JSON(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_series'))
    )
    op.create_table('audit_event',
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('act', sa.String(length=64), nullable=False),
    sa.Column('object_type', sa.String(length=32), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=True),
    sa.Column('region_code', sa.CHAR(length=12), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('detail', sa.JSON(), nullable=False),
    sa.Column('previous', sa.String(length=64), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('seq', name=op.f('pk_audit_event'))
    )
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_event_act_at'), ['act', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_actor_id_at'), ['actor_id', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_event_object_type_object_id'), ['object_type', 'object_id'], unique=False)

    op.create_table('audit_head',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('seq', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('hash', sa.String(length=64), nullable=False),
    sa.Column('seal', sa.String(length=64), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_audit_head'))
    )
    op.create_table('backup_run',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('milliseconds', sa.Integer(), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('copies', sa.Integer(), nullable=False),
    sa.Column('missing', sa.JSON(), nullable=False),
    sa.Column('verified_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('problem', sa.String(length=200), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_backup_run'))
    )
    with op.batch_alter_table('backup_run', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_backup_run_started_at'), ['started_at'], unique=False)

    op.create_table('campaign',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=24), nullable=False),
    sa.Column('title', sa.String(length=60), nullable=False),
    sa.Column('text', sa.String(length=1000), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('quota', sa.Integer(), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('slug', name=op.f('uq_campaign_slug'))
    )
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_campaign_region_code'), ['region_code'], unique=False)

    op.create_table('certificate_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('closing', sa.Text(), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_wording')),
    sa.UniqueConstraint('region_code', 'kind', 'number', name=op.f('uq_certificate_wording_region_code_kind_number'))
    )
    with op.batch_alter_table('certificate_wording', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_wording_region_code'), ['region_code'], unique=False)

    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('theme', sa.String(length=16), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('teacher', sa.String(length=60), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('self_study', sa.Boolean(), nullable=False),
    sa.Column('pass_mark', sa.Integer(), nullable=False),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_county_code_theme_id'), ['county_code', 'theme', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_region_code'), ['region_code'], unique=False)

    op.create_table('data_key',
    sa.Column('id', sa.CHAR(length=32), nullable=False),
    sa.Column('wrapped', sa.LargeBinary(), nullable=True),
    sa.Column('destroyed_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_data_key'))
    )
    op.create_table('document_counter',
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('scope', sa.String(length=12), nullable=False),
    sa.Column('year', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', 'scope', 'year', name=op.f('pk_document_counter'))
    )
    op.create_table('draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('sealed', sa.LargeBinary(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draft')),
    sa.UniqueConstraint('user_id', 'key', name=op.f('uq_draft_user_id_key'))
    )
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('holiday',
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.PrimaryKeyConstraint('day', name=op.f('pk_holiday'))
    )
    op.create_table('inbox_message',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('link', sa.String(length=200), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox_message'))
    )
    with op.batch_alter_table('inbox_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_inbox_message_user_id_read_at'), ['user_id', 'read_at'], unique=False)

    op.create_table('job',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('state', sa.String(length=8), nullable=False),
    sa.Column('arguments', sa.JSON(), nullable=False),
    sa.Column('done', sa.Integer(), nullable=False),
    sa.Column('total', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beat_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('error', sa.String(length=80), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_job'))
    )
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_job_state'), ['state'], unique=False)

    op.create_table('login_failure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.LargeBinary(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failure'))
    )
    with op.batch_alter_table('login_failure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_failure_subject_at'), ['subject', 'at'], unique=False)

    op.create_table('occasion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('link', sa.String(length=200), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('closes_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('offer_hours', sa.Integer(), nullable=False),
    sa.Column('limit_name', sa.String(length=60), nullable=False),
    sa.Column('limit_per_person', sa.Integer(), nullable=True),
    sa.Column('last_place', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occasion'))
    )
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_occasion_starts_at'), ['starts_at'], unique=False)

    op.create_table('programme',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('preset', sa.String(length=32), nullable=False),
    sa.Column('valid_from', sa.Date(), nullable=False),
    sa.Column('rules', sa.JSON(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_programme')),
    sa.UniqueConstraint('region_code', 'version', name=op.f('uq_programme_region_code_version'))
    )
    op.create_table('region',
    sa.Column('code', sa.CHAR(length=12), nullable=False),
    sa.Column('name', sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql'), nullable=False),
    sa.Column('level', sa.SmallInteger(), nullable=False),
    sa.Column('parent_code', sa.CHAR(length=12), nullable=True),
    sa.Column('pinyin', sa.String(length=200).with_variant(sa.String(length=200, collation='C'), 'postgresql'), nullable=False),
    sa.Column('initials', sa.String(length=60).with_variant(sa.String(length=60, collation='C'), 'postgresql'), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_region'))
    )
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_region_level_initials'), ['level', 'initials'], unique=False)
        batch_op.create_index(batch_op.f('ix_region_level_name'), ['level', 'name'], unique=False)
        batch_op.create_index(batch_op.f('ix_region_level_pinyin'), ['level', 'pinyin'], unique=False)
        batch_op.create_index(batch_op.f('ix_region_parent_code'), ['parent_code'], unique=False)

    op.create_table('roster_counter',
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('region_code', name=op.f('pk_roster_counter'))
    )
    op.create_table('school_period',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_school_period'))
    )
    with op.batch_alter_table('school_period', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_school_period_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_school_period_starts_on'), ['starts_on'], unique=False)

    op.create_table('state_change',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('object_type', sa.String(length=32), nullable=False),
    sa.Column('object_id', sa.Integer(), nullable=False),
    sa.Column('transition', sa.String(length=32), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('target', sa.String(length=32), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('actor_id', sa.Integer(), nullable=True),
    sa.Column('actor_name', sa.String(length=64), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_state_change'))
    )
    with op.batch_alter_table('state_change', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_state_change_object_type_object_id'), ['object_type', 'object_id'], unique=False)

    op.create_table('station',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('slug', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=200), nullable=False),
    sa.Column('phone', sa.String(length=40), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=True),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_station')),
    sa.UniqueConstraint('slug', name=op.f('uq_station_slug'))
    )
    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_station_region_code'), ['region_code'], unique=False)

    op.create_table('submission',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('sender', sa.String(length=20), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('body_hash', sa.CHAR(length=64), nullable=False),
    sa.Column('location', sa.Text(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_submission')),
    sa.UniqueConstraint('sender', 'key', name=op.f('uq_submission_sender_key'))
    )
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_submission_at'), ['at'], unique=False)

    op.create_table('team',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('profession', sa.String(length=32), nullable=False),
    sa.Column('host_unit', sa.String(length=80), nullable=False),
    sa.Column('brand', sa.String(length=40), nullable=False),
    sa.Column('room', sa.String(length=80), nullable=False),
    sa.Column('captain_office', sa.String(length=40), nullable=False),
    sa.Column('captain_since', sa.Date(), nullable=True),
    sa.Column('captain_name', sa.String(length=64), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team')),
    sa.UniqueConstraint('region_code', 'name', name=op.f('uq_team_region_code_name'))
    )
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_region_code'), ['region_code'], unique=False)

    op.create_table('throttle_event',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('subject', sa.LargeBinary(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_throttle_event'))
    )
    with op.batch_alter_table('throttle_event', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_throttle_event_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_throttle_event_subject_at'), ['subject', 'at'], unique=False)

    op.create_table('activity',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('audience', sa.String(length=16), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('directions', sa.Text(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('schedule', sa.Text(), nullable=False),
    sa.Column('bring', sa.Text(), nullable=False),
    sa.Column('co_hosts', sa.String(length=200), nullable=False),
    sa.Column('cost', sa.String(length=200), nullable=False),
    sa.Column('campaign', sa.String(length=40), nullable=False),
    sa.Column('min_helpers', sa.Integer(), nullable=False),
    sa.Column('safety', sa.JSON(), nullable=False),
    sa.Column('sign_up', sa.String(length=16), nullable=False),
    sa.Column('parent_id', sa.Integer(), nullable=True),
    sa.Column('series_id', sa.Integer(), nullable=True),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('change_note', sa.String(length=200), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('cancel_reason', sa.String(length=300), nullable=False),
    sa.Column('minutes', sa.Text(), nullable=False),
    sa.Column('goods', sa.Text(), nullable=False),
    sa.Column('created_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_activity_occasion_id')),
    sa.ForeignKeyConstraint(['parent_id'], ['activity.id'], name=op.f('fk_activity_parent_id')),
    sa.ForeignKeyConstraint(['series_id'], ['activity_series.id'], name=op.f('fk_activity_series_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_activity_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity')),
    sa.UniqueConstraint('occasion_id', name=op.f('uq_activity_occasion_id'))
    )
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_audience_state_day_starts_at'), ['audience', 'state', 'day', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_county_code_day_starts_at'), ['county_code', 'day', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_parent_id'), ['parent_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_series_id'), ['series_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_team_id'), ['team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_township_code_day_starts_at'), ['township_code', 'day', 'starts_at'], unique=False)

    op.create_table('application_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('status_code_index', sa.LargeBinary(length=16), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('typed_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_application_draft_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_draft')),
    sa.UniqueConstraint('status_code_index', name=op.f('uq_application_draft_status_code_index')),
    sa.UniqueConstraint('uid', name=op.f('uq_application_draft_uid'))
    )
    with op.batch_alter_table('application_draft', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_application_draft_saved_at'), ['saved_at'], unique=False)

    op.create_table('child',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('roster_number', sa.Integer(), nullable=False),
    sa.Column('alias', sa.String(length=32), nullable=False),
    sa.Column('name_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('pinyin_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('initials_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('identity_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('born_on', sa.Date(), nullable=False),
    sa.Column('sex', sa.String(length=8), nullable=False),
    sa.Column('ethnic_group', sa.String(length=16), nullable=False),
    sa.Column('category', sa.String(length=32), nullable=False),
    sa.Column('further_categories', sa.JSON(), nullable=False),
    sa.Column('needs', sa.JSON(), nullable=False),
    sa.Column('found_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=32), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('identity_number_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('school_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('grade_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_child_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child')),
    sa.UniqueConstraint('identity_index', name=op.f('uq_child_identity_index')),
    sa.UniqueConstraint('region_code', 'roster_number', name=op.f('uq_child_region_code_roster_number')),
    sa.UniqueConstraint('uid', name=op.f('uq_child_uid'))
    )
    with op.batch_alter_table('child', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_child_born_on'), ['born_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_county_code_state_region_code_roster_number'), ['county_code', 'state', 'region_code', 'roster_number'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_initials_index'), ['initials_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_name_index'), ['name_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_pinyin_index'), ['pinyin_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_child_township_code_state_region_code_roster_number'), ['township_code', 'state', 'region_code', 'roster_number'], unique=False)

    op.create_table('course_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('right', sa.JSON(), nullable=False),
    sa.Column('because', sa.String(length=300), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_question_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_question'))
    )
    with op.batch_alter_table('course_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_question_course_id'), ['course_id'], unique=False)

    op.create_table('document',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('serial', sa.String(length=32), nullable=False),
    sa.Column('check_code', sa.CHAR(length=6), nullable=False),
    sa.Column('subject_type', sa.String(length=32), nullable=False),
    sa.Column('subject_id', sa.Integer(), nullable=True),
    sa.Column('template_version', sa.Integer(), nullable=False),
    sa.Column('stored_name', sa.CHAR(length=32), nullable=True),
    sa.Column('sha256', sa.CHAR(length=64), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('final_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('snapshot_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('withdrawal_reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_document_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document')),
    sa.UniqueConstraint('serial', name=op.f('uq_document_serial')),
    sa.UniqueConstraint('uid', name=op.f('uq_document_uid'))
    )
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_document_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_document_subject_type_subject_id'), ['subject_type', 'subject_id'], unique=False)

    op.create_table('enrolment',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.Column('group_key', sa.String(length=40), nullable=False),
    sa.Column('place', sa.Integer(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('offered_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_enrolment_occasion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_enrolment')),
    sa.UniqueConstraint('occasion_id', 'place', name=op.f('uq_enrolment_occasion_id_place'))
    )
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_enrolment_contact_id'), ['contact_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_occasion_id_state_place'), ['occasion_id', 'state', 'place'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrolment_state_offered_until'), ['state', 'offered_until'], unique=False)

    op.create_table('occasion_quota',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('group_key', sa.String(length=40), nullable=False),
    sa.Column('seats', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_occasion_quota_occasion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_occasion_quota')),
    sa.UniqueConstraint('occasion_id', 'group_key', name=op.f('uq_occasion_quota_occasion_id_group_key'))
    )
    op.create_table('reading_flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('files', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_by', sa.Integer(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finding_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_reading_flag_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_flag')),
    sa.UniqueConstraint('uid', name=op.f('uq_reading_flag_uid'))
    )
    with op.batch_alter_table('reading_flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_flag_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_reading_flag_user_id_kind_at'), ['user_id', 'kind', 'at'], unique=False)

    op.create_table('team_captaincy',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('office', sa.String(length=40), nullable=False),
    sa.Column('since', sa.Date(), nullable=True),
    sa.Column('until', sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_captaincy_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_captaincy'))
    )
    with op.batch_alter_table('team_captaincy', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_captaincy_team_id'), ['team_id'], unique=False)

    op.create_table('training_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=16), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('trainer', sa.String(length=60), nullable=False),
    sa.Column('co_hosts', sa.String(length=120), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_training_session_course_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_training_session_occasion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_session')),
    sa.UniqueConstraint('occasion_id', name=op.f('uq_training_session_occasion_id'))
    )
    with op.batch_alter_table('training_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_session_county_code_state_starts_at_id'), ['county_code', 'state', 'starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_session_course_id_state'), ['course_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_session_region_code'), ['region_code'], unique=False)

    op.create_table('upload',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=32), nullable=False),
    sa.Column('stored_name', sa.CHAR(length=32), nullable=False),
    sa.Column('content_type', sa.String(length=80), nullable=False),
    sa.Column('size', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.CHAR(length=64), nullable=False),
    sa.Column('uploaded_by', sa.Integer(), nullable=True),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('original_name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_upload_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload')),
    sa.UniqueConstraint('uid', name=op.f('uq_upload_uid'))
    )
    op.create_table('user',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('username', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('phone_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('password_hash', sa.String(length=128), nullable=True),
    sa.Column('totp_last_step', sa.Integer(), nullable=True),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('totp_secret_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_user_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_user')),
    sa.UniqueConstraint('phone_index', name=op.f('uq_user_phone_index')),
    sa.UniqueConstraint('uid', name=op.f('uq_user_uid')),
    sa.UniqueConstraint('username', name=op.f('uq_user_username'))
    )
    op.create_table('access_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('children', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('purpose_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_access_request_child_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_access_request_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request')),
    sa.UniqueConstraint('uid', name=op.f('uq_access_request_uid'))
    )
    with op.batch_alter_table('access_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_request_asked_by_child_id'), ['asked_by', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_county_code_state'), ['county_code', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_region_code'), ['region_code'], unique=False)

    op.create_table('course_material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_material_course_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_course_material_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_material'))
    )
    with op.batch_alter_table('course_material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_material_course_id'), ['course_id'], unique=False)

    op.create_table('duty_shift',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('swap_wanted', sa.Boolean(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('noted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_duty_shift_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_duty_shift')),
    sa.UniqueConstraint('region_code', 'starts_at', name=op.f('uq_duty_shift_region_code_starts_at'))
    )
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_duty_shift_county_code_starts_at'), ['county_code', 'starts_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_shift_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_duty_shift_user_id_starts_at'), ['user_id', 'starts_at'], unique=False)

    op.create_table('family_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('received_by', sa.Integer(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_family_request_child_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_family_request_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_request')),
    sa.UniqueConstraint('uid', name=op.f('uq_family_request_uid'))
    )
    with op.batch_alter_table('family_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_family_request_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_family_request_county_code_state_due_on'), ['county_code', 'state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_family_request_region_code'), ['region_code'], unique=False)

    op.create_table('family_wish',
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_family_wish_child_id')),
    sa.PrimaryKeyConstraint('child_id', name=op.f('pk_family_wish'))
    )
    op.create_table('feed_key',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_feed_key_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_feed_key'))
    )
    op.create_table('guardian',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('phone_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('relation', sa.String(length=32), nullable=False),
    sa.Column('name_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_guardian_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_guardian')),
    sa.UniqueConstraint('uid', name=op.f('uq_guardian_uid'))
    )
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_guardian_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_guardian_phone_index'), ['phone_index'], unique=False)

    op.create_table('head_count',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('children', sa.Integer(), nullable=False),
    sa.Column('adults', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_head_count_activity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_head_count')),
    sa.UniqueConstraint('activity_id', 'region_code', name=op.f('uq_head_count_activity_id_region_code'))
    )
    op.create_table('login_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('token_hash', sa.CHAR(length=64), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.Column('address', sa.String(length=45), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('last_seen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('second_factor_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_login_session_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_login_session')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_login_session_token_hash'))
    )
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_login_session_user_id'), ['user_id'], unique=False)

    op.create_table('one_time_code',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('purpose', sa.String(length=16), nullable=False),
    sa.Column('code_hash', sa.LargeBinary(length=16), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_one_time_code_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_one_time_code'))
    )
    with op.batch_alter_table('one_time_code', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_one_time_code_user_id_purpose'), ['user_id', 'purpose'], unique=False)

    op.create_table('participant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('enrolment_id', sa.Integer(), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('ref', sa.Integer(), nullable=False),
    sa.Column('is_active', sa.Boolean(), nullable=False),
    sa.Column('attended', sa.Boolean(), nullable=True),
    sa.Column('arrived_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('left_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('collected_by', sa.String(length=64), nullable=False),
    sa.ForeignKeyConstraint(['enrolment_id'], ['enrolment.id'], name=op.f('fk_participant_enrolment_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_participant_occasion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_participant'))
    )
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_participant_enrolment_id'), ['enrolment_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_participant_kind_ref_is_active'), ['kind', 'ref', 'is_active'], unique=False)
        batch_op.create_index('uq_participant_active', ['occasion_id', 'kind', 'ref'], unique=True, sqlite_where=sa.text('is_active'), postgresql_where=sa.text('is_active'))

    op.create_table('permission_slip',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('returned_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_permission_slip_activity_id')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_permission_slip_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_permission_slip')),
    sa.UniqueConstraint('activity_id', 'child_id', name=op.f('uq_permission_slip_activity_id_child_id'))
    )
    op.create_table('pledge_batch',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('job_id', sa.Integer(), nullable=True),
    sa.Column('upload_id', sa.Integer(), nullable=True),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['job_id'], ['job.id'], name=op.f('fk_pledge_batch_job_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_pledge_batch_team_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_pledge_batch_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pledge_batch'))
    )
    with op.batch_alter_table('pledge_batch', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pledge_batch_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_pledge_batch_team_id'), ['team_id'], unique=False)

    op.create_table('role_grant',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('role', sa.String(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('granted_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_role_grant_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_role_grant')),
    sa.UniqueConstraint('user_id', 'role', 'region_code', name=op.f('uq_role_grant_user_id_role_region_code'))
    )
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_role_grant_region_code'), ['region_code'], unique=False)

    op.create_table('roster_import',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('counts', sa.JSON(), nullable=False),
    sa.Column('started_by', sa.Integer(), nullable=True),
    sa.Column('started_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_roster_import_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_roster_import'))
    )
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_roster_import_region_code'), ['region_code'], unique=False)

    op.create_table('round_stop',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('result', sa.String(length=16), nullable=False),
    sa.Column('visited_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('visited_by', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_round_stop_activity_id')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_round_stop_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_round_stop')),
    sa.UniqueConstraint('activity_id', 'child_id', name=op.f('uq_round_stop_activity_id_child_id'))
    )
    op.create_table('volunteer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('name_key', sa.String(length=160), nullable=False),
    sa.Column('name_initials', sa.String(length=64), nullable=False),
    sa.Column('identity_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('phone_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('born_on', sa.Date(), nullable=False),
    sa.Column('sex', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('placement', sa.String(length=8), nullable=False),
    sa.Column('occupation', sa.String(length=64), nullable=False),
    sa.Column('political_status', sa.String(length=16), nullable=False),
    sa.Column('skills', sa.JSON(), nullable=False),
    sa.Column('capacity', sa.Integer(), nullable=False),
    sa.Column('availability', sa.JSON(), nullable=False),
    sa.Column('languages', sa.String(length=80), nullable=False),
    sa.Column('employer', sa.String(length=80), nullable=False),
    sa.Column('office', sa.String(length=60), nullable=False),
    sa.Column('honours', sa.String(length=200), nullable=False),
    sa.Column('channel', sa.String(length=16), nullable=False),
    sa.Column('campaign_id', sa.Integer(), nullable=True),
    sa.Column('recommended_by', sa.Integer(), nullable=True),
    sa.Column('sister_code', sa.String(length=8), nullable=True),
    sa.Column('registration_number', sa.String(length=40), nullable=False),
    sa.Column('refusal_code', sa.String(length=16), nullable=False),
    sa.Column('leaving_code', sa.String(length=16), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('forgotten_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('merged_into', sa.Integer(), nullable=True),
    sa.Column('exclusions_declared', sa.JSON(), nullable=False),
    sa.Column('declared_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('privacy_agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('team_id', sa.Integer(), nullable=True),
    sa.Column('user_id', sa.Integer(), nullable=True),
    sa.Column('status_code_index', sa.LargeBinary(length=16), nullable=True),
    sa.Column('recruited_by', sa.Integer(), nullable=True),
    sa.Column('programme_id', sa.Integer(), nullable=True),
    sa.Column('applied_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('service_from', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('identity_number_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('motive_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('experience_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('household_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_volunteer_campaign_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_volunteer_data_key_id')),
    sa.ForeignKeyConstraint(['programme_id'], ['programme.id'], name=op.f('fk_volunteer_programme_id')),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_volunteer_team_id')),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_volunteer_user_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer')),
    sa.UniqueConstraint('identity_index', name=op.f('uq_volunteer_identity_index')),
    sa.UniqueConstraint('sister_code', name=op.f('uq_volunteer_sister_code')),
    sa.UniqueConstraint('status_code_index', name=op.f('uq_volunteer_status_code_index')),
    sa.UniqueConstraint('uid', name=op.f('uq_volunteer_uid')),
    sa.UniqueConstraint('user_id', name=op.f('uq_volunteer_user_id'))
    )
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_campaign_id'), ['campaign_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_county_code_state_name_key_id'), ['county_code', 'state', 'name_key', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_ended_at'), ['ended_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_name_initials'), ['name_initials'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_phone_index'), ['phone_index'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_state'), ['state'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_team_id'), ['team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_township_code_state_name_key_id'), ['township_code', 'state', 'name_key', 'id'], unique=False)

    op.create_table('activity_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_feedback_activity_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_activity_feedback_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_feedback')),
    sa.UniqueConstraint('activity_id', 'volunteer_id', name=op.f('uq_activity_feedback_activity_id_volunteer_id'))
    )
    op.create_table('consent',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('guardian_id', sa.Integer(), nullable=True),
    sa.Column('scope', sa.String(length=32), nullable=False),
    sa.Column('decision', sa.String(length=16), nullable=False),
    sa.Column('child_agreed', sa.Boolean(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=False),
    sa.Column('withdrawn_on', sa.Date(), nullable=True),
    sa.Column('text_version', sa.String(length=32), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_consent_child_id')),
    sa.ForeignKeyConstraint(['guardian_id'], ['guardian.id'], name=op.f('fk_consent_guardian_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_consent_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consent')),
    sa.UniqueConstraint('uid', name=op.f('uq_consent_uid'))
    )
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_consent_child_id_scope'), ['child_id', 'scope'], unique=False)

    op.create_table('course_completion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.String(length=16), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('completed_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_completion_course_id')),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_course_completion_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_course_completion_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_completion')),
    sa.UniqueConstraint('volunteer_id', 'course_id', 'completed_on', name=op.f('uq_course_completion_volunteer_id_course_id_completed_on'))
    )
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_completion_county_code_state_completed_on_id'), ['county_code', 'state', 'completed_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_session_id'), ['session_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_volunteer_id_state_valid_until'), ['volunteer_id', 'state', 'valid_until'], unique=False)

    op.create_table('exported_child',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_exported_child_child_id')),
    sa.ForeignKeyConstraint(['request_id'], ['access_request.id'], name=op.f('fk_exported_child_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'child_id', name=op.f('pk_exported_child'))
    )
    with op.batch_alter_table('exported_child', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exported_child_child_id'), ['child_id'], unique=False)

    op.create_table('pairing',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('role', sa.String(length=16), nullable=False),
    sa.Column('placement', sa.String(length=8), nullable=False),
    sa.Column('volunteer_answer', sa.String(length=8), nullable=False),
    sa.Column('family_answer', sa.String(length=8), nullable=False),
    sa.Column('agreed_on_paper', sa.Boolean(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('trouble', sa.JSON(), nullable=False),
    sa.Column('trouble_since', sa.Date(), nullable=True),
    sa.Column('paused_until', sa.Date(), nullable=True),
    sa.Column('next_review_on', sa.Date(), nullable=True),
    sa.Column('agreement_id', sa.Integer(), nullable=True),
    sa.Column('agreement_signed_on', sa.Date(), nullable=True),
    sa.Column('agreement_scan_id', sa.Integer(), nullable=True),
    sa.Column('ended_on', sa.Date(), nullable=True),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['agreement_id'], ['document.id'], name=op.f('fk_pairing_agreement_id')),
    sa.ForeignKeyConstraint(['agreement_scan_id'], ['upload.id'], name=op.f('fk_pairing_agreement_scan_id')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_pairing_child_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_pairing_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing'))
    )
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairing_county_code_state_next_review_on_id'), ['county_code', 'state', 'next_review_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pairing_county_code_state_starts_on_id'), ['county_code', 'state', 'starts_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pairing_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_pairing_township_code_state_starts_on_id'), ['township_code', 'state', 'starts_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pairing_volunteer_id_state'), ['volunteer_id', 'state'], unique=False)
        batch_op.create_index('uq_pairing_lead', ['child_id'], unique=True, sqlite_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"))
        batch_op.create_index('uq_pairing_open', ['child_id', 'volunteer_id'], unique=True, sqlite_where=sa.text("state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("state NOT IN ('ended', 'declined')"))

    op.create_table('pledge',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('year_number', sa.Integer(), nullable=False),
    sa.Column('starts_on', sa.Date(), nullable=False),
    sa.Column('ends_on', sa.Date(), nullable=False),
    sa.Column('serial', sa.String(length=40), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=True),
    sa.Column('signed_on', sa.Date(), nullable=True),
    sa.Column('signed_how', sa.String(length=8), nullable=False),
    sa.Column('scan_id', sa.Integer(), nullable=True),
    sa.Column('witness_id', sa.Integer(), nullable=True),
    sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('device', sa.String(length=120), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=True),
    sa.Column('issued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('signature_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['batch_id'], ['pledge_batch.id'], name=op.f('fk_pledge_batch_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_pledge_document_id')),
    sa.ForeignKeyConstraint(['scan_id'], ['upload.id'], name=op.f('fk_pledge_scan_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_pledge_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pledge')),
    sa.UniqueConstraint('serial', name=op.f('uq_pledge_serial')),
    sa.UniqueConstraint('uid', name=op.f('uq_pledge_uid'))
    )
    with op.batch_alter_table('pledge', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pledge_batch_id'), ['batch_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pledge_county_code_state_ends_on_id'), ['county_code', 'state', 'ends_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_pledge_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_pledge_township_code_state_ends_on_id'), ['township_code', 'state', 'ends_on', 'id'], unique=False)
        batch_op.create_index('uq_pledge_volunteer_year', ['volunteer_id', 'starts_on'], unique=True, sqlite_where=sa.text("state <> 'withdrawn'"), postgresql_where=sa.text("state <> 'withdrawn'"))

    op.create_table('pledge_scan_page',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('batch_id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('signed_on', sa.Date(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['batch_id'], ['pledge_batch.id'], name=op.f('fk_pledge_scan_page_batch_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_pledge_scan_page_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pledge_scan_page'))
    )
    with op.batch_alter_table('pledge_scan_page', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pledge_scan_page_batch_id'), ['batch_id'], unique=False)

    op.create_table('quiz_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('wrong', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_quiz_attempt_course_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_quiz_attempt_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt'))
    )
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_attempt_volunteer_id_course_id_at'), ['volunteer_id', 'course_id', 'at'], unique=False)

    op.create_table('record_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_record_correction_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_correction')),
    sa.UniqueConstraint('uid', name=op.f('uq_record_correction_uid'))
    )
    with op.batch_alter_table('record_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_correction_county_code_state_asked_at_id'), ['county_code', 'state', 'asked_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_record_correction_region_code'), ['region_code'], unique=False)

    op.create_table('repeated_application',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('status_code_index', sa.LargeBinary(length=16), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_repeated_application_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_repeated_application')),
    sa.UniqueConstraint('status_code_index', name=op.f('uq_repeated_application_status_code_index'))
    )
    with op.batch_alter_table('repeated_application', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_repeated_application_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('service_hours',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('source_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_service_hours_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_hours')),
    sa.UniqueConstraint('volunteer_id', 'source', 'source_id', name=op.f('uq_service_hours_volunteer_id_source_source_id'))
    )
    with op.batch_alter_table('service_hours', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_service_hours_county_code_state_day_id'), ['county_code', 'state', 'day', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_hours_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_hours_township_code_state_day_id'), ['township_code', 'state', 'day', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_service_hours_volunteer_id_day'), ['volunteer_id', 'day'], unique=False)

    op.create_table('session_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.Integer(), nullable=False),
    sa.Column('teacher', sa.Integer(), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_session_feedback_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_session_feedback_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_feedback')),
    sa.UniqueConstraint('session_id', 'volunteer_id', name=op.f('uq_session_feedback_session_id_volunteer_id'))
    )
    op.create_table('team_membership',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('team_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('since', sa.Date(), nullable=False),
    sa.Column('until', sa.Date(), nullable=True),
    sa.ForeignKeyConstraint(['team_id'], ['team.id'], name=op.f('fk_team_membership_team_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_team_membership_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_team_membership'))
    )
    with op.batch_alter_table('team_membership', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_team_membership_team_id'), ['team_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_team_membership_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('training_attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_training_attendance_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_training_attendance_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_attendance')),
    sa.UniqueConstraint('session_id', 'volunteer_id', name=op.f('uq_training_attendance_session_id_volunteer_id'))
    )
    with op.batch_alter_table('training_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_attendance_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('vetting_check',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=32), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('checked_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('authority', sa.String(length=60), nullable=False),
    sa.Column('second_name', sa.String(length=64), nullable=False),
    sa.Column('scores', sa.JSON(), nullable=False),
    sa.Column('checked_by', sa.Integer(), nullable=True),
    sa.Column('checked_by_name', sa.String(length=64), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_vetting_check_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_vetting_check')),
    sa.UniqueConstraint('uid', name=op.f('uq_vetting_check_uid'))
    )
    with op.batch_alter_table('vetting_check', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_vetting_check_valid_until'), ['valid_until'], unique=False)
        batch_op.create_index(batch_op.f('ix_vetting_check_volunteer_id_kind'), ['volunteer_id', 'kind'], unique=False)

    op.create_table('volunteer_licence',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('scan_id', sa.Integer(), nullable=True),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('number_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['scan_id'], ['upload.id'], name=op.f('fk_volunteer_licence_scan_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_licence_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer_licence')),
    sa.UniqueConstraint('uid', name=op.f('uq_volunteer_licence_uid'))
    )
    with op.batch_alter_table('volunteer_licence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_licence_expires_on'), ['expires_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_licence_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('volunteer_offer',
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_offer_volunteer_id')),
    sa.PrimaryKeyConstraint('volunteer_id', name=op.f('pk_volunteer_offer'))
    )
    op.create_table('volunteer_reference',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('relation', sa.String(length=16), nullable=False),
    sa.Column('supports', sa.Boolean(), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=True),
    sa.Column('asked_by_name', sa.String(length=64), nullable=False),
    sa.Column('person_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('phone_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('said_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_reference_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer_reference')),
    sa.UniqueConstraint('uid', name=op.f('uq_volunteer_reference_uid'))
    )
    with op.batch_alter_table('volunteer_reference', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_reference_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('completion_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('serial', sa.String(length=40), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['completion_id'], ['course_completion.id'], name=op.f('fk_certificate_completion_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_certificate_document_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['certificate.id'], name=op.f('fk_certificate_replaces_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_certificate_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('serial', name=op.f('uq_certificate_serial'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_county_code_issued_on_id'), ['county_code', 'issued_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_volunteer_id_issued_on'), ['volunteer_id', 'issued_on'], unique=False)
        batch_op.create_index('uq_certificate_of_completion', ['completion_id'], unique=True, sqlite_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"), postgresql_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"))

    op.create_table('first_meeting',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pairing_id', sa.Integer(), nullable=False),
    sa.Column('met_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=80), nullable=False),
    sa.Column('present', sa.JSON(), nullable=False),
    sa.Column('staff_name', sa.String(length=64), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_first_meeting_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_first_meeting')),
    sa.UniqueConstraint('pairing_id', name=op.f('uq_first_meeting_pairing_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_first_meeting_uid'))
    )
    op.create_table('pairing_closure',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pairing_id', sa.Integer(), nullable=False),
    sa.Column('way', sa.String(length=16), nullable=False),
    sa.Column('opened_on', sa.Date(), nullable=False),
    sa.Column('opened_by', sa.Integer(), nullable=True),
    sa.Column('hand_over', sa.String(length=16), nullable=False),
    sa.Column('statement_id', sa.Integer(), nullable=True),
    sa.Column('cool_off_until', sa.Date(), nullable=True),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('summary_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_pairing_closure_pairing_id')),
    sa.ForeignKeyConstraint(['statement_id'], ['document.id'], name=op.f('fk_pairing_closure_statement_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_closure')),
    sa.UniqueConstraint('uid', name=op.f('uq_pairing_closure_uid'))
    )
    with op.batch_alter_table('pairing_closure', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairing_closure_pairing_id_closed_on'), ['pairing_id', 'closed_on'], unique=False)

    op.create_table('pairing_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('pairing_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('held_on', sa.Date(), nullable=False),
    sa.Column('outcome', sa.String(length=16), nullable=False),
    sa.Column('heard', sa.JSON(), nullable=False),
    sa.Column('reviewer_name', sa.String(length=64), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['pairing_id'], ['pairing.id'], name=op.f('fk_pairing_review_pairing_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pairing_review')),
    sa.UniqueConstraint('uid', name=op.f('uq_pairing_review_uid'))
    )
    with op.batch_alter_table('pairing_review', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pairing_review_pairing_id_held_on'), ['pairing_id', 'held_on'], unique=False)

    op.create_table('closure_step',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('closure_id', sa.Integer(), nullable=False),
    sa.Column('code', sa.String(length=24), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('on', sa.Date(), nullable=False),
    sa.Column('by_name', sa.String(length=64), nullable=False),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['closure_id'], ['pairing_closure.id'], name=op.f('fk_closure_step_closure_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closure_step')),
    sa.UniqueConstraint('closure_id', 'code', name=op.f('uq_closure_step_closure_id_code')),
    sa.UniqueConstraint('uid', name=op.f('uq_closure_step_uid'))
    )
    appendonly.protect(op.get_bind())


def downgrade() -> None:
    appendonly.unprotect(op.get_bind())
    op.drop_table('closure_step')
    with op.batch_alter_table('pairing_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_review_pairing_id_held_on'))

    op.drop_table('pairing_review')
    with op.batch_alter_table('pairing_closure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_closure_pairing_id_closed_on'))

    op.drop_table('pairing_closure')
    op.drop_table('first_meeting')
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_of_completion', sqlite_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"), postgresql_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_certificate_volunteer_id_issued_on'))
        batch_op.drop_index(batch_op.f('ix_certificate_region_code'))
        batch_op.drop_index(batch_op.f('ix_certificate_county_code_issued_on_id'))

    op.drop_table('certificate')
    with op.batch_alter_table('volunteer_reference', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_reference_volunteer_id'))

    op.drop_table('volunteer_reference')
    op.drop_table('volunteer_offer')
    with op.batch_alter_table('volunteer_licence', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_licence_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_licence_expires_on'))

    op.drop_table('volunteer_licence')
    with op.batch_alter_table('vetting_check', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_vetting_check_volunteer_id_kind'))
        batch_op.drop_index(batch_op.f('ix_vetting_check_valid_until'))

    op.drop_table('vetting_check')
    with op.batch_alter_table('training_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_attendance_volunteer_id'))

    op.drop_table('training_attendance')
    with op.batch_alter_table('team_membership', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_membership_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_team_membership_team_id'))

    op.drop_table('team_membership')
    op.drop_table('session_feedback')
    with op.batch_alter_table('service_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_hours_volunteer_id_day'))
        batch_op.drop_index(batch_op.f('ix_service_hours_township_code_state_day_id'))
        batch_op.drop_index(batch_op.f('ix_service_hours_region_code'))
        batch_op.drop_index(batch_op.f('ix_service_hours_county_code_state_day_id'))

    op.drop_table('service_hours')
    with op.batch_alter_table('repeated_application', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_repeated_application_volunteer_id'))

    op.drop_table('repeated_application')
    with op.batch_alter_table('record_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_correction_region_code'))
        batch_op.drop_index(batch_op.f('ix_record_correction_county_code_state_asked_at_id'))

    op.drop_table('record_correction')
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_volunteer_id_course_id_at'))

    op.drop_table('quiz_attempt')
    with op.batch_alter_table('pledge_scan_page', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pledge_scan_page_batch_id'))

    op.drop_table('pledge_scan_page')
    with op.batch_alter_table('pledge', schema=None) as batch_op:
        batch_op.drop_index('uq_pledge_volunteer_year', sqlite_where=sa.text("state <> 'withdrawn'"), postgresql_where=sa.text("state <> 'withdrawn'"))
        batch_op.drop_index(batch_op.f('ix_pledge_township_code_state_ends_on_id'))
        batch_op.drop_index(batch_op.f('ix_pledge_region_code'))
        batch_op.drop_index(batch_op.f('ix_pledge_county_code_state_ends_on_id'))
        batch_op.drop_index(batch_op.f('ix_pledge_batch_id'))

    op.drop_table('pledge')
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.drop_index('uq_pairing_open', sqlite_where=sa.text("state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("state NOT IN ('ended', 'declined')"))
        batch_op.drop_index('uq_pairing_lead', sqlite_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"))
        batch_op.drop_index(batch_op.f('ix_pairing_volunteer_id_state'))
        batch_op.drop_index(batch_op.f('ix_pairing_township_code_state_starts_on_id'))
        batch_op.drop_index(batch_op.f('ix_pairing_region_code'))
        batch_op.drop_index(batch_op.f('ix_pairing_county_code_state_starts_on_id'))
        batch_op.drop_index(batch_op.f('ix_pairing_county_code_state_next_review_on_id'))

    op.drop_table('pairing')
    with op.batch_alter_table('exported_child', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exported_child_child_id'))

    op.drop_table('exported_child')
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_completion_volunteer_id_state_valid_until'))
        batch_op.drop_index(batch_op.f('ix_course_completion_session_id'))
        batch_op.drop_index(batch_op.f('ix_course_completion_region_code'))
        batch_op.drop_index(batch_op.f('ix_course_completion_county_code_state_completed_on_id'))

    op.drop_table('course_completion')
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_consent_child_id_scope'))

    op.drop_table('consent')
    op.drop_table('activity_feedback')
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_township_code_state_name_key_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_team_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_state'))
        batch_op.drop_index(batch_op.f('ix_volunteer_region_code'))
        batch_op.drop_index(batch_op.f('ix_volunteer_phone_index'))
        batch_op.drop_index(batch_op.f('ix_volunteer_name_key'))
        batch_op.drop_index(batch_op.f('ix_volunteer_name_initials'))
        batch_op.drop_index(batch_op.f('ix_volunteer_ended_at'))
        batch_op.drop_index(batch_op.f('ix_volunteer_county_code_state_name_key_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_campaign_id'))

    op.drop_table('volunteer')
    op.drop_table('round_stop')
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_roster_import_region_code'))

    op.drop_table('roster_import')
    with op.batch_alter_table('role_grant', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_role_grant_region_code'))

    op.drop_table('role_grant')
    with op.batch_alter_table('pledge_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pledge_batch_team_id'))
        batch_op.drop_index(batch_op.f('ix_pledge_batch_region_code'))

    op.drop_table('pledge_batch')
    op.drop_table('permission_slip')
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_index('uq_participant_active', sqlite_where=sa.text('is_active'), postgresql_where=sa.text('is_active'))
        batch_op.drop_index(batch_op.f('ix_participant_kind_ref_is_active'))
        batch_op.drop_index(batch_op.f('ix_participant_enrolment_id'))

    op.drop_table('participant')
    with op.batch_alter_table('one_time_code', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_one_time_code_user_id_purpose'))

    op.drop_table('one_time_code')
    with op.batch_alter_table('login_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_session_user_id'))

    op.drop_table('login_session')
    op.drop_table('head_count')
    with op.batch_alter_table('guardian', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_guardian_phone_index'))
        batch_op.drop_index(batch_op.f('ix_guardian_child_id'))

    op.drop_table('guardian')
    op.drop_table('feed_key')
    op.drop_table('family_wish')
    with op.batch_alter_table('family_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_family_request_region_code'))
        batch_op.drop_index(batch_op.f('ix_family_request_county_code_state_due_on'))
        batch_op.drop_index(batch_op.f('ix_family_request_child_id'))

    op.drop_table('family_request')
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_shift_user_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_duty_shift_region_code'))
        batch_op.drop_index(batch_op.f('ix_duty_shift_county_code_starts_at'))

    op.drop_table('duty_shift')
    with op.batch_alter_table('course_material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_material_course_id'))

    op.drop_table('course_material')
    with op.batch_alter_table('access_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_request_region_code'))
        batch_op.drop_index(batch_op.f('ix_access_request_county_code_state'))
        batch_op.drop_index(batch_op.f('ix_access_request_child_id'))
        batch_op.drop_index(batch_op.f('ix_access_request_asked_by_child_id'))

    op.drop_table('access_request')
    op.drop_table('user')
    op.drop_table('upload')
    with op.batch_alter_table('training_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_session_region_code'))
        batch_op.drop_index(batch_op.f('ix_training_session_course_id_state'))
        batch_op.drop_index(batch_op.f('ix_training_session_county_code_state_starts_at_id'))

    op.drop_table('training_session')
    with op.batch_alter_table('team_captaincy', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_captaincy_team_id'))

    op.drop_table('team_captaincy')
    with op.batch_alter_table('reading_flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_flag_user_id_kind_at'))
        batch_op.drop_index(batch_op.f('ix_reading_flag_region_code'))

    op.drop_table('reading_flag')
    op.drop_table('occasion_quota')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_state_offered_until'))
        batch_op.drop_index(batch_op.f('ix_enrolment_occasion_id_state_place'))
        batch_op.drop_index(batch_op.f('ix_enrolment_contact_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('document', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_document_subject_type_subject_id'))
        batch_op.drop_index(batch_op.f('ix_document_region_code'))

    op.drop_table('document')
    with op.batch_alter_table('course_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_question_course_id'))

    op.drop_table('course_question')
    with op.batch_alter_table('child', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_child_township_code_state_region_code_roster_number'))
        batch_op.drop_index(batch_op.f('ix_child_state'))
        batch_op.drop_index(batch_op.f('ix_child_region_code'))
        batch_op.drop_index(batch_op.f('ix_child_pinyin_index'))
        batch_op.drop_index(batch_op.f('ix_child_name_index'))
        batch_op.drop_index(batch_op.f('ix_child_initials_index'))
        batch_op.drop_index(batch_op.f('ix_child_county_code_state_region_code_roster_number'))
        batch_op.drop_index(batch_op.f('ix_child_born_on'))

    op.drop_table('child')
    with op.batch_alter_table('application_draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_application_draft_saved_at'))

    op.drop_table('application_draft')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_township_code_day_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activity_team_id'))
        batch_op.drop_index(batch_op.f('ix_activity_series_id'))
        batch_op.drop_index(batch_op.f('ix_activity_region_code'))
        batch_op.drop_index(batch_op.f('ix_activity_parent_id'))
        batch_op.drop_index(batch_op.f('ix_activity_county_code_day_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activity_audience_state_day_starts_at'))

    op.drop_table('activity')
    with op.batch_alter_table('throttle_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_throttle_event_subject_at'))
        batch_op.drop_index(batch_op.f('ix_throttle_event_at'))

    op.drop_table('throttle_event')
    with op.batch_alter_table('team', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_team_region_code'))

    op.drop_table('team')
    with op.batch_alter_table('submission', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_submission_at'))

    op.drop_table('submission')
    with op.batch_alter_table('station', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_station_region_code'))

    op.drop_table('station')
    with op.batch_alter_table('state_change', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_state_change_object_type_object_id'))

    op.drop_table('state_change')
    with op.batch_alter_table('school_period', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_period_starts_on'))
        batch_op.drop_index(batch_op.f('ix_school_period_region_code'))

    op.drop_table('school_period')
    op.drop_table('roster_counter')
    with op.batch_alter_table('region', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_region_parent_code'))
        batch_op.drop_index(batch_op.f('ix_region_level_pinyin'))
        batch_op.drop_index(batch_op.f('ix_region_level_name'))
        batch_op.drop_index(batch_op.f('ix_region_level_initials'))

    op.drop_table('region')
    op.drop_table('programme')
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_starts_at'))

    op.drop_table('occasion')
    with op.batch_alter_table('login_failure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_failure_subject_at'))

    op.drop_table('login_failure')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_state'))

    op.drop_table('job')
    with op.batch_alter_table('inbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_message_user_id_read_at'))

    op.drop_table('inbox_message')
    op.drop_table('holiday')
    with op.batch_alter_table('draft', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_draft_saved_at'))

    op.drop_table('draft')
    op.drop_table('document_counter')
    op.drop_table('data_key')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_region_code'))
        batch_op.drop_index(batch_op.f('ix_course_county_code_theme_id'))

    op.drop_table('course')
    with op.batch_alter_table('certificate_wording', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_wording_region_code'))

    op.drop_table('certificate_wording')
    with op.batch_alter_table('campaign', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_campaign_region_code'))

    op.drop_table('campaign')
    with op.batch_alter_table('backup_run', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_backup_run_started_at'))

    op.drop_table('backup_run')
    op.drop_table('audit_head')
    with op.batch_alter_table('audit_event', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_event_object_type_object_id'))
        batch_op.drop_index(batch_op.f('ix_audit_event_actor_id_at'))
        batch_op.drop_index(batch_op.f('ix_audit_event_act_at'))

    op.drop_table('audit_event')
    op.drop_table('activity_series')
