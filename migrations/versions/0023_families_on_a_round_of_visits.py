"""families on a round of visits

Revision: 0023
Follows: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None

# Of brothers and sisters on one list, the one that was visited stays.
ONE_EACH = """
DELETE FROM round_stop WHERE id NOT IN (
  SELECT id FROM (
    SELECT id, row_number() OVER (
      PARTITION BY activity_id, family_id ORDER BY CASE WHEN result = '' THEN 1 ELSE 0 END, id
    ) AS place FROM round_stop
  ) AS stops WHERE place = 1
)
"""


def upgrade() -> None:
    with op.batch_alter_table('round_stop', schema=None) as batch_op:
        batch_op.add_column(sa.Column('family_id', sa.Integer(), nullable=True))
    op.execute('UPDATE round_stop SET family_id = '
               '(SELECT family_id FROM child WHERE child.id = round_stop.child_id)')
    op.execute(ONE_EACH)
    with op.batch_alter_table('round_stop', schema=None) as batch_op:
        batch_op.drop_constraint('uq_round_stop_activity_id_child_id', type_='unique')
        batch_op.drop_constraint('fk_round_stop_child_id', type_='foreignkey')
        batch_op.drop_column('child_id')
        batch_op.alter_column('family_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_round_stop_family_id'), 'family', ['family_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_round_stop_activity_id_family_id'), ['activity_id', 'family_id'])
        batch_op.create_index(batch_op.f('ix_round_stop_family_id'), ['family_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('round_stop', schema=None) as batch_op:
        batch_op.add_column(sa.Column('child_id', sa.Integer(), nullable=True))
    op.execute('UPDATE round_stop SET child_id = '
               '(SELECT min(child.id) FROM child WHERE child.family_id = round_stop.family_id)')
    op.execute('DELETE FROM round_stop WHERE child_id IS NULL')
    with op.batch_alter_table('round_stop', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_round_stop_family_id'))
        batch_op.drop_constraint('uq_round_stop_activity_id_family_id', type_='unique')
        batch_op.drop_constraint('fk_round_stop_family_id', type_='foreignkey')
        batch_op.drop_column('family_id')
        batch_op.alter_column('child_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key(batch_op.f('fk_round_stop_child_id'), 'child', ['child_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_round_stop_activity_id_child_id'), ['activity_id', 'child_id'])
