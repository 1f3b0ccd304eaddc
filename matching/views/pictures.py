"""The pictures of a centre: its network, how long mentees wait, the hours of the week, the fit of a run."""

import csv
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Centre
from accounts.permissions import Permission
from kernel.access import needs
from kernel.audit import looked_at, looked_at_all
from matching.models import Run
from matching.queries import pictures as queries
from matching.queries.network import network_of
from matching.queries.runs import runs_for_page


@require_safe
@needs(Permission.RUN_SEE)
def network(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    shown = network_of(centre, request.user, request.GET.get("supervisor", ""))
    looked_at_all(shown.mentees, by=request.user, why="network")
    return render(request, "matching/network.html", {"network": shown, **_centres(request, centre)})


@require_safe
@needs(Permission.RUN_SEE)
def network_csv(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    looked_at(centre, by=request.user, why="network_csv")
    shown = network_of(centre, request.user, request.GET.get("supervisor", ""))
    return _sheet("network", ["supervisor", "mentors", "seats", "pairings", "proposals"], shown.sheet_rows)


@require_safe
@needs(Permission.RUN_SEE)
def pictures(request: HttpRequest) -> HttpResponse:
    centre, user = _centre(request), request.user
    context = {
        "languages": queries.waiting_by_language(centre, user), "places": queries.waiting_by_place(centre, user),
        "hours": queries.hours_of_week(centre, user), "run": queries.newest_run(centre, user),
        **_centres(request, centre),
    }  # fmt: skip
    return render(request, "matching/pictures.html", context)


@require_safe
@needs(Permission.RUN_SEE)
def languages_csv(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    looked_at(centre, by=request.user, why="languages_csv")
    shown = queries.waiting_by_language(centre, request.user)
    return _sheet("languages", ["language", "mentees", "median_weeks"], [row.sheet_row for row in shown.rows])


@require_safe
@needs(Permission.RUN_SEE)
def places_csv(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    looked_at(centre, by=request.user, why="places_csv")
    shown = queries.waiting_by_place(centre, request.user)
    return _sheet("places", ["geonameid", "mentees", "median_weeks"], [row.sheet_row for row in shown.rows])


@require_safe
@needs(Permission.RUN_SEE)
def hours_csv(request: HttpRequest) -> HttpResponse:
    centre = _centre(request)
    looked_at(centre, by=request.user, why="hours_csv")
    shown = queries.hours_of_week(centre, request.user)
    return _sheet("hours", ["weekday", "from_hour", "mentors", "mentees"], shown.sheet_rows)


@require_safe
@needs(Permission.RUN_SEE)
def run_fit(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _solved(request, public_id)
    return render(request, "matching/run_fit.html", {"run": run, "fits": queries.fits_of(run, request.user)})


@require_safe
@needs(Permission.RUN_SEE)
def run_fit_csv(request: HttpRequest, public_id: str) -> HttpResponse:
    run = _solved(request, public_id)
    looked_at(run, by=request.user, why="run_fit_csv")
    return _sheet("fit", ["urgency", "from_percent", "pairs"], queries.fits_of(run, request.user).sheet_rows)


def _solved(request: HttpRequest, public_id: str) -> Run:
    return get_object_or_404(runs_for_page(request.user).filter(status=Run.Status.DONE), public_id=public_id)


def _centre(request: HttpRequest) -> Centre:
    return queries.centre_for(request.user, request.GET.get("centre", ""))


def _centres(request: HttpRequest, centre: Centre) -> dict[str, object]:
    return {
        "centre": centre,
        "query": f"?centre={centre.public_id}",
        "centres": request.user.centres(Permission.RUN_SEE),
    }


def _sheet(name: str, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> HttpResponse:
    """A table of codes and counts; nothing in it comes from what somebody typed."""
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    sheet = csv.writer(response)
    sheet.writerow(headings)
    sheet.writerows(rows)
    return response
