"""seal reasons under the person's key

Revision: 0002
Follows: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


TABLES = ('audit_event', 'state_change')


def upgrade() -> None:
    # Not as a batch: that would make the table anew, without its triggers.
    for table in TABLES:
        op.add_column(table, sa.Column('data_key_id', sa.CHAR(length=32), nullable=True))


def downgrade() -> None:
    for table in TABLES:
        op.drop_column(table, 'data_key_id')
