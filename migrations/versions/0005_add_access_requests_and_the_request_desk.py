"""Add access requests and the request desk

Revision: 0005
Follows: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('reading_flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('user_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('files', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_by', sa.Integer(), nullable=True),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('finding_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_reading_flag_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading_flag')),
    sa.UniqueConstraint('uid', name=op.f('uq_reading_flag_uid'))
    )
    with op.batch_alter_table('reading_flag', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reading_flag_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_reading_flag_user_id_kind_at'), ['user_id', 'kind', 'at'], unique=False)

    op.create_table('access_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=8), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('filters', sa.JSON(), nullable=False),
    sa.Column('children', sa.Integer(), nullable=True),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('asked_by', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('decided_by', sa.Integer(), nullable=True),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('valid_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('purpose_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_access_request_child_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_access_request_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_access_request')),
    sa.UniqueConstraint('uid', name=op.f('uq_access_request_uid'))
    )
    with op.batch_alter_table('access_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_access_request_asked_by_child_id'), ['asked_by', 'child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_county_code_state'), ['county_code', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_access_request_region_code'), ['region_code'], unique=False)

    op.create_table('family_request',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('asked_on', sa.Date(), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('state', sa.String(length=32), nullable=False),
    sa.Column('received_by', sa.Integer(), nullable=True),
    sa.Column('answered_by', sa.Integer(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('answer_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_family_request_child_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_family_request_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_family_request')),
    sa.UniqueConstraint('uid', name=op.f('uq_family_request_uid'))
    )
    with op.batch_alter_table('family_request', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_family_request_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_family_request_county_code_state_due_on'), ['county_code', 'state', 'due_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_family_request_region_code'), ['region_code'], unique=False)

    op.create_table('exported_child',
    sa.Column('request_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_exported_child_child_id')),
    sa.ForeignKeyConstraint(['request_id'], ['access_request.id'], name=op.f('fk_exported_child_request_id')),
    sa.PrimaryKeyConstraint('request_id', 'child_id', name=op.f('pk_exported_child'))
    )
    with op.batch_alter_table('exported_child', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_exported_child_child_id'), ['child_id'], unique=False)

    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.add_column(sa.Column('child_agreed', sa.Boolean(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('consent', schema=None) as batch_op:
        batch_op.drop_column('child_agreed')

    with op.batch_alter_table('exported_child', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_exported_child_child_id'))

    op.drop_table('exported_child')
    with op.batch_alter_table('family_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_family_request_region_code'))
        batch_op.drop_index(batch_op.f('ix_family_request_county_code_state_due_on'))
        batch_op.drop_index(batch_op.f('ix_family_request_child_id'))

    op.drop_table('family_request')
    with op.batch_alter_table('access_request', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_access_request_region_code'))
        batch_op.drop_index(batch_op.f('ix_access_request_county_code_state'))
        batch_op.drop_index(batch_op.f('ix_access_request_child_id'))
        batch_op.drop_index(batch_op.f('ix_access_request_asked_by_child_id'))

    op.drop_table('access_request')
    with op.batch_alter_table('reading_flag', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_reading_flag_user_id_kind_at'))
        batch_op.drop_index(batch_op.f('ix_reading_flag_region_code'))

    op.drop_table('reading_flag')
