"""The addresses of support contacts and of the standard they follow."""

from django.urls import URLPattern, path

from mentorship.views import check_ins as pages
from mentorship.views import standards

check_ins: list[URLPattern] = [
    path("pairings/contacts/", pages.check_in_list, name="check_in_list"),
    path("pairings/standard/", standards.standard_detail, name="standard_detail"),
    path("pairings/standard/edit/", standards.standard_edit, name="standard_edit"),
    path("pairings/support/", standards.fidelity, name="fidelity"),
    path("pairings/support.csv", standards.fidelity_csv, name="fidelity_csv"),
    path("pairings/<uuid:public_id>/contacts/new/", pages.check_in_new, name="check_in_new"),
    path("contacts/<uuid:public_id>/", pages.check_in_detail, name="check_in_detail"),
    path("contacts/<uuid:public_id>/done/", pages.check_in_done, name="check_in_done"),
]
