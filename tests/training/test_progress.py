"""Progress as a graph: what is open, what comes next, what a change asks for."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from training.progress import (
    Achieved,
    Module,
    Part,
    Stage,
    State,
    check_graph,
    completed_on,
    fraction_done,
    is_complete,
    next_step,
    states,
)

DAY = date(2026, 3, 1)
LESSON, QUIZ, WORKSHOP, PRACTICE = Part


def module(code, *requires, parts=(LESSON, QUIZ), version=1, name=""):
    return Module(code, version, frozenset(requires), frozenset(parts), name)


def achieved(code, *parts, version=1, on=DAY):
    return [Achieved(code, part, version, on) for part in parts or (LESSON, QUIZ)]


def test_a_module_is_open_begun_and_done_and_opens_the_next():
    track = [module("a"), module("b", "a")]
    assert states(track, []) == {
        "a": State(Stage.OPEN, (LESSON, QUIZ)), "b": State(Stage.LOCKED, (LESSON, QUIZ), ("a",)),
    }  # fmt: skip
    assert states(track, achieved("a", LESSON))["a"] == State(Stage.BEGUN, (QUIZ,))
    assert states(track, achieved("a")) == {"a": State(Stage.DONE), "b": State(Stage.OPEN, (LESSON, QUIZ))}


def test_what_is_missing_is_named_in_the_order_of_the_track():
    track = [module("c"), module("a"), module("b", "a", "c", "elsewhere")]
    assert states(track, [])["b"].missing == ("c", "a")


def test_a_prerequisite_outside_the_track_is_ignored():
    assert states([module("b", "elsewhere")], [])["b"].stage is Stage.OPEN


def test_a_part_that_the_module_does_not_ask_for_begins_nothing():
    assert states([module("a", parts=[LESSON])], achieved("a", PRACTICE))["a"].stage is Stage.OPEN


def test_a_raised_version_asks_for_the_module_again_and_locks_nothing():
    track = [module("a", version=2), module("b", "a"), module("c", "a")]
    done = achieved("a") + achieved("b")
    assert states(track, done) == {
        "a": State(Stage.CHANGED, (LESSON, QUIZ)), "b": State(Stage.DONE), "c": State(Stage.OPEN, (LESSON, QUIZ)),
    }  # fmt: skip
    assert states(track, done + achieved("a", LESSON, version=3))["a"] == State(Stage.CHANGED, (QUIZ,))


def test_a_workshop_and_practice_stay_when_only_the_lesson_changed():
    whole = module("a", parts=Part, version=2)
    assert states([whole], achieved("a", *Part))["a"] == State(Stage.CHANGED, (LESSON, QUIZ))
    seen = module("a", parts=[WORKSHOP, PRACTICE], version=2)
    assert states([seen], achieved("a", *Part))["a"] == State(Stage.CHANGED, (WORKSHOP, PRACTICE))


def test_whoever_waits_for_a_workshop_goes_on_with_another_lesson():
    track = [module("a", parts=[LESSON, WORKSHOP]), module("b"), module("c", "a")]
    assert next_step(track, []) == ("a", LESSON)
    assert next_step(track, achieved("a", LESSON)) == ("b", LESSON)
    assert next_step(track, achieved("a", LESSON) + achieved("b")) == ("a", WORKSHOP)
    assert next_step(track, achieved("a", LESSON, WORKSHOP) + achieved("b") + achieved("c")) is None


def test_the_fraction_counts_parts_and_an_empty_track_is_never_complete():
    track = [module("a"), module("b", parts=[LESSON])]
    assert fraction_done(track, achieved("a", LESSON)) == Fraction(1, 3)
    assert is_complete(track, achieved("a") + achieved("b", LESSON))
    assert fraction_done([], []) == 0
    assert not is_complete([], [])
    assert next_step([], []) is None


def test_a_track_was_completed_on_the_day_of_its_last_part():
    track = [module("a", version=2, parts=[LESSON]), module("b", parts=[LESSON])]
    late = DAY + timedelta(days=5)
    done = achieved("a", LESSON) + achieved("b", LESSON) + achieved("elsewhere")
    assert completed_on(track, done) is None
    assert completed_on(track, done + achieved("a", LESSON, version=2, on=late)) == late
    assert completed_on(track, done + achieved("a", LESSON, version=3, on=late + timedelta(days=9))) > late
    again = achieved("b", LESSON, on=late + timedelta(days=9))
    assert completed_on(track, done + achieved("a", LESSON, version=2, on=late) + again) == late
    assert completed_on([], done) is None


def test_a_sound_graph_has_nothing_to_say():
    assert check_graph([module("a"), module("b", "a"), module("c", "a", "b")]) == []


def test_a_circle_is_told_module_by_module():
    graph = [
        module("boundaries", "first", name="Boundaries"), module("first", "boundaries", name="First meeting"),
        module("x", "z"), module("y", "x"), module("z", "y"), module("self", "self"),
    ]  # fmt: skip
    assert sorted(check_graph(graph)) == [
        "Boundaries needs First meeting, which needs Boundaries.",
        "self needs self.",
        "x needs z, which needs y, which needs x.",
    ]


def test_of_a_knot_of_circles_a_short_one_is_told():
    graph = [module("a", "b", "c"), module("b", "c"), module("c", "a")]
    assert check_graph(graph) == ["a needs c, which needs a."]


def test_an_unknown_prerequisite_is_named():
    assert check_graph([module("a", "nothing", name="Boundaries"), module("b", "never")]) == [
        "Boundaries needs “nothing”, a module that does not exist.",
        "b needs “never”, a module that does not exist.",
    ]


parts = st.frozensets(st.sampled_from(Part), min_size=1)


@st.composite
def tracks(draw):
    """A track without circles, in an order that knows nothing of the prerequisites."""
    size = draw(st.integers(1, 7))
    modules = [Module(str(place), draw(st.integers(1, 3)), draw(_earlier(place)), draw(parts)) for place in range(size)]
    return draw(st.permutations(modules))


def _earlier(place):
    return st.frozensets(st.sampled_from([str(one) for one in range(place)] + ["elsewhere"]))


histories = st.lists(
    st.builds(Achieved, st.integers(0, 8).map(str), st.sampled_from(Part), st.integers(1, 3), st.just(DAY)), max_size=25
)


def follow(track, done):
    """Do what comes next until nothing is left; every step's module and the achievements at the end."""
    done, steps, known = list(done), [], {one.code: one for one in track}
    while (step := next_step(track, done)) is not None:
        code, part = step
        assert states(track, done)[code].stage is not Stage.LOCKED
        assert part in known[code].parts
        done.append(Achieved(code, part, known[code].version, DAY))
        steps.append(step)
        assert len(steps) == len(set(steps))
    return steps, done


@given(tracks(), histories)
def test_whoever_does_what_comes_next_completes_the_track(track, history):
    assert check_graph([*track, module("elsewhere")]) == []
    before = fraction_done(track, history)
    steps, done = follow(track, history)
    assert is_complete(track, done)
    assert before == 1 - Fraction(len(steps), sum(len(one.parts) for one in track))
    assert completed_on(track, done) == DAY


@given(tracks(), st.data())
def test_a_raised_version_asks_exactly_for_the_changed_modules(track, data):
    _, done = follow(track, [])
    changed = data.draw(st.frozensets(st.sampled_from([one.code for one in track])))
    newer = [replace(one, version=one.version + 1) if one.code in changed else one for one in track]
    assert {code for code, state in states(newer, done).items() if state.stage is Stage.CHANGED} == changed
    assert all(state.stage in {Stage.CHANGED, Stage.DONE} for state in states(newer, done).values())
    steps, done = follow(newer, done)
    assert set(steps) == {(one.code, part) for one in newer if one.code in changed for part in one.renewed}
    assert is_complete(newer, done)


@given(tracks(), histories)
def test_a_locked_module_names_what_is_missing_and_only_that(track, history):
    found = states(track, history)
    assert list(found) == [one.code for one in track]
    for one in track:
        state = found[one.code]
        assert bool(state.missing) is (state.stage is Stage.LOCKED)
        assert bool(state.parts_left) is (state.stage is not Stage.DONE)
        assert set(state.missing) <= one.requires
        assert all(found[code].stage not in {Stage.DONE, Stage.CHANGED} for code in state.missing)
