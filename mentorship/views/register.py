"""The register of volunteers: entries, contracts and their papers."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager
from kernel.audit import looked_at, looked_at_all
from kernel.clock import today
from mentorship.forms.register import ContractForm, EndForm, YearFilter, contract_initial
from mentorship.models import Mentor, RegisterEntry
from mentorship.papers import paper_of, register_of
from mentorship.queries.register import entries, own_contracts, register_page
from mentorship.services.register import end_contract, sign_contract


@require_safe
@needs(Permission.REGISTER_SEE)
def register(request: HttpRequest) -> HttpResponse:
    form = YearFilter(request.GET)
    year = form.cleaned_data["year"] if form.is_valid() else None
    page = register_page(request.user, year, request.GET.get("after", ""))
    looked_at_all(page.rows, by=request.user, why="register")
    context = {"form": form, "entries": page.rows, "year": year or today().year}
    return render(request, "mentorship/register.html", context | pager(request, page))


@require_safe
@needs(Permission.REGISTER_SEE)
def register_paper(request: HttpRequest, year: int) -> HttpResponse:
    """The register of a year, as it is handed to those who ask for it."""
    if not 2000 <= year <= today().year:
        raise Http404
    found = list(entries(request.user, year).order_by("centre", "number"))
    looked_at_all(found, by=request.user, why="register_paper")
    return _pdf(register_of(found, str(year)), "register")


@require_http_methods(GET_OR_POST)
@needs(Permission.REGISTER_SEE)
def contract_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentors = Mentor.objects.filter(centre__in=request.user.centre_ids(Permission.REGISTER_SEE))
    mentor = get_object_or_404(mentors.select_related("user", "centre"), public_id=public_id)
    form = ContractForm(request.POST or None, initial=contract_initial())
    done = _("The contract is in the register, and on record among the papers of the mentor.")
    act = lambda: sign_contract(user=mentor.user, centre=mentor.centre, by=request.user, **form.cleaned_data)  # noqa: E731
    if acted(request, form, act, done):
        return redirect("mentorship:register")
    return render(request, "mentorship/contract_new.html", {"mentor": mentor, "form": form})


@require_http_methods(GET_OR_POST)
@needs(Permission.REGISTER_SEE)
def contract_end(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    entry = get_object_or_404(entries(request.user), public_id=public_id)
    form = EndForm(request.POST or None, initial={"ended_on": today()})
    done = _("Written down: the contract has ended.")
    if acted(request, form, lambda: end_contract(entry=entry, by=request.user, **form.cleaned_data), done):
        return redirect("mentorship:register")
    return render(request, "mentorship/contract_end.html", {"entry": entry, "form": form})


@require_safe
@needs(Permission.REGISTER_SEE)
def paper(request: HttpRequest, public_id: uuid.UUID, kind: str) -> HttpResponse:
    """The contract, the volunteer sheet or the sheet on protection of one entry."""
    return _paper(request, get_object_or_404(entries(request.user), public_id=public_id), kind)


@require_safe
@needs(Permission.MY_APPLICATION)
def my_contract(request: HttpRequest) -> HttpResponse:
    """The own newest contract, to read and to keep."""
    entry = own_contracts(request.user).first()
    if entry is None:
        messages.info(request, _("You have no contract yet. It is signed at the centre."))
        return redirect("home")
    return _paper(request, entry, "contract")


def _paper(request: HttpRequest, entry: RegisterEntry, kind: str) -> HttpResponse:
    looked_at(entry, by=request.user, why=f"paper_{kind}")
    return _pdf(paper_of(entry, kind), kind)


def _pdf(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
