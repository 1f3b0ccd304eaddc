"""What the tests about asking need again and again: a pairing that is asked, yeses, and safe contacts."""

from datetime import timedelta

from kernel.clock import now, today
from mentorship.models import Asking, Pairing
from mentorship.services.askings import answer_as_mentor, record_answer
from mentorship.services.contacts import Contact, record_contacts
from mentorship.services.first_meetings import plan_first_meeting, record_first_meeting

EVERYBODY = ["mentor", "mentee", "consenter"]


def put(pairing, **facts):
    Pairing.objects.filter(pk=pairing.pk).update(**facts)
    pairing.refresh_from_db()
    return pairing


def contact(party="mentee", **facts):
    usual = {"name": "Luna", "email": f"{party}@example.org", "phone": "", "language": "ro", "is_lawful": False,
             "mail_is_safe": True, "call_is_safe": False}  # fmt: skip
    return Contact(party=party, **{**usual, **facts})


def make_reachable(pairing, specialist):
    contacts = [contact("mentee"), contact("consenter", is_lawful=True, language="hu")]
    record_contacts(pairing.mentee, contacts, by=specialist)


def mentor_says(pairing, answer="yes"):
    answer_as_mentor(pairing=pairing, answer=answer, by=pairing.mentor.user)
    pairing.refresh_from_db()


def staff_writes(pairing, party, answer="yes", *, by, **facts):
    said = {"channel": "staff", "present": "The class teacher.", **facts}
    record_answer(pairing=pairing, party=party, answer=answer, by=by, **said)
    pairing.refresh_from_db()


def everybody_says_yes(pairing, by):
    mentor_says(pairing)
    for party in EVERYBODY[1:]:
        staff_writes(pairing, party, by=by)


def plan(pairing, by, **facts):
    usual = {"meets_at": now() + timedelta(hours=2), "place": "centre", "attended_by": by}
    return plan_first_meeting(pairing=pairing, by=by, **{**usual, **facts})


def hold(pairing, by, signed=(), **facts):
    usual = {"held_on": today(), "note": "It went well.", "way": "paper"}
    record_first_meeting(pairing=pairing, by=by, signed=signed, **{**usual, **facts})
    pairing.refresh_from_db()


def current(pairing, party):
    return Asking.objects.get(pairing=pairing, party=party, is_current=True)
