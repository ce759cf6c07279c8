"""Add activities and the enrolment engine

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
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

    op.create_table('feed_key',
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('turn', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['user_id'], ['user.id'], name=op.f('fk_feed_key_user_id')),
    sa.PrimaryKeyConstraint('user_id', name=op.f('pk_feed_key'))
    )
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



def downgrade() -> None:
    with op.batch_alter_table('service_hours', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_service_hours_volunteer_id_day'))
        batch_op.drop_index(batch_op.f('ix_service_hours_township_code_state_day_id'))
        batch_op.drop_index(batch_op.f('ix_service_hours_region_code'))
        batch_op.drop_index(batch_op.f('ix_service_hours_county_code_state_day_id'))

    op.drop_table('service_hours')
    op.drop_table('activity_feedback')
    op.drop_table('permission_slip')
    with op.batch_alter_table('participant', schema=None) as batch_op:
        batch_op.drop_index('uq_participant_active', sqlite_where=sa.text('is_active'), postgresql_where=sa.text('is_active'))
        batch_op.drop_index(batch_op.f('ix_participant_kind_ref_is_active'))
        batch_op.drop_index(batch_op.f('ix_participant_enrolment_id'))

    op.drop_table('participant')
    op.drop_table('head_count')
    op.drop_table('feed_key')
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_shift_user_id_starts_at'))
        batch_op.drop_index(batch_op.f('ix_duty_shift_region_code'))
        batch_op.drop_index(batch_op.f('ix_duty_shift_county_code_starts_at'))

    op.drop_table('duty_shift')
    op.drop_table('occasion_quota')
    with op.batch_alter_table('enrolment', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_enrolment_state_offered_until'))
        batch_op.drop_index(batch_op.f('ix_enrolment_occasion_id_state_place'))
        batch_op.drop_index(batch_op.f('ix_enrolment_contact_id'))

    op.drop_table('enrolment')
    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_township_code_day_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activity_team_id'))
        batch_op.drop_index(batch_op.f('ix_activity_series_id'))
        batch_op.drop_index(batch_op.f('ix_activity_region_code'))
        batch_op.drop_index(batch_op.f('ix_activity_parent_id'))
        batch_op.drop_index(batch_op.f('ix_activity_county_code_day_starts_at'))
        batch_op.drop_index(batch_op.f('ix_activity_audience_state_day_starts_at'))

    op.drop_table('activity')
    with op.batch_alter_table('school_period', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_school_period_starts_on'))
        batch_op.drop_index(batch_op.f('ix_school_period_region_code'))

    op.drop_table('school_period')
    with op.batch_alter_table('occasion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_occasion_starts_at'))

    op.drop_table('occasion')
    with op.batch_alter_table('inbox_message', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_inbox_message_user_id_read_at'))

    op.drop_table('inbox_message')
    op.drop_table('holiday')
    op.drop_table('activity_series')
