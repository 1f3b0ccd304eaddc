"""Pages on which trainers edit modules: the list, a module with its versions, a draft in each language."""

import uuid
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted, tried
from training.forms.modules import (
    NewModuleForm,
    PublishForm,
    ShapeForm,
    TextForm,
    initial_publish,
    initial_shape,
    initial_text,
)
from training.markdown import lesson_html
from training.models import LessonText, Module, ModuleVersion
from training.queries.editing import draft_of, edited_modules, texts_of, title_of, versions_of
from training.services import drafts as draft_services
from training.services import modules as module_services
from training.services.drafts import TextChangedError, fingerprint
from training.views.trainers import centre_of, draft_or_404, language_asked, module_or_404, to_page

LANGUAGES = dict(settings.LANGUAGES)


@require_GET
@needs(Permission.TRAINING_EDIT)
def edit_list(request: HttpRequest) -> HttpResponse:
    centre = centre_of(request)
    found = {
        "centre": centre, "centres": request.user.centres(Permission.TRAINING_EDIT), "rows": edited_modules(centre),
    }  # fmt: skip
    return render(request, "training/edit_list.html", found)


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def edit_new(request: HttpRequest) -> HttpResponse:
    centre = centre_of(request)
    form = NewModuleForm(request.POST or None, centre=centre, initial={"language": request.user.language})
    made: list[Module] = []
    done = _("The module has a first draft. Learners see it once it is published.")
    if acted(request, form, lambda: made.append(_create(form, centre, request.user)), done):
        return redirect("training:edit_module", made[0].public_id)
    return render(request, "training/edit_shape.html", {"form": form, "centre": centre}, status=_status(form))


@require_GET
@needs(Permission.TRAINING_EDIT)
def edit_module(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module, centre = module_or_404(request, public_id)
    draft = draft_of(module, centre)
    found = {
        "module": module, "centre": centre, "title": title_of(module, centre), "draft": draft,
        "draft_texts": texts_of(draft) if draft else {}, "languages": settings.LANGUAGES,
        "versions": versions_of(module, centre),
        "publish": PublishForm(initial=initial_publish(draft)) if draft else None,
    }  # fmt: skip
    return render(request, "training/edit_module.html", found)


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def edit_shape(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module, centre = module_or_404(request, public_id)
    if module.centre is None:
        return to_page("training:edit_module", public_id, centre=centre.code)
    form = ShapeForm(request.POST or None, centre=centre, module=module, initial=initial_shape(module))
    facts = {"module": module, "by": request.user}
    done = _("The module is changed.")
    if acted(request, form, lambda: module_services.change_module(shape=form.shape(), **facts), done):
        return redirect("training:edit_module", public_id)
    found = {"form": form, "module": module, "centre": centre, "title": title_of(module, centre)}
    return render(request, "training/edit_shape.html", found, status=_status(form))


@require_POST
@needs(Permission.TRAINING_EDIT)
def draft_begin(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    module, centre = module_or_404(request, public_id)
    done = _("This draft belongs to your centre. Learners see it once it is published.")
    tried(request, lambda: draft_services.begin_draft(module=module, centre=centre, by=request.user), done)
    return to_page("training:edit_module", public_id, centre=centre.code)


@require_http_methods(GET_OR_POST)
@needs(Permission.TRAINING_EDIT)
def draft_text(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One language of a draft beside what the learner will see, and beside the other languages."""
    draft, language = _draft(request, public_id)
    texts = texts_of(draft)
    form = TextForm(request.POST or None, initial=initial_text(texts.get(language)))
    theirs: list[LessonText | None] = []
    if request.POST.get("do") == "save" and acted(
        request, form, lambda: _write(form, draft, language, request.user, theirs), _("The text is saved.")
    ):
        return to_page("training:draft_text", public_id, language=language)
    body = form["body"].value() or ""
    found = {
        "draft": draft, "language": language, "language_name": LANGUAGES[language], "form": form,
        "title": form["title"].value(), "summary": form["summary"].value(), "lesson": lesson_html(body),
        "languages": settings.LANGUAGES, "others": _others(texts, language),
        "has_conflict": bool(theirs), "theirs": theirs[0] if theirs else None,
        "seen_now": fingerprint(theirs[0]) if theirs else "",
    }  # fmt: skip
    return render(request, "training/draft_text.html", found, status=409 if theirs else _status(form))


@require_POST
@needs(Permission.TRAINING_EDIT)
def draft_preview(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What the learner would see of a text that is being written: for a page with scripts, while typing."""
    language = _draft(request, public_id)[1]
    found = {name: request.POST.get(name, "") for name in ("title", "summary")}
    found |= {"language": language, "lesson": lesson_html(request.POST.get("body", ""))}
    return render(request, "training/_lesson_preview.html", found)


@require_POST
@needs(Permission.TRAINING_EDIT)
def draft_publish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = draft_or_404(request, public_id)
    form = PublishForm(request.POST)
    facts = {"version": draft, "by": request.user}
    done = _("Learners of your centre see this version from now on.")
    if acted(request, form, lambda: draft_services.publish_draft(**form.facts(), **facts), done):
        return to_page("training:edit_module", draft.module.public_id, centre=draft.centre.code)
    found = {"draft": draft, "form": form, "title": title_of(draft.module, draft.centre)}
    return render(request, "training/draft_publish.html", found, status=422)


@require_POST
@needs(Permission.TRAINING_EDIT)
def draft_discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    draft = draft_or_404(request, public_id)
    module, centre = draft.module, draft.centre
    done = _("The draft is thrown away. Learners see what they saw before.")
    tried(request, lambda: draft_services.discard_draft(version=draft, by=request.user), done)
    return to_page("training:edit_module", module.public_id, centre=centre.code)


@require_GET
@needs(Permission.TRAINING_EDIT)
def version_text(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A version as it was or is read, in one of its languages."""
    visible = ModuleVersion.objects.visible_to(request.user).select_related("module", "centre")
    version = get_object_or_404(visible, public_id=public_id)
    texts = texts_of(version)
    language = language_asked(request, request.user.language)
    text = texts.get(language) or next(iter(texts.values()), None)
    if text is None:
        raise Http404
    found = {
        "version": version, "text": text, "lesson": lesson_html(text.body), "languages": settings.LANGUAGES,
        "written": texts,
    }  # fmt: skip
    return render(request, "training/version_text.html", found)


def _create(form: NewModuleForm, centre: Any, by: Any) -> Module:
    facts = {name: form.cleaned_data[name] for name in ("code", "title", "language")}
    return module_services.create_module(centre=centre, shape=form.shape(), by=by, **facts)


def _write(
    form: TextForm, draft: ModuleVersion, language: str, by: Any, theirs: list[LessonText | None]
) -> None:  # fmt: skip
    try:
        draft_services.write_text(version=draft, language=language, by=by, **form.cleaned_data)
    except TextChangedError as conflict:
        theirs.append(conflict.theirs)
        raise


def _draft(request: HttpRequest, public_id: uuid.UUID) -> tuple[ModuleVersion, str]:
    """A draft that is still one, and the language in which it is written here."""
    draft = draft_or_404(request, public_id)
    if draft.published_at:
        raise Http404
    return draft, language_asked(request, request.user.language)


def _others(texts: dict[str, LessonText], language: str) -> list[dict[str, Any]]:
    return [
        {"name": LANGUAGES[code], "text": text, "lesson": lesson_html(text.body)}
        for code, text in texts.items()
        if code != language and code in LANGUAGES
    ]


def _status(form: Any) -> int:
    return 422 if form.is_bound and form.errors else 200
