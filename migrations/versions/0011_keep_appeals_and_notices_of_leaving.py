"""keep appeals and notices of leaving

Revision: 0011
Follows: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('leaving_notice',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('given_on', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('code', sa.String(length=16), nullable=False),
    sa.Column('given_by', sa.Integer(), nullable=True),
    sa.Column('taken_back_on', sa.Date(), nullable=True),
    sa.Column('words_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_leaving_notice_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leaving_notice')),
    sa.UniqueConstraint('uid', name=op.f('uq_leaving_notice_uid'))
    )
    with op.batch_alter_table('leaving_notice', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leaving_notice_last_day'), ['last_day'], unique=False)
        batch_op.create_index(batch_op.f('ix_leaving_notice_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('volunteer_appeal',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('filed_on', sa.Date(), nullable=False),
    sa.Column('filed_by', sa.Integer(), nullable=True),
    sa.Column('refused_by', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('outcome', sa.String(length=8), nullable=False),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_by_name', sa.String(length=64), nullable=False),
    sa.Column('authority', sa.String(length=60), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_volunteer_appeal_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_volunteer_appeal')),
    sa.UniqueConstraint('uid', name=op.f('uq_volunteer_appeal_uid'))
    )
    with op.batch_alter_table('volunteer_appeal', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_appeal_due_on'), ['due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_volunteer_appeal_volunteer_id'), ['volunteer_id'], unique=False)

    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refused_in', sa.CHAR(length=12), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.drop_column('refused_in')

    with op.batch_alter_table('volunteer_appeal', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_volunteer_appeal_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_volunteer_appeal_due_on'))

    op.drop_table('volunteer_appeal')
    with op.batch_alter_table('leaving_notice', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_leaving_notice_volunteer_id'))
        batch_op.drop_index(batch_op.f('ix_leaving_notice_last_day'))

    op.drop_table('leaving_notice')
