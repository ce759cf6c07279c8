"""requests and offers

Revision: 0017
Follows: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('supply',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('side', sa.String(length=8), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('detail', sa.Text(), nullable=False),
    sa.Column('amount', sa.Integer(), nullable=True),
    sa.Column('first_day', sa.Date(), nullable=True),
    sa.Column('last_day', sa.Date(), nullable=True),
    sa.Column('unit', sa.String(length=80), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supply'))
    )
    with op.batch_alter_table('supply', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supply_county_code_state_side_id'), ['county_code', 'state', 'side', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_supply_region_code'), ['region_code'], unique=False)

    op.create_table('supply_answer',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('supply_id', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('is_taken', sa.Boolean(), nullable=False),
    sa.Column('by_user', sa.Integer(), nullable=True),
    sa.Column('by_name', sa.String(length=64), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['supply_id'], ['supply.id'], name=op.f('fk_supply_answer_supply_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_supply_answer'))
    )
    with op.batch_alter_table('supply_answer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_supply_answer_supply_id'), ['supply_id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('supply_answer', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supply_answer_supply_id'))

    op.drop_table('supply_answer')
    with op.batch_alter_table('supply', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_supply_region_code'))
        batch_op.drop_index(batch_op.f('ix_supply_county_code_state_side_id'))

    op.drop_table('supply')
