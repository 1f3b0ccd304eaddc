"""Which invented mentees wait at the demo centre, and whom can nobody help yet?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from kernel.clock import now
from kernel.encryption import blind_index
from mentorship.demo.chance import Chance
from mentorship.demo.mentors import World
from mentorship.models import Consent, Mentee, MenteeIdentity, MentoringDecision, NoContact
from mentorship.vocabulary import Interest, Skill

LANGUAGES = {"ro": 0.75, "hu": 0.15, "rmy": 0.08, "uk": 0.02}
STREETS = ["Strada Inventată", "Strada Castanilor", "Aleea Închipuirii", "Strada Livezii"]
SCHOOLS = ["Școala Gimnazială Nr. 99", "Liceul Inventat", "Casa de tip familial 7"]
GOALS = [
    "Să găsească în fiecare săptămână un lucru la care să se bucure.",
    "Să termine anul școlar.",
    "Să spună nu fără teamă.",
]
SAFETY = [
    "În prima lună vă întâlniți doar la centru.",
    "Nu vă întâlniți în apropierea gării.",
    "Programul se stabilește prin supervizor.",
]
RISK_NOTE = "Discutat în echipă; a se vedea planul."
DECISION = "Își poate respecta programul și dorește pe cineva din afara familiei."
SAFE_CONTACT = "La telefon, în zilele de școală, înainte de ora 16; spuneți doar „de la centru”."
ALONE = [  # mentees nobody can help yet: the doctor's examples
    {"languages": ["uk"], "accepted_genders": ["woman"], "week": 1 << 4, "radius_km": 3},
    {"languages": ["rms"], "accepted_genders": ["woman", "man", "other"], "week": 7 << 7, "radius_km": 8},
    {"languages": ["hu"], "accepted_genders": ["man"], "week": 1 << 64, "radius_km": 2},
]


@dataclass
class MenteeRows:
    """The rows of one invented mentee, in the order in which they are saved."""

    mentee: Mentee
    identity: MenteeIdentity
    decisions: list[MentoringDecision] = field(default_factory=list)
    consents: list[Consent] = field(default_factory=list)
    no_contacts: list[NoContact] = field(default_factory=list)


def invent_mentees(world: World, chance: Chance, count: int) -> Iterator[MenteeRows]:
    for number in range(1, count + 1):
        mentee = _profile(world, chance, number)
        rows = MenteeRows(mentee, _identity(world, chance, mentee, number))
        rows.decisions = list(_decision(world, chance, mentee))
        rows.consents = list(_consents(world, chance, mentee))
        rows.no_contacts = list(_no_contact(chance, mentee))
        yield rows


def _profile(world: World, chance: Chance, number: int) -> Mentee:
    survivor = chance.happens(0.2)
    age = chance.random.randint(18, 34) if survivor else chance.random.randint(11, 19)
    gender = chance.pick(
        {"woman": 0.85, "man": 0.14, "other": 0.01} if survivor else {"woman": 0.55, "man": 0.44, "other": 0.01}
    )
    native = chance.pick(LANGUAGES)
    likes = chance.some(Interest.values, 3, 8)
    only_women = survivor and chance.happens(0.7)
    mentee = Mentee(
        public_id=chance.public_id(), centre=world.centre,
        specialist=world.specialists[number % len(world.specialists)], status=Mentee.Status.WAITING,
        chosen_name=chance.given_name(native, gender),
        population="survivor" if survivor else "youth", gender=gender, birth_year=world.today.year - age,
        risk=chance.pick({1: 0.25, 2: 0.4, 3: 0.25, 4: 0.1}),
        waiting_since=world.today - timedelta(days=min(500, int(chance.random.expovariate(1 / 75)))),
        languages=[native] + (["ro"] if native != "ro" and chance.happens(0.8) else []),
        needs=chance.some(Skill.values, 1, 3), interests=likes,
        dislikes=chance.some(sorted(set(Interest.values) - set(likes)), 0, 3),
        accepted_genders=["woman"] if only_women else ["woman", "man", "other"],
        wished_gender="" if only_women or chance.happens(0.6) else chance.pick({"woman": 0.6, "man": 0.4}),
        modes=["in_person", "site"] + (["remote"] if chance.happens(0.3) else []),
        place=chance.pick(world.places), radius_km=chance.pick({3: 0.15, 8: 0.35, 15: 0.35, 30: 0.15}),
        week=chance.week("adult" if survivor else "pupil"),
        goals=chance.random.choice(GOALS) if chance.happens(0.6) else "",
        safety_instructions=chance.random.choice(SAFETY) if chance.happens(0.3) else "",
        risk_note=RISK_NOTE if chance.happens(0.5) else "",
        registered_at=now(), changed_at=now(),
    )  # fmt: skip
    if number <= len(ALONE):
        alone = ALONE[number - 1]
        mentee.__dict__.update({**alone, "week": f"{alone['week']:021x}", "modes": ["in_person"], "risk": 3})
    return mentee


def _identity(world: World, chance: Chance, mentee: Mentee, number: int) -> MenteeIdentity:
    native = mentee.languages[0]
    family_name = chance.family_name(native)
    return MenteeIdentity(
        public_id=chance.public_id(), mentee=mentee, given_name=chance.given_name(native, mentee.gender),
        family_name=family_name,
        born_on=date(mentee.birth_year, chance.random.randint(1, 12), chance.random.randint(1, 28)),
        address=f"{chance.random.choice(STREETS)} {chance.random.randint(1, 140)}, {mentee.place.name}",
        phone=f"07{chance.random.randint(20, 79)}{number % 1000000:06}", email="",
        school_or_shelter=chance.random.choice(SCHOOLS),
        family=f"{chance.given_name(native, 'woman')} {family_name}, bunică" if chance.happens(0.5) else "",
        safe_contact=SAFE_CONTACT,
    )  # fmt: skip


def _decision(world: World, chance: Chance, mentee: Mentee) -> Iterator[MentoringDecision]:
    if chance.happens(0.95):
        yield MentoringDecision(
            public_id=chance.public_id(), mentee=mentee, is_right_now=True,
            reason=DECISION,
            decided_by=mentee.specialist, decided_at=now(),
            review_on=world.today + timedelta(days=chance.random.randint(10, 360)),
        )  # fmt: skip


def _consents(world: World, chance: Chance, mentee: Mentee) -> Iterator[Consent]:
    adult = world.today.year - mentee.birth_year >= 19
    for kind, giver, probability in (
        (Consent.Kind.LAWFUL_CONSENT, Consent.Giver.SELF if adult else Consent.Giver.GUARDIAN, 0.96),
        (Consent.Kind.ASSENT, Consent.Giver.SELF, 0.97),
    ):
        if chance.happens(probability):
            yield Consent(
                public_id=chance.public_id(), mentee=mentee, kind=kind, given_by=giver,
                given_on=chance.days_ago(world.today, 1, 120), recorded_by=mentee.specialist, recorded_at=now(),
            )  # fmt: skip


def _no_contact(chance: Chance, mentee: Mentee) -> Iterator[NoContact]:
    if mentee.risk >= 3 and chance.happens(0.3):
        name = f"{chance.given_name('ro', 'man')} {chance.family_name('ro')}"
        yield NoContact(
            public_id=chance.public_id(), mentee=mentee, name_index=blind_index(name, "name"),
            note="Numit în dosar.", recorded_by=mentee.specialist, recorded_at=now(),
        )  # fmt: skip
