"""Who is certified for which population, through which day, and is this certificate real?"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models import Centre, RoleGrant, User
from accounts.permissions import ROLE_PERMISSIONS, Permission
from training.certification import Held, certified_until, code_as_typed
from training.models import Certificate, Enrolment, Track

LEARNING_ROLES = [role for role, held in ROLE_PERMISSIONS.items() if Permission.LEARN in held]
RENEWED_AHEAD = timedelta(days=60)
CHUNK = 20_000  # SQLite takes 32,766 values in one question


def certified_populations(
    people: Iterable[User | int], on: date, *, centre: Centre | int
) -> dict[int, dict[str, date]]:
    """For each person the last certified day per population, by the certificates of this centre alone.

    A population without certificate is left out; a certificate that was withdrawn counts no more.
    """
    ids = [person if isinstance(person, int) else person.pk for person in people]
    held: dict[int, list[Held]] = defaultdict(list)
    for start in range(0, len(ids), CHUNK):
        rows = Certificate.objects.filter(person__in=ids[start : start + CHUNK], centre=centre, withdrawn_at=None)
        for person, populations, audience, issued_on, expires_on in rows.order_by("pk").values_list(
            "person_id", "track__populations", "track__audience", "issued_on", "expires_on"
        ):
            add_on = audience == Track.Audience.SURVIVOR_ADD_ON
            held[person].append(Held(frozenset(populations), add_on, issued_on, expires_on))
    return {person: certified_until(held[person], on) for person in ids}


def certificates_of(person: User, viewer: User) -> QuerySet[Certificate]:
    """The certificates of a person that the viewer may see, the newest first."""
    visible = Certificate.objects.visible_to(viewer).filter(person=person)
    return visible.select_related("track", "centre", "person").order_by("-issued_on", "-pk")


def certificate_by_code(typed: str) -> Certificate | None:
    """The certificate of a verification code, however it was typed: small letters, blanks, without dashes."""
    code = code_as_typed(typed)
    return Certificate.objects.select_related("track").filter(code=code).first() if code else None


def to_renew(on: date) -> list[tuple[Certificate, Track]]:
    """Certificates that lapse within 60 days, or lapsed in the last 60, each with the refresher that renews it.

    Only of people who still learn at the centre; not where a newer one holds, or the refresher was begun or ended.
    """
    newer = Certificate.objects.filter(
        person=OuterRef("person"), centre=OuterRef("centre"), track=OuterRef("track"), withdrawn_at=None,
        expires_on__gt=OuterRef("expires_on"),
    )  # fmt: skip
    learning = RoleGrant.objects.active(on).filter(
        user=OuterRef("person"), centre=OuterRef("centre"), role__in=LEARNING_ROLES
    )
    rows = Certificate.objects.filter(
        ~Exists(newer), Exists(learning), withdrawn_at=None, person__is_active=True,
        expires_on__range=(on - RENEWED_AHEAD, on + RENEWED_AHEAD),
    )  # fmt: skip
    rows = rows.select_related("person", "centre", "track").prefetch_related("track__refreshers").order_by("pk")
    found = [(certificate, refresher) for certificate in rows for refresher in certificate.track.refreshers.all()]
    begun = set(
        Enrolment.objects.filter(track__audience=Track.Audience.REFRESHER).exclude(status=Enrolment.Status.COMPLETED)
        .values_list("person_id", "centre_id", "track_id")
    )  # fmt: skip
    return [
        (certificate, refresher)
        for certificate, refresher in found
        if (certificate.person_id, certificate.centre_id, refresher.pk) not in begun
    ]
