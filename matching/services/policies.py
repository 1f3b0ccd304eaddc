"""By which agreed criteria does a centre match from now on?"""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from kernel.audit import record, retried
from kernel.clock import now
from kernel.errors import RuleError
from matching.agreements import Agreement
from matching.engine import EngineInputError
from matching.models import MatchingPolicy


@transaction.atomic
def policy_of(centre: Centre) -> MatchingPolicy:
    """The policy in use; a centre that has none yet gets the programme's default as its first version."""
    lock_centre(centre.pk)  # two first runs at once wait for each other
    current = MatchingPolicy.objects.filter(centre=centre, is_current=True).first()
    return current or _next_version(centre, "default", Agreement().to_mapping(), two_keys=True, by=None)


@retried
@transaction.atomic
def change_policy(
    *, former: MatchingPolicy, name: str, settings: dict[str, Any], two_keys: bool, by: User
) -> MatchingPolicy:
    """Follow the policy in use with a new version; earlier versions stay as they were, and runs keep theirs."""
    try:
        agreement = Agreement.from_mapping(settings)
    except EngineInputError as error:
        raise RuleError(_("These criteria cannot be used: %(faults)s") % {"faults": error}) from error
    if not MatchingPolicy.objects.filter(pk=former.pk, is_current=True).update(is_current=False):
        raise RuleError(_("Somebody else changed the policy in the meantime. Please look at it again."))
    return _next_version(former.centre, name, agreement.to_mapping(), two_keys, by)


def lock_centre(centre_id: int) -> None:
    """Whoever else decides about the matching of this centre waits until the running transaction ends."""
    Centre.objects.select_for_update(no_key=True).get(pk=centre_id)


def _next_version(
    centre: Centre, name: str, settings: dict[str, Any], two_keys: bool, by: User | None
) -> MatchingPolicy:
    last = MatchingPolicy.objects.filter(centre=centre).order_by("-version").values_list("version", flat=True).first()
    policy = MatchingPolicy.objects.create(
        centre=centre, version=(last or 0) + 1, name=name, settings=settings, two_keys=two_keys, made_by=by,
        made_at=now(),
    )  # fmt: skip
    record("policy.change", by=by, subject=policy, version=policy.version, two_keys=two_keys)
    return policy
