"""Every address of the programme. Addresses carry public ids only, never a name."""

from django.urls import URLPattern, path

from mentorship.views import meetings, my_pairing, pairings

app_name = "mentorship"

mentees: list[URLPattern] = []

mentors: list[URLPattern] = []

imports: list[URLPattern] = []

pairings_and_meetings: list[URLPattern] = [
    path("pairings/", pairings.pairing_list, name="pairing_list"),
    path("pairings/<uuid:public_id>/", pairings.pairing_detail, name="pairing_detail"),
    path("pairings/<uuid:public_id>/close/", pairings.pairing_close, name="pairing_close"),
    path("pairings/<uuid:public_id>/pause/", pairings.pairing_pause, name="pairing_pause"),
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

urlpatterns = [*mentees, *mentors, *imports, *pairings_and_meetings]
