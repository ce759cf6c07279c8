"""Hang children on families

Each child gets a family, which takes over row identity, key and address as they are: nothing is
decrypted. The nightly work gives the families keys of their own; brothers and sisters are put
together by people, who see whom they join.

Revision: 0004
Follows: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

PLACE = ("region_code", "province_code", "city_code", "county_code", "township_code")


def upgrade() -> None:
    _make_tables()
    columns = ", ".join(("id", "uid", "data_key_id", *PLACE, "address_sealed", "created_at"))
    op.execute(f"INSERT INTO family ({columns}) SELECT {columns} FROM child")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "SELECT setval(pg_get_serial_sequence('family', 'id'), max(id)) "
            "FROM family HAVING max(id) IS NOT NULL"
        )
    with op.batch_alter_table('child') as batch_op:
        batch_op.add_column(sa.Column('family_id', sa.Integer(), nullable=True))
        batch_op.drop_column('address_sealed')
    op.execute("UPDATE child SET family_id = id")
    with op.batch_alter_table('child') as batch_op:
        batch_op.alter_column('family_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(op.f('ix_child_family_id'), ['family_id'])
        batch_op.create_foreign_key(op.f('fk_child_family_id'), 'family', ['family_id'], ['id'])
    with op.batch_alter_table('guardian') as batch_op:
        batch_op.add_column(sa.Column('family_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('name_index', sa.LargeBinary(length=16), nullable=True))
        batch_op.add_column(sa.Column('identity_index', sa.LargeBinary(length=16), nullable=True))
    op.execute("UPDATE guardian SET family_id = child_id")
    with op.batch_alter_table('guardian') as batch_op:
        batch_op.alter_column('family_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(op.f('ix_guardian_family_id'), ['family_id'])
        batch_op.create_index(op.f('ix_guardian_identity_index'), ['identity_index'])
        batch_op.create_foreign_key(op.f('fk_guardian_family_id'), 'family', ['family_id'], ['id'])
        batch_op.drop_index(op.f('ix_guardian_child_id'))
        batch_op.drop_constraint(op.f('fk_guardian_child_id'), type_='foreignkey')
        batch_op.drop_column('child_id')


def _make_tables() -> None:
    op.create_table('family',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('colour', sa.String(length=8), server_default='', nullable=False),
    sa.Column('review_on', sa.Date(), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('address_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_family_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family')),
    sa.UniqueConstraint('uid', name=op.f('uq_family_uid'))
    )
    with op.batch_alter_table('family') as batch_op:
        batch_op.create_index(op.f('ix_family_region_code'), ['region_code'])
        for level in ('county_code', 'township_code'):
            batch_op.create_index(
                op.f(f'ix_family_{level}_colour_review_on'), [level, 'colour', 'review_on']
            )
    op.create_table('colour_review',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('family_id', sa.Integer(), nullable=False),
    sa.Column('colour', sa.String(length=8), nullable=False),
    sa.Column('reason_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('reviewed_by', sa.Integer(), nullable=True),
    sa.Column('reviewed_on', sa.Date(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.ForeignKeyConstraint(['family_id'], ['family.id'], name=op.f('fk_colour_review_family_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_colour_review')),
    sa.UniqueConstraint('uid', name=op.f('uq_colour_review_uid'))
    )
    with op.batch_alter_table('colour_review') as batch_op:
        batch_op.create_index(op.f('ix_colour_review_family_id'), ['family_id'])
    op.create_table('families_apart',
    sa.Column('first_id', sa.Integer(), nullable=False),
    sa.Column('second_id', sa.Integer(), nullable=False),
    sa.Column('said_by', sa.Integer(), nullable=True),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['first_id'], ['family.id'], name=op.f('fk_families_apart_first_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['second_id'], ['family.id'], name=op.f('fk_families_apart_second_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('first_id', 'second_id', name=op.f('pk_families_apart'))
    )
    with op.batch_alter_table('families_apart') as batch_op:
        batch_op.create_index(op.f('ix_families_apart_second_id'), ['second_id'])


def downgrade() -> None:
    _refuse_own_keys()
    with op.batch_alter_table('guardian') as batch_op:
        batch_op.add_column(sa.Column('child_id', sa.Integer(), nullable=True))
    op.execute(
        "UPDATE guardian SET child_id = "
        "(SELECT child.id FROM child WHERE child.family_id = guardian.family_id)"
    )
    with op.batch_alter_table('guardian') as batch_op:
        batch_op.alter_column('child_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_index(op.f('ix_guardian_child_id'), ['child_id'])
        batch_op.create_foreign_key(op.f('fk_guardian_child_id'), 'child', ['child_id'], ['id'])
        batch_op.drop_index(op.f('ix_guardian_identity_index'))
        batch_op.drop_index(op.f('ix_guardian_family_id'))
        batch_op.drop_constraint(op.f('fk_guardian_family_id'), type_='foreignkey')
        batch_op.drop_column('identity_index')
        batch_op.drop_column('name_index')
        batch_op.drop_column('family_id')
    with op.batch_alter_table('child') as batch_op:
        batch_op.add_column(sa.Column('address_sealed', sa.LargeBinary(), nullable=True))
    op.execute(
        "UPDATE child SET address_sealed = "
        "(SELECT family.address_sealed FROM family WHERE family.id = child.family_id)"
    )
    with op.batch_alter_table('child') as batch_op:
        batch_op.drop_index(op.f('ix_child_family_id'))
        batch_op.drop_constraint(op.f('fk_child_family_id'), type_='foreignkey')
        batch_op.drop_column('family_id')
    for table in ('families_apart', 'colour_review', 'family'):
        op.drop_table(table)


def _refuse_own_keys() -> None:
    """What lies under a family's own key could not be read from the child's file."""
    own = op.get_bind().scalar(sa.text(
        "SELECT count(*) FROM family "
        "WHERE data_key_id NOT IN (SELECT data_key_id FROM child)"
    ))
    if own:
        raise RuntimeError(f"{own} families have keys of their own: restore a backup instead")
