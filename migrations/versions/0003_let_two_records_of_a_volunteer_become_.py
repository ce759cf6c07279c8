"""let two records of a volunteer become one

Revision: 0003
Follows: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('different_people',
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['first_id'], ['volunteer.id'], name=op.f('fk_different_people_first_id')),
    sa.ForeignKeyConstraint(['second_id'], ['volunteer.id'], name=op.f('fk_different_people_second_id')),
    sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_different_people'))
    )
    with op.batch_alter_table('different_people', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_different_people_second_id'), ['second_id'], unique=False)

    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_volunteer_merged_into'), ['merged_into'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_volunteer_merged_into'), 'volunteer', ['merged_into'], ['id'])
        batch_op.create_check_constraint(op.f("ck_volunteer_not_merged_into_itself"), "merged_into <> id")


def downgrade() -> None:
    with op.batch_alter_table('volunteer', schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_volunteer_not_merged_into_itself"), type_="check")
        batch_op.drop_constraint(batch_op.f('fk_volunteer_merged_into'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_volunteer_merged_into'))

    with op.batch_alter_table('different_people', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_different_people_second_id'))

    op.drop_table('different_people')
