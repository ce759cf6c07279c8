"""answers of guardians photos incidents templates

Revision: 0014
Follows: 0013
"""

import secrets

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('activity_template',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_template')),
    sa.UniqueConstraint('region_code', 'name', name=op.f('uq_activity_template_region_code_name'))
    )
    with op.batch_alter_table('activity_template', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_template_region_code'), ['region_code'], unique=False)

    op.create_table('activity_photo',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=False),
    sa.Column('small_id', sa.Integer(), nullable=False),
    sa.Column('caption', sa.String(length=120), nullable=False),
    sa.Column('added_by', sa.Integer(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_photo_activity_id')),
    sa.ForeignKeyConstraint(['small_id'], ['upload.id'], name=op.f('fk_activity_photo_small_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_activity_photo_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_photo'))
    )
    with op.batch_alter_table('activity_photo', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_photo_activity_id'), ['activity_id'], unique=False)

    op.create_table('activity_incident',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('activity_id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=True),
    sa.Column('happened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('follow_up_on', sa.Date(), nullable=False),
    sa.Column('recorded_by', sa.Integer(), nullable=True),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('what_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('done_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('data_key_id', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activity.id'], name=op.f('fk_activity_incident_activity_id')),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_activity_incident_child_id')),
    sa.ForeignKeyConstraint(['data_key_id'], ['data_key.id'], name=op.f('fk_activity_incident_data_key_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_activity_incident')),
    sa.UniqueConstraint('uid', name=op.f('uq_activity_incident_uid'))
    )
    with op.batch_alter_table('activity_incident', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_activity_incident_activity_id'), ['activity_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_incident_child_id'), ['child_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_incident_county_code_state_follow_up_on'), ['county_code', 'state', 'follow_up_on'], unique=False)
        batch_op.create_index(batch_op.f('ix_activity_incident_region_code'), ['region_code'], unique=False)

    op.create_table('photo_child',
    sa.Column('photo_id', sa.Integer(), nullable=False),
    sa.Column('child_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['child_id'], ['child.id'], name=op.f('fk_photo_child_child_id')),
    sa.ForeignKeyConstraint(['photo_id'], ['activity_photo.id'], name=op.f('fk_photo_child_photo_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('photo_id', 'child_id', name=op.f('pk_photo_child'))
    )
    with op.batch_alter_table('photo_child', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_photo_child_child_id'), ['child_id'], unique=False)

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.add_column(sa.Column('helper_skills', sa.JSON(), server_default='{}', nullable=False))

    with op.batch_alter_table('permission_slip', schema=None) as batch_op:
        batch_op.add_column(sa.Column('permits', sa.Boolean(), server_default=sa.true(), nullable=False))
        batch_op.add_column(sa.Column('by_code', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('collectors_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('health_sealed', sa.LargeBinary(), nullable=True))
        batch_op.add_column(sa.Column('uid', sa.CHAR(length=32), nullable=True))
    _name_slips()
    with op.batch_alter_table('permission_slip', schema=None) as batch_op:
        batch_op.alter_column('uid', existing_type=sa.CHAR(length=32), nullable=False)
        batch_op.create_unique_constraint(batch_op.f('uq_permission_slip_uid'), ['uid'])


def _name_slips() -> None:
    slips = sa.table('permission_slip', sa.column('id', sa.Integer), sa.column('uid', sa.CHAR(32)))
    found = op.get_bind().execute(sa.select(slips.c.id)).scalars().all()
    for slip_id in found:
        op.execute(slips.update().where(slips.c.id == slip_id).values(uid=secrets.token_hex(16)))


def downgrade() -> None:
    with op.batch_alter_table('permission_slip', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_permission_slip_uid'), type_='unique')
        batch_op.drop_column('uid')
        batch_op.drop_column('health_sealed')
        batch_op.drop_column('collectors_sealed')
        batch_op.drop_column('by_code')
        batch_op.drop_column('permits')

    with op.batch_alter_table('activity', schema=None) as batch_op:
        batch_op.drop_column('helper_skills')

    with op.batch_alter_table('photo_child', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_photo_child_child_id'))

    op.drop_table('photo_child')
    with op.batch_alter_table('activity_incident', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_incident_region_code'))
        batch_op.drop_index(batch_op.f('ix_activity_incident_county_code_state_follow_up_on'))
        batch_op.drop_index(batch_op.f('ix_activity_incident_child_id'))
        batch_op.drop_index(batch_op.f('ix_activity_incident_activity_id'))

    op.drop_table('activity_incident')
    with op.batch_alter_table('activity_photo', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_photo_activity_id'))

    op.drop_table('activity_photo')
    with op.batch_alter_table('activity_template', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_activity_template_region_code'))

    op.drop_table('activity_template')
