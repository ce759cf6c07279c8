"""Moves, hand-overs and what is told of children

Revision: 0015
Follows: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('child_fact',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('source', sa.String(length=16), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_fact_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_fact')),
    sa.UniqueConstraint('uid', name=op.f('uq_child_fact_uid'))
    )
    with op.batch_alter_table('child_fact') as batch_op:
        batch_op.create_index(op.f('ix_child_fact_child_id_kind_as_of'), ['child_id', 'kind', 'as_of'])
    op.create_table('child_move',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('from_code', sa.CHAR(length=12), nullable=False),
    sa.Column('from_number', sa.Integer(), nullable=False),
    sa.Column('to_code', sa.CHAR(length=12), nullable=False),
    sa.Column('moved_on', sa.Date(), nullable=False),
    sa.Column('moved_by', sa.Integer(), nullable=True),
    sa.Column('seen_by', sa.Integer(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_child_move_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_child_move')),
    sa.UniqueConstraint('uid', name=op.f('uq_child_move_uid'))
    )
    with op.batch_alter_table('child_move') as batch_op:
        for column in ('child_id', 'from_code', 'to_code'):
            batch_op.create_index(op.f(f'ix_child_move_{column}'), [column])
    op.create_table('hand_over',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=16), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_on', sa.Date(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('contact_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('note_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_hand_over_child_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hand_over')),
    sa.UniqueConstraint('child_id', name=op.f('uq_hand_over_child_id')),
    sa.UniqueConstraint('uid', name=op.f('uq_hand_over_uid'))
    )
    with op.batch_alter_table('hand_over') as batch_op:
        batch_op.create_index(op.f('ix_hand_over_due_on'), ['due_on'])


def downgrade() -> None:
    for table in ('hand_over', 'child_move', 'child_fact'):
        op.drop_table(table)
