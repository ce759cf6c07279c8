"""import in the background

Revision: 0007
Follows: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.add_column(sa.Column('attempts', sa.Integer(), server_default='0', nullable=False))

    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.add_column(sa.Column('state', sa.String(length=16), server_default='checking', nullable=False))
        batch_op.add_column(sa.Column('problem', sa.String(length=32), server_default='', nullable=False))
        batch_op.add_column(sa.Column('findings_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('job_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('position', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('late', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('purged_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_roster_import_findings_id'), 'upload', ['findings_id'], ['id'])

    # What was uploaded and not written can be checked again.
    op.execute(
        "UPDATE roster_import SET state = CASE WHEN written_at IS NULL THEN 'stopped'"
        " ELSE 'written' END"
    )


def downgrade() -> None:
    with op.batch_alter_table('roster_import', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_roster_import_findings_id'), type_='foreignkey')
        batch_op.drop_column('purged_at')
        batch_op.drop_column('late')
        batch_op.drop_column('position')
        batch_op.drop_column('job_id')
        batch_op.drop_column('findings_id')
        batch_op.drop_column('problem')
        batch_op.drop_column('state')

    with op.batch_alter_table('job', schema=None) as batch_op:
        batch_op.drop_column('attempts')

