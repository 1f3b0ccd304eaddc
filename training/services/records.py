"""How is a part of a module put behind somebody? The one door for lessons, quizzes, workshops and practice."""

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from kernel import audit
from kernel.audit import retried
from kernel.clock import now, today
from kernel.errors import RuleError
from training.models import Achievement, Enrolment, Module
from training.progress import ALONE, Part
from training.queries.progress import ModuleRow, TrackProgress, progress_of_all
from training.services.certificates import complete_what_is_done


@retried
@transaction.atomic
def achieve(
    *, person: User, centre: Centre, module: Module, part: Part | str, by: User, version: int | None = None,
    note: str = "",
) -> Achievement | None:  # fmt: skip
    """Put a part of a module on record, in the version it was learned in, and issue the certificate it completes.

    Twice is once. None, and nothing on record, for somebody on none of whose tracks the module is.
    """
    enrolments = list(
        Enrolment.objects.select_for_update(no_key=True, of=("self",))
        .filter(person=person, centre=centre)
        .select_related("track")
    )  # two parts at the same moment come one after the other, so that the second sees that the track is complete
    concerned = [
        (track, row) for track in progress_of_all(enrolments) for row in track.rows if row.module.pk == module.pk
    ]
    if not concerned:
        return None
    part = Part(part)
    rows = [row for _track, row in concerned]
    learned = _version(rows[0], part, version)
    _refuse_what_is_locked(rows, part)
    facts = {"person": person, "centre": centre, "module": module, "part": part, "version": learned}
    since = max(_begun(track) for track, _row in concerned)
    found = Achievement.objects.filter(**facts, achieved_on__gte=since).order_by("pk").first()
    if found is None:
        found = Achievement.objects.create(
            **facts, achieved_on=today(), achieved_at=now(), signed_by=by if by.pk != person.pk else None, note=note
        )
        audit.record(
            "achievement.new", by=by, subject=found, person=person.public_id, module=module.code, part=part.value,
            version=learned,
        )  # fmt: skip
    complete_what_is_done([track.enrolment for track, _row in concerned], by=by)
    return found


def _version(row: ModuleRow, part: Part, version: int | None) -> int:
    """The version that was learned: the current one, or an older one that was still on the screen."""
    if part not in row.parts:
        raise RuleError(_("This module has no such part."))
    if version is not None and not 1 <= version <= row.version.number:
        raise RuleError(_("This version of the module does not exist."))
    return version or row.version.number


def _refuse_what_is_locked(rows: list[ModuleRow], part: Part) -> None:
    """Nobody reads ahead; whoever was at a workshop or practised was there."""
    if part in ALONE and not any(row.is_open for row in rows):
        missing = ", ".join(rows[0].missing)
        raise RuleError(_("Something comes before this module: %(modules)s.") % {"modules": missing})


def _begun(track: TrackProgress) -> date:
    """Since when an earlier record of the same part counts: a refresher is learned anew each time."""
    if not track.track.is_refresher:
        return date.min
    return timezone.localtime(track.enrolment.enrolled_at, timezone.get_default_timezone()).date()
