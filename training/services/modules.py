"""How does a centre get a module of its own, and say what comes before it and where it stands?"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel import audit
from kernel.clock import now
from kernel.errors import RuleError
from training.models import LessonText, Module, ModuleVersion, Track, TrackModule
from training.progress import Module as Node
from training.progress import Part, check_graph
from training.queries.editing import graph_of, modules_of
from training.services.drafts import refuse_editor

_CODE = re.compile(r"[a-z][a-z0-9_]{1,39}")


@dataclass(frozen=True)
class Shape:
    """What a module asks for, what comes before it, at which place of which track it stands, and how its quiz goes."""

    parts: Collection[Part]
    requires: Collection[Module]
    places: Mapping[Track, int]
    questions_drawn: int = 5
    pass_percent: int = 80
    free_attempts: int = 2
    pause_minutes: int = 60


@transaction.atomic
def create_module(*, centre: Centre, code: str, title: str, language: str, shape: Shape, by: User) -> Module:
    """Create a module that this centre alone has, with a first draft; learners see it once it is published."""
    if not by.may_in(Permission.TRAINING_EDIT, centre):
        raise RuleError(_("Only trainers of the centre change its modules."))
    Centre.objects.select_for_update(no_key=True).get(pk=centre.pk)
    if not _CODE.fullmatch(code):
        raise RuleError(_("A code has 2 to 40 small letters, digits and underscores, and begins with a letter."))
    if modules_of(centre).filter(code=code).exists():
        raise RuleError(_("There is already a module with the code “%(code)s”.") % {"code": code})
    if not title.strip() or language not in dict(settings.LANGUAGES):
        raise RuleError(_("Please write a title."))
    module = Module(centre=centre, code=code)
    _refuse_shape(module, centre, title, shape)
    _write(module, shape)
    draft = ModuleVersion.objects.create(module=module, centre=centre, number=1, created_by=by, created_at=now())
    LessonText.objects.create(version=draft, language=language, title=title.strip())
    audit.record("module.created", by=by, subject=module, code=code, parts=sorted(shape.parts))
    return module


@transaction.atomic
def change_module(*, module: Module, shape: Shape, by: User) -> None:
    """Change the shape of an own module of the centre; what was learned stays on record."""
    if module.centre is None:
        raise RuleError(_("Every centre has this module. Its lesson can be adapted, its shape cannot."))
    refuse_editor(module, module.centre, by)
    Centre.objects.select_for_update(no_key=True).get(pk=module.centre.pk)  # two changes cannot close a circle together
    _refuse_shape(module, module.centre, "", shape)
    _write(module, shape)
    audit.record("module.changed", by=by, subject=module, code=module.code, parts=sorted(shape.parts))


def _refuse_shape(module: Module, centre: Centre, title: str, shape: Shape) -> None:
    if not shape.parts:
        raise RuleError(_("A module needs a lesson, a quiz, a workshop or observed practice."))
    if not (1 <= shape.pass_percent <= 100 and 1 <= shape.questions_drawn <= 50):
        raise RuleError(_("A quiz draws from 1 to 50 questions, and its pass mark from 1 to 100 percent."))
    if shape.free_attempts > 100 or shape.pause_minutes > 7 * 24 * 60:
        raise RuleError(_("A pause lasts a week at most, and comes after a hundred tries at most."))
    if any(needed.centre_id not in (None, centre.pk) for needed in shape.requires):
        raise RuleError(_("A module can only come after one that the centre has."))
    nodes = graph_of(centre)
    needed = frozenset(one.code for one in shape.requires)
    known = nodes.get(module.code, Node(module.code, 1, needed, frozenset(shape.parts), title))
    sentences = check_graph([*nodes.values(), replace(known, requires=needed)])
    if sentences:
        raise RuleError(_("This would be a circle. %(sentences)s") % {"sentences": " ".join(sentences)})


def _write(module: Module, shape: Shape) -> None:
    for part in Part:
        setattr(module, f"has_{part.value}", part in shape.parts)
    module.questions_drawn, module.pass_percent = shape.questions_drawn, shape.pass_percent
    module.free_attempts, module.pause_minutes = shape.free_attempts, shape.pause_minutes
    module.save()
    module.requires.set(shape.requires)
    TrackModule.objects.filter(module=module).exclude(track__in=shape.places).delete()
    for track, position in shape.places.items():
        TrackModule.objects.update_or_create(track=track, module=module, defaults={"position": position})
