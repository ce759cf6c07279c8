"""Sign consents on the screen, and say what unusual reading was

Revision: 0009
Follows: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('consent') as batch_op:
        batch_op.add_column(
            sa.Column('signed_how', sa.String(length=8), server_default='paper', nullable=False)
        )
    with op.batch_alter_table('reading_flag') as batch_op:
        batch_op.add_column(
            sa.Column('outcome', sa.String(length=16), server_default='', nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('reading_flag') as batch_op:
        batch_op.drop_column('outcome')
    with op.batch_alter_table('consent') as batch_op:
        batch_op.drop_column('signed_how')
