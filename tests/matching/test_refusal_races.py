"""R1: somebody refuses and somebody else decides at the same moment. Nobody is proposed twice, nothing half is stored.

Each round has mentors and mentees whom nobody saw before, in one centre of their own.
"""

import pytest

from accounts.models import User
from accounts.permissions import Role
from matching.models import PairRule, Proposal, Run
from matching.services import proposals, runs
from mentorship.models import Mentor, Pairing
from tests import factories
from tests.racing import racers

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 10
LOSERS = ("no longer possible", "no longer open", "Somebody else changed", "These two were refused", "was refused")


def refuse(proposal_pk, person_pk):
    proposal, person = Proposal.objects.get(pk=proposal_pk), User.objects.get(pk=person_pk)
    proposals.refuse(proposal=proposal, reason="travel", by=person)
    return "refused"


def turn(proposal_pk, person_pk):
    proposal, person = Proposal.objects.get(pk=proposal_pk), User.objects.get(pk=person_pk)
    return "paired" if proposals.turn_key(proposal=proposal, by=person) else "turned"


def solve(run_pk, person_pk):
    person = User.objects.get(pk=person_pk)
    runs.run_now(centre=Run.objects.get(pk=run_pk).centre, by=person)
    return "solved"


class Stage:
    """A new centre with three mentors of one seat and three mentees who could go with any of them."""

    def __init__(self):
        self.centre = factories.CentreFactory()
        self.coordinator = factories.UserFactory(role=Role.COORDINATOR, role__centre=self.centre)
        self.specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=self.centre)
        for _one in range(3):
            factories.MentorFactory(centre=self.centre, supervisor=self.specialist, cleared=True, certified=True)
            factories.MenteeFactory(centre=self.centre, specialist=self.specialist, ready=True)
        self.run = runs.run_now(centre=self.centre, by=self.coordinator)
        self.first, self.second, self.third = self.run.proposals.order_by("pk")

    def check(self):
        """What must be true whoever came first."""
        run = Run.objects.filter(centre=self.centre, status="done").order_by("-pk").first()
        alive = Proposal.objects.filter(run__centre=self.centre, status__in=["open", "approved"])
        mentees = list(alive.values_list("mentee", flat=True))
        assert len(mentees) == len(set(mentees)), "a mentee is proposed twice"
        for mentor in Mentor.objects.filter(centre=self.centre):
            assert alive.filter(mentor=mentor).count() <= 1, "a seat is given twice"
            assert mentor.active_pairings == Pairing.objects.filter(mentor=mentor).count() <= 1
        kept_apart = PairRule.objects.filter(centre=self.centre, kind="forbid").values_list("mentee", "mentor")
        assert not set(alive.values_list("mentee", "mentor")) & set(kept_apart)
        rows = run.proposals.filter(status__in=["open", "approved"])
        assert sum(run.counts["matched"]) == rows.count() and sum(run.counts["waiting"]) == run.waiting.count()
        assert run.objective[-1] == sum(rows.values_list("fit", flat=True)) and run.certificate["certified"]


def played(task_of, check):
    """Play every round; the answers of all."""
    with racers(2) as race:
        for _round in range(ROUNDS):
            stage = Stage()
            answers = race(task_of(stage))
            assert not [told for kind, told in answers if kind == "broken"], answers
            for kind, told in answers:
                assert kind == "done" or any(loser in told for loser in LOSERS), answers
            stage.check()
            check(stage, answers)


def test_one_refuses_and_one_turns_the_last_key_of_the_same_proposal(db):
    def tasks(stage):
        proposals.turn_key(proposal=stage.first, by=stage.coordinator)
        return [
            (refuse, (stage.first.pk, stage.coordinator.pk)),
            (turn, (stage.first.pk, stage.specialist.pk)),
        ]

    def check(stage, answers):
        assert [kind for kind, _told in answers].count("done") == 1, answers
        stage.first.refresh_from_db()
        assert stage.first.status in {"refused", "approved"}

    played(tasks, check)


def test_one_refuses_and_one_opens_another_pairing(db):
    def tasks(stage):
        proposals.turn_key(proposal=stage.second, by=stage.coordinator)
        return [
            (refuse, (stage.first.pk, stage.coordinator.pk)),
            (turn, (stage.second.pk, stage.specialist.pk)),
        ]

    def check(stage, answers):
        assert [told for _kind, told in answers] == ["refused", "paired"]
        assert stage.run.rounds.count() == 1

    played(tasks, check)


def test_one_refuses_and_one_turns_the_first_key_of_what_may_have_to_move(db):
    def tasks(stage):
        return [
            (refuse, (stage.first.pk, stage.coordinator.pk)),
            (turn, (stage.second.pk, stage.specialist.pk)),
        ]

    def check(stage, answers):
        stage.second.refresh_from_db()
        assert (stage.second.status, answers[1][0]) in {("open", "done"), ("expired", "refused")}

    played(tasks, check)


def test_two_refuse_at_the_same_moment(db):
    def tasks(stage):
        return [
            (refuse, (stage.first.pk, stage.coordinator.pk)),
            (refuse, (stage.second.pk, stage.specialist.pk)),
        ]

    def check(stage, answers):
        done = [kind for kind, _told in answers].count("done")
        assert done >= 1 and stage.run.rounds.count() == done
        assert list(stage.run.rounds.values_list("number", flat=True)) == list(range(1, done + 1))

    played(tasks, check)


def test_two_refuse_the_same_proposal(db):
    def tasks(stage):
        return [(refuse, (stage.first.pk, person.pk)) for person in (stage.coordinator, stage.specialist)]

    def check(stage, answers):
        assert [kind for kind, _told in answers].count("done") == 1 and stage.run.rounds.count() == 1

    played(tasks, check)


def test_one_refuses_while_a_new_run_is_computed(db):
    def tasks(stage):
        return [(refuse, (stage.first.pk, stage.specialist.pk)), (solve, (stage.run.pk, stage.coordinator.pk))]

    def check(stage, answers):
        assert answers[1] == ("done", "solved")
        assert not stage.run.proposals.filter(status="open").exists()

    played(tasks, check)
