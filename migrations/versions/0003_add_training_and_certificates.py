"""Add training and certificates

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
    op.create_table('certificate_wording',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=20), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('closing', sa.Text(), nullable=False),
    sa.Column('issuer', sa.String(length=120), nullable=False),
    sa.Column('made_by', sa.Integer(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_wording')),
    sa.UniqueConstraint('region_code', 'kind', 'number', name=op.f('uq_certificate_wording_region_code_kind_number'))
    )
    with op.batch_alter_table('certificate_wording', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_wording_region_code'), ['region_code'], unique=False)

    op.create_table('course',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('theme', sa.String(length=16), nullable=False),
    sa.Column('ages', sa.JSON(), nullable=False),
    sa.Column('topics', sa.JSON(), nullable=False),
    sa.Column('summary', sa.Text(), nullable=False),
    sa.Column('teacher', sa.String(length=60), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('duty', sa.String(length=16), nullable=False),
    sa.Column('share', sa.Integer(), nullable=False),
    sa.Column('self_study', sa.Boolean(), nullable=False),
    sa.Column('pass_mark', sa.Integer(), nullable=False),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('is_open', sa.Boolean(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course'))
    )
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_county_code_theme_id'), ['county_code', 'theme', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_region_code'), ['region_code'], unique=False)

    op.create_table('course_question',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('text', sa.String(length=300), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('right', sa.JSON(), nullable=False),
    sa.Column('because', sa.String(length=300), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_question_course_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_question'))
    )
    with op.batch_alter_table('course_question', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_question_course_id'), ['course_id'], unique=False)

    op.create_table('training_session',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('mode', sa.String(length=16), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('ends_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('place', sa.String(length=120), nullable=False),
    sa.Column('link', sa.String(length=300), nullable=False),
    sa.Column('trainer', sa.String(length=60), nullable=False),
    sa.Column('co_hosts', sa.String(length=120), nullable=False),
    sa.Column('occasion_id', sa.Integer(), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_training_session_course_id')),
    sa.ForeignKeyConstraint(['occasion_id'], ['occasion.id'], name=op.f('fk_training_session_occasion_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_session')),
    sa.UniqueConstraint('occasion_id', name=op.f('uq_training_session_occasion_id'))
    )
    with op.batch_alter_table('training_session', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_session_county_code_state_starts_at_id'), ['county_code', 'state', 'starts_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_session_course_id_state'), ['course_id', 'state'], unique=False)
        batch_op.create_index(batch_op.f('ix_training_session_region_code'), ['region_code'], unique=False)

    op.create_table('course_material',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('upload_id', sa.Integer(), nullable=True),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_material_course_id')),
    sa.ForeignKeyConstraint(['upload_id'], ['upload.id'], name=op.f('fk_course_material_upload_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_material'))
    )
    with op.batch_alter_table('course_material', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_material_course_id'), ['course_id'], unique=False)

    op.create_table('course_completion',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=True),
    sa.Column('how', sa.String(length=16), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=True),
    sa.Column('completed_on', sa.Date(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('confirmed_by', sa.Integer(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_course_completion_course_id')),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_course_completion_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_course_completion_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_course_completion')),
    sa.UniqueConstraint('volunteer_id', 'course_id', 'completed_on', name=op.f('uq_course_completion_volunteer_id_course_id_completed_on'))
    )
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_course_completion_county_code_state_completed_on_id'), ['county_code', 'state', 'completed_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_session_id'), ['session_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_course_completion_volunteer_id_state_valid_until'), ['volunteer_id', 'state', 'valid_until'], unique=False)

    op.create_table('quiz_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('course_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('passed', sa.Boolean(), nullable=False),
    sa.Column('wrong', sa.JSON(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['course_id'], ['course.id'], name=op.f('fk_quiz_attempt_course_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_quiz_attempt_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_quiz_attempt'))
    )
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_quiz_attempt_volunteer_id_course_id_at'), ['volunteer_id', 'course_id', 'at'], unique=False)

    op.create_table('record_correction',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('text_sealed', sa.LargeBinary(), nullable=True),
    sa.Column('uid', sa.CHAR(length=32), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_record_correction_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_record_correction')),
    sa.UniqueConstraint('uid', name=op.f('uq_record_correction_uid'))
    )
    with op.batch_alter_table('record_correction', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_record_correction_county_code_state_asked_at_id'), ['county_code', 'state', 'asked_at', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_record_correction_region_code'), ['region_code'], unique=False)

    op.create_table('session_feedback',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('content', sa.Integer(), nullable=False),
    sa.Column('teacher', sa.Integer(), nullable=False),
    sa.Column('remark', sa.String(length=500), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_session_feedback_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_session_feedback_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_session_feedback')),
    sa.UniqueConstraint('session_id', 'volunteer_id', name=op.f('uq_session_feedback_session_id_volunteer_id'))
    )
    op.create_table('training_attendance',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('session_id', sa.Integer(), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['session_id'], ['training_session.id'], name=op.f('fk_training_attendance_session_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_training_attendance_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_training_attendance')),
    sa.UniqueConstraint('session_id', 'volunteer_id', name=op.f('uq_training_attendance_session_id_volunteer_id'))
    )
    with op.batch_alter_table('training_attendance', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_training_attendance_volunteer_id'), ['volunteer_id'], unique=False)

    op.create_table('certificate',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=16), nullable=False),
    sa.Column('kind', sa.String(length=16), nullable=False),
    sa.Column('volunteer_id', sa.Integer(), nullable=False),
    sa.Column('completion_id', sa.Integer(), nullable=True),
    sa.Column('title', sa.String(length=120), nullable=False),
    sa.Column('serial', sa.String(length=40), nullable=False),
    sa.Column('document_id', sa.Integer(), nullable=False),
    sa.Column('replaces_id', sa.Integer(), nullable=True),
    sa.Column('issued_on', sa.Date(), nullable=False),
    sa.Column('issued_by', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('region_code', sa.CHAR(length=12), nullable=False),
    sa.Column('province_code', sa.CHAR(length=2), nullable=False),
    sa.Column('city_code', sa.CHAR(length=4), nullable=False),
    sa.Column('county_code', sa.CHAR(length=6), nullable=False),
    sa.Column('township_code', sa.CHAR(length=9), nullable=False),
    sa.ForeignKeyConstraint(['completion_id'], ['course_completion.id'], name=op.f('fk_certificate_completion_id')),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_certificate_document_id')),
    sa.ForeignKeyConstraint(['replaces_id'], ['certificate.id'], name=op.f('fk_certificate_replaces_id')),
    sa.ForeignKeyConstraint(['volunteer_id'], ['volunteer.id'], name=op.f('fk_certificate_volunteer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate')),
    sa.UniqueConstraint('serial', name=op.f('uq_certificate_serial'))
    )
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_certificate_county_code_issued_on_id'), ['county_code', 'issued_on', 'id'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_region_code'), ['region_code'], unique=False)
        batch_op.create_index(batch_op.f('ix_certificate_volunteer_id_issued_on'), ['volunteer_id', 'issued_on'], unique=False)
        batch_op.create_index('uq_certificate_of_completion', ['completion_id'], unique=True, sqlite_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"), postgresql_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"))



def downgrade() -> None:
    with op.batch_alter_table('certificate', schema=None) as batch_op:
        batch_op.drop_index('uq_certificate_of_completion', sqlite_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"), postgresql_where=sa.text("state = 'issued' AND completion_id IS NOT NULL"))
        batch_op.drop_index(batch_op.f('ix_certificate_volunteer_id_issued_on'))
        batch_op.drop_index(batch_op.f('ix_certificate_region_code'))
        batch_op.drop_index(batch_op.f('ix_certificate_county_code_issued_on_id'))

    op.drop_table('certificate')
    with op.batch_alter_table('training_attendance', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_attendance_volunteer_id'))

    op.drop_table('training_attendance')
    op.drop_table('session_feedback')
    with op.batch_alter_table('record_correction', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_record_correction_region_code'))
        batch_op.drop_index(batch_op.f('ix_record_correction_county_code_state_asked_at_id'))

    op.drop_table('record_correction')
    with op.batch_alter_table('quiz_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_quiz_attempt_volunteer_id_course_id_at'))

    op.drop_table('quiz_attempt')
    with op.batch_alter_table('course_completion', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_completion_volunteer_id_state_valid_until'))
        batch_op.drop_index(batch_op.f('ix_course_completion_session_id'))
        batch_op.drop_index(batch_op.f('ix_course_completion_region_code'))
        batch_op.drop_index(batch_op.f('ix_course_completion_county_code_state_completed_on_id'))

    op.drop_table('course_completion')
    with op.batch_alter_table('course_material', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_material_course_id'))

    op.drop_table('course_material')
    with op.batch_alter_table('training_session', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_training_session_region_code'))
        batch_op.drop_index(batch_op.f('ix_training_session_course_id_state'))
        batch_op.drop_index(batch_op.f('ix_training_session_county_code_state_starts_at_id'))

    op.drop_table('training_session')
    with op.batch_alter_table('course_question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_question_course_id'))

    op.drop_table('course_question')
    with op.batch_alter_table('course', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_course_region_code'))
        batch_op.drop_index(batch_op.f('ix_course_county_code_theme_id'))

    op.drop_table('course')
    with op.batch_alter_table('certificate_wording', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_certificate_wording_region_code'))

    op.drop_table('certificate_wording')
