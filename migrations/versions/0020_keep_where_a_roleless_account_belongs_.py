"""keep where a roleless account belongs, one table of throttles

Revision: 0020
Follows: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Guesses of the last day are forgotten; from now on they are counted in throttle_event.
    with op.batch_alter_table('login_failure') as batch_op:
        batch_op.drop_index(batch_op.f('ix_login_failure_subject_at'))
    op.drop_table('login_failure')
    with op.batch_alter_table('user') as batch_op:
        batch_op.add_column(sa.Column('home_code', sa.CHAR(length=12), nullable=True))
    op.execute(
        'UPDATE "user" SET home_code = (SELECT max(role_grant.region_code) FROM role_grant '
        'WHERE role_grant.user_id = "user".id)'
    )
    op.execute(
        'UPDATE "user" SET home_code = (SELECT max(volunteer.region_code) FROM volunteer '
        'WHERE volunteer.user_id = "user".id) WHERE home_code IS NULL'
    )


def downgrade() -> None:
    with op.batch_alter_table('user') as batch_op:
        batch_op.drop_column('home_code')
    op.create_table(
        'login_failure',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('subject', sa.LargeBinary(length=16), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_login_failure')),
    )
    with op.batch_alter_table('login_failure') as batch_op:
        batch_op.create_index(batch_op.f('ix_login_failure_subject_at'), ['subject', 'at'])
