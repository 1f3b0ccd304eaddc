"""The addresses of asking, of first meetings and of agreements."""

from django.urls import URLPattern, path

from mentorship.views import askings, contacts, first_meetings

PAIRING = "pairings/<uuid:public_id>"
asking: list[URLPattern] = [
    path("question/<str:token>/", askings.asking_answer, name="asking_answer"),
    path("mentees/<uuid:public_id>/contacts/", contacts.contacts_edit, name="contacts_edit"),
    path(f"{PAIRING}/ask/", askings.asking_send, name="asking_send"),
    path(f"{PAIRING}/answer/mentee/", askings.asking_record, {"party": "mentee"}, "answer_of_mentee"),
    path(f"{PAIRING}/answer/consenter/", askings.asking_record, {"party": "consenter"}, "answer_of_consenter"),
    path(f"{PAIRING}/question.pdf", askings.question_paper, name="question_paper"),
    path(f"{PAIRING}/introduce/", askings.pairing_introduce, name="pairing_introduce"),
    path(f"{PAIRING}/first-meeting/", first_meetings.first_meeting_plan, name="first_meeting_plan"),
    path(f"{PAIRING}/first-meeting/held/", first_meetings.first_meeting_held, name="first_meeting_held"),
    path(f"{PAIRING}/agreement/", first_meetings.agreement_sign, name="agreement_sign"),
    path(f"{PAIRING}/agreement.pdf", first_meetings.agreement_paper, name="agreement_paper"),
    path(f"{PAIRING}/start/", first_meetings.pairing_start, name="pairing_start"),
    path("my-pairing/<uuid:public_id>/agreement/", first_meetings.my_agreement_sign, name="my_agreement_sign"),
    path("my-pairing/<uuid:public_id>/agreement.pdf", first_meetings.my_agreement_paper, name="my_agreement_paper"),
]
