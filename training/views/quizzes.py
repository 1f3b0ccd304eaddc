"""Pages of a quiz: what it is about, the questions, and what became of the answers."""

import uuid
from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.forms.drafts import KeptForm, shown_to
from accounts.models import User
from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST
from kernel.errors import RuleError
from training.forms.quizzes import ShownQuestion, answered, shown
from training.grading import grade
from training.models import Module, QuizAttempt
from training.queries.quizzes import quiz_of
from training.queries.versions import titles
from training.services.quizzes import asked, hand_in, keep_answers, start_attempt

View = Callable[..., HttpResponseBase]


def keeps_answers(view: View) -> View:
    """When the session has ended, the answers of a page that was shown to this learner go into the attempt itself."""

    @wraps(view)
    def keeping(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
        if request.method == "POST" and not request.user.is_authenticated:
            _keep_without_session(request)
        return view(request, public_id)

    return login_not_required(keeping)


def _keep_without_session(request: HttpRequest) -> None:
    shown_once = shown_to(request.POST)
    if shown_once.get("page") != request.path:
        return
    person = User.objects.get_queryset().get(public_id=shown_once["person"])
    attempt = QuizAttempt.objects.visible_to(person).filter(public_id=shown_once["about"], submitted_at=None).first()
    if attempt and person.may(Permission.LEARN):
        keep_answers(attempt=attempt, answers=answered(asked(attempt), request.POST), by=person)
        messages.info(request, _("Your answers are kept. Sign in again to go on where you were."))


@require_http_methods(GET_OR_POST)
@needs(Permission.LEARN)
def quiz_start(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module = get_object_or_404(Module.objects.visible_to(request.user), public_id=public_id)
    quiz = quiz_of(request.user, module)
    if quiz is None:
        raise Http404
    if request.method == "POST":
        try:
            attempt = start_attempt(module=module, language=(get_language() or "en")[:2], by=request.user)
            return redirect("training:quiz", attempt.public_id)
        except RuleError as refusal:
            messages.error(request, str(refusal))
            return redirect("training:quiz_start", public_id)
    return render(request, "training/quiz_start.html", {"quiz": quiz, "title": quiz.row.title})


@keeps_answers
@require_http_methods(GET_OR_POST)
@needs(Permission.LEARN)
def quiz(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    attempt = _mine_or_404(request.user, public_id)
    if request.method == "POST":
        return _answered(request, attempt)
    if attempt.submitted_at:
        return redirect("training:quiz_result", public_id)
    return _page(request, attempt)


@require_POST
@needs(Permission.LEARN)
def quiz_keep(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What a page with scripts sends after each answer, so that nothing waits for a button."""
    attempt = _mine_or_404(request.user, public_id)
    if attempt.submitted_at is None:
        keep_answers(attempt=attempt, answers=answered(asked(attempt), request.POST), by=request.user)
    return HttpResponse(status=204)


@require_GET
@needs(Permission.LEARN)
def quiz_result(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    attempt = _mine_or_404(request.user, public_id)
    if attempt.submitted_at is None:
        return redirect("training:quiz", public_id)
    questions = asked(attempt)
    graded = grade(questions, attempt.answers, attempt.module.pass_percent).per_question
    found = shown(
        questions, seed=attempt.seed, languages=_languages(attempt), answers=attempt.answers, graded=graded,
        tells_right=attempt.is_passed,
    )  # fmt: skip
    page = {"attempt": attempt, "questions": found, "quiz": quiz_of(request.user, attempt.module)}
    return render(request, "training/quiz_result.html", page | {"title": _title(attempt)})


def _answered(request: HttpRequest, attempt: QuizAttempt) -> HttpResponse:
    """The answers are kept first, so that whatever comes after loses none of them."""
    answers = answered(asked(attempt), request.POST)
    if attempt.submitted_at is None and request.POST.get("do") == "later":
        keep_answers(attempt=attempt, answers=answers, by=request.user)
        messages.success(request, _("Your answers are kept. You can go on at any time."))
        return redirect("training:quiz_start", attempt.module.public_id)
    left = len(attempt.questions) - len(answers)
    if attempt.submitted_at is None and left and request.POST.get("do") != "hand_in_all_the_same":
        keep_answers(attempt=attempt, answers=answers, by=request.user)
        return _page(request, attempt, left=left)
    try:
        if not hand_in(attempt=attempt, answers=answers, by=request.user):
            messages.info(request, _("This quiz was handed in already. These are the answers that were graded."))
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("training:quiz_start", attempt.module.public_id)
    return redirect("training:quiz_result", attempt.public_id)


def _page(request: HttpRequest, attempt: QuizAttempt, left: int = 0) -> HttpResponse:
    stub = KeptForm.begin(request.path, attempt.public_id, request.user, {}, None)
    page = {"attempt": attempt, "questions": _shown(attempt), "stub": stub, "left": left, "title": _title(attempt)}
    return render(request, "training/quiz.html", page, status=422 if left else 200)


def _shown(attempt: QuizAttempt) -> list[ShownQuestion]:
    return shown(asked(attempt), seed=attempt.seed, languages=_languages(attempt), answers=attempt.answers)


def _languages(attempt: QuizAttempt) -> list[str]:
    return [kept["language"] for kept in attempt.questions]


def _title(attempt: QuizAttempt) -> str:
    """The title of the module in the version that was asked about."""
    versions = attempt.module.versions.visible_to(attempt.person).filter(number=attempt.version)
    found = titles(list(versions.values_list("pk", flat=True)))
    return next(iter(found.values()), (attempt.module.code, ""))[0]


def _mine_or_404(user: User, public_id: uuid.UUID) -> QuizAttempt:
    mine = QuizAttempt.objects.visible_to(user).select_related("module", "centre", "person")
    return get_object_or_404(mine, public_id=public_id)
