"""Add the two sides' yes, meetings, reviews and batches of pledges

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
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

    op.create_table('family_wish',
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_family_wish_child_id')),
    sa.PrimaryKeyConstraint('child_id', name=op.f('pk_family_wish'))
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

    op.create_table('volunteer_offer',
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('days', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_offer_volunteer_id')),
    sa.PrimaryKeyConstraint('volunteer_id', name=op.f('pk_volunteer_offer'))
    )
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
    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.add_column(sa.Column('volunteer_answer', sa.String(length=8), nullable=False))
        batch_op.add_column(sa.Column('family_answer', sa.String(length=8), nullable=False))
        batch_op.add_column(sa.Column('agreed_on_paper', sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column('trouble', sa.JSON(), nullable=False))
        batch_op.add_column(sa.Column('trouble_since', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('next_review_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('agreement_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('agreement_signed_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('agreement_scan_id', sa.Integer(), nullable=True))
        batch_op.drop_index(batch_op.f('uq_pairing_running'), sqlite_where=sa.text("state <> 'ended'"))
        batch_op.create_index(batch_op.f('ix_pairing_county_code_state_next_review_on_id'), ['county_code', 'state', 'next_review_on', 'id'], unique=False)
        batch_op.create_index('uq_pairing_lead', ['child_id'], unique=True, sqlite_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"))
        batch_op.create_index('uq_pairing_open', ['child_id', 'volunteer_id'], unique=True, sqlite_where=sa.text("state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("state NOT IN ('ended', 'declined')"))
        batch_op.create_foreign_key(batch_op.f('fk_pairing_agreement_id'), 'document', ['agreement_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_pairing_agreement_scan_id'), 'upload', ['agreement_scan_id'], ['id'])

    with op.batch_alter_table('pledge', schema=None) as batch_op:
        batch_op.add_column(sa.Column('signed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('device', sa.String(length=120), nullable=False))
        batch_op.add_column(sa.Column('batch_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_pledge_batch_id'), ['batch_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_pledge_batch_id'), 'pledge_batch', ['batch_id'], ['id'])



def downgrade() -> None:
    with op.batch_alter_table('pledge', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_pledge_batch_id'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_pledge_batch_id'))
        batch_op.drop_column('batch_id')
        batch_op.drop_column('device')
        batch_op.drop_column('signed_at')

    with op.batch_alter_table('pairing', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_pairing_agreement_scan_id'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_pairing_agreement_id'), type_='foreignkey')
        batch_op.drop_index('uq_pairing_open', sqlite_where=sa.text("state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("state NOT IN ('ended', 'declined')"))
        batch_op.drop_index('uq_pairing_lead', sqlite_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"), postgresql_where=sa.text("role = 'lead' AND state NOT IN ('ended', 'declined')"))
        batch_op.drop_index(batch_op.f('ix_pairing_county_code_state_next_review_on_id'))
        batch_op.create_index(batch_op.f('uq_pairing_running'), ['child_id', 'volunteer_id'], unique=1, sqlite_where=sa.text("state <> 'ended'"))
        batch_op.drop_column('agreement_scan_id')
        batch_op.drop_column('agreement_signed_on')
        batch_op.drop_column('agreement_id')
        batch_op.drop_column('next_review_on')
        batch_op.drop_column('paused_until')
        batch_op.drop_column('trouble_since')
        batch_op.drop_column('trouble')
        batch_op.drop_column('agreed_on_paper')
        batch_op.drop_column('family_answer')
        batch_op.drop_column('volunteer_answer')

    op.drop_table('closure_step')
    with op.batch_alter_table('pairing_review', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_review_pairing_id_held_on'))

    op.drop_table('pairing_review')
    with op.batch_alter_table('pairing_closure', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pairing_closure_pairing_id_closed_on'))

    op.drop_table('pairing_closure')
    op.drop_table('first_meeting')
    op.drop_table('volunteer_offer')
    with op.batch_alter_table('pledge_scan_page', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pledge_scan_page_batch_id'))

    op.drop_table('pledge_scan_page')
    op.drop_table('round_stop')
    with op.batch_alter_table('pledge_batch', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_pledge_batch_team_id'))
        batch_op.drop_index(batch_op.f('ix_pledge_batch_region_code'))

    op.drop_table('pledge_batch')
    op.drop_table('family_wish')
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_job_state'))

    op.drop_table('job')
