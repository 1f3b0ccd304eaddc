"""Pages of a learner: the own training, a module, its lesson."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST
from kernel.clock import today
from kernel.errors import RuleError
from training.forms.learning import ReadForm
from training.markdown import lesson_html
from training.models import Certificate, Module
from training.progress import Part, Stage
from training.queries.certificates import certificates_of
from training.queries.lessons import Place, lesson_of, place_of, progress_everywhere
from training.queries.practice import told_to_practise
from training.queries.progress import TrackProgress
from training.services.records import achieve

BUTTONS = {
    Part.LESSON: gettext_lazy("Read the lesson"), Part.QUIZ: gettext_lazy("Go to the quiz"),
    Part.WORKSHOP: gettext_lazy("Choose a workshop"), Part.PRACTICE: gettext_lazy("See how practice works"),
}  # fmt: skip
PARTS = {
    Part.LESSON: gettext_lazy("Lesson"), Part.QUIZ: gettext_lazy("Quiz"), Part.WORKSHOP: gettext_lazy("Workshop"),
    Part.PRACTICE: gettext_lazy("Observed practice"),
}  # fmt: skip
STAGES = {
    Stage.DONE: (gettext_lazy("done"), "good"), Stage.OPEN: (gettext_lazy("open"), "info"),
    Stage.BEGUN: (gettext_lazy("begun"), "info"), Stage.LOCKED: (gettext_lazy("not open yet"), ""),
    Stage.CHANGED: (gettext_lazy("has changed"), "warn"),
}  # fmt: skip


@require_safe
@needs(Permission.LEARN)
def mine(request: HttpRequest) -> HttpResponse:
    tracks = progress_everywhere(request.user)
    going_on = next((track for track in tracks if track.next_row), None)
    shown = {
        "tracks": [shown_track(track) for track in tracks],
        "next_url": step_url(going_on.next_row.module, going_on.next_part) if going_on else "",
        "next_title": going_on.next_row.title if going_on else "",
        "certificates": [(one, *state_of(one)) for one in certificates_of(request.user, request.user)],
    }
    return render(request, "training/mine.html", shown)


@require_safe
@needs(Permission.LEARN)
def module(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place = _place_or_404(request, public_id)
    shown = {
        "place": place, "row": place.row, "parts": _parts(place), "badge": STAGES[place.row.state.stage],
        "next_url": step_url(place.row.module, place.next_part) if place.next_part else "",
        "next_label": BUTTONS[place.next_part] if place.next_part else "",
        "tries": [one for one in told_to_practise(request.user) if one.module_id == place.row.module.pk],
    }  # fmt: skip
    return render(request, "training/module.html", shown)


@require_http_methods(GET_OR_POST)
@needs(Permission.LEARN)
def lesson(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    place = _place_or_404(request, public_id)
    text = lesson_of(place.row.version)
    if not place.row.module.has_lesson or text is None:
        raise Http404
    if not place.row.is_open:
        return redirect("training:module", public_id)
    form = ReadForm(request.POST or None)
    if form.is_valid():
        return _read(request, place, form.cleaned_data["version"])
    shown = {
        "place": place, "row": place.row, "text": text, "body": lesson_html(text.body),
        "is_other_language": text.language != (get_language() or "")[:2],
        "is_read": Part.LESSON not in place.row.state.parts_left,
        "has_changed": 0 < place.row.learned < place.row.version.number,
    }  # fmt: skip
    return render(request, "training/lesson.html", shown)


def step_url(module: Module, part: Part | None) -> str:
    """The page on which a part of a module is done."""
    if part == Part.LESSON:
        return reverse("training:lesson", args=[module.public_id])
    if part == Part.QUIZ:
        return reverse("training:quiz_start", args=[module.public_id])
    if part == Part.WORKSHOP:
        return reverse("training:workshop_list")
    return reverse("training:module", args=[module.public_id])


def shown_track(track: TrackProgress) -> dict[str, object]:
    """One track as the pages show it: its modules with the words and the colour of their state."""
    return {"progress": track, "rows": [(row, *STAGES[row.state.stage]) for row in track.rows]}


def state_of(certificate: Certificate) -> tuple[str, str]:
    """The state of a certificate in words, and its colour."""
    state = certificate.state(today())
    return state.label, {"valid": "good", "expired": "warn", "withdrawn": "bad"}[state.value]


def _read(request: HttpRequest, place: Place, version: int) -> HttpResponse:
    """Put the lesson on record in the version that was on the screen; a newer one is told."""
    module = place.row.module
    try:
        achieve(
            person=request.user, centre=place.centre, module=module, part=Part.LESSON, version=version, by=request.user
        )
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("training:module", module.public_id)
    after = place_of(request.user, module)
    if after and Part.LESSON in after.row.state.parts_left:
        told = _("A newer version was published while you were reading. Please read what changed.")
        messages.warning(request, told)
        return redirect("training:lesson", module.public_id)
    messages.success(request, _("You have read this lesson."))
    return redirect("training:module", module.public_id)


def _parts(place: Place) -> list[dict[str, object]]:
    """What the module asks for, as steps with their state; what can be done now leads to its page."""
    row, steps = place.row, []
    for part in row.parts:
        is_done = part in row.parts_done
        state = "done" if is_done else "current" if part == place.next_part else "todo"
        is_reachable = row.is_open and (is_done or part == place.next_part)
        url = step_url(row.module, part) if is_reachable and part != Part.PRACTICE else ""
        steps.append({"label": PARTS[part], "state": state, "url": url})
    return steps


def _place_or_404(request: HttpRequest, public_id: uuid.UUID) -> Place:
    module = get_object_or_404(Module.objects.visible_to(request.user), public_id=public_id)
    place = place_of(request.user, module)
    if place is None:
        raise Http404
    return place
