"""The way from the application to the pairing: one line of steps, one next thing, never a hint at a hit or a result."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.check_kinds import INTERVIEW
from accounts.models import CheckKind, User
from accounts.ways import way_of
from kernel.clock import today
from mentorship.models import Mentor, NoContactHit, Pairing
from mentorship.services.exclusions import record_no_contact
from mentorship.ways import STEPS, Next, Standing, current, done, next_of
from tests import factories


def fresh(person):
    return User.objects.get(pk=person.pk)


def states(way):
    return [step.state for step in way.steps]


def everything_but(person, centre, *codes):
    """Clear papers of every kind but these."""
    for kind in CheckKind.objects.filter(centre=None).exclude(code__in=codes):
        for _paper in range(kind.count):
            factories.EvidenceFactory(person=person, centre=centre, kind=kind, clear=True)


@given(
    standing=st.builds(
        Standing, application=st.sampled_from(["", "draft", "submitted", "refused", "withdrawn", "admitted"]),
        is_mentor=st.booleans(), papers_to_bring=st.booleans(), papers_awaited=st.booleans(),
        is_certified=st.booleans(), is_supervised=st.booleans(), is_asked=st.booleans(), is_paired=st.booleans(),
    )
)  # fmt: skip
def test_there_is_always_one_next_thing_and_it_is_not_done(standing):
    behind, thing = done(standing), next_of(standing)
    assert set(behind) == set(STEPS)
    if not standing.is_in:
        assert not any(behind.values())
        assert thing in {Next.BEGIN, Next.CONTINUE, Next.REFUSED}
    elif all(behind.values()):
        assert (current(behind), thing) in {("", Next.PAIRING), ("", Next.ANSWER)}
    if thing is Next.PAPERS:
        assert not behind["evidence"]
    if thing is Next.LEARN:
        assert not behind["training"]


def test_who_accompanies_somebody_first_renews_what_has_lapsed():
    paired = {"is_mentor": True, "is_supervised": True, "is_paired": True}
    assert next_of(Standing(**paired, is_certified=True)) is Next.PAIRING
    assert next_of(Standing(**paired, is_certified=True, papers_to_bring=True)) is Next.PAPERS
    assert next_of(Standing(**paired)) is Next.LEARN


def test_staff_have_no_way(coordinator, olga):
    assert way_of(coordinator) is None
    assert way_of(olga) is None


def test_an_applicant_begins(client_of, applicant):
    way = way_of(applicant)
    assert states(way) == ["current", "todo", "todo", "todo", "todo"]
    html = client_of(applicant, second_factor=False).get("/").content.decode()
    assert way.next.sentence in html
    assert "Nothing waits for you" not in html


@pytest.mark.parametrize(("status", "words"), [
    ("draft", "not handed in yet"), ("refused", "was decided"), ("withdrawn", "Tell us about yourself"),
    ("submitted", "Please "),
])  # fmt: skip
def test_each_status_has_its_sentence(applicant, centre, status, words):
    facts = {"refusal": "other"} if status == "refused" else {}
    factories.ApplicationFactory(user=applicant, centre=centre, status=status, **facts)
    assert words in way_of(applicant).next.sentence


def test_the_application_is_behind_and_training_is_open_while_papers_come(applicant, centre):
    factories.ApplicationFactory(user=applicant, centre=centre)
    everything_but(applicant, centre, INTERVIEW)
    way = way_of(applicant)
    assert states(way) == ["done", "current", "todo", "todo", "todo"]
    assert way.next.label == "Go to my training"
    factories.make_certified(applicant, centre)
    assert "arranges a conversation" in way_of(applicant).next.sentence


def test_a_red_interview_and_a_hit_are_not_hinted_at(applicant, centre, mentee, specialist):
    application = factories.ApplicationFactory(user=applicant, centre=centre)
    everything_but(applicant, centre, INTERVIEW)
    factories.make_certified(applicant, centre)
    interview = CheckKind.objects.get(code=INTERVIEW, centre=None)
    red = factories.EvidenceFactory(
        person=applicant, centre=centre, kind=interview, issued_on=today(), result="not_clear"
    )
    assert way_of(applicant).next.sentence == "Not ready yet: your coordinator will call you."
    red.delete()
    factories.EvidenceFactory(person=applicant, centre=centre, kind=interview, clear=True)
    without = way_of(applicant)
    record_no_contact(mentee, name=application.applicant_name, by=specialist)
    assert NoContactHit.objects.count() == 1
    assert way_of(applicant) == without
    assert "Two people of the centre decide now" in without.next.sentence


def test_a_mentor_goes_on_to_supervisor_question_and_pairing(mentor, centre, coordinator):
    person = mentor.user
    assert "fits you" in way_of(person).next.sentence
    Mentor.objects.update(supervisor=None)
    assert "supervises you" in way_of(fresh(person)).next.sentence
    pairing = factories.PairingFactory(centre=centre, mentor=mentor, opened_by=coordinator, status="asked")
    assert way_of(fresh(person)).next.label == "Read the question"
    Pairing.objects.filter(pk=pairing.pk).update(status="active")
    assert way_of(fresh(person)).next.label == "Go to my pairing"


def test_the_number_of_questions_is_constant(applicant, centre):
    factories.ApplicationFactory(user=applicant, centre=centre)
    counts = []
    for _more in range(2):
        everything_but(applicant, centre)
        person = fresh(applicant)
        assert person.active_grants
        with CaptureQueriesContext(connection) as queries:
            way_of(person)
        counts.append(len(queries))
    assert counts[0] == counts[1]
