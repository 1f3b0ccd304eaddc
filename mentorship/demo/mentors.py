"""Which invented mentors does the demo centre have, with which papers, and until when do they hold?"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from accounts.models import Centre, CheckKind, Evidence, RoleGrant, University, User
from accounts.permissions import Role
from kernel.clock import now
from mentorship.demo.chance import Chance
from mentorship.demo.staff import DOMAIN
from mentorship.models import Mentor, Place
from mentorship.vocabulary import Interest, Skill
from training.certification import GROUP, GROUPS, LETTERS, code_as_typed
from training.models import Certificate, Track

LANGUAGES = {"ro": 0.78, "hu": 0.2, "uk": 0.02}
OTHER_LANGUAGES = ["en", "de", "fr", "it", "es"]


@dataclass
class MentorRows:
    """The rows of one invented mentor, in the order in which they are saved."""

    user: User
    mentor: Mentor
    grant: RoleGrant
    evidence: list[Evidence] = field(default_factory=list)
    certificates: list[Certificate] = field(default_factory=list)


@dataclass(frozen=True)
class World:
    """What invented people are made in: the centre, the day, and what may be chosen from."""

    centre: Centre
    university: University
    supervisors: list[User]
    specialists: list[User]
    places: dict[Place, float]
    kinds: list[CheckKind]
    tracks: list[Track]
    module_versions: dict[int, dict[str, int]]
    today: date
    password: str


def invent_mentors(world: World, chance: Chance, count: int) -> Iterator[MentorRows]:
    for number in range(1, count + 1):
        user, mentor = _person(world, chance, number)
        rows = MentorRows(user, mentor, _grant(world, user, mentor))
        rows.evidence = list(_papers(world, chance, user, mentor))
        rows.certificates = list(_certificates(world, chance, user, mentor))
        yield rows


def _person(world: World, chance: Chance, number: int) -> tuple[User, Mentor]:
    kind = chance.pick({"student": 0.4, "worker": 0.45, "retired": 0.15})
    gender = chance.pick({"woman": 0.7, "man": 0.29, "other": 0.01})
    native = chance.pick(LANGUAGES)
    ages = {"student": (20, 26), "worker": (24, 60), "retired": (60, 72)}[kind]
    age = chance.random.randint(*ages)
    born_on = date(world.today.year - age, chance.random.randint(1, 12), chance.random.randint(1, 28))
    user = User(
        public_id=chance.public_id(), email=f"mentor{number:03}@{DOMAIN}", password=world.password,
        given_name=chance.given_name(native, gender), family_name=chance.family_name(native), born_on=born_on,
        phone=f"07{chance.random.randint(20, 79)}{chance.random.randint(0, 999999):06}",
        language=native if native in {"ro", "hu"} else "ro",
    )  # fmt: skip
    user.chosen_name = user.given_name
    languages = [native] + (["ro"] if native != "ro" else ["hu"] if chance.happens(0.08) else [])
    likes = chance.some(Interest.values, 4, 10)
    mentor = Mentor(
        public_id=chance.public_id(), user=user, centre=world.centre,
        university=world.university if kind == "student" else None,
        supervisor=chance.random.choice(world.supervisors) if chance.happens(0.98) else None,
        status=chance.pick({"willing": 0.94, "resting": 0.06}), gender=gender, birth_year=born_on.year,
        populations=chance.pick({("youth",): 0.65, ("youth", "survivor"): 0.3, ("survivor",): 0.05}),
        experience=chance.pick({1: 0.15, 2: 0.4, 3: 0.3, 4: 0.15}),
        languages=languages + chance.some(OTHER_LANGUAGES, 0, 2), skills=chance.some(Skill.values, 2, 6),
        interests=likes, dislikes=chance.some(sorted(set(Interest.values) - set(likes)), 0, 3),
        modes=["site"] if kind == "student" and chance.happens(0.5) else ["in_person", "site"]
        + (["remote"] if chance.happens(0.3) else []),
        place=chance.pick(world.places), radius_km=chance.pick({5: 0.1, 10: 0.3, 15: 0.25, 25: 0.25, 40: 0.1}),
        week=chance.week(kind), capacity=chance.pick({1: 0.7, 2: 0.25, 3: 0.05}),
        committed_until=world.today + timedelta(days=chance.random.randint(200, 900)),
        registered_at=now(), changed_at=now(),
    )  # fmt: skip
    mentor.populations = list(mentor.populations)
    return user, mentor


def _grant(world: World, user: User, mentor: Mentor) -> RoleGrant:
    return RoleGrant(
        user=user, role=Role.STUDENT if mentor.university else Role.MENTOR, centre=world.centre,
        starts_on=world.today - timedelta(days=60), given_at=now(),
    )  # fmt: skip


def _papers(world: World, chance: Chance, user: User, mentor: Mentor) -> Iterator[Evidence]:
    """Most are complete; some lapse within weeks, some have lapsed, some still wait for a paper."""
    missing = chance.random.choice(world.kinds).pk if chance.happens(0.06) else None
    for kind in world.kinds:
        if not set(kind.populations) & set(mentor.populations):
            continue
        for _copy in range(kind.count):
            issued_on = _issued_on(world, chance, kind)
            awaited = kind.pk == missing
            yield Evidence(
                public_id=chance.public_id(), person=user, centre=world.centre, kind=kind,
                number=f"{chance.random.randint(1000, 99999)}/{issued_on.year}",
                asked_on=issued_on - timedelta(days=chance.random.randint(3, 20)),
                issued_on=None if awaited else issued_on,
                expires_on=None if awaited else kind.expiry(issued_on),
                result=Evidence.Result.AWAITED if awaited else Evidence.Result.CLEAR,
                recorded_by=world.supervisors[0], recorded_at=now(),
            )  # fmt: skip


def _issued_on(world: World, chance: Chance, kind: CheckKind) -> date:
    """Papers that lapse are mostly fresh; some lapse within weeks, a few have lapsed."""
    if not kind.months_valid:
        return chance.days_ago(world.today, 60, 400)
    return chance.days_ago(world.today, *chance.pick({(1, 85): 0.86, (86, 170): 0.12, (190, 220): 0.02}))


def _certificates(world: World, chance: Chance, user: User, mentor: Mentor) -> Iterator[Certificate]:
    wanted = {"student" if mentor.university else "volunteer"}
    if "survivor" in mentor.populations:
        wanted.add("survivor_add_on")
    for track in world.tracks:
        if track.audience in wanted and chance.happens(0.97):
            issued_on = chance.days_ago(world.today, 20, 500)
            public_id = chance.public_id()
            yield Certificate(
                public_id=public_id, person=user, centre=world.centre, track=track,
                track_version=track.version, issued_on=issued_on, expires_on=issued_on + timedelta(days=730),
                issued_by=world.supervisors[0], code=_code(public_id),
                module_versions=world.module_versions.get(track.pk, {}),
            )  # fmt: skip


def _code(public_id: UUID) -> str:
    """A verification code that follows from the seed like the row itself."""
    number, letters = int(hashlib.sha256(public_id.bytes).hexdigest(), 16), ""
    for _place in range(GROUPS * GROUP):
        number, place = divmod(number, len(LETTERS))
        letters += LETTERS[place]
    return code_as_typed(letters)
