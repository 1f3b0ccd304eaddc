"""Pages of a question bank: the list, one question to try out, and writing it in each language."""

import uuid
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, pager, tried
from kernel.htmx import render_page
from kernel.keysets import page_after
from training.forms.questions import NewQuestionForm, QuestionForm, initial_question, rows_of
from training.forms.quizzes import answered, shown
from training.gift import GiftQuestion
from training.grading import grade
from training.models import Question
from training.queries.editing import title_of
from training.queries.questions import ORDER, questions_of_trainer
from training.queries.versions import languages
from training.questions import from_json, language_of
from training.services import questions as services
from training.views.trainers import centre_of, language_asked, module_or_404, question_or_404, to_page


@require_GET
@needs(Permission.TRAINING_EDIT)
def question_list(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module, centre = module_or_404(request, public_id)
    page = page_after(questions_of_trainer(request.user, module, centre), ORDER, request.GET.get("after", ""))
    order = languages()
    rows = [(row, row.texts[language_of(row.texts, order)]["text"]) for row in page.rows]
    found = {
        "module": module, "centre": centre, "title": title_of(module, centre), "rows": rows,
        "kinds": Question.Kind.choices, "languages": settings.LANGUAGES, **pager(request, page),
    }  # fmt: skip
    return render_page(request, "training/question_list.html", found)


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def question_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module, centre = module_or_404(request, public_id)
    kind = request.GET.get("kind", "")
    if kind not in Question.Kind.values:
        kind = Question.Kind.SINGLE.value
    form = _form(request, NewQuestionForm, kind, {"language": get_language()}, None)
    made: list[Question] = []
    facts = {"module": module, "centre": centre, "by": request.user}
    done = _("The question is in the bank. Please try it out.")
    if not _more(request) and acted(request, form, lambda: made.append(_add(form, facts)), done):
        return redirect("training:question_detail", made[0].public_id)
    shown_here = {"form": form, "module": module, "centre": centre, "kind": Question.Kind(kind)}
    return render(request, "training/question_form.html", shown_here, status=_status(request, form))


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def question_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = question_or_404(request, public_id)
    if row.centre_id is None:
        return redirect("training:question_detail", public_id)
    language = language_asked(request, language_of(row.texts, languages()))
    kept = row.texts.get(language)
    there = from_json(row.code, row.kind, kept) if kept else None
    form = _form(request, QuestionForm, row.kind, initial_question(there, kept), there)
    form.code = row.code
    facts = {"row": row, "language": language, "by": request.user}
    if not _more(request) and acted(request, form, lambda: _change(form, facts), _("The question is saved.")):
        return to_page("training:question_detail", public_id, language=language)
    beside = [
        (name, from_json(row.code, row.kind, row.texts[code]))
        for code, name in settings.LANGUAGES
        if code in row.texts and code != language
    ]
    found = {"form": form, "row": row, "module": row.module, "kind": Question.Kind(row.kind), "beside": beside}
    found["language"] = dict(settings.LANGUAGES)[language]
    return render(request, "training/question_form.html", found, status=_status(request, form))


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def question_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The question as the learner sees it, to try out: nothing is kept of the answer."""
    row = question_or_404(request, public_id)
    language = language_of(row.texts, [language_asked(request, ""), *languages()])
    question = from_json(row.code, row.kind, row.texts[language])
    answers = answered([question], request.POST) if request.method == "POST" else {}
    graded = grade([question], answers, 100).per_question if request.method == "POST" else ()
    tried_out = shown([question], seed=row.code, languages=[language], answers=answers, graded=graded)[0]
    found = {
        "row": row, "asked": tried_out, "language": language, "languages": settings.LANGUAGES,
        "can_change": row.centre_id in request.user.centre_ids(Permission.TRAINING_EDIT), "centre": centre_of(request),
    }  # fmt: skip
    return render(request, "training/question_detail.html", found)


@require_POST
@needs(Permission.TRAINING_EDIT)
def question_use(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = question_or_404(request, public_id)
    is_in_use = request.POST.get("use") == "yes"
    done = _("The question is asked from now on.") if is_in_use else _("The question is no longer asked.")
    tried(request, lambda: services.use_question(row=row, is_in_use=is_in_use, by=request.user), done)
    return redirect("training:question_detail", public_id)


@require_POST
@needs(Permission.TRAINING_EDIT)
def question_adapt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    row = question_or_404(request, public_id)
    made: list[Question] = []
    facts = {"row": row, "centre": row.centre or centre_of(request), "by": request.user}
    done = _("This copy takes the place of the common question at your centre.")
    tried(request, lambda: made.append(services.adapt_question(**facts)), done)
    return redirect("training:question_detail", made[0].public_id if made else public_id)


def _add(form: NewQuestionForm, facts: dict[str, Any]) -> Question:
    return services.add_question(language=form.cleaned_data["language"], question=form.question(), **facts)


def _change(form: QuestionForm, facts: dict[str, Any]) -> None:
    services.change_question(question=form.question(), seen=form.cleaned_data["seen"], **facts)


def _form(
    request: HttpRequest, form: type[QuestionForm], kind: str, initial: dict[str, Any], there: GiftQuestion | None
) -> QuestionForm:
    """The form as it was sent, or the one to begin with; asked for more rows, it keeps what was typed."""
    rows = rows_of(there)
    if request.method != "POST":
        return form(kind=kind, rows=rows, initial=initial)
    typed = request.POST.get("rows", "")
    rows = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 3 else rows
    if not _more(request):
        return form(request.POST, kind=kind, rows=rows)
    return form(kind=kind, rows=rows + 4, initial=request.POST.dict())


def _more(request: HttpRequest) -> bool:
    return request.POST.get("do") == "more"


def _status(request: HttpRequest, form: QuestionForm) -> int:
    return 422 if form.is_bound and form.errors else 200
