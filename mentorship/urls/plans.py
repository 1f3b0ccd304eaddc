"""The addresses of planned meetings and of the own calendar."""

from django.urls import URLPattern, path

from mentorship.views import calendar_feeds, meeting_places
from mentorship.views import plans as pages

plans: list[URLPattern] = [
    path("my-pairing/<uuid:public_id>/plans/new/", pages.plan_new, name="plan_new"),
    path("my-pairing/plans/<uuid:public_id>/fall-through/", pages.plan_fall_through, name="plan_fall_through"),
    path("pairings/<uuid:public_id>/places/allow/", meeting_places.place_allow, name="place_allow"),
    path("pairings/places/<uuid:public_id>/end/", meeting_places.place_end, name="place_end"),
    path("my-calendar/", calendar_feeds.my_calendar, name="my_calendar"),
    path("my-calendar/renew/", calendar_feeds.calendar_renew, name="calendar_renew"),
    path("my-calendar/end/", calendar_feeds.calendar_end, name="calendar_end"),
    path("calendar/<str:token>.ics", calendar_feeds.calendar_feed, name="calendar_feed"),
]
