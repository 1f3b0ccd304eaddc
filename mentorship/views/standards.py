"""The standard of support of a centre: in words, its versions, a new version; and how much of it happened."""

import csv

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.clock import today
from kernel.errors import RuleError
from mentorship.forms.standards import StandardForm
from mentorship.queries.fidelity import fidelity_tables
from mentorship.queries.people import centre_of_form
from mentorship.queries.standards import history_of, standards_of, to_settings, versions_of
from mentorship.services.standards import change_contacts
from mentorship.standard_words import sentences

HEADINGS = ["kind", "group", "pairings", "due", "in_time", "late", "not_held", "percent_in_time"]


@require_safe
@needs(Permission.SUPPORT_SEE)
def standard_detail(request: HttpRequest) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.SUPPORT_SEE, request.GET.get("centre", ""))
    facts = {
        "centre": centre,
        "centres": request.user.centres(Permission.SUPPORT_SEE),
        "sentences": sentences(standards_of([centre.pk])[centre.pk]),
        "history": history_of(centre),
        "may_edit": request.user.may_in(Permission.STANDARD_EDIT, centre),
    }
    return render(request, "mentorship/standard_detail.html", facts)


@require_http_methods(["GET", "POST"])
@needs(Permission.STANDARD_EDIT)
def standard_edit(request: HttpRequest) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.STANDARD_EDIT, request.GET.get("centre", ""))
    current = next((one.version for one in versions_of(centre) if one.is_current), 0)
    begin = {**to_settings(standards_of([centre.pk])[centre.pk]), "seen_version": current}
    form = StandardForm(request.POST or None, initial=begin)
    if form.is_valid():
        seen = form.cleaned_data["seen_version"]
        try:
            change_contacts(centre=centre, seen_version=seen, contacts=form.contacts, by=request.user)
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The new standard holds from now on."))
            return redirect("mentorship:standard_detail")
    return render(request, "mentorship/standard_edit.html", {"form": form, "centre": centre})


@require_safe
@needs(Permission.STATISTICS_SEE)
def fidelity(request: HttpRequest) -> HttpResponse:
    tables = fidelity_tables(request.user, today())
    looked_at_all([row.pairing.mentee for row in tables.lowest], by=request.user, why="fidelity")
    return render(request, "mentorship/fidelity.html", {"tables": tables})


@require_safe
@needs(Permission.STATISTICS_SEE)
def fidelity_csv(request: HttpRequest) -> HttpResponse:
    """Codes and counts only; nothing in it comes from what somebody typed."""
    tables = fidelity_tables(request.user, today())
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="support.csv"'
    sheet = csv.writer(response)
    sheet.writerow(HEADINGS)
    kinds = {"centre": tables.centres, "population": tables.populations, "supervisor": tables.owners}
    sheet.writerows([kind, *group.cells] for kind, groups in kinds.items() for group in groups)
    return response
