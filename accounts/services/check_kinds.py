"""Which checks does a centre make on top of those that every centre makes, and of which papers does it keep a copy?

The checks that every centre makes are nobody's to change; a gate is passed over by no role and through no door.
"""

import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.check_kinds import EVERYBODY, NEVER_TYPED, OWN_PREFIX
from accounts.models import Centre, CheckKind, CheckSetting, User
from accounts.permissions import Permission
from kernel import audit
from kernel.clock import now
from kernel.errors import RuleError

MOST_MONTHS, MOST_PAPERS = 120, 5


@transaction.atomic
def add_check_kind(
    *,
    centre: Centre,
    name: str,
    populations: Collection[str],
    months_valid: int | None = None,
    count: int = 1,
    has_number: bool = False,
    keeps_paper: bool = False,
    by: User,
) -> CheckKind:
    """Add a check of the centre's own: from now on nobody is cleared there without it."""
    _refuse_editor(centre, by)
    kind = CheckKind(centre=centre, code=f"{OWN_PREFIX}{secrets.token_hex(6)}")
    _write(kind, name, populations, months_valid, count)
    kind.has_number, kind.keeps_paper = has_number, keeps_paper
    kind.save()
    audit.record("check_kind.added", by=by, subject=kind, **_told(kind))
    return kind


@transaction.atomic
def change_check_kind(
    *,
    kind: CheckKind,
    name: str,
    populations: Collection[str],
    months_valid: int | None = None,
    count: int = 1,
    has_number: bool = False,
    keeps_paper: bool = False,
    by: User,
) -> None:
    """Change a check of the centre's own; papers that are on record keep the last day they have."""
    _refuse_editor(_own(kind), by)
    before = _told(kind)
    _write(kind, name, populations, months_valid, count)
    kind.has_number, kind.keeps_paper = has_number, keeps_paper
    kind.save()
    audit.record("check_kind.changed", by=by, subject=kind, before=before, **_told(kind))


@transaction.atomic
def use_check_kind(*, kind: CheckKind, is_in_use: bool, by: User) -> None:
    """Ask for a check of the centre's own from now on, or no longer; its papers stay on record."""
    _refuse_editor(_own(kind), by)
    if CheckKind.objects.filter(pk=kind.pk, is_in_use=not is_in_use).update(is_in_use=is_in_use):
        audit.record("check_kind.used" if is_in_use else "check_kind.left_out", by=by, subject=kind)
    kind.is_in_use = is_in_use


@transaction.atomic
def decide_keeping(*, kind: CheckKind, centre: Centre, keeps_paper: bool, by: User) -> None:
    """Decide for one centre whether it keeps copies of a paper that every centre asks for."""
    _refuse_editor(centre, by)
    if kind.centre_id is not None:
        raise RuleError(_("This is a check of the centre's own: please change it itself."))
    if kind.code in NEVER_TYPED:
        raise RuleError(_("There is no paper of which a copy could be kept."))
    facts = {"keeps_paper": keeps_paper, "decided_by": by, "decided_at": now()}
    setting, _created = CheckSetting.objects.update_or_create(centre=centre, kind=kind, defaults=facts)
    audit.record("check_setting.decided", by=by, subject=setting, kind=kind.code, keeps=keeps_paper)


def _own(kind: CheckKind) -> Centre:
    if kind.centre is None:
        raise RuleError(_("Every centre makes this check. It cannot be changed, weakened or switched off."))
    return kind.centre


def _write(kind: CheckKind, name: str, populations: Collection[str], months_valid: int | None, count: int) -> None:
    name = " ".join(name.split())
    if not name:
        raise RuleError(_("Please give the check a name."))
    chosen = [code for code in EVERYBODY if code in populations]
    if not chosen:
        raise RuleError(_("Please choose for whom the check is asked."))
    if months_valid is not None and not 1 <= months_valid <= MOST_MONTHS:
        raise RuleError(_("A paper holds from one month up to %(most)d.") % {"most": MOST_MONTHS})
    if not 1 <= count <= MOST_PAPERS:
        raise RuleError(_("From one up to %(most)d papers can be asked for.") % {"most": MOST_PAPERS})
    kind.name, kind.populations, kind.months_valid, kind.count = name, chosen, months_valid, count


def _told(kind: CheckKind) -> dict[str, object]:
    return {"populations": kind.populations, "months": kind.months_valid, "count": kind.count}


def _refuse_editor(centre: Centre, by: User) -> None:
    if not by.may_in(Permission.CHECKS_EDIT, centre):
        raise RuleError(_("Only coordinators of the centre decide which checks it makes."))
