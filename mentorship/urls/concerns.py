"""The addresses of concerns and suspensions."""

from django.urls import URLPattern, path

from mentorship.views import concern_work, signals_by_link
from mentorship.views import concerns as pages

concerns: list[URLPattern] = [
    path("concerns/", concern_work.concern_list, name="concern_list"),
    path("concerns/new/", pages.concern_new, name="concern_new"),
    path("concerns/mine/", pages.my_concerns, name="my_concerns"),
    path("concerns/<uuid:public_id>/", concern_work.concern_detail, name="concern_detail"),
    path("concerns/<uuid:public_id>/thanks/", pages.concern_thanks, name="concern_thanks"),
    path("concerns/<uuid:public_id>/take/", concern_work.concern_take, name="concern_take"),
    path("concerns/<uuid:public_id>/suspend/", concern_work.concern_suspend, name="concern_suspend"),
    path("concerns/<uuid:public_id>/ask-to-close/", concern_work.concern_ask_to_close, name="concern_ask_to_close"),
    path("concerns/<uuid:public_id>/close/", concern_work.concern_close, name="concern_close"),
    path("concerns/<uuid:public_id>/keep-open/", concern_work.concern_keep_open, name="concern_keep_open"),
    path("suspensions/<uuid:public_id>/lift/", concern_work.suspension_lift, name="suspension_lift"),
    path("something-else/<str:token>/", signals_by_link.signal_by_link, name="signal_by_link"),
]
