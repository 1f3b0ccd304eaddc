"""Which statuses lead where, and who wins when two people press the button?

A model declares `WORKFLOW = {"close": step(Status.ACTIVE, to=Status.CLOSED, stamp="closed_at"), ...}` and a
`status` field. The UPDATE names the status that was seen, so of two people one wins and the other is told; no
lock is held.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from kernel.audit import Actor, record
from kernel.clock import now
from kernel.encryption import sealed_changes
from kernel.errors import RuleError
from kernel.privacy import C1, class_of


@dataclass(frozen=True)
class Step:
    """From any of `sources` to `to`; `stamp` names the moment field that is set on the way."""

    sources: tuple[str, ...]
    to: str
    stamp: str


def step(*sources: str, to: str, stamp: str = "") -> Step:
    return Step(tuple(str(source) for source in sources), str(to), stamp)


def advance(obj: Any, name: str, *, by: Actor | None, **changes: Any) -> None:
    """Take a step of the model's workflow: write status and `changes`, stamp moment and person, record it.

    `by` is who acts, None for the system. Where the model has `<stem>_by` beside the stamp `<stem>_at`, it is
    set too.
    """
    taken: Step = obj.WORKFLOW[name]
    seen = obj.status
    if seen not in taken.sources:
        raise RuleError(
            _("This is no longer possible: the status is now “%(status)s”.") % {"status": obj.get_status_display()}
        )
    everything = {**_stamps(obj, taken, by), **changes, "status": taken.to}
    draft = _draft_of(obj)
    with transaction.atomic():
        still_there = type(obj)._base_manager.filter(pk=obj.pk, status=seen)
        if not still_there.update(**sealed_changes(draft, everything)):
            raise RuleError(_("Somebody else changed this in the meantime. Please look at it again."))
        told = {key: value for key, value in changes.items() if _may_be_told(type(obj), key)}
        facts = {"before": seen, "after": taken.to, "changed": sorted(changes), **told}
        record(f"{obj._meta.model_name}.{name}", by=by, subject=obj, **facts)
    for key in everything:
        setattr(obj, key, getattr(draft, key))


def _draft_of(obj: Any) -> Any:
    """A copy to write on, so that the loser's object stays as it was."""
    draft: Any = object.__new__(type(obj))
    draft.__dict__.update(obj.__getstate__())
    return draft


def _stamps(obj: models.Model, taken: Step, by: Actor | None) -> dict[str, Any]:
    if not taken.stamp:
        return {}
    person = taken.stamp.removesuffix("_at") + "_by"
    has_person = any(field.name == person for field in obj._meta.concrete_fields)
    return {taken.stamp: now(), **({person: by} if has_person else {})}


def _may_be_told(model: type[models.Model], name: str) -> bool:
    field = model._meta.get_field(name)
    return not field.is_relation and class_of(model, name) <= C1
