"""A session stays at the proved optimum through any mix of changes, and takes back what it only tried."""

import numpy as np
import pytest

from matching.engine.assignment import CandidateGraph, Cap, assign
from matching.engine.errors import EngineInputError
from matching.engine.regret import refusal_costs
from matching.engine.session import Session
from matching.engine.tiebreak import settle
from tests.matching.engine.instances import changed, loss, random_graph

CHANGES = ("refuse", "lock", "unlock", "withdraw", "add", "change_capacity", "change_limit")
WHAT_IF = {"change_capacity": "what_if_capacity", "change_limit": "what_if_limit"}


def opened(graph, **options):
    return Session(graph, assign(graph), **options)


def state(session):
    return session.objective, session.mentees, session.pairs().tolist(), session.graph().caps


class Mirror:
    """What the session should be: the graph solved again, and the locked pairs next to it."""

    def __init__(self, session):
        self.session = session
        self.locked = {}

    def check(self):
        graph = self.session.graph()
        expected = list(assign(graph).objective)
        expected[-1:-1] = [0] * (len(self.session.objective) - len(expected))
        for tier, fit in self.locked.values():
            expected[tier - 1] += 1
            expected[-1] += fit
        assert self.session.objective == tuple(expected)
        assert self.session.proof().holds
        seated = np.bincount(self.session.pairs()[self._open()] + 1, minlength=graph.mentors + 1)[1:]
        assert (seated <= graph.capacity).all()
        assert all(seated[cap.mentors].sum() <= cap.limit for cap in graph.caps)

    def _open(self):
        return [mentee for mentee in range(self.session.mentees) if mentee not in self.locked]


def arguments(rng, change, session, mentors):
    """A random change; sometimes one that must be refused."""
    mentee, mentor = int(rng.integers(-1, session.mentees + 1)), int(rng.integers(0, mentors))
    if change == "add":
        count = int(rng.integers(0, mentors + 1))
        return int(rng.integers(1, 5)), rng.permutation(mentors)[:count], rng.integers(0, 1001, count)
    return {
        "refuse": (mentee, mentor),
        "lock": (mentee, mentor),
        "unlock": (mentee,),
        "withdraw": (mentee,),
        "change_capacity": (mentor, int(rng.choice([-1, 1, 2]))),
        "change_limit": (int(rng.integers(0, 3)), int(rng.choice([-1, 1, 2]))),
    }[change]


def follow(rng, graph, steps, check_every=1, room=30):
    session = opened(graph, room=room)
    mirror = Mirror(session)
    mirror.check()
    for step in range(steps):
        change = str(rng.choice(CHANGES))
        chosen = arguments(rng, change, session, graph.mentors)
        before = state(session)
        try:
            expected = None
            if change != "unlock":
                expected = getattr(session, WHAT_IF.get(change, f"what_if_{change}"))(*chosen)
                assert str(state(session)) == str(before)
                assert session.proof().holds
            pair = chosen if change == "lock" else None
            found = getattr(session, change)(*chosen)
        except EngineInputError:
            assert str(state(session)) == str(before)
            continue
        assert found == loss(before[0], session.objective)
        assert expected in (None, found)
        if pair:
            mirror.locked[pair[0]] = locked_pair(session, graph, *pair)
        if change == "unlock":
            del mirror.locked[chosen[0]]
        if step % check_every == 0:
            mirror.check()
    mirror.check()


def locked_pair(session, graph, mentee, mentor):
    """Tier and fit of a locked pair, by unlocking the same pair in a rolled back trial."""
    mark = session.mark()
    session.unlock(mentee)
    now = session.graph()
    session.roll_back(mark)
    edge = np.flatnonzero((now.mentee == mentee) & (now.mentor == mentor))[0]
    return int(now.tier[mentee]), int(now.fit[edge])


@pytest.mark.parametrize("caps", ["none", "nested"])
@pytest.mark.parametrize("seed", range(15))
def test_mixed_changes_equal_a_new_solve(seed, caps):
    rng = np.random.default_rng(seed)
    follow(rng, random_graph(rng, 12, 6, caps), 25)


@pytest.mark.prove
@pytest.mark.parametrize("caps", ["none", "nested"])
def test_hundreds_of_mixed_changes_equal_a_new_solve(caps):
    rng = np.random.default_rng(99)
    for _ in range(20):
        follow(rng, random_graph(rng, 60, 30, caps), 400, check_every=10, room=300)


@pytest.mark.parametrize("seed", range(10))
def test_trying_to_refuse_equals_the_refusal_costs(seed):
    graph = random_graph(np.random.default_rng(seed), 15, 8, "nested")
    plan = assign(graph)
    session, costs = Session(graph, plan), refusal_costs(graph, plan)
    for mentee in np.flatnonzero(plan.edge >= 0).tolist():
        mentor = int(graph.mentor[plan.edge[mentee]])
        assert session.what_if_refuse(mentee, mentor) == tuple(costs[mentee].tolist())


def small():
    """Two mentees who both want mentor 0; mentor 1 is second best."""
    return CandidateGraph([0, 0, 1, 1], [0, 1, 0, 1], [900, 400, 800, 100], [2, 1], [1, 1])


def test_a_day_of_a_coordinator():
    session = opened(small())
    assert session.objective == (1, 1, 1200)
    assert session.pairs().tolist() == [1, 0]
    assert session.what_if_refuse(1, 0) == (0, 0, 200)
    assert session.lock(1, 1) == (0, 0, 200)
    assert session.mentor_of(1) == 1
    assert session.withdraw(0) == (0, 1, 900)
    assert session.mentor_of(0) == -1
    assert session.unlock(1) == (0, 0, -700)
    assert session.add(1, [0], [1000]) == (-1, 0, -300)
    assert session.mentees == 3
    assert session.pairs().tolist() == [-1, 1, 0]
    assert session.change_capacity(0, 1) == (0, 0, -700)
    assert session.change_capacity(0, -2) == (1, 0, 1700)
    assert session.proof().holds


def test_rolling_back_takes_back_everything_since_the_mark():
    session = opened(small())
    before, mark = str(state(session)), session.mark()
    session.add(2, [1, 0], [700, 600])
    session.lock(2, 0)
    session.refuse(0, 1)
    session.change_capacity(1, 3)
    session.roll_back(mark)
    assert str(state(session)) == before
    assert session.add(2, [1], [700]) == (0, 0, -300)


def test_the_session_starts_from_a_settled_plan_too():
    graph = small()
    session = Session(graph, settle(graph, assign(graph), seed=4))
    assert session.objective == (1, 1, 1200)


def test_reservations_count_in_the_plan_but_not_in_the_objective():
    graph = changed(small(), reservation=[0, 6000])
    session = opened(graph)
    assert session.objective == assign(graph).objective == (1, 0, 800)
    assert session.add(1, [1], [500]) == (-1, 0, -500)
    assert session.proof().holds


def capped():
    return changed(small(), capacity=[2, 2], caps=(Cap([0, 1], 2), Cap([0], 1), Cap([], 1)))


def test_limits_can_be_raised_and_lowered():
    session = opened(capped())
    assert session.objective == (1, 1, 1200)
    assert session.change_limit(1, 1) == (0, 0, -500)
    assert session.change_limit(0, -1) == (0, 1, 900)
    assert session.change_limit(0, 5) == (0, -1, -900)
    assert [cap.limit for cap in session.graph().caps] == [6, 2]
    assert session.proof().holds


def test_a_lock_takes_its_place_in_the_caps():
    session = opened(capped())
    session.lock(0, 0)
    with pytest.raises(EngineInputError, match="The caps leave no place"):
        session.lock(1, 0)
    assert session.mentor_of(1) == 1
    assert session.lock(1, 1) == (0, 0, 0)
    assert [cap.limit for cap in session.graph().caps] == [0, 0]


@pytest.mark.parametrize(
    ("change", "chosen", "message"),
    [
        ("refuse", (2, 0), r"mentee\[0\] is 2"),
        ("refuse", (0, 2), "The pair with mentor 2 is not allowed"),
        ("refuse", (0, -1), "The pair with mentor -1 is not allowed"),
        ("lock", (0, 5), "The pair with mentor 5 is not allowed"),
        ("unlock", (0,), "Mentee 0 is not locked"),
        ("withdraw", (-1,), r"mentee\[0\] is -1"),
        ("add", (4, [0], [5]), "tier is 4, this session knows 1 to 2"),
        ("add", (1, [0, 0], [5, 5]), "appears twice"),
        ("add", (1, [7], [5]), r"mentor\[0\] is 7"),
        ("add", (1, [0], [float("nan")]), "fit contains NaN"),
        ("change_capacity", (9, 1), r"mentor\[0\] is 9"),
        ("change_capacity", (0, -2), "Mentor 0 has only 1 free seats"),
        ("change_limit", (0, 1), r"cap\[0\] is 0"),
    ],
)
def test_a_change_that_makes_no_sense_is_refused(change, chosen, message):
    session = opened(small())
    before = str(state(session))
    with pytest.raises(EngineInputError, match=message):
        getattr(session, change)(*chosen)
    assert str(state(session)) == before


def test_what_is_locked_or_gone_stays_so():
    session = opened(small())
    session.lock(0, 0)
    session.withdraw(1)
    for change in (session.refuse, session.lock):
        with pytest.raises(EngineInputError, match="Mentee 0 is locked"):
            change(0, 0)
        with pytest.raises(EngineInputError, match="Mentee 1 is withdrawn"):
            change(1, 0)
    assert session.add(2, [0], [5]) == (0, 0, 0)
    with pytest.raises(EngineInputError, match="Mentor 0 has no free seat"):
        session.lock(2, 0)


def test_a_refused_pair_cannot_be_asked_for_again():
    session = opened(small())
    session.refuse(0, 0)
    with pytest.raises(EngineInputError, match="not allowed"):
        session.lock(0, 0)


@pytest.mark.parametrize(("cap", "change"), [(1, -2), (2, 1)])
def test_a_limit_below_nothing_or_over_nobody_is_refused(cap, change):
    with pytest.raises(EngineInputError, match=f"The limit of cap {cap} cannot change by {change}"):
        opened(capped()).change_limit(cap, change)


def test_a_full_session_says_so():
    session = opened(small(), room=1)
    session.change_capacity(0, 1)
    with pytest.raises(EngineInputError, match="no room for more"):
        session.add(1, [0], [5])
    assert session.mentees == 2
    with pytest.raises(EngineInputError, match="room is -1"):
        opened(small(), room=-1)


def test_a_session_needs_the_plan_of_its_graph():
    with pytest.raises(EngineInputError, match="A session needs a plan"):
        Session(small(), assign(small()))
