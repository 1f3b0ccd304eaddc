"""How far are two people on the way from the first question to walking together, and what is next?"""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from mentorship.models import Asking, FirstMeeting, Pairing, Signature
from mentorship.queries.askings import Question, parties_of, questions_of
from mentorship.queries.eligibility import SUPERVISING
from mentorship.queries.people import staff_of

Status = Pairing.Status


@dataclass(frozen=True)
class Agreement:
    """What one party has done with the agreement."""

    party: Asking.Party
    signature: Signature | None


@dataclass(frozen=True)
class Way:
    """What the page of the staff shows until the two are on their way."""

    steps: list[dict[str, str]]
    questions: list[Question]
    agreements: list[Agreement]
    met: FirstMeeting | None
    may_record_contacts: bool

    @property
    def is_signed(self) -> bool:
        return all(agreement.signature for agreement in self.agreements)

    @property
    def can_be_introduced(self) -> bool:
        return bool(self.questions) and all(question.said_yes for question in self.questions)

    @property
    def can_start(self) -> bool:
        return bool(self.agreements) and self.is_signed and self.met is not None and self.met.held_on is not None


def way_of(pairing: Pairing, user: User) -> Way | None:
    """The way to the first meeting, for who keeps the pairing; nothing once the two are on their way."""
    if pairing.status not in {Status.ASKED, Status.INTRODUCED}:
        return None
    is_asked = pairing.status == Status.ASKED
    return Way(
        steps_of(pairing), questions_of(pairing) if is_asked else [], [] if is_asked else agreements_of(pairing),
        first_meeting_of(pairing), user.may_in(Permission.MENTORING_DECIDE, pairing.centre),
    )  # fmt: skip


def first_meeting_of(pairing: Pairing) -> FirstMeeting | None:
    return FirstMeeting.objects.filter(pairing=pairing).select_related("attended_by").first()


def agreements_of(pairing: Pairing) -> list[Agreement]:
    """One for each party who has to sign."""
    signed = {signature.party: signature for signature in pairing.signatures.all()}
    return [Agreement(party, signed.get(party)) for party in parties_of(pairing.mentee)]


def who_can_attend(pairing: Pairing) -> "QuerySet[User]":
    """The coordinators and specialists of the centre: one of them is there when two meet for the first time."""
    return staff_of(pairing.centre, *SUPERVISING)


def has_signed_all(pairing: Pairing) -> bool:
    return all(agreement.signature for agreement in agreements_of(pairing))


def steps_of(pairing: Pairing) -> list[dict[str, str]]:
    """The way so far for the component of steps: asked, introduced, met, signed, on the way."""
    met = first_meeting_of(pairing)
    held = met is not None and met.held_on is not None
    is_introduced = pairing.introduced_at is not None
    done = [
        (_("Everybody said yes"), is_introduced, ""),
        (_("The first meeting is planned"), met is not None, "" if met is None else _moment(met)),
        (_("The first meeting was held"), held, date_format(met.held_on) if met and met.held_on else ""),
        (_("Everybody signed the agreement"), is_introduced and has_signed_all(pairing), ""),
        (_("The mentor walks beside the mentee"), pairing.started_at is not None, ""),
    ]
    current = next((place for place, (_label, is_done, _note) in enumerate(done) if not is_done), len(done))
    return [
        {"label": label, "note": note, "state": "done" if is_done else "current" if place == current else "todo"}
        for place, (label, is_done, note) in enumerate(done)
    ]


def _moment(met: FirstMeeting) -> str:
    when = timezone.localtime(met.meets_at)
    return _("%(day)s, %(time)s, %(place)s, with %(name)s") % {
        "day": date_format(when, "DATE_FORMAT"), "time": date_format(when, "TIME_FORMAT"),
        "place": met.get_place_display(), "name": met.attended_by.full_name,
    }  # fmt: skip
