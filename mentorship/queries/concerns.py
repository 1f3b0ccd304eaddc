"""Which concerns are there for this person: to work on, to read, or as the own receipt?"""

from django.db.models import Prefetch, QuerySet

from accounts.models import RoleGrant, User
from accounts.permissions import Role
from kernel.clock import today
from kernel.keysets import Page, is_public_id, page_after
from mentorship.models import Concern, ConcernEntry, Pairing, Suspension
from mentorship.queries.people import staff_of

MOST_OWN = 50


def concern_page(user: User, wanted: str, after: str) -> Page[Concern]:
    """One page of the concerns this person works on, the newest first: the open ones, or those of one status."""
    concerns = Concern.objects.handled_by(user).select_related("taken_by", "centre")
    concerns = concerns.filter(status=wanted) if wanted in Concern.Status.values else concerns.open()
    return page_after(concerns, ("-raised_at", "-pk"), after)


def concerns_of_page(user: User) -> "QuerySet[Concern]":
    """The concerns whose page this person may open, with the timeline and everything the page shows."""
    entries = ConcernEntry.objects.select_related("made_by").order_by("made_at", "pk")
    suspensions = Suspension.objects.select_related("made_by", "ended_by", "mentor", "pairing").order_by(
        "made_at", "pk"
    )
    return (
        Concern.objects.handled_by(user)
        .select_related(
            "centre", "raised_by", "taken_by", "closing_asked_by", "closed_by", "about_person", "pairing__mentee",
            "pairing__mentor__user", "pairing__supervisor",
        )
        .prefetch_related(
            Prefetch("entries", queryset=entries, to_attr="timeline"),
            Prefetch("suspensions", queryset=suspensions.order_by("made_at", "pk"), to_attr="made_suspensions"),
        )
    )  # fmt: skip


def own_concerns(user: User) -> "QuerySet[Concern]":
    """What this person raised: receipt, words and whether somebody is on it, nothing else."""
    return Concern.objects.raised_by_person(user).order_by("-raised_at", "-pk")[:MOST_OWN]


def own_pairings(user: User) -> "QuerySet[Pairing]":
    """The pairings about which a mentor may say something without looking for them."""
    return (
        Pairing.objects.of_mentor(user).select_related("mentee", "mentor__user", "centre").order_by("opened_at", "pk")
    )


def pairings_to_tell_about(user: User, wanted: str) -> list[Pairing]:
    """A mentor: the own ones. Staff: the one from whose page they come, if they keep it."""
    found = list(own_pairings(user))
    kept = Pairing.objects.visible_to_staff(user).select_related("mentee", "mentor__user", "centre")
    asked = kept.filter(public_id=wanted).first() if is_public_id(wanted) else None
    return found if asked is None or asked in found else [*found, asked]


def workers_of(concern: Concern) -> "QuerySet[User]":
    """Who is told that a concern waits: never whom it is about, and nobody of the staff when it is about staff.

    Where nobody is left the administrators are told that somebody is missing; they open nothing.
    """
    found = _who(concern)
    if not found.exists():
        return _apart_from(concern, staff_of(concern.centre, Role.ADMINISTRATOR))
    return found


def has_lead(centre_id: int) -> bool:
    """Whether somebody from elsewhere works on what is about the staff of a centre."""
    return RoleGrant.objects.active(today()).filter(centre=centre_id, role=Role.SAFEGUARDING_LEAD).exists()


def _who(concern: Concern) -> "QuerySet[User]":
    leads = staff_of(concern.centre, Role.SAFEGUARDING_LEAD)
    if concern.about == Concern.About.STAFF:
        return _apart_from(concern, leads)
    roles = [Role.COORDINATOR, *([Role.SAFEGUARDING_LEAD] if concern.escalations else [])]
    people = set(staff_of(concern.centre, *roles).values_list("pk", flat=True))
    if concern.pairing:
        people |= {concern.pairing.mentee.specialist_id, concern.pairing.supervisor_id}
    known = User.objects.get_queryset().filter(pk__in=people, is_active=True).order_by("pk")
    told = _apart_from(concern, known)
    return told if told.exists() else _apart_from(concern, leads)


def _apart_from(concern: Concern, people: "QuerySet[User]") -> "QuerySet[User]":
    return people.exclude(pk__in=[pk for pk in (concern.about_person_id, concern.raised_by_id) if pk])
