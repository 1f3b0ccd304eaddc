"""What do all pages of trainers find alike: the centre they work for, a module, a question?"""

import uuid
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from accounts.models import Centre
from accounts.permissions import Permission
from training.models import Module, ModuleVersion, Question
from training.queries.editing import modules_of


def centre_of(request: HttpRequest) -> Centre:
    """The centre that was asked for, otherwise the first one whose training this person edits."""
    centres = request.user.centres(Permission.TRAINING_EDIT)
    return next((centre for centre in centres if centre.code == request.GET.get("centre")), centres[0])


def language_asked(request: HttpRequest, usual: str) -> str:
    """The language of the address, where it is one of ours."""
    asked = request.GET.get("language", "")
    return asked if asked in dict(settings.LANGUAGES) else usual


def module_or_404(request: HttpRequest, public_id: uuid.UUID) -> tuple[Module, Centre]:
    """A module of the curriculum or of a centre of this trainer, and the centre for which it is looked at."""
    visible = Module.objects.visible_to(request.user).select_related("centre")
    module = get_object_or_404(visible, public_id=public_id)
    centre = module.centre or centre_of(request)
    return get_object_or_404(modules_of(centre).filter(pk=module.pk).select_related("centre")), centre


def draft_or_404(request: HttpRequest, public_id: uuid.UUID) -> ModuleVersion:
    drafts = ModuleVersion.objects.editable_by(request.user).select_related("module", "centre")
    return get_object_or_404(drafts, public_id=public_id)


def question_or_404(request: HttpRequest, public_id: uuid.UUID) -> Question:
    visible = Question.objects.visible_to(request.user).select_related("module", "centre")
    return get_object_or_404(visible, public_id=public_id)


def to_page(name: str, public_id: uuid.UUID, **asked: str) -> HttpResponse:
    """Go on to a page, with what it is asked for in the address."""
    response = redirect(name, public_id)
    response["Location"] += f"?{urlencode(asked)}" if asked else ""
    return response
