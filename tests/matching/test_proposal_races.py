"""R1: people who approve at the same moment. Nobody is paired twice, no mentor gets too many, the loser is told."""

import pytest
from django.db import connection

from accounts.permissions import Role
from kernel.clock import now, today
from matching.models import GroupCap, MatchingPolicy, Proposal, ProposalKey, Run
from mentorship.models import Pairing
from tests import factories
from tests.matching.racing import people_at_once

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS, FEW_ROUNDS, PROOF_ROUNDS = 10, 5, 200
FULL = {
    "supervisor": {
        "The mentor has no supervisor. The supervisor of this mentor follows as many pairings as the policy allows."
    },
    "university": {"The agreement with the university of this mentor has no seat left."},
}


class Stage:
    """A centre with its people, and in each round mentors and mentees who were never seen before."""

    def __init__(self):
        self.centre = factories.CentreFactory()
        self.coordinator = factories.UserFactory(role=Role.COORDINATOR, role__centre=self.centre)
        self.specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=self.centre)
        self.policy = MatchingPolicy.objects.create(
            centre=self.centre, version=1, name="default", settings={"caseload": {"all": 9999}}, made_at=now()
        )

    def mentor(self, **facts):
        facts = {"supervisor": self.specialist} | facts
        return factories.MentorFactory(centre=self.centre, cleared=True, certified=True, **facts)

    def group(self, kind):
        """A new supervisor or a new university, with one place left."""
        shared = (
            factories.UserFactory(role=Role.SPECIALIST, role__centre=self.centre)
            if kind == "supervisor"
            else factories.UniversityFactory()
        )
        GroupCap.objects.create(centre=self.centre, limit=1, made_at=now(), **{kind: shared})
        return shared

    def mentee(self):
        return factories.MenteeFactory(centre=self.centre, specialist=self.specialist, ready=True)

    def proposal(self, mentee, mentor, *, key=True):
        run = Run.objects.create(
            centre=self.centre, policy=self.policy, status="done", seed=1, solved_for=today(), requested_at=now(),
            finished_at=now(),
        )  # fmt: skip
        proposal = Proposal.objects.create(run=run, mentee=mentee, mentor=mentor, tier=3, fit=500)
        if key:
            ProposalKey.objects.create(
                proposal=proposal, profession="coordinator", turned_by=self.coordinator, turned_at=now()
            )
        return proposal


@pytest.fixture
def stage(db):
    return Stage()


def last_seat(stage, people, rounds, *, guarded=True):
    """Several mentees, one mentor with one seat; how many pairings each round made, and every answer."""
    made, answers = [], []
    with people_at_once(people, guarded=guarded) as press:
        for _round in range(rounds):
            mentor = stage.mentor()
            tasks = [(stage.proposal(stage.mentee(), mentor), stage.specialist) for _one in range(people)]
            answers += press(tasks)
            mentor.refresh_from_db()
            made.append((Pairing.objects.filter(mentor=mentor).count(), mentor.active_pairings))
    return made, answers


def one_mentee(stage, people, rounds):
    """Several mentors with free seats are proposed to the same mentee."""
    made, answers = [], []
    with people_at_once(people) as press:
        for _round in range(rounds):
            mentee = stage.mentee()
            tasks = [(stage.proposal(mentee, stage.mentor()), stage.specialist) for _one in range(people)]
            answers += press(tasks)
            made.append(Pairing.objects.filter(mentee=mentee).count())
    return made, answers


def last_place_of_a_group(stage, people, rounds, group, *, guarded=True):
    """Several pairs of whom nobody is in two, but their mentors share a supervisor or a university with one place."""
    made, answers = [], []
    with people_at_once(people, guarded=guarded) as press:
        for _round in range(rounds):
            shared = stage.group(group)
            mentors = [stage.mentor(**{group: shared}) for _one in range(people)]
            answers += press([(stage.proposal(stage.mentee(), mentor), stage.specialist) for mentor in mentors])
            made.append(Pairing.objects.filter(mentor__in=mentors).count())
    return made, answers


def check_last_seat(made, answers, people, rounds):
    assert made == [(1, 1)] * rounds
    assert [kind for kind, _ in answers].count("paired") == rounds
    losers = [sentence for kind, sentence in answers if kind != "paired"]
    assert len(losers) == rounds * (people - 1)
    assert set(losers) <= {"The mentor has no free seat.", "This mentor has no free seat any more."}, set(losers)


@pytest.mark.parametrize("people", [2, 8])
def test_the_last_seat_goes_to_one(stage, people):
    made, answers = last_seat(stage, people, ROUNDS)
    check_last_seat(made, answers, people, ROUNDS)


def test_one_mentee_gets_one_mentor(stage):
    made, answers = one_mentee(stage, 4, FEW_ROUNDS)
    assert made == [1] * FEW_ROUNDS
    assert {sentence for kind, sentence in answers if kind != "paired"} <= {
        "This mentee no longer waits for a mentor.",
        "This proposal is no longer open: the status is now “no longer valid”.",
        "This proposal is no longer open. The mentee or the seat was given in another pairing.",
    }


@pytest.mark.parametrize("group", ["supervisor", "university"])
def test_the_last_place_of_a_group_goes_to_one(stage, group):
    made, answers = last_place_of_a_group(stage, 4, ROUNDS, group)
    assert made == [1] * ROUNDS
    assert [kind for kind, _ in answers].count("paired") == ROUNDS
    assert {sentence for kind, sentence in answers if kind != "paired"} == FULL[group]


def test_both_keys_at_the_same_moment_open_one_pairing(stage):
    with people_at_once(2) as press:
        for _round in range(FEW_ROUNDS):
            proposal = stage.proposal(stage.mentee(), stage.mentor(), key=False)
            answers = press([(proposal, stage.coordinator), (proposal, stage.specialist)])
            assert sorted(kind for kind, _ in answers) == ["paired", "turned"], answers
            assert Pairing.objects.filter(mentee=proposal.mentee).count() == 1


def test_the_same_key_twice_at_the_same_moment_is_turned_once(stage):
    with people_at_once(2) as press:
        for _round in range(FEW_ROUNDS):
            proposal = stage.proposal(stage.mentee(), stage.mentor())
            answers = press([(proposal, stage.specialist)] * 2)
            assert sorted(kind for kind, _ in answers) == ["paired", "refused"], answers


def test_without_the_guards_the_same_test_fails(stage):
    made, _answers = last_seat(stage, 4, 2, guarded=False)
    shared, _answers = last_place_of_a_group(stage, 4, 2, "supervisor", guarded=False)
    if connection.vendor == "postgresql":  # SQLite lets one transaction write at a time and hides the mistake
        assert any(pairings > 1 for pairings, _seats in made), made
        assert any(pairings > 1 for pairings in shared), shared


@pytest.mark.prove
@pytest.mark.parametrize("people", [2, 8, 32])
def test_the_last_seat_goes_to_one_in_every_round(stage, people):
    made, answers = last_seat(stage, people, PROOF_ROUNDS)
    check_last_seat(made, answers, people, PROOF_ROUNDS)
