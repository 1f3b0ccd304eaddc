"""Which invented applicants are being vetted, and how far is each of them?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Centre, CheckKind, Evidence, Interview, Reference, RoleGrant, User
from accounts.permissions import Role
from kernel.clock import now, today
from mentorship.demo.chance import Chance
from mentorship.demo.staff import DOMAIN

ANSWERS = {
    "known_for": "long", "how_known": "Am lucrat în aceeași școală.", "strengths": "Ascultă și nu grăbește pe nimeni.",
    "reliability": "Ține ce promite; când nu poate veni, anunță din timp.",
    "with_vulnerable": "A ajutat la atelierele de vară ale școlii, cu răbdare.", "against": "no", "against_reason": "",
    "may_call": True, "phone": "0720 000 000",
}  # fmt: skip
# What is there of each check, in days ago: (kind, result, asked, issued)
STORIES: list[list[tuple[str, str, int, int]]] = [
    [("identity", "clear", 30, 29), ("criminal_record", "clear", 28, 20), ("integrity", "clear", 28, 19)],
    [("identity", "clear", 40, 40), ("criminal_record", "awaited", 38, 0), ("integrity", "awaited", 38, 0)],
    [("identity", "clear", 20, 20), ("criminal_record", "clear", 210, 200), ("integrity", "clear", 18, 10)],
    [
        ("identity", "clear", 30, 29), ("criminal_record", "clear", 28, 20), ("integrity", "clear", 28, 19),
        ("code_of_ethics", "clear", 12, 12), ("reference", "clear", 15, 14), ("reference", "clear", 15, 13),
    ],
    [],
]  # fmt: skip
REFEREES = [["answered", "answered"], ["named", "named"], ["answered", "lapsed"], ["answered", "answered"], ["named"]]
COLOURS: list[dict[str, tuple[str, str]] | None] = [
    {}, None, {"rescuing": ("red", "Spune de mai multe ori că vrea să salveze pe cineva.")}, {}, None,
]  # fmt: skip


@dataclass
class VettingRows:
    """The rows of one applicant who is being vetted, in the order in which they are saved."""

    user: User
    grant: RoleGrant
    evidence: list[Evidence] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    interviews: list[Interview] = field(default_factory=list)

    @property
    def every(self) -> list[Any]:
        return [self.user, self.grant, *self.evidence, *self.references, *self.interviews]


def invent_vetting(centre: Centre, by: User, password: str, seed: int) -> Iterator[VettingRows]:
    """Five applicants: nearly done, waiting for papers, an interview that speaks against it, complete, and new."""
    chance, kinds = Chance(seed + 41), {kind.code: kind for kind in CheckKind.objects.filter(centre=None)}
    for number, (story, referees, colours) in enumerate(zip(STORIES, REFEREES, COLOURS, strict=True), start=1):
        rows = _applicant(centre, password, chance, number)
        whom = {"person": rows.user, "centre": centre}
        rows.evidence = [
            _paper(kinds[code], chance, by, whom, result, asked, issued) for code, result, asked, issued in story
        ]
        rows.references = [_reference(chance, by, whom, status) for status in referees]
        if colours is not None:
            result = "not_clear" if colours else "clear"
            rows.evidence.append(_paper(kinds["interview"], chance, by, whom, result, 12, 12))
            rows.interviews = [_interview(chance, by, whom, colours, rows.evidence[-1])]
        yield rows


def _applicant(centre: Centre, password: str, chance: Chance, number: int) -> VettingRows:
    user = User(
        public_id=chance.public_id(), email=f"vetted{number}@{DOMAIN}", password=password, language="ro",
        given_name=chance.given_name("ro", "woman"), family_name=chance.family_name("ro"), born_on=date(1990, 5, 5),
    )  # fmt: skip
    grant = RoleGrant(
        user=user, role=Role.APPLICANT, centre=centre, starts_on=today() - timedelta(days=45), given_at=now()
    )
    return VettingRows(user, grant)


def _paper(
    kind: CheckKind, chance: Chance, by: User, whom: dict[str, Any], result: str, asked: int, issued: int
) -> Evidence:
    issued_on = None if result == Evidence.Result.AWAITED else _day(issued)
    return Evidence(
        public_id=chance.public_id(), kind=kind, asked_on=_day(asked), issued_on=issued_on, result=result,
        expires_on=kind.expiry(issued_on) if issued_on else None, recorded_by=by, recorded_at=now(),
        number=str(chance.random.randint(10_000, 99_999)) if kind.has_number and issued_on else "", **whom,
    )  # fmt: skip


def _reference(chance: Chance, by: User, whom: dict[str, Any], status: str) -> Reference:
    asked, name = status != Reference.Status.NAMED, chance.family_name("ro")
    return Reference(
        public_id=chance.public_id(), name=f"{chance.given_name('ro', 'woman')} {name}", named_at=_moment(30),
        email=f"referee{chance.random.randint(1000, 9999)}@{DOMAIN}", relation="work", status=status,
        asked_at=_moment(25) if asked else None, asked_by=by if asked else None, reminders=2 if asked else 0,
        answers=ANSWERS if status == Reference.Status.ANSWERED else None,
        answered_at=_moment(15) if status == Reference.Status.ANSWERED else None, **whom,
    )  # fmt: skip


def _interview(
    chance: Chance, by: User, whom: dict[str, Any], colours: dict[str, tuple[str, str]], evidence: Evidence
) -> Interview:
    ratings = {
        item: dict(zip(("colour", "reason"), colours.get(item, ("green", "")), strict=True))
        for item in Interview.Dimension.values
    }
    return Interview(
        public_id=chance.public_id(), held_on=_day(12), ratings=ratings, held_by=by, recorded_at=now(),
        summary="O discuție de o oră, la centru.", evidence=evidence, **whom,
    )  # fmt: skip


def _day(ago: int) -> date:
    return today() - timedelta(days=ago)


def _moment(ago: int) -> datetime:
    return now() - timedelta(days=ago)
