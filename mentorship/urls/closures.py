"""The addresses of endings, extensions and the decision about another mentor."""

from django.urls import URLPattern, path

from mentorship.views import closures as pages
from mentorship.views import rematches

closures: list[URLPattern] = [
    path("pairings/<uuid:public_id>/ending/new/", pages.closure_new, name="closure_new"),
    path("pairings/<uuid:public_id>/extend/", pages.pairing_extend, name="pairing_extend"),
    path("endings/<uuid:public_id>/", pages.closure_detail, name="closure_detail"),
    path("endings/<uuid:public_id>/finish/", pages.closure_finish, name="closure_finish"),
    path("endings/<uuid:public_id>/stop/", pages.closure_stop, name="closure_stop"),
    path("endings/steps/<uuid:public_id>/", pages.closure_step, name="closure_step"),
    path("mentees/<uuid:public_id>/another-mentor/", rematches.rematch_decide, name="rematch_decide"),
]
