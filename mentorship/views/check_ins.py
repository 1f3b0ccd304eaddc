"""Support contacts: who is to be called, writing a contact down, reading it, and what followed from it."""

import uuid
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from accounts.permissions import Permission
from accounts.queries.drafts import draft_of
from accounts.views.drafts import keeps_what_was_typed
from kernel.access import needs
from kernel.audit import looked_at_all
from kernel.clock import today
from kernel.errors import RuleError
from mentorship.contact_standard import PARTY_WORDS, Depth, Party
from mentorship.forms.check_ins import CheckInFilter, CheckInForm
from mentorship.models import CheckIn, Pairing
from mentorship.queries import check_ins as queries
from mentorship.queries.known_words import known_beside
from mentorship.services.check_ins import finish_follow_up, record_check_in


def _keeps_contact(person: User, pairing_id: uuid.UUID) -> bool:
    return queries.pairings_to_contact(person).filter(public_id=pairing_id).exists()


@require_safe
@needs(Permission.SUPPORT_SEE)
def check_in_list(request: HttpRequest) -> HttpResponse:
    form = CheckInFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {"who": "", "party": "", "wanted": ""}
    page = queries.waiting_page(
        request.user, mine=wanted["who"] == "mine", party=wanted["party"], wanted=wanted["wanted"],
        after=request.GET.get("after", ""),
    )  # fmt: skip
    looked_at_all([row.pairing.mentee for row in page.rows], by=request.user, why="check_in_list")
    query = "&".join(f"{name}={value}" for name, value in wanted.items() if value)
    next_url = f"?{query}&after={page.next_after}" if page.next_after else ""
    first_url = f"?{query}" if "after" in request.GET else ""
    shown = {"form": form, "rows": page.rows, "next_url": next_url, "first_url": first_url}
    return render(request, "mentorship/check_in_list.html", shown)


@keeps_what_was_typed(_keeps_contact)
@require_http_methods(["GET", "POST"])
@needs(Permission.SUPPORT_RECORD)
def check_in_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    pairing = get_object_or_404(queries.pairings_to_contact(request.user), public_id=public_id)
    form, facts = _form(request, pairing)
    if request.method == "POST" and form.is_valid():
        try:
            check_in = record_check_in(pairing=pairing, by=request.user, **form.facts())
        except RuleError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The contact is written down."))
            return redirect("mentorship:check_in_detail", check_in.public_id)
    looked_at_all([pairing.mentee], by=request.user, why="check_in_new")
    return render(request, "mentorship/check_in_new.html", {"pairing": pairing, "form": form, **facts})


@require_safe
@needs(Permission.SUPPORT_SEE)
def check_in_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    check_in = get_object_or_404(queries.check_ins_of(request.user), public_id=public_id)
    looked_at_all([check_in, check_in.pairing.mentee], by=request.user, why="check_in_detail")
    asked = queries.questions_of_set(check_in.question_set)
    answers = [(one.text(), check_in.answers[one.code]) for one in asked if one.code in check_in.answers]
    waits = check_in.follow_up_on and not check_in.followed_up_at
    facts = {"check_in": check_in, "answers": answers, "waits": waits}
    return render(request, "mentorship/check_in_detail.html", facts)


@require_POST
@needs(Permission.SUPPORT_RECORD)
def check_in_done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    check_in = get_object_or_404(CheckIn.objects.visible_to(request.user), public_id=public_id)
    try:
        finish_follow_up(check_in=check_in, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. It left the worklists."))
    return redirect("mentorship:check_in_detail", public_id)


def _form(request: HttpRequest, pairing: Pairing) -> tuple[CheckInForm, dict[str, Any]]:
    """The form that was sent, or the one to begin with: with whom, and which questions."""
    known = partial(known_beside, pairing)
    if request.method == "POST":
        party = _party(request.POST.get("party", ""))
        form = CheckInForm(request.POST, party=party, question_set=request.POST.get("question_set", ""), known=known)
        return form, {"party": PARTY_WORDS[party], "way": queries.way_to(pairing, party)}
    draft = draft_of(request.path, request.user)
    typed = {name: values[0] for name, values in draft.typed.items() if values} if draft else {}
    due = queries.due_for(pairing, typed.get("party") or request.GET.get("party", ""))
    party = due.party if due else _party(typed.get("party") or request.GET.get("party", ""))
    depth = due.depth if due else Depth.SHORT
    questions = typed.get("question_set") or (due.questions if due else queries.usual_set(party, depth))
    usual = {"held_on": today(), "depth": depth.value}
    facts = {"party": party, "question_set": questions, "known": known}
    form = CheckInForm.begin(request.path, pairing.public_id, request.user, usual, draft, **facts)
    form.initial |= {"party": party.value, "question_set": questions}
    return form, {"party": PARTY_WORDS[party], "way": queries.way_to(pairing, party), "draft": draft, "due": due}


def _party(code: str) -> Party:
    return Party(code) if code in set(Party) else Party.MENTOR
