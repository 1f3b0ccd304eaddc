"""What is missing before a pairing is told in sentences, the same everywhere."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from kernel.clock import today
from mentorship.eligibility import Doer, MenteeFacts, MentorFacts, mentee_requirements, mentor_requirements, missing
from mentorship.models import Mentor
from mentorship.queries.eligibility import mentor_facts, what_mentor_needs
from tests.factories import MentorFactory, UserFactory, grant_role, make_cleared

DAY = date(2026, 11, 24)
LATER = DAY + timedelta(days=200)
READY = MentorFacts(
    status="willing", free_seats=1, is_supervised=True, holds_role=True, populations=frozenset({"youth"}),
    cleared_until={"youth": LATER}, certified_until={"youth": LATER},
)  # fmt: skip


def codes(requirements):
    return [requirement.code for requirement in missing(requirements)]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        (MenteeFacts(), "No specialist has decided yet"),
        (MenteeFacts(False, LATER), "not right now"),
        (MenteeFacts(True, DAY - timedelta(days=1)), "should have been reviewed by"),
    ],
)
def test_a_mentee_without_a_decision_that_holds(facts, says):
    first = mentee_requirements(facts, DAY)[0]
    assert (first.code, first.is_met, first.audience) == ("decision", False, Doer.SPECIALIST)
    assert says in first.sentence


def test_a_mentee_with_everything():
    facts = MenteeFacts(True, DAY, {"lawful_consent": None, "assent": DAY})
    requirements = mentee_requirements(facts, DAY)
    assert not missing(requirements)
    assert all(requirement.sentence.endswith(".") for requirement in requirements)


def test_a_consent_that_lapsed_is_told_apart_from_one_never_given():
    facts = MenteeFacts(True, LATER, {"assent": DAY - timedelta(days=1)})
    sentences = [requirement.sentence for requirement in missing(mentee_requirements(facts, DAY))]
    assert sentences == [
        "Lawful consent to mentoring is not recorded.", "The mentee's own yes has lapsed; please ask again.",
    ]  # fmt: skip


def test_a_mentor_with_everything():
    assert not missing(mentor_requirements(READY, "youth", DAY))
    assert not missing(mentor_requirements(READY, "youth", DAY, LATER))


@pytest.mark.parametrize(
    ("change", "code", "says"),
    [
        ({"status": "resting"}, "willing", "is resting"),
        ({"status": "left"}, "willing", "has left"),
        ({"free_seats": 0}, "room", "no room"),
        ({"is_supervised": False}, "supervisor", "no supervisor yet"),
        ({"holds_role": False}, "role", "does not hold the role"),
        ({"populations": frozenset()}, "population", "does not want"),
        ({"cleared_until": {}}, "clearance", "is not cleared"),
        ({"cleared_until": {"youth": DAY - timedelta(days=1)}}, "clearance", "is not cleared"),
        ({"cleared_until": {"youth": DAY}}, "clearance", "lapses on"),
        ({"certified_until": {}}, "certificate", "not completed"),
        ({"certified_until": {"youth": DAY}}, "certificate", "lapses on"),
    ],
)
def test_each_thing_that_can_be_missing(change, code, says):
    (found,) = missing(mentor_requirements(replace(READY, **change), "youth", DAY, LATER))
    assert found.code == code
    assert says in found.sentence


def test_a_clearance_without_end():
    endless = replace(READY, cleared_until={"youth": date.max})
    sentences = [requirement.sentence for requirement in mentor_requirements(endless, "youth", DAY, LATER)]
    assert "The mentor is cleared without an end." in sentences


def test_another_group_needs_its_own_papers():
    assert codes(mentor_requirements(READY, "survivor", DAY)) == ["population", "clearance", "certificate"]


def test_facts_of_mentors(mentor, centre, other_centre):
    assert what_mentor_needs(mentor, "youth", today()) == []
    assert codes(what_mentor_needs(MentorFactory(centre=centre), "youth", today())) == ["clearance", "certificate"]
    elsewhere = UserFactory()
    grant_role(elsewhere, "mentor", other_centre)
    assert "role" in codes(what_mentor_needs(MentorFactory(centre=centre, user=elsewhere), "youth", today()))


def test_the_role_ends_and_an_account_is_closed(mentor):
    mentor.user.grants.update(ends_on=today() - timedelta(days=1))
    assert codes(what_mentor_needs(mentor, "youth", today())) == ["role"]
    mentor.user.grants.update(ends_on=None)
    type(mentor.user).objects.filter(pk=mentor.user_id).update(is_active=False)
    assert codes(what_mentor_needs(mentor, "youth", today())) == ["role"]


def test_a_supervisor_works_at_the_centre_today(mentor, specialist, other_centre):
    specialist.grants.update(centre=other_centre)
    assert codes(what_mentor_needs(mentor, "youth", today())) == ["supervisor"]
    specialist.grants.update(centre=mentor.centre, role="trainer")
    assert codes(what_mentor_needs(mentor, "youth", today())) == ["supervisor"]
    specialist.grants.update(role="coordinator")
    assert what_mentor_needs(mentor, "youth", today()) == []
    type(specialist).objects.filter(pk=specialist.pk).update(is_active=False)
    assert codes(what_mentor_needs(mentor, "youth", today())) == ["supervisor"]


def test_each_mentor_is_cleared_by_the_own_centre(mentor, other_centre):
    make_cleared(mentor.user, other_centre)
    elsewhere = MentorFactory(centre=other_centre, certified=True)
    make_cleared(elsewhere.user, mentor.centre)
    facts = mentor_facts([mentor, elsewhere], today())
    assert facts[mentor.pk].cleared_until.keys() == {"youth", "survivor"}
    assert not facts[elsewhere.pk].cleared_until


@pytest.mark.parametrize("count", [1, 3])
def test_many_mentors_take_six_queries(centre, count, django_assert_num_queries):
    for _count in range(count):
        MentorFactory(centre=centre, cleared=True, certified=True)
    day, mentors = today(), list(Mentor.objects.all())
    with django_assert_num_queries(6):
        assert len(mentor_facts(mentors, day)) == count
    assert mentor_facts(Mentor.objects.filter(centre=centre), day) == mentor_facts(mentors, day)
