"""Pages that take questions in from a file, and give a bank out as one."""

import uuid

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from training.forms.questions import FileForm
from training.forms.quizzes import shown
from training.gift import parse_gift, write_gift
from training.queries.editing import title_of
from training.queries.question_files import plan_of
from training.queries.questions import bank_of, in_language
from training.services.questions import import_questions
from training.views.trainers import language_asked, module_or_404, to_page

MOST_ERRORS = 200


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def questions_import(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A file is looked at first; the same text is sent again to take it over. With one error nothing is."""
    module, centre = module_or_404(request, public_id)
    form = FileForm(request.POST or None, request.FILES or None, initial={"language": get_language()})
    found = {"module": module, "centre": centre, "title": title_of(module, centre), "form": form}
    if not form.is_valid():
        return render(request, "training/questions_import.html", found, status=422 if form.errors else 200)
    language, read = form.cleaned_data["language"], parse_gift(form.cleaned_data["gift"])
    plan = plan_of(module, centre, language, read.questions)
    errors = sorted([*read.errors, *plan.errors], key=lambda error: error.line)
    facts = {"module": module, "centre": centre, "language": language, "by": request.user}
    is_sure = request.POST.get("do") == "take_over" and not errors and plan.rows
    done = _("%(count)d questions are taken over.") % {"count": plan.new + plan.changed}
    if is_sure and acted(request, form, lambda: import_questions(questions=read.questions, **facts), done):
        return to_page("training:question_list", public_id, centre=centre.code)
    questions = [] if errors else [row.question for row in plan.rows]
    asked = shown(questions, seed=module.code, languages=[language] * len(questions), tells_right=True)
    found |= {
        "plan": plan, "errors": errors[:MOST_ERRORS], "more_errors": max(0, len(errors) - MOST_ERRORS),
        "language": language, "gift": form.cleaned_data["gift"],
        "asked": [] if errors else list(zip(asked, plan.rows, strict=True)),
    }  # fmt: skip
    status = 422 if errors or not plan.rows else 200
    return render(request, "training/questions_preview.html", found, status=status)


@require_GET
@needs(Permission.TRAINING_EDIT)
def questions_export(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The questions that the centre asks about a module in one language, as a GIFT file."""
    module, centre = module_or_404(request, public_id)
    language = language_asked(request, (get_language() or settings.LANGUAGE_CODE)[:2])
    text = write_gift(in_language(bank_of(module, centre), language))
    name = f"{module.code}.{language}.gift.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(text, content_type="text/plain; charset=utf-8", headers=headers)
