"""What did the invented applicants write, and how far is each of their applications?"""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any

from accounts.models import User
from kernel.clock import now, today
from mentorship.demo.chance import Chance
from mentorship.demo.vetting import VettingRows
from mentorship.models import AdmissionVote, Application, Place

EVENINGS = f"{sum(1 << (day * 12 + slot) for day in range(5) for slot in (8, 9)):021x}"  # Monday to Friday, 16 to 20
MOTIVATION = "La școală m-a ajutat cineva când aveam nevoie. Aș vrea să fac la fel pentru altcineva."
# What became of the application of each of those who are vetted, in their order
FATES: list[dict[str, Any]] = [
    {"status": Application.Status.SUBMITTED},
    {"status": Application.Status.SUBMITTED},
    {
        "status": Application.Status.REFUSED, "refusal": Application.Refusal.INTERVIEW,
        "refusal_words": "La interviu a spus de mai multe ori că vrea să salveze pe cineva.",
        "appeal": "Cred că m-am exprimat greșit. Aș dori să mai vorbim o dată.",
    },
    {"status": Application.Status.SUBMITTED, "yes": "Calmă, punctuală, cunoaște limitele."},
    {"status": Application.Status.SUBMITTED, "submitted": 1},
]  # fmt: skip


def invent_applications(vetted: Iterable[VettingRows], place: Place, by: User, seed: int) -> Iterator[list[Any]]:
    """For each of those who are vetted the application and, where somebody said yes already, the vote."""
    chance = Chance(seed + 43)
    for rows, told in zip(vetted, FATES, strict=True):
        fate = dict(told)
        words, submitted = fate.pop("yes", ""), now() - timedelta(days=fate.pop("submitted", 40))
        application = _application(rows, place, chance, submitted, fate)
        if fate["status"] == Application.Status.REFUSED:
            application.decided_by, application.decided_at = by, now() - timedelta(days=10)
            application.appealed_at = now() - timedelta(days=3)
        vote = AdmissionVote(
            public_id=chance.public_id(), application=application, cast_by=by, words=words,
            profession=AdmissionVote.Profession.COORDINATOR, cast_at=now() - timedelta(days=2),
        )  # fmt: skip
        yield [application, vote] if words else [application]


def _application(rows: VettingRows, place: Place, chance: Chance, submitted: Any, fate: dict[str, Any]) -> Application:
    return Application(
        public_id=chance.public_id(), user=rows.user, centre=rows.grant.centre, place=place, gender="woman",
        populations=["youth"], languages=["ro"], skills=["school"], interests=["music", "walking"], modes=["in_person"],
        week=EVENINGS, committed_until=today() + timedelta(days=365), motivation=MOTIVATION, started_at=submitted,
        changed_at=submitted, submitted_at=submitted, agreed_at=submitted, **fate,
    )  # fmt: skip
