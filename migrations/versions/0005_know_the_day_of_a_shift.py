"""know the day of a shift

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


DAY = {
    "sqlite": "date(starts_at, '+8 hours')",
    "postgresql": "(starts_at AT TIME ZONE 'Asia/Shanghai')::date",
}


def upgrade() -> None:
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.add_column(sa.Column('day', sa.Date(), nullable=True))
    op.execute(f"UPDATE duty_shift SET day = {DAY[op.get_bind().dialect.name]}")
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.alter_column('day', existing_type=sa.Date(), nullable=False)
        batch_op.create_index(
            batch_op.f('ix_duty_shift_county_code_day'), ['county_code', 'day'], unique=False
        )


def downgrade() -> None:
    with op.batch_alter_table('duty_shift', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_duty_shift_county_code_day'))
        batch_op.drop_column('day')
