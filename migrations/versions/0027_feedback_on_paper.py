"""feedback on paper

Revision: 0027
Follows: 0026
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('activity_feedback', schema=None) as batch_op:
        batch_op.alter_column('volunteer_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('who', sa.String(length=16), server_default='volunteer', nullable=False))
        batch_op.add_column(sa.Column('recorded_by', sa.Integer(), nullable=True))


def downgrade() -> None:
    # What stands on paper without a name has no place in the older table.
    op.execute('DELETE FROM activity_feedback WHERE volunteer_id IS NULL')
    with op.batch_alter_table('activity_feedback', schema=None) as batch_op:
        batch_op.drop_column('recorded_by')
        batch_op.drop_column('who')
        batch_op.alter_column('volunteer_id', existing_type=sa.Integer(), nullable=False)
