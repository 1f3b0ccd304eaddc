"""How is the identity of a mentee opened? For a purpose, counted, and on record before the first byte is shown."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from kernel.audit import looked_at, looked_at_all, record
from kernel.clock import now
from kernel.encryption import blind_indexes
from kernel.errors import RuleError
from mentorship.models import IdentityReveal, Mentee, MenteeIdentity

MOST_AN_HOUR = 30
MOST_FOUND = 20


@transaction.atomic
def reveal_identity(mentee: Mentee, *, purpose: str, words: str, by: User) -> MenteeIdentity:
    """Open the identity of one mentee for a purpose; at most 30 looks and searches an hour."""
    identity = MenteeIdentity.objects.visible_to(by).filter(mentee=mentee).first()
    if identity is None:
        raise RuleError(_("You may not open this identity."))
    _count_look(mentee, purpose, words, by)
    looked_at(mentee, by=by, why=f"reveal.{purpose}")
    _refuse_too_many(by)
    return identity


@transaction.atomic
def find_mentees(*, name: str, phone: str, purpose: str, words: str, by: User) -> list[Mentee]:
    """Find mentees by exact name or phone, among the files that `by` keeps; the search is counted like a look."""
    wanted = Q(name_index__in=blind_indexes(name, "name")) | Q(phone_index__in=blind_indexes(phone, "phone"))
    identities = MenteeIdentity.objects.visible_to(by).filter(wanted).order_by("pk")
    found = list(
        Mentee.objects.filter(identity__in=identities.values("pk")).select_related("place", "specialist")[:MOST_FOUND]
    )
    _count_look(None, purpose, words, by)
    record("mentee.searched", by=by, subject=None, purpose=purpose, found=len(found))
    looked_at_all(found, by=by, why=f"search.{purpose}")
    _refuse_too_many(by)
    return found


def _count_look(mentee: Mentee | None, purpose: str, words: str, by: User) -> None:
    if not words.strip():
        raise RuleError(_("Please say in your own words what you need it for."))
    IdentityReveal.objects.create(mentee=mentee, purpose=purpose, words=words, revealed_by=by, revealed_at=now())


def _refuse_too_many(by: User) -> None:
    """Counted after the audit row, whose lock puts people in line: the count is exact across processes."""
    looks = IdentityReveal.objects.filter(revealed_by=by, revealed_at__gt=now() - timedelta(hours=1))
    if looks.count() > MOST_AN_HOUR:
        raise RuleError(_("You have opened many identities within the hour. Please try again later."))
