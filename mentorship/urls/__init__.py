"""Every address of the programme; each room may have a module of its own. Addresses carry public ids, never a name."""

from django.urls import URLPattern, path, re_path

from mentorship.application_steps import BY_CODE
from mentorship.urls.askings import asking
from mentorship.urls.check_ins import check_ins
from mentorship.urls.closures import closures
from mentorship.urls.concerns import concerns
from mentorship.urls.plans import plans
from mentorship.views import (
    admissions,
    applications,
    become_a_mentor,
    consents,
    hits,
    lapses,
    meetings,
    my_pairing,
    pairings,
    refusals,
    register,
    reveals,
)
from mentorship.views import imports as import_pages
from mentorship.views import mentees as mentee_pages
from mentorship.views import mentors as mentor_pages

app_name = "mentorship"
KIND = "(?P<kind>mentees|mentors)"

APPLICATION = "application/<uuid:public_id>"
applying: list[URLPattern] = [
    path("become-a-mentor/", become_a_mentor.become_a_mentor, name="become_a_mentor"),
    path("application/", applications.my_application, name="my_application"),
    path("application/begin/", applications.application_begin, name="application_begin"),
    *(
        path(f"{APPLICATION}/{code}/", applications.application_step, {"step": code}, f"application_{code}")
        for code in BY_CODE
    ),
    path(f"{APPLICATION}/check/", applications.application_check, name="application_check"),
    path(f"{APPLICATION}/withdraw/", applications.application_withdraw, name="application_withdraw"),
]

mentees: list[URLPattern] = [
    path("mentees/", mentee_pages.mentee_list, name="mentee_list"),
    path("mentees/new/", mentee_pages.mentee_new, name="mentee_new"),
    path("mentees/find/", reveals.mentee_find, name="mentee_find"),
    path("mentees/<uuid:public_id>/", mentee_pages.mentee_detail, name="mentee_detail"),
    path("mentees/<uuid:public_id>/edit/", mentee_pages.mentee_edit, name="mentee_edit"),
    path("mentees/<uuid:public_id>/wait/", mentee_pages.mentee_wait, name="mentee_wait"),
    path("mentees/<uuid:public_id>/withdraw/", mentee_pages.mentee_withdraw, name="mentee_withdraw"),
    path("mentees/<uuid:public_id>/close/", mentee_pages.mentee_close, name="mentee_close"),
    path("mentees/<uuid:public_id>/decide/", consents.mentee_decide, name="mentee_decide"),
    path("mentees/<uuid:public_id>/consents/new/", consents.consent_new, name="consent_new"),
    path("mentees/<uuid:public_id>/preparations/new/", consents.preparation_new, name="preparation_new"),
    path("mentees/<uuid:public_id>/no-contact/new/", consents.no_contact_new, name="no_contact_new"),
    path("mentees/<uuid:public_id>/exclusions/new/", consents.exclusion_new, name="exclusion_new"),
    path("mentees/<uuid:public_id>/identity/", reveals.identity_reveal, name="identity_reveal"),
    path("mentees/<uuid:public_id>/identity/edit/", reveals.identity_edit, name="identity_edit"),
    path("consents/<uuid:public_id>/withdraw/", consents.consent_withdraw, name="consent_withdraw"),
]

mentors: list[URLPattern] = [
    path("mentors/", mentor_pages.mentor_list, name="mentor_list"),
    path("mentors/lapses/", lapses.lapses, name="lapses"),
    path("mentors/new/", mentor_pages.mentor_new, name="mentor_new"),
    path("mentors/<uuid:public_id>/", mentor_pages.mentor_detail, name="mentor_detail"),
    path("mentors/<uuid:public_id>/edit/", mentor_pages.mentor_edit, name="mentor_edit"),
    path("mentors/<uuid:public_id>/supervisor/", mentor_pages.mentor_supervisor, name="mentor_supervisor"),
    path("mentors/<uuid:public_id>/rest/", mentor_pages.mentor_rest, name="mentor_rest"),
    path("mentors/<uuid:public_id>/resume/", mentor_pages.mentor_resume, name="mentor_resume"),
    path("mentors/<uuid:public_id>/leave/", mentor_pages.mentor_leave, name="mentor_leave"),
]

decisions: list[URLPattern] = [
    path("mentors/applications/", admissions.admission_list, name="admission_list"),
    path("mentors/applications/<uuid:public_id>/", admissions.admission_detail, name="admission_detail"),
    path("mentors/applications/<uuid:public_id>/yes/", admissions.admission_yes, name="admission_yes"),
    path("mentors/applications/<uuid:public_id>/refuse/", refusals.admission_refuse, name="admission_refuse"),
    path("mentors/applications/<uuid:public_id>/appeal/", refusals.appeal_answer, name="appeal_answer"),
    path("application/<uuid:public_id>/answer/", refusals.my_refusal, name="my_refusal"),
    path("no-contact/<uuid:public_id>/", hits.hit_detail, name="hit_detail"),
]

register_of_volunteers: list[URLPattern] = [
    path("register/", register.register, name="register"),
    path("register/<int:year>.pdf", register.register_paper, name="register_paper"),
    path("register/<uuid:public_id>/end/", register.contract_end, name="contract_end"),
    path("register/<uuid:public_id>/contract.pdf", register.paper, {"kind": "contract"}, name="contract_paper"),
    path("register/<uuid:public_id>/sheet.pdf", register.paper, {"kind": "sheet"}, name="sheet_paper"),
    path("register/<uuid:public_id>/protection.pdf", register.paper, {"kind": "protection"}, name="protection_paper"),
    path("mentors/<uuid:public_id>/contract/new/", register.contract_new, name="contract_new"),
    path("my-contract.pdf", register.my_contract, name="my_contract"),
]

imports: list[URLPattern] = [
    re_path(rf"^imports/{KIND}/new/$", import_pages.import_new, name="import_new"),
    re_path(rf"^imports/{KIND}\.(?P<form>csv|xlsx)$", import_pages.import_template, name="import_template"),
    path("imports/<uuid:public_id>/", import_pages.import_detail, name="import_detail"),
    path("imports/<uuid:public_id>/confirm/", import_pages.import_confirm, name="import_confirm"),
    path("imports/<uuid:public_id>/discard/", import_pages.import_discard, name="import_discard"),
]

pairings_and_meetings: list[URLPattern] = [
    path("pairings/", pairings.pairing_list, name="pairing_list"),
    path("pairings/<uuid:public_id>/", pairings.pairing_detail, name="pairing_detail"),
    path("pairings/<uuid:public_id>/close/", pairings.pairing_close, name="pairing_close"),
    path("pairings/<uuid:public_id>/pause/", pairings.pairing_pause, name="pairing_pause"),
    path("pairings/<uuid:public_id>/cover/", lapses.pairing_cover, name="pairing_cover"),
    path("pairings/<uuid:public_id>/resume/", pairings.pairing_resume, name="pairing_resume"),
    path("meetings/<uuid:public_id>/", meetings.meeting_detail, name="meeting_detail"),
    path("meetings/<uuid:public_id>/acknowledge/", meetings.meeting_acknowledge, name="meeting_acknowledge"),
    path("my-pairing/", my_pairing.my_pairing, name="my_pairing"),
    path("my-pairing/<uuid:public_id>/answer/", my_pairing.my_pairing_answer, name="my_pairing_answer"),
    path("my-pairing/<uuid:public_id>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("my-pairing/meetings/<uuid:public_id>/", meetings.my_meeting, name="my_meeting"),
    path("my-pairing/meetings/<uuid:public_id>/thanks/", meetings.meeting_thanks, name="meeting_thanks"),
    path("my-pairing/meetings/<uuid:public_id>/correct/", meetings.meeting_correct, name="meeting_correct"),
    path("my-pairing/meetings/<uuid:public_id>/add/", meetings.meeting_add, name="meeting_add"),
]

urlpatterns = [
    *applying, *mentees, *mentors, *decisions, *register_of_volunteers, *imports, *asking, *pairings_and_meetings,
    *check_ins, *closures, *concerns, *plans,
]  # fmt: skip
