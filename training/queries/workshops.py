"""Which workshops are there, who has a place, and who learns what at a centre?"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Centre, RoleGrant, User
from accounts.permissions import Role
from kernel.clock import now, today
from kernel.keysets import Page, page_after
from training.models import Booking, Enrolment, Module, Workshop
from training.queries.progress import TrackProgress, progress_of_all
from training.queries.versions import current_versions, titles

RECENT = timedelta(days=60)
PLACES = (Booking.Status.BOOKED, Booking.Status.WAITING, Booking.Status.ATTENDED, Booking.Status.MISSED)


@dataclass(frozen=True)
class WorkshopRow:
    """One date with the title of its module, and the place that the viewer has there."""

    workshop: Workshop
    title: str
    booking: Booking | None = None

    @property
    def has_begun(self) -> bool:
        return self.workshop.starts_at <= now()

    @property
    def can_book(self) -> bool:
        return self.booking is None and self.workshop.status == Workshop.Status.PLANNED and not self.has_begun

    @property
    def can_give_back(self) -> bool:
        return bool(self.booking) and self.workshop.status == Workshop.Status.PLANNED and not self.has_begun


def workshops_to_learn(viewer: User) -> list[WorkshopRow]:
    """For a learner: the coming workshops of the own tracks, and those at which one had a place lately."""
    modules = Module.objects.filter(
        tracks__enrolments__in=Enrolment.objects.filter(person=viewer).exclude(status=Enrolment.Status.LEFT)
    )
    mine = Q(bookings__person=viewer, bookings__status__in=PLACES, starts_at__gte=now() - RECENT)
    coming = Q(module__in=modules, starts_at__gt=now(), status=Workshop.Status.PLANNED)
    found = Workshop.objects.visible_to(viewer).filter(mine | coming).distinct()
    return _rows(found.order_by("starts_at", "pk"), viewer)


def workshops_to_run(viewer: User) -> list[WorkshopRow]:
    """For a trainer: what is planned, and what was held lately, the next one first."""
    found = Workshop.objects.visible_to_staff(viewer).filter(
        Q(status=Workshop.Status.PLANNED) | Q(starts_at__gte=now() - RECENT)
    )
    return _rows(found.order_by("starts_at", "pk"), viewer)


def places_of(workshop: Workshop) -> list[Booking]:
    """Everybody with a place, seats before the waiting list."""
    order = {status: number for number, status in enumerate(PLACES)}
    found = workshop.bookings.filter(status__in=PLACES).select_related("person").order_by("booked_at", "pk")
    return sorted(found, key=lambda booking: order[Booking.Status(booking.status)] == 1)


def title_of(workshop: Workshop) -> str:
    return _titles([workshop])[workshop.pk]


def modules_with_workshop(centre: Centre) -> list[tuple[Module, str]]:
    """What a workshop can be planned for, with its title."""
    modules = list(Module.objects.filter(Q(centre=None) | Q(centre=centre), has_workshop=True).order_by("pk"))
    current = current_versions([module.pk for module in modules], [centre.pk])
    found = titles([one.version.pk for one in current.values()])
    return [
        (module, found.get(current[module.pk, centre.pk].version.pk, (module.code, ""))[0])
        for module in modules
        if (module.pk, centre.pk) in current
    ]


def trainers_of(centre: Centre) -> QuerySet[User]:
    grants = RoleGrant.objects.active(today()).filter(centre=centre, role=Role.TRAINER)
    return User.objects.filter(is_active=True, pk__in=grants.values("user")).order_by("family_name", "given_name", "pk")


def roster_page(viewer: User, after: str, stage: str = "") -> tuple[Page[Enrolment], list[TrackProgress]]:
    """One page of everybody who learns at the viewer's centres, with how far they are."""
    found = Enrolment.objects.visible_to_staff(viewer).exclude(status=Enrolment.Status.LEFT)
    if stage in Enrolment.Status.values:
        found = found.filter(status=stage)
    page = page_after(found.select_related("person", "track", "centre"), ("-enrolled_at", "-pk"), after)
    return page, progress_of_all(page.rows)


def _rows(found: QuerySet[Workshop], viewer: User) -> list[WorkshopRow]:
    own = Booking.objects.filter(person=viewer, status__in=PLACES)
    workshops = list(
        found.select_related("module", "centre", "trainer").prefetch_related(
            Prefetch("bookings", queryset=own, to_attr="own_bookings")
        )
    )
    known = _titles(workshops)
    return [
        WorkshopRow(workshop, known[workshop.pk], next(iter(workshop.own_bookings), None)) for workshop in workshops
    ]


def _titles(workshops: Iterable[Workshop]) -> dict[int, str]:
    every = list(workshops)
    current = current_versions({one.module_id for one in every}, {one.centre_id for one in every})
    found = titles({one.version.pk for one in current.values()})
    return {
        one.pk: found[current[one.module_id, one.centre_id].version.pk][0]
        if (one.module_id, one.centre_id) in current and current[one.module_id, one.centre_id].version.pk in found
        else one.module.code
        for one in every
    }
