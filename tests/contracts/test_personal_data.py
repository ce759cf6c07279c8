"""Every column that could hold something about a person says so, or why it does not."""

from sqlalchemy import JSON, Date, LargeBinary, Numeric, String, Text
from sqlalchemy.types import TypeDecorator

from app.core.db import Base
from app.core.personal import catalogue
from app.core.types import RegionCode

# Text that the program writes itself, by the ending of its name.
TECHNICAL = {
    "id": "a number or random name",
    "uid": "random",
    "key": "random, or a declared name's sorting key: see KEYS",
    "code": "a code out of a list",
    "state": "a code out of a list",
    "kind": "a code out of a list",
    "hash": "a hash",
    "sha256": "a hash",
    "index": "a blind index",
    "serial": "a number of a document",
}
# table.column: why it is not personal
A_CODE = "a code out of a list, or a word of the program"
OF_A_PLACE = "about a station, a place or a programme"
WHEN = "when a step was taken; the step itself names nobody"
OF_A_PLAN = "about something planned, for everybody to read"
A_DAY = "about a day of the calendar"
RANDOM = "random, hashed or sealed by the program"
NOT_PERSONAL = {
    "access_request.filters": "codes of a list's filters, without what was searched for",
    "family_request.asked_on": A_DAY,
    "family_request.due_on": A_DAY,
    "activity_series.rule": OF_A_PLAN,
    "activity_series.except_days": OF_A_PLAN,
    "occasion.title": OF_A_PLAN,
    "occasion.link": OF_A_PLAN,
    "occasion.limit_name": OF_A_PLAN,
    "activity.title": OF_A_PLAN,
    "activity.day": OF_A_PLAN,
    "activity.last_day": OF_A_PLAN,
    "activity.place": OF_A_PLAN,
    "activity.directions": OF_A_PLAN,
    "activity.summary": OF_A_PLAN,
    "activity.schedule": OF_A_PLAN,
    "activity.bring": OF_A_PLAN,
    "activity.co_hosts": OF_A_PLAN,
    "activity.cost": OF_A_PLAN,
    "activity.campaign": OF_A_PLAN,
    "activity.change_note": OF_A_PLAN,
    "activity.cancel_reason": OF_A_PLAN,
    "activity.goods": OF_A_PLAN,
    "service_hours.title": OF_A_PLAN,
    "service_hours.day": OF_A_PLAN,
    "holiday.day": A_DAY,
    "holiday.name": A_DAY,
    "school_period.name": A_DAY,
    "school_period.starts_on": A_DAY,
    "school_period.ends_on": A_DAY,
    "activity.audience": A_CODE,
    "activity.safety": A_CODE,
    "activity.sign_up": A_CODE,
    "service_hours.source": A_CODE,
    "permission_slip.returned_on": WHEN,
    "inbox_message.values": "titles, dates and reasons; no names of people",
    "inbox_message.link": "an address inside the program, with numbers only",
    "audit_event.act": A_CODE,
    "audit_event.object_type": A_CODE,
    "audit_event.detail": "ids, codes and counts: see audit.record",
    "audit_event.previous": RANDOM,
    "audit_head.seal": RANDOM,
    "backup_run.name": A_CODE,
    "backup_run.missing": "names of folders",
    "backup_run.problem": "what the system said",
    "draft.sealed": RANDOM,
    "data_key.wrapped": RANDOM,
    "document_counter.scope": OF_A_PLACE,
    "login_failure.subject": RANDOM,
    "throttle_event.subject": RANDOM,
    "programme.name": OF_A_PLACE,
    "programme.preset": OF_A_PLACE,
    "programme.valid_from": OF_A_PLACE,
    "programme.rules": OF_A_PLACE,
    "region.name": OF_A_PLACE,
    "region.pinyin": OF_A_PLACE,
    "region.initials": OF_A_PLACE,
    "station.slug": OF_A_PLACE,
    "station.name": OF_A_PLACE,
    "station.address": OF_A_PLACE,
    "station.phone": OF_A_PLACE,
    "station.opened_on": OF_A_PLACE,
    "team.name": "of a group",
    "team.profession": A_CODE,
    "team.host_unit": "of a group",
    "team.brand": "of a group",
    "team.room": "of a group",
    "team.captain_office": "of a group",
    "team.captain_since": WHEN,
    "team_captaincy.office": "of a group",
    "team_captaincy.since": WHEN,
    "team_captaincy.until": WHEN,
    "team_membership.since": WHEN,
    "team_membership.until": WHEN,
    "campaign.slug": RANDOM,
    "campaign.title": "words to the public",
    "campaign.text": "words to the public",
    "campaign.place": OF_A_PLACE,
    "campaign.opens_on": WHEN,
    "campaign.closes_on": WHEN,
    "volunteer.channel": A_CODE,
    "volunteer_reference.relation": A_CODE,
    "volunteer_reference.asked_on": WHEN,
    "vetting_check.authority": "the name of an authority",
    "volunteer_licence.name": "the name of a profession",
    "volunteer_licence.expires_on": WHEN,
    "state_change.object_type": A_CODE,
    "state_change.transition": A_CODE,
    "state_change.source": A_CODE,
    "state_change.target": A_CODE,
    "submission.sender": "a number",
    "submission.location": "an address inside the program, with numbers only",
    "child.alias": "made up so that the child need not be named",
    "child.found_on": WHEN,
    "child.source": A_CODE,
    "document.subject_type": A_CODE,
    "certificate.title": "a course, an honour or a span of days",
    "certificate.issued_on": WHEN,
    "certificate_wording.title": OF_A_PLACE,
    "certificate_wording.body": OF_A_PLACE,
    "certificate_wording.closing": OF_A_PLACE,
    "certificate_wording.issuer": OF_A_PLACE,
    "course.title": OF_A_PLACE,
    "course.theme": A_CODE,
    "course.ages": A_CODE,
    "course.topics": A_CODE,
    "course.summary": OF_A_PLACE,
    "course.duty": A_CODE,
    "course_material.title": OF_A_PLACE,
    "course_material.text": OF_A_PLACE,
    "course_question.text": OF_A_PLACE,
    "course_question.choices": OF_A_PLACE,
    "course_question.right": A_CODE,
    "course_question.because": OF_A_PLACE,
    "course_completion.how": A_CODE,
    "course_completion.completed_on": WHEN,
    "course_completion.valid_until": WHEN,
    "quiz_attempt.wrong": "ids of questions",
    "training_session.mode": A_CODE,
    "training_session.day": WHEN,
    "training_session.place": OF_A_PLACE,
    "training_session.link": OF_A_PLACE,
    "training_session.co_hosts": OF_A_PLACE,
    "document.stored_name": RANDOM,
    "upload.purpose": A_CODE,
    "upload.stored_name": RANDOM,
    "upload.content_type": A_CODE,
    "one_time_code.purpose": A_CODE,
    "role_grant.role": A_CODE,
    "roster_import.mapping": "headings of columns",
    "roster_import.counts": "counts",
    "volunteer.placement": A_CODE,
    "volunteer.service_from": WHEN,
    "consent.scope": A_CODE,
    "consent.decision": A_CODE,
    "consent.signed_on": WHEN,
    "consent.expires_on": WHEN,
    "consent.withdrawn_on": WHEN,
    "consent.text_version": A_CODE,
    "pairing.role": A_CODE,
    "pairing.placement": A_CODE,
    "pairing.starts_on": WHEN,
    "pairing.ended_on": WHEN,
    "pairing.volunteer_answer": A_CODE,
    "pairing.family_answer": A_CODE,
    "pairing.trouble": A_CODE,
    "pairing.trouble_since": WHEN,
    "pairing.paused_until": WHEN,
    "pairing.next_review_on": WHEN,
    "pairing.agreement_signed_on": WHEN,
    "first_meeting.met_on": WHEN,
    "first_meeting.place": "a public place, such as the village hall",
    "first_meeting.present": A_CODE,
    "pairing_review.due_on": WHEN,
    "pairing_review.held_on": WHEN,
    "pairing_review.outcome": A_CODE,
    "pairing_review.heard": A_CODE,
    "pairing_closure.way": A_CODE,
    "pairing_closure.opened_on": WHEN,
    "pairing_closure.hand_over": A_CODE,
    "pairing_closure.cool_off_until": WHEN,
    "pairing_closure.closed_on": WHEN,
    "closure_step.outcome": A_CODE,
    "closure_step.on": WHEN,
    "volunteer_offer.ages": A_CODE,
    "volunteer_offer.days": A_CODE,
    "family_wish.days": A_CODE,
    "pledge.device": "the name of a browser",
    "pledge_scan_page.signed_on": WHEN,
    "job.arguments": "ids only",
    "job.error": A_CODE,
    "pledge.starts_on": WHEN,
    "pledge.ends_on": WHEN,
    "pledge.signed_on": WHEN,
    "pledge.signed_how": A_CODE,
    "vetting_check.checked_on": WHEN,
    "vetting_check.valid_until": WHEN,
}


def could_tell(column):
    kind = column.type
    if isinstance(kind, RegionCode):
        return False
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return isinstance(plain, String | Text | JSON | Date | LargeBinary | Numeric)


def is_technical(column):
    return column.name.rpartition("_")[2] in TECHNICAL or bool(column.foreign_keys)


def columns():
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if could_tell(column):
                yield f"{table.name}.{column.name}", column


def test_every_column_is_declared_or_excused(app):
    unknown = [
        name
        for name, column in columns()
        if "personal" not in column.info and not is_technical(column) and name not in NOT_PERSONAL
    ]
    assert unknown == []


def test_excuses_are_about_columns_that_exist(app):
    known = dict(columns())
    assert [name for name in NOT_PERSONAL if name not in known] == []
    assert [name for name in NOT_PERSONAL if "personal" in known[name].info] == []


def test_catalogue_says_what_each_is_for(app):
    for entry in catalogue():
        assert str(entry.personal.purpose).strip(), entry
