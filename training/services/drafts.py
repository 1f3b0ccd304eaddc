"""How does a centre's own version of a module come about: draft, texts, publication?

A draft belongs to one centre. What other centres see is never touched; what is published stays as it is.
"""

import hashlib

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel import audit
from kernel.clock import now
from kernel.errors import RuleError
from training.models import LessonText, Module, ModuleVersion
from training.queries.editing import draft_of
from training.queries.versions import current_versions

MAX_BODY, MAX_MINUTES = 100_000, 2_000


class TextChangedError(RuleError):
    """Somebody else wrote the same text in the meantime; `theirs` is what stands there now, or nothing."""

    def __init__(self, theirs: LessonText | None) -> None:
        super().__init__(_("Somebody else changed this text while you were writing. Both texts are on this page."))
        self.theirs = theirs


def fingerprint(text: LessonText | None) -> str:
    """What a form remembers of the text it began with, to notice when somebody else changed it."""
    words = [text.title, text.summary, text.body] if text else []
    return hashlib.sha256("\0".join(words).encode()).hexdigest()[:32]


@transaction.atomic
def begin_draft(*, module: Module, centre: Centre, by: User) -> ModuleVersion:
    """Copy what learners of the centre see now into a draft; a draft that exists is gone on with."""
    refuse_editor(module, centre, by)
    Module.objects.select_for_update(no_key=True).get(pk=module.pk)
    begun = draft_of(module, centre)
    if begun:
        return begun
    current = current_versions([module.pk], [centre.pk]).get((module.pk, centre.pk))
    draft: ModuleVersion = ModuleVersion.objects.create(
        module=module, centre=centre, number=_next_number(module, centre), created_by=by, created_at=now(),
        **({"minutes": current.version.minutes} if current else {}),
    )  # fmt: skip
    texts = current.version.texts.all() if current else []
    LessonText.objects.bulk_create(
        LessonText(version=draft, language=text.language, title=text.title, summary=text.summary, body=text.body)
        for text in texts
    )
    audit.record("module.draft_begun", by=by, subject=draft, module=module.code, number=draft.number)
    return draft


@transaction.atomic
def write_text(
    *, version: ModuleVersion, language: str, title: str, summary: str, body: str, seen: str, by: User
) -> None:
    """Write one language of a draft; `seen` is the fingerprint of the text that the writer began with."""
    draft = _draft(version, by)
    title, summary, body = title.strip(), " ".join(summary.split()), body.replace("\r\n", "\n").strip()
    if language not in dict(settings.LANGUAGES):
        raise RuleError(_("Please choose the language of the text."))
    if not title:
        raise RuleError(_("Please write a title."))
    if len(body) > MAX_BODY:
        raise RuleError(
            _("The lesson is longer than %(limit)d characters: divide it into two modules.") % {"limit": MAX_BODY}
        )
    found = draft.texts.filter(language=language).first()
    wished = LessonText(version=draft, language=language, title=title, summary=summary, body=body)
    if fingerprint(found) == fingerprint(wished):
        return
    if fingerprint(found) != seen:
        raise TextChangedError(found)
    LessonText.objects.update_or_create(
        version=draft, language=language, defaults={"title": title, "summary": summary, "body": body}
    )
    audit.record("module.text_written", by=by, subject=draft, language=language)


@transaction.atomic
def publish_draft(*, version: ModuleVersion, changes: str, minutes: int, is_learned_again: bool, by: User) -> None:
    """Let the learners of the centre see the draft; where it is learned again, it asks everybody for the difference."""
    draft = _draft(version, by)
    changes = " ".join(changes.split())
    has_former = bool(current_versions([draft.module_id], [draft.centre_id or 0]))
    if has_former and not changes:
        raise RuleError(_("Please say in one sentence what changed."))
    if not 1 <= minutes <= MAX_MINUTES:
        raise RuleError(_("A module takes from one minute to %(most)d.") % {"most": MAX_MINUTES})
    texts = list(draft.texts.all())
    if not texts:
        raise RuleError(_("There is no text in any language yet."))
    if draft.module.has_lesson and not all(text.body for text in texts):
        raise RuleError(_("One language has a title but no lesson yet."))
    ModuleVersion.objects.filter(pk=draft.pk).update(
        number=_next_number(draft.module, draft.centre), changes=changes, minutes=minutes,
        is_learned_again=is_learned_again, published_at=now(), published_by=by,
    )  # fmt: skip
    version.refresh_from_db()
    audit.record("module.published", by=by, subject=version, number=version.number, learned_again=is_learned_again)


@transaction.atomic
def discard_draft(*, version: ModuleVersion, by: User) -> None:
    """Throw a draft away; a module that was never published keeps its first draft."""
    draft = _draft(version, by)
    if not current_versions([draft.module_id], [draft.centre_id or 0]):
        raise RuleError(_("This module was never published: its first draft stays."))
    audit.record("module.draft_discarded", by=by, subject=draft)
    draft.delete()


def refuse_editor(module: Module, centre: Centre | None, by: User) -> None:
    if centre is None or module.centre_id not in (None, centre.pk) or not by.may_in(Permission.TRAINING_EDIT, centre):
        raise RuleError(_("Only trainers of the centre change its modules."))


def _draft(version: ModuleVersion, by: User) -> ModuleVersion:
    """The draft, locked: whoever writes or publishes comes one after the other."""
    refuse_editor(version.module, version.centre, by)
    draft: ModuleVersion | None = (
        ModuleVersion.objects.select_for_update(no_key=True, of=("self",))
        .select_related("module", "centre").filter(pk=version.pk, published_at=None).first()
    )  # fmt: skip
    if draft is None:
        raise RuleError(_("This draft is published or thrown away already. Please begin a new one."))
    return draft


def _next_number(module: Module, centre: Centre | None) -> int:
    """Above everything that was published, so that a record of an older version is known as older."""
    published = module.versions.filter(Q(centre=None) | Q(centre=centre), published_at__isnull=False)
    return 1 + (published.aggregate(newest=Max("number"))["newest"] or 0)
