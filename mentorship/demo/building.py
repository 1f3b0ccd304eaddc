"""How is the demo centre built? Staff, mentors, mentees and some history, saved in bulk from one seed."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from itertools import chain, islice
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.db import models, transaction

from accounts.models import Centre, CheckKind, RoleGrant, University, User
from accounts.permissions import UNIVERSITY_ROLES, Role
from kernel.audit import record_many
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.demo import staff
from mentorship.demo.applications import invent_applications
from mentorship.demo.beginnings import invent_beginnings
from mentorship.demo.canary import plant
from mentorship.demo.chance import Chance
from mentorship.demo.concerns import invent_concerns
from mentorship.demo.contacts import invent_contacts
from mentorship.demo.endings import invent_endings
from mentorship.demo.history import invent_pairings
from mentorship.demo.mentees import MenteeRows, invent_mentees
from mentorship.demo.mentors import MentorRows, World, invent_mentors
from mentorship.demo.plans import invent_plans
from mentorship.demo.quizzes import invent_attempts
from mentorship.demo.vetting import VettingRows, invent_vetting
from mentorship.models import (
    AdmissionVote,
    Application,
    Asking,
    CheckIn,
    Closure,
    ClosureStep,
    Concern,
    ConcernEntry,
    FirstMeeting,
    Place,
    SafeContact,
    Signature,
)
from training.models import Track, TrackModule

T = TypeVar("T")
CHUNK = 2000
CODE = "cluj"
SHARE_PAIRED = 0.08
LARGE = 5000  # from here on no history is invented: it is about the matching


def demo_exists() -> bool:
    return Centre.objects.filter(code=CODE, is_demo=True).exists()


def refuse_real_people() -> None:
    """The demo touches only a database that is empty or marked as demo."""
    if settings.PRODUCTION or Centre.objects.filter(is_demo=False).exists():
        raise RuleError("This database holds a real centre. The demo only uses a database of its own.")


def build_demo(
    *,
    mentees: int,
    mentors: int,
    seed: int,
    canary: str = "",
    tell: Callable[[str], None] = lambda text: None,
) -> Centre:
    """Build the demo centre; the same numbers and seed give the same people on the same day."""
    refuse_real_people()
    call_command("sync_places", verbosity=0)
    chance = Chance(seed)
    password = make_password(staff.PASSWORD)
    sign_ins = [*staff.SIGN_INS, *staff.more_specialists(mentors)]
    centre, university, people = _staff(sign_ins, chance, password, canary)
    world = _world(centre, university, sign_ins, people, password)
    small = max(mentees, mentors) <= LARGE
    mentor_rows: list[MentorRows] = []
    for part in _parts(invent_mentors(world, chance, mentors)):
        mentor_rows += part if small else []
        _save_mentors(part, people["coordinator"], canary)
        tell(f"{len(part)} mentors")
    mentee_rows: list[MenteeRows] = []
    for mentee_part in _parts(invent_mentees(world, chance, mentees)):
        mentee_rows += mentee_part if small else []
        _save_mentees(mentee_part, people["coordinator"], canary)
        tell(f"{len(mentee_part)} mentees")
    if small:
        _save_history(mentor_rows, mentee_rows, people["coordinator"], chance, canary)
        vetted = list(invent_vetting(centre, people["coordinator"], password, seed))
        _save_vetting(vetted, canary)
        place = Place.objects.filter(county=centre.county).order_by("-population", "pk")[0]
        _save_applications(list(invent_applications(vetted, place, people["coordinator"], seed)), canary)
        _save_learning(list(invent_attempts(centre, [rows.user for rows in vetted], seed)), canary)
    return centre


def _parts(rows: Iterable[T]) -> Iterable[list[T]]:
    rows = iter(rows)
    while part := list(islice(rows, CHUNK)):
        yield part


@transaction.atomic
def _staff(
    sign_ins: list[staff.SignIn], chance: Chance, password: str, canary: str
) -> tuple[Centre, University, dict[str, User]]:
    centre = _centre(chance, CODE, "Centrul Cluj (demo)")
    other = _centre(chance, "bihor", "Centrul Bihor (demo)")
    university, _ = University.objects.get_or_create(
        code="demo-university",
        defaults={"name": "Universitatea Demo", "public_id": chance.public_id(), "created_at": now()},
    )
    places = {"centre": centre, "other centre": other, "university": university}
    people = {
        sign_in.name: User(
            public_id=chance.public_id(), email=sign_in.email, password=password, given_name=sign_in.given_name,
            family_name=sign_in.family_name, language=sign_in.language,
        )
        for sign_in in sign_ins
    }  # fmt: skip
    grants = [
        RoleGrant(
            user=people[sign_in.name], role=sign_in.role, starts_on=today(), given_at=now(),
            **{"university" if sign_in.role in UNIVERSITY_ROLES else "centre": places[sign_in.where]},
        )
        for sign_in in sign_ins
    ]  # fmt: skip
    plant(people.values(), canary)
    for sign_in in sign_ins:
        people[sign_in.name].email = sign_in.email  # signing in stays possible
    _save(User, people.values())
    _save(RoleGrant, grants)
    _verify_addresses(people.values())
    record_many("demo.staff_invented", by=None, subjects=people.values())
    return centre, university, people


def _centre(chance: Chance, code: str, name: str) -> Centre:
    centre, _ = Centre.objects.get_or_create(
        code=code,
        defaults={
            "name": name,
            "county": "13",
            "is_demo": True,
            "public_id": chance.public_id(),
            "created_at": now(),
        },
    )
    return centre


def _world(
    centre: Centre, university: University, sign_ins: list[staff.SignIn], people: dict[str, User], password: str
) -> World:
    specialists = [people[sign_in.name] for sign_in in sign_ins if sign_in.role == Role.SPECIALIST]
    coordinators = [people[sign_in.name] for sign_in in sign_ins if sign_in.role == Role.COORDINATOR]
    return World(
        centre=centre, university=university, supervisors=coordinators + specialists, specialists=specialists,
        places={place: max(place.population, 200) ** 0.7 for place in Place.objects.filter(county=centre.county)},
        kinds=list(CheckKind.objects.filter(centre=None)), tracks=list(Track.objects.all()),
        module_versions=_module_versions(), today=today(), password=password,
    )  # fmt: skip


def _module_versions() -> dict[int, dict[str, int]]:
    """For each track its modules in their first version, in which everybody of the demo has learned them."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for track, code in TrackModule.objects.order_by("position").values_list("track_id", "module__code"):
        found[track][code] = 1
    return found


@transaction.atomic
def _save_mentors(part: list[MentorRows], by: User, canary: str) -> None:
    plant(chain.from_iterable((rows.user, rows.mentor, *rows.evidence) for rows in part), canary)
    users = [rows.user for rows in part]
    _save(User, users)
    _save(RoleGrant, [rows.grant for rows in part])
    _save(type(part[0].mentor), [rows.mentor for rows in part])
    _save(None, list(chain.from_iterable(rows.evidence for rows in part)))
    _save(None, list(chain.from_iterable(rows.certificates for rows in part)))
    _verify_addresses(users)
    record_many("mentor.registered", by=by, subjects=[rows.mentor for rows in part])


@transaction.atomic
def _save_mentees(part: list[MenteeRows], by: User, canary: str) -> None:
    every = ("decisions", "consents", "no_contacts")
    plant(chain.from_iterable((rows.mentee, rows.identity) for rows in part), canary)
    _save(None, [rows.mentee for rows in part])
    _save(None, [rows.identity for rows in part])
    for name in every:
        rows_of_kind = list(chain.from_iterable(getattr(rows, name) for rows in part))
        plant(rows_of_kind, canary)
        _save(None, rows_of_kind)
    record_many("mentee.registered", by=by, subjects=[rows.mentee for rows in part])


@transaction.atomic
def _save_history(mentors: list[MentorRows], mentees: list[MenteeRows], by: User, chance: Chance, canary: str) -> None:
    pairings, meetings = invent_pairings(mentors, mentees, by, chance, SHARE_PAIRED)
    meetings, beginnings = invent_beginnings(pairings, meetings, by, chance)
    endings = invent_endings(pairings, by, chance)
    plans = invent_plans(pairings, chance)
    concerns = invent_concerns(pairings, by, chance)
    contacts = invent_contacts(pairings, chance)
    plant([*pairings, *meetings, *beginnings, *endings, *plans, *concerns, *contacts], canary)
    _save(None, pairings)
    _save(None, meetings)
    _save(None, plans)
    for model in (SafeContact, Asking, FirstMeeting, Signature, Closure, ClosureStep, CheckIn, Concern, ConcernEntry):
        _save(model, [row for row in (*beginnings, *endings, *concerns, *contacts) if isinstance(row, model)])
    for pairing in pairings:
        pairing.mentee.save(update_fields=["status"])
        pairing.mentor.save(update_fields=["active_pairings"])
    record_many("pairing.opened", by=by, subjects=pairings)


@transaction.atomic
def _save_vetting(vetted: list[VettingRows], canary: str) -> None:
    for rows in vetted:
        plant(rows.every, canary)
    _save(User, [rows.user for rows in vetted])
    for name in ("grant", "evidence", "references", "interviews"):
        found = (getattr(rows, name) for rows in vetted)
        _save(None, chain.from_iterable(each if isinstance(each, list) else [each] for each in found))
    _verify_addresses([rows.user for rows in vetted])


@transaction.atomic
def _save_applications(applied: list[list[models.Model]], canary: str) -> None:
    every = list(chain.from_iterable(applied))
    plant(every, canary)
    for model in (Application, AdmissionVote):
        _save(model, [row for row in every if isinstance(row, model)])


@transaction.atomic
def _save_learning(rows: list[models.Model], canary: str) -> None:
    plant(rows, canary)
    for kind in dict.fromkeys(type(row) for row in rows):
        _save(kind, [row for row in rows if type(row) is kind])


def _save(model: type[models.Model] | None, rows: Iterable[models.Model]) -> None:
    rows = list(rows)
    if rows:
        (model or type(rows[0]))._default_manager.bulk_create(rows, batch_size=500)


def _verify_addresses(users: Iterable[User]) -> None:
    EmailAddress.objects.bulk_create(
        [EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users],
        batch_size=500,
    )
