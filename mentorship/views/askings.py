"""The question behind a link, and what the staff does so that everybody is asked."""

import uuid
from functools import partial
from typing import Any

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs, open_to_all
from kernel.acting import GET_OR_POST, acted, tried
from kernel.audit import looked_at_all
from kernel.errors import RuleError
from kernel.links import find_link, was_used
from kernel.models import TaskLink
from mentorship.agreements import question_of
from mentorship.forms.askings import AnswerForm
from mentorship.models import Asking, Pairing
from mentorship.queries.askings import READ_IN, asking_of, default_language, language_of, name_for_mentee, questions_of
from mentorship.services import askings as services
from mentorship.services.asking_links import PURPOSE

Party = Asking.Party


@require_http_methods(GET_OR_POST)
@open_to_all
def asking_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Looking uses nothing up, because mail scanners look too; only a button does."""
    link = find_link(token, purpose=PURPOSE)
    if link is None:
        return _over(request, token)
    asking = asking_of(link)
    has_chosen = settings.LANGUAGE_COOKIE_NAME in request.COOKIES
    with translation.override(translation.get_language() if has_chosen else language_of(asking)):
        return _answered(request, link, asking, token)


def _answered(request: HttpRequest, link: TaskLink, asking: Asking, token: str) -> HttpResponse:
    answer = request.POST.get("answer", "")
    if answer in Asking.Answer.values:
        try:
            services.answer_by_link(link=link, answer=answer)
        except RuleError:  # answered in the same moment, or the question is over
            return _over(request, token)
        return _page(request, "asking_thanks", {"answer": answer})
    mentor = asking.pairing.mentor
    shown = {"party": asking.party, "mentor": mentor, "name": name_for_mentee(mentor.user)}
    return _page(request, "asking_answer", shown)


def _over(request: HttpRequest, token: str) -> HttpResponse:
    """Who pressed twice reads thanks; every other link that opens nothing looks alike."""
    if request.method == "POST" and was_used(token, purpose=PURPOSE):
        return _page(request, "asking_thanks", {})
    return _page(request, "asking_gone", {}, status=410)


def _page(request: HttpRequest, name: str, shown: dict[str, Any], status: int = 200) -> HttpResponse:
    return render(request, f"mentorship/{name}.html", {**shown, "quick_exit": True}, status=status)


@require_POST
@needs(Permission.PAIRING_SEE)
def asking_send(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    ask = partial(services.ask_by_link, pairing=pairing, party=_party(request.POST.get("party", "")), by=request.user)
    tried(request, ask, _("The question is on its way. The link holds for two weeks and works once."))
    return redirect("mentorship:pairing_detail", public_id)


@require_http_methods(GET_OR_POST)
@needs(Permission.PAIRING_SEE)
def asking_record(request: HttpRequest, public_id: uuid.UUID, party: str) -> HttpResponse:
    pairing, form = pairing_or_404(request, public_id), AnswerForm(request.POST or None)
    question = next((one for one in questions_of(pairing) if one.party == party), None)
    if question is None:
        raise Http404("Nobody has to consent for an adult.")
    write = lambda: services.record_answer(pairing=pairing, party=party, by=request.user, **form.cleaned_data)  # noqa: E731
    if acted(request, form, write, _("The answer is written down.")):
        return redirect("mentorship:pairing_detail", public_id)
    looked_at_all([pairing.mentee], by=request.user, why="asking_record")
    shown = {"pairing": pairing, "question": question, "form": form, "languages": READ_IN}
    return render(request, "mentorship/asking_record.html", shown)


@require_POST
@needs(Permission.PAIRING_SEE)
def pairing_introduce(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = pairing_or_404(request, public_id)
    done = _("Everybody said yes. Please plan the first meeting.")
    tried(request, partial(services.introduce, pairing=pairing, by=request.user), done)
    return redirect("mentorship:pairing_detail", public_id)


@require_safe
@needs(Permission.PAIRING_SEE)
def question_paper(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The question on paper, for the staff to read aloud."""
    pairing = pairing_or_404(request, public_id)
    looked_at_all([pairing], by=request.user, why="question_paper")
    party = _party(request.GET.get("party", Party.MENTEE))
    return pdf(question_of(pairing, party, paper_language(request, pairing)), "question")


def pairing_or_404(request: HttpRequest, public_id: uuid.UUID) -> Pairing:
    """One of the pairings this person keeps."""
    kept = Pairing.objects.visible_to_staff(request.user)
    return get_object_or_404(kept.select_related("mentor__user", "mentee", "centre", "supervisor"), public_id=public_id)


def paper_language(request: HttpRequest, pairing: Pairing) -> str:
    """The language that was asked for, or the one the mentee reads."""
    wanted = request.GET.get("language", "")
    return wanted if wanted in READ_IN else default_language(pairing.mentee)


def pdf(paper: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(paper, content_type="application/pdf", headers=headers)


def _party(value: str) -> str:
    """Whom the staff asks; the mentor answers on the own page."""
    if value not in {Party.MENTEE, Party.CONSENTER}:
        raise SuspiciousOperation("Nobody else is asked by link.")
    return value
