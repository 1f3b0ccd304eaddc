"""A stored run that is opened again: the plan of today, and whether it is still the one that is stored."""

import pytest

from accounts.permissions import Role
from kernel.clock import now
from matching.agreements import Agreement
from matching.engine import EngineInputError
from matching.models import GroupCap, PairRule, Run
from matching.queries.sessions import session_of
from matching.services import proposals, runs
from mentorship.models import Mentor
from tests import factories

pytestmark = pytest.mark.django_db


def stored(run):
    pairs = run.proposals.filter(status="open").values_list("mentee__public_id", "mentor__public_id")
    return {(str(one), str(other)) for one, other in pairs}


def planned(live):
    return {(pair.mentee, pair.mentor) for pair in live.solution.pairs}


@pytest.fixture
def two(centre, specialist, mentor, mentee):
    """A second mentor and a second mentee; everybody could be paired with everybody."""
    return (
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True),
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True),
    )


@pytest.fixture
def run(two, lonely_mentee, centre, coordinator):
    return runs.run_now(centre=centre, by=coordinator)


def test_what_is_stored_is_the_plan_of_the_session(run):
    live = session_of(run)
    assert live.is_as_stored and planned(live) == stored(run) and len(stored(run)) == 2
    session = live.session()
    assert list(session.objective) == run.objective
    for mentee, mentor in stored(run):
        assert session.mentor_of(live.mentee_row[mentee]) == live.mentor_row[mentor]


def test_approved_pairs_and_their_seats_are_gone(run, coordinator, specialist):
    first = run.proposals.order_by("pk")[0]
    for person in (coordinator, specialist):
        proposals.turn_key(proposal=first, by=person)
    live = session_of(run)
    assert live.is_as_stored and planned(live) == stored(run) and len(stored(run)) == 1
    assert live.pool.problem.mentor_of[str(first.mentor.public_id)].capacity == 0


def test_a_newcomer_is_in_the_answer_and_said_to_be_new(run, centre, specialist):
    factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    live = session_of(run)
    assert not live.is_as_stored and len(live.solution.waiting) == 2


def test_a_proposal_that_fell_is_said_to_be_changed(run):
    Mentor.objects.filter(pk=run.proposals.first().mentor_id).update(status="resting")
    live = session_of(run)
    assert not live.is_as_stored and len(live.solution.pairs) == 1


def test_a_key_holds_its_pair_but_not_for_a_question_about_it(run, coordinator):
    first = run.proposals.order_by("pk")[0]
    proposals.turn_key(proposal=first, by=coordinator)
    pair = str(first.mentee.public_id), str(first.mentor.public_id)
    held = session_of(run)
    assert held.pool.problem.locked == {pair} and held.is_as_stored
    free = session_of(run, about=pair[0])
    assert free.pool.problem.locked == frozenset() and free.is_as_stored


def test_a_standing_rule_goes_before_a_key(run, two, coordinator):
    first = run.proposals.exclude(mentor=two[0]).get()
    proposals.turn_key(proposal=first, by=coordinator)
    PairRule.objects.create(
        centre=run.centre, mentee=first.mentee, mentor=two[0], kind="lock", made_by=coordinator, made_at=now()
    )
    live = session_of(run)
    assert (str(first.mentee.public_id), str(two[0].public_id)) in planned(live) and not live.is_as_stored


def test_what_is_held_without_a_place_holds_no_more(run, centre, coordinator, specialist):
    """Two keys are turned and one place is left; then a rule holds two who cannot meet."""
    for proposal in run.proposals.all():
        proposals.turn_key(proposal=proposal, by=coordinator)
    GroupCap.objects.create(centre=centre, supervisor=specialist, limit=1, made_at=now())
    live = session_of(run)
    assert live.pool.problem.locked == frozenset() and len(live.solution.pairs) == 1
    GroupCap.objects.all().delete()
    lonely = run.waiting.get().mentee
    PairRule.objects.create(
        centre=centre, mentee=lonely, mentor=Mentor.objects.first(), kind="lock", made_by=coordinator, made_at=now()
    )
    live = session_of(run)
    assert len(live.solution.pairs) == 2 and live.pool.problem.locked == frozenset()


def test_another_agreement_can_be_asked(run):
    settings = Agreement.from_mapping(run.policy.settings).to_mapping() | {"hold_back": True}
    live = session_of(run, agreement=Agreement.from_mapping(settings))
    assert live.pool.problem.policy.seed == run.seed and planned(live) == stored(run)


def test_groups_that_cross_have_no_session(run, centre, specialist, university):
    Mentor.objects.filter(pk=run.proposals.first().mentor_id).update(university=university)
    other = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)
    factories.MentorFactory(centre=centre, supervisor=other, university=university, cleared=True, certified=True)
    GroupCap.objects.create(centre=centre, university=university, limit=2, made_at=now())
    with pytest.raises(EngineInputError):
        session_of(run).session()


def test_the_queries_do_not_grow_with_the_people(run, centre, specialist, django_assert_num_queries):
    run = Run.objects.select_related("centre", "policy").get(pk=run.pk)
    with django_assert_num_queries(23):
        session_of(run)
    for _number in range(6):
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True)
    with django_assert_num_queries(22):  # the plan is another one, so who waits is not asked
        session_of(run)
