"""keep the columns of lists for other systems

Revision: 0013
Follows: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('outside_columns',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('system', sa.String(length=16), nullable=False),
    sa.Column('lines', sa.JSON(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outside_columns')),
    sa.UniqueConstraint('region_code', 'system', name=op.f('uq_outside_columns_region_code_system'))
    )
    with op.batch_alter_table('outside_columns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_outside_columns_region_code'), ['region_code'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('outside_columns', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outside_columns_region_code'))

    op.drop_table('outside_columns')
