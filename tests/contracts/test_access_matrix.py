"""Who may open what. The table is the contract; it can be read without knowing the program.

A letter stands for a role: d administrator, c chair, s staff, r reviewer, v supervisor, a auditor,
o volunteer (the one whose own record it is, or who is paired with the child).

`opens`: these get the page. `missing`: for these, as for everybody of another place, the record
does not exist (404). All the others are told that the page is not theirs (403).
A page without a record of one place (`LISTS`) opens in another place too, and shows that place.
"""

import pytest

from app.core.access.guard import PUBLIC, permission_of
from app.policy import Role
from tests.contracts.world import INSIDE, OUTSIDE

LETTERS = {
    "d": Role.ADMIN,
    "c": Role.CHAIR,
    "s": Role.STAFF,
    "r": Role.REVIEWER,
    "v": Role.SUPERVISOR,
    "a": Role.AUDITOR,
    "o": Role.VOLUNTEER,
}
EVERYBODY = "dcsrvao"

# page                            opens      missing
LISTS = {
    "activities.counts": ("cs", ""),
    "activities.counts_sheet": ("cs", ""),
    "activities.here": ("o", ""),  # the activity at hand is for everybody
    "activities.incidents": ("cs", ""),
    "activities.notes": ("cso", ""),  # of the children whom one may see; above the township nobody
    "activities.photos": ("csrvo", ""),  # those that one may see
    "activities.templates": ("cs", ""),
    "activities.new": ("cs", ""),
    "calendar.days": ("cs", ""),
    "calendar.link": ("dcsrvao", ""),
    "hours.index": ("csrvo", ""),
    "messages.index": ("dcsrvao", ""),
    "rota.index": ("csrv", ""),
    "supplies.export": ("csrv", ""),
    "supplies.index": ("csrv", ""),
    "supplies.new": ("cs", ""),
    "supplies.show": ("csrv", ""),  # a station of the same city answers it
    "rota.new": ("cs", ""),
    "rota.printed": ("csrv", ""),
    "accounts.change_password": ("dcsrvao", ""),
    "accounts.confirm": ("dcsrvao", ""),
    "accounts.factor_setup": ("dcsrvao", ""),
    "accounts.index": ("dc", ""),
    "accounts.me": ("dcsrvao", ""),
    "accounts.new": ("dc", ""),
    "accounts.second_factor": ("dcsrvao", ""),
    "accounts.sheet": ("dcsrvao", ""),
    "children.export": ("cs", ""),  # above the township there are counts only
    "children.ask": ("csrv", ""),
    "children.counts": ("csrv", ""),
    "children.desk": ("cs", ""),
    "children.flags": ("a", ""),
    "children.moves": ("cs", ""),
    "children.disagreements": ("cs", ""),
    "children.successors": ("cs", ""),
    "children.families": ("cs", ""),
    "children.family_proposals": ("cs", ""),
    "children.matrix": ("csrvo", ""),
    "children.requests": ("csrv", ""),
    "site.compliance": ("acr", ""),
    "children.index": ("csrvo", ""),
    "children.new": ("cs", ""),
    "children_import.start": ("cs", ""),
    "rosters.checks": ("cs", ""),
    "rosters.index": ("csrv", ""),  # above the township the divisions, counted
    "rosters.progress": ("csrv", ""),
    "rosters.show_clocks": ("csrv", ""),
    "pairings.coverage": ("csrv", ""),
    "partners.counties": ("csrv", ""),
    "taskforces.export": ("cs", ""),
    "taskforces.index": ("cso", ""),
    "partners.index": ("csrv", ""),
    "partners.new": ("cs", ""),
    "partners.new_county": ("c", ""),
    "partners.new_team_pair": ("cs", ""),
    "partners.teams": ("csrv", ""),
    "partners.workbook": ("csrv", ""),
    "pairings.export": ("cs", ""),
    "certificates.ask": ("o", ""),
    "certificates.corrections": ("csrvo", ""),
    "certificates.index": ("csrvo", ""),
    "certificates.preview": ("cr", ""),
    "certificates.wording": ("cr", ""),
    "certificates.wordings": ("cr", ""),
    "pairings.index": ("csrvo", ""),
    "pledges.index": ("csrvo", ""),
    "pledges.teams": ("cs", ""),
    "programmes.ask_adopt": ("cr", ""),
    "programmes.edit": ("cr", ""),
    "programmes.show": ("cr", ""),
    "site.audit": ("a", ""),
    "site.station": ("csrv", ""),
    "upkeep.anchor_sheet": ("dc", ""),
    "upkeep.backup_key": ("dc", ""),
    "upkeep.backups": ("dc", ""),
    "upkeep.operating_sheet": ("dc", ""),
    "upkeep.state": ("dc", ""),
    "signature.show": ("dc", ""),
    "signature.make": ("dc", ""),
    "signature.take": ("dc", ""),
    "signature.retire": ("dc", ""),
    "signature.certificate": ("dc", "dc"),
    "training.completions": ("csrvo", ""),
    "training.courses": ("csrvo", ""),
    "training.coverage": ("csrv", ""),
    "training.trainers": ("cs", ""),
    "training.index": ("csrvo", ""),
    "training.new_course": ("cs", ""),
    "volunteers.export": ("csrv", ""),
    "volunteers.funnel": ("csrv", ""),
    "volunteers.kept_files": ("csr", ""),
    "volunteers.due_checks": ("csr", ""),
    "volunteers.due_workbook": ("csr", ""),
    "volunteers.list_doubles": ("cr", ""),
    "volunteers.outside": ("cs", ""),
    "volunteers.outside_columns": ("cs", ""),
    "volunteers.list_campaigns": ("csrv", ""),
    "volunteers.new_campaign": ("cs", ""),
    "volunteers.villages_without_team": ("csrv", ""),
    "volunteers.index": ("csrv", ""),
    "volunteers.new": ("cs", ""),
    "volunteers.new_team": ("cs", ""),
    "volunteers.teams": ("csrv", ""),
    "volunteers_import.start": ("cs", ""),
    "registrations_import.start": ("cs", ""),
    "enrolments_import.start": ("cs", ""),
    "training.absentees": ("csrv", ""),
    "training.coverage_workbook": ("csrv", ""),
}
RECORDS = {
    "children.deletion": ("c", ""),
    "children.disagreement": ("cs", ""),
    "children.moving_form": ("cs", ""),
    "children.new_fact": ("cs", ""),
    "children.successor": ("cs", ""),
    "children.family": ("cs", ""),
    "children.family_colour": ("cs", ""),
    "children.family_to_join": ("cs", ""),
    "children.family_to_split": ("cs", ""),
    "children.family_request": ("cs", ""),
    "children.flag": ("a", ""),
    "children.new_family_request": ("cs", ""),
    "children.print_form": ("cso", "rv"),
    "children.readers": ("cs", ""),
    "children.request_page": ("csr", "v"),  # whoever asked, and whoever decides
    "activities.cancel": ("cs", ""),
    "activities.close": ("cs", ""),
    "activities.day": ("cs", ""),
    "activities.door_poster": ("cs", ""),
    "activities.edit": ("cs", ""),
    "activities.incident": ("cs", ""),
    "activities.new_incident": ("cs", ""),
    "activities.people": ("cs", ""),
    "activities.photo": ("cs", "rvo"),  # and who was there
    "activities.save_template": ("cs", ""),
    "activities.slip": ("cs", ""),
    "activities.remove": ("cs", ""),
    "activities.round_of": ("cs", ""),
    "activities.round_sheet": ("cs", ""),
    "activities.feedback_sheet": ("cs", ""),
    "activities.feedback_sheets": ("cs", ""),
    "activities.sign_in_sheet": ("cs", ""),
    "activities.slips": ("cs", ""),
    "hours.dispute": ("o", ""),
    "hours.settle": ("cs", ""),
    "hours.show": ("csrvo", ""),
    "rota.note": ("csrv", ""),
    "supplies.close": ("cs", ""),
    "rota.show": ("csrv", ""),
    "accounts.clear_factor": ("dc", ""),
    "accounts.close": ("dc", ""),
    "accounts.grant_role": ("dc", ""),
    "accounts.show": ("dc", ""),
    "accounts.slip": ("dc", ""),
    "children.consents": ("cs", ""),
    "children.edit": ("cs", ""),
    "children.guardian": ("cs", ""),
    "children.new_consent": ("cs", ""),
    "children.show": ("cso", "rv"),
    "children.state": ("cs", ""),
    "children.signing": ("cs", ""),
    "children.withdrawal": ("cs", ""),
    "children_import.columns": ("cs", ""),
    "children_import.done": ("cs", ""),
    "children_import.preview": ("cs", ""),
    "rosters.print_form": ("cs", ""),
    "rosters.reasons": ("cs", ""),
    "rosters.recheck": ("cs", ""),
    "rosters.returning": ("cs", ""),
    "rosters.sealing": ("cs", ""),
    "rosters.show": ("cs", ""),
    "rosters.sources": ("cs", ""),
    "rosters.village": ("cs", ""),
    "children_import.progress": ("cs", ""),
    "pairings.agree": ("cs", ""),
    "pairings.agreement_pdf": ("", "cs"),  # nothing has been printed yet
    "pairings.agreement_scan": ("", "cs"),
    "pairings.begin_end": ("cs", ""),
    "certificates.ask": ("o", ""),
    "certificates.correction": ("csrvo", ""),
    "certificates.give": ("cs", ""),
    "certificates.pdf": ("csrvo", ""),
    "certificates.reissue": ("c", ""),
    "certificates.session_pdf": ("cs", ""),
    "certificates.show": ("csrvo", ""),
    "certificates.withdraw": ("c", ""),
    "training.cancel": ("cs", ""),
    "training.close": ("cs", ""),
    "training.completion": ("csrvo", ""),
    "training.course": ("csrvo", ""),
    "training.edit_course": ("cs", ""),
    "training.edit_session": ("cs", ""),
    "training.feedback": ("o", ""),
    "training.material": ("csrvo", ""),
    "training.material_file": ("csrvo", ""),
    "training.new_material": ("cs", ""),
    "training.new_question": ("cs", ""),
    "training.new_session": ("cs", ""),
    "training.people": ("cs", ""),
    "training.quiz": ("o", ""),
    "training.quiz_result": ("o", ""),
    "training.refuse": ("cs", ""),
    "training.session": ("csrvo", ""),
    "training.team": ("o", ""),
    "training.empty_list": ("cs", ""),
    "pairings.candidates": ("cs", ""),
    "pairings.change_part": ("cs", ""),
    "pairings.children_for": ("cs", ""),
    "taskforces.close": ("c", ""),
    "taskforces.finish_item": ("cs", "o"),  # the step is somebody else's
    "taskforces.member_sheet": ("cs", ""),
    "taskforces.new": ("cs", ""),
    "taskforces.new_item": ("cs", ""),
    "taskforces.new_member": ("cs", ""),
    "taskforces.new_minutes": ("cs", ""),
    "taskforces.sheet": ("cs", ""),
    "taskforces.show": ("cso", ""),
    "partners.agreement": ("cs", ""),
    "partners.agreement_scan": ("", "cs"),  # there is no scan yet
    "partners.county": ("csrv", ""),
    "partners.decide": ("cr", ""),
    "partners.edit": ("cs", ""),
    "partners.end_county": ("c", ""),
    "partners.end_team_pair": ("cs", ""),
    "partners.people": ("cs", ""),
    "partners.show": ("csrv", ""),
    "pairings.end": ("cs", ""),
    "pairings.end_step": ("", "cs"),  # the end has not begun
    "pairings.family_wish": ("cs", ""),
    "pairings.make": ("cs", ""),
    "pairings.meet": ("cs", ""),
    "pairings.offer": ("cso", ""),
    "pairings.pause": ("cs", ""),
    "pairings.review": ("cs", ""),
    "pairings.show": ("csrvo", ""),
    "pairings.sign_agreement": ("cs", ""),
    "pairings.statement_pdf": ("", "cs"),
    "pairings.suspend": ("cs", ""),
    "pledges.assign": ("", "cs"),  # no page is waiting
    "pledges.batch_pdf": ("", "cs"),  # not printed yet
    "pledges.issue": ("cs", ""),
    "pledges.make_batch": ("cs", ""),
    "pledges.page_scan": ("", "cs"),
    "pledges.pdf": ("csrvo", ""),
    "pledges.reissue": ("c", ""),
    "pledges.scan": ("", "csrvo"),  # there is no scan yet
    "pledges.service_record": ("csrvo", ""),
    "pledges.service_record_pdf": ("csrvo", ""),
    "pledges.show": ("csrvo", ""),
    "pledges.show_batch": ("cs", ""),
    "pledges.withdraw": ("c", ""),
    "upkeep.draft": ("c", "dsrvao"),  # the chair's own unsent form
    "programmes.version": ("cr", ""),
    "volunteers.ask_captain": ("cs", ""),
    "volunteers.edit_campaign": ("cs", ""),
    "volunteers.edit_team": ("cs", ""),
    "volunteers.licence_scan": ("", "csr"),  # there is no scan
    "volunteers.new_licence": ("cs", ""),
    "volunteers.new_paper": ("cs", ""),
    "volunteers.paper_scan": ("", "csr"),  # there is no scan
    "volunteers.new_reference": ("csr", ""),
    "volunteers.show_campaign": ("csrv", ""),
    "volunteers.show_code": ("cs", ""),
    "volunteers.show_team": ("csrv", ""),
    "volunteers.team_badge": ("", "csrv"),  # there is no badge
    "volunteers.team_sheet": ("csrv", ""),
    "volunteers.team_workbook": ("csrv", ""),
    "volunteers.ask_act": ("cr", ""),  # the act is "suspend"
    "volunteers.ask_reveal": ("csr", ""),
    "volunteers.check": ("csr", ""),
    "volunteers.choose_team": ("cs", ""),
    "volunteers.compare": ("cr", ""),
    "volunteers.ask_appeal": ("cr", ""),
    "volunteers.leave_steps": ("cs", ""),
    "volunteers.edit": ("cs", ""),
    "volunteers.own": ("o", ""),
    "certificates.own_record": ("o", ""),
    "volunteers.own_leaving": ("o", ""),
    "volunteers.show": ("csrv", ""),
    "volunteers.slip": ("cr", ""),
    "volunteers_import.columns": ("", "cs"),  # the import at hand is one of children
    "registrations_import.columns": ("", "cs"),  # the import at hand is one of children
    "enrolments_import.columns": ("", "cs"),  # the import at hand is one of children
    "volunteers_import.done": ("", "cs"),
    "registrations_import.done": ("", "cs"),
    "enrolments_import.done": ("", "cs"),
    "volunteers_import.preview": ("", "cs"),
    "registrations_import.preview": ("", "cs"),
    "enrolments_import.preview": ("", "cs"),
    "volunteers_import.progress": ("", "cs"),
    "registrations_import.progress": ("", "cs"),
    "enrolments_import.progress": ("", "cs"),
}
PAGES = LISTS | RECORDS
# Whoever sees the record at all is told that the act is not hers; see volunteers.ask_act.
TOLD = {"volunteers.ask_act": "sv"}

# What can be sent. Refusals only are tried: what an allowed form does, its area tests.
FORMS = {
    "activities.add": "cs",
    "activities.add_families": "cs",
    "activities.answer": "o",
    "activities.cancel": "cs",
    "activities.check_in": "cs",
    "activities.check_out": "cs",
    "activities.close": "cs",
    "activities.copy": "cs",
    "activities.edit": "cs",
    "activities.feedback": "o",
    "activities.feedback_sheets": "cs",
    "activities.here": "o",
    "activities.join": "o",
    "activities.leave": "o",
    "activities.new": "cs",
    "activities.publish": "cs",
    "activities.remove": "cs",
    "activities.add_photo": "cs",
    "activities.incident": "cs",
    "activities.new_incident": "cs",
    "activities.remove_photo": "cs",
    "activities.remove_template": "cs",
    "activities.save_template": "cs",
    "activities.slip": "cs",
    "activities.tick_family": "cs",
    "calendar.add_period": "cs",
    "calendar.forget_day": "cs",
    "calendar.remove_period": "cs",
    "calendar.set_day": "cs",
    "hours.confirm": "cs",
    "hours.export": "cs",
    "hours.own_record": "o",
    "hours.dispute": "o",
    "hours.settle": "cs",
    "rota.new": "cs",
    "supplies.answer": "cs",
    "supplies.close": "cs",
    "supplies.new": "cs",
    "supplies.take": "cs",
    "rota.note": "csrv",
    "rota.step": "csrv",
    "children.decide_successor": "cs",
    "children.export_disagreements": "cs",
    "children.settle_disagreement": "cs",
    "children.settle_disagreements": "cs",
    "children.export_successors": "cs",
    "children.move_child": "cs",
    "children.receive_child": "cs",
    "children.record_fact": "cs",
    "children.join_families": "cs",
    "children.review_family_colour": "cs",
    "children.say_families_apart": "cs",
    "children.split_family": "cs",
    "children.answer_family_request": "cs",
    "children.ask_for_export": "csr",
    "children.close_flag": "a",
    "children.copy_file": "cs",
    "children.decide": "cr",
    "children.delete_file": "c",
    "children.print_answer": "cs",
    "children.print_file": "cso",
    "children.print_readers": "cs",
    "children.receive_family_request": "cs",
    "children.send_request": "csrv",
    "children.remove_view": "csrvo",
    "children.save_view": "csrvo",
    "children.take": "csr",
    "site.compliance_paper": "acr",
    "children.change_state": "cs",
    "children.consent_scan": "cs",
    "children.create": "cs",
    "children.record_consent": "cs",
    "children.save_guardian": "cs",
    "children.update": "cs",
    "children.sign_consent": "cs",
    "children.withdraw_consent": "cs",
    "children.print_consent": "cs",
    "children.reveal": "csro",
    "children_import.check": "cs",
    "children_import.correct": "cs",
    "children_import.marked": "cs",
    "children_import.stop": "cs",
    "children_import.upload": "cs",
    "children_import.write": "cs",
    "rosters.begin": "cs",
    "rosters.finish_recheck": "cs",
    "rosters.print_roster": "cs",
    "rosters.save_reasons": "cs",
    "rosters.save_sources": "cs",
    "rosters.scan": "cs",
    "rosters.seal": "cs",
    "rosters.send_back": "cs",
    "rosters.take_step": "cs",
    "pairings.agree": "cs",
    "pairings.answer": "cso",
    "pairings.begin_end": "cs",
    "pairings.cancel_end": "cs",
    "pairings.change_part": "cs",
    "partners.agreement": "cs",
    "taskforces.close": "c",
    "taskforces.end_member": "cs",
    "taskforces.export": "cs",
    "taskforces.finish_item": "cso",
    "taskforces.new": "cs",
    "taskforces.new_item": "cs",
    "taskforces.new_member": "cs",
    "taskforces.new_minutes": "cs",
    "taskforces.start": "cs",
    "partners.answer_county": "c",
    "partners.decide": "cr",
    "partners.edit": "cs",
    "partners.end_county": "c",
    "partners.end_team_pair": "cs",
    "partners.new": "cs",
    "partners.new_county": "c",
    "partners.new_team_pair": "cs",
    "partners.people": "cs",
    "partners.remove_person": "cs",
    "certificates.ask": "o",
    "certificates.answer": "cs",
    "certificates.give": "cs",
    "certificates.issue_session": "cs",
    "certificates.reissue": "c",
    "certificates.withdraw": "c",
    "certificates.wording": "cr",
    "training.add_people": "cs",
    "training.catch_up": "cs",
    "training.add_pasted": "cs",
    "training.cancel": "cs",
    "training.check_in": "cs",
    "training.close": "cs",
    "training.confirm": "cs",
    "training.edit_course": "cs",
    "training.edit_session": "cs",
    "training.feedback": "o",
    "training.join": "o",
    "training.join_series": "o",
    "training.leave": "o",
    "training.new_course": "cs",
    "training.new_material": "cs",
    "training.new_question": "cs",
    "training.new_session": "cs",
    "training.publish": "cs",
    "training.quiz": "o",
    "training.refuse": "cs",
    "training.remove_material": "cs",
    "training.remove_question": "cs",
    "training.sign_up_members": "o",
    "training.take": "o",
    "pairings.end": "cs",
    "pairings.end_step": "cs",
    "pairings.export": "cs",
    "pairings.family_wish": "cs",
    "pairings.make": "cs",
    "pairings.meet": "cs",
    "pairings.offer": "cso",
    "pairings.pause": "cs",
    "pairings.resume": "cs",
    "pairings.review": "cs",
    "pairings.sign_agreement": "cs",
    "pairings.suspend": "cs",
    "pairings.withdraw": "cs",
    "pledges.assign": "cs",
    "pledges.make_batch": "cs",
    "pledges.print_again": "cs",
    "pledges.reissue": "c",
    "pledges.scans": "cs",
    "pledges.attach_scan": "cs",
    "pledges.issue": "cs",
    "pledges.sign": "csrvo",
    "pledges.withdraw": "c",
    "programmes.adopt": "cr",
    "programmes.save": "cr",
    "volunteers.add_licence": "cs",
    "volunteers.add_paper": "cs",
    "volunteers.assign_team": "cs",
    "volunteers.change_captain": "cs",
    "volunteers.create_campaign": "cs",
    "volunteers.make_sister_code": "o",
    "volunteers.merge": "cr",
    "volunteers.save_outside_columns": "cs",
    "volunteers.take_out": "cs",
    "volunteers.decide_appeal": "cr",
    "volunteers.save_notice": "cs",
    "volunteers.take_notice_back": "cs",
    "volunteers.give_own_notice": "o",
    "volunteers.take_own_notice_back": "o",
    "volunteers.tell_apart": "cr",
    "volunteers.record_reference": "csr",
    "volunteers.replace_code": "cs",
    "volunteers.save_campaign": "cs",
    "volunteers.save_team": "cs",
    "volunteers.create_team": "cs",
    "volunteers.do_act": "cr",
    "volunteers.enter": "cs",
    "volunteers.record_check": "csr",
    "volunteers.reveal": "csr",
    "volunteers.save": "cs",
    "volunteers.send_export": "csrv",
    "volunteers.settle_repeats": "cs",
    "volunteers_import.check": "cs",
    "registrations_import.check": "cs",
    "enrolments_import.check": "cs",
    "volunteers_import.correct": "cs",
    "registrations_import.correct": "cs",
    "enrolments_import.correct": "cs",
    "volunteers_import.marked": "cs",
    "registrations_import.marked": "cs",
    "enrolments_import.marked": "cs",
    "volunteers_import.stop": "cs",
    "registrations_import.stop": "cs",
    "enrolments_import.stop": "cs",
    "volunteers_import.upload": "cs",
    "registrations_import.upload": "cs",
    "enrolments_import.upload": "cs",
    "volunteers_import.write": "cs",
    "registrations_import.write": "cs",
    "enrolments_import.write": "cs",
    "upkeep.make_backup": "dc",
    "upkeep.note_key_printed": "dc",
    "signature.make": "dc",
    "signature.take": "dc",
    "signature.retire": "dc",
    "site.audit_export": "a",
    "site.audit_verify": "a",
    "accounts.clear_factor": "dc",
    "accounts.close": "dc",
    "accounts.end_sessions": "dc",
    "accounts.grant_role": "dc",
    "accounts.new": "dc",
    "accounts.print_code": "dc",
    "accounts.reopen": "dc",
    "accounts.revoke_role": "dc",
}
# Everybody's own account: no role is kept out.
OWN = {
    "calendar.renew_link",
    "messages.mark_read",
    "accounts.change_password",
    "accounts.confirm",
    "accounts.end_session",
    "accounts.end_other_sessions",
    "accounts.enrol_app",
    "accounts.logout",
    "accounts.print_sheet",
    "accounts.second_factor",
    "upkeep.discard_draft",
}
# Forms without a record of one place: open in another place too.
ANYWHERE = {
    "children.remove_view",  # of lists that are one's own
    "children.save_view",
    "signature.make",
    "signature.take",
    "signature.retire",
    "upkeep.make_backup",
    "upkeep.note_key_printed",
    "activities.answer",
    "activities.feedback",
    "activities.here",
    "activities.join",
    "activities.leave",
    "activities.new",
    "calendar.add_period",
    "calendar.forget_day",
    "calendar.set_day",
    "hours.confirm",
    "hours.export",
    "hours.own_record",
    "rota.new",
    "supplies.answer",
    "supplies.new",
    "site.audit_export",
    "site.audit_verify",
    "accounts.new",
    "certificates.wording",
    "training.confirm",
    "training.catch_up",
    "enrolments_import.upload",
    "training.new_course",
    "children.create",
    "children.ask_for_export",
    "children.send_request",
    "children.export_successors",
    "children.export_disagreements",
    "children.settle_disagreements",
    "site.compliance_paper",
    "children_import.upload",
    "pairings.export",
    "taskforces.export",
    "partners.new",
    "partners.new_county",
    "partners.new_team_pair",
    "programmes.adopt",
    "programmes.save",
    "volunteers.create_campaign",
    "volunteers.make_sister_code",
    "volunteers.save_outside_columns",
    "volunteers.take_out",
    "volunteers.give_own_notice",
    "volunteers.take_own_notice_back",
    "volunteers.create_team",
    "volunteers.enter",
    "volunteers.send_export",
    "volunteers_import.upload",
    "registrations_import.upload",
}


# Numbers only, small ones hidden.
WITHOUT_FACTOR = {"children.counts"}


def closed(world, method):
    rules = world.rules(method)
    return [rule for rule in rules if permission_of(world.app, rule.endpoint) != PUBLIC]


def test_table_is_complete(app, world):
    pages = {rule.endpoint for rule in closed(world, "GET")}
    assert pages - {"site.home"} == set(PAGES)
    assert {rule.endpoint for rule in closed(world, "POST")} == set(FORMS) | OWN


def expected(endpoint, letter, where):
    opens, missing = PAGES[endpoint]
    if where == OUTSIDE and endpoint in RECORDS:
        if letter in opens or letter in missing or letter in TOLD.get(endpoint, ""):
            return "missing"
        return "refused"
    if letter in opens:
        return "open"
    return "missing" if letter in missing else "refused"


def outcome(answer):
    if answer.status_code == 303 and answer.location.startswith("/login"):
        return "login"
    names = {200: "open", 303: "open", 403: "refused", 404: "missing"}
    return names.get(answer.status_code, str(answer.status_code))


@pytest.mark.parametrize("where", [INSIDE, OUTSIDE])
@pytest.mark.parametrize("letter", EVERYBODY)
def test_who_may_open_what(world, letter, where):
    visitor = world.client(LETTERS[letter], where)
    wrong = {}
    for rule in closed(world, "GET"):
        found = outcome(visitor.get(world.url(rule)))
        wanted = expected(rule.endpoint, letter, where)
        if found != wanted:
            wrong[rule.rule] = f"{found} instead of {wanted}"
    assert wrong == {}


@pytest.mark.parametrize("where", [INSIDE, OUTSIDE])
@pytest.mark.parametrize("letter", EVERYBODY)
def test_who_may_not_send_what(world, letter, where):
    visitor = world.client(LETTERS[letter], where)
    wrong = {}
    for rule in closed(world, "POST"):
        name = rule.endpoint
        if name in OWN or (letter in FORMS[name] and (where == INSIDE or name in ANYWHERE)):
            continue
        answer = visitor.post(world.url(rule), data={})
        if answer.status_code not in (403, 404):
            wrong[rule.rule] = answer.status_code
    assert wrong == {}


def test_children_need_the_second_factor(world):
    """Signed in with a password alone, nobody reads a child's file."""
    from app.accounts.models import LoginSession
    from app.core.db import transaction

    with world.app.app_context(), transaction() as current:
        rows = current.query(LoginSession).filter_by(user_id=world.users[Role.STAFF, OUTSIDE])
        kept, rows.one().second_factor_at = rows.one().second_factor_at, None
    try:
        visitor = world.client(Role.STAFF, OUTSIDE)
        for rule in closed(world, "GET"):
            if rule.endpoint in WITHOUT_FACTOR:
                continue
            if rule.endpoint.startswith(("children", "pairings")):
                answer = visitor.get(world.url(rule))
                if "s" not in PAGES[rule.endpoint][0]:
                    assert answer.status_code in (303, 403), rule.rule
                    continue
                assert answer.status_code == 303, rule.rule
                assert answer.location.startswith("/account/second-factor"), rule.rule
    finally:
        with world.app.app_context(), transaction() as current:
            rows = current.query(LoginSession).filter_by(user_id=world.users[Role.STAFF, OUTSIDE])
            rows.one().second_factor_at = kept
