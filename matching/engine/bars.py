"""May these two be paired at all? Bars, each one vectorised function and one sentence for a person.

Indices broadcast as in ``criteria``. ``BARS`` is what people are told, in this order. That two must never meet is
asked apart (``may_meet``): no table, count or sentence ever tells it from anything else.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from matching.engine.arrays import Ints
from matching.engine.columns import MASKS, NO_GAP, Bools, Columns, distance_m, shared
from matching.engine.criteria import (
    as_index,
    band_facts,
    can_meet_afar,
    common_minutes,
    fit_of,
    hours_fact,
    reach_m,
    risk_facts,
)
from matching.engine.wording import Facts, Message, gettext_noop

CLOSE_DAYS = 30
CLOSE_FIT = 25
CLOSE_YEARS = 1
CLOSE_SHARE = 10
"""A distance is close to its limit when it is off by at most a tenth."""

Verdict = Callable[[Columns, Ints, Ints], Bools]


def _no_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    return {}


def _far_from_close(columns: Columns, mentee: int, mentor: int) -> bool:
    return False


def _passed_or_failed(columns: Columns, mentee: int, mentor: int, passed: bool) -> str:
    return "passed" if passed else "failed"


@dataclass(frozen=True)
class Bar:
    """One bar.

    Parameters
    ----------
    code : str
    verdict : callable
        True where the bar lets a pair pass, for the broadcast indices.
    sentences : mapping
        Sentence for each variant; ``counted`` says how many mentors it rules out, ``relaxed`` what could change.
    facts : callable
        Facts for the sentence of one pair.
    close : callable
        Whether one pair passes or fails by a narrow margin.
    variant : callable
        Which sentence fits one pair.
    may_relax : bool
        Whether a change that lifts it may be suggested. Protection is never up for suggestion.
    may_waive : bool
        Whether a pair that is locked by hand may pass over it.
    """

    code: str
    verdict: Verdict
    sentences: dict[str, str]
    facts: Callable[[Columns, int, int], Facts] = _no_facts
    close: Callable[[Columns, int, int], bool] = _far_from_close
    variant: Callable[[Columns, int, int, bool], str] = _passed_or_failed
    may_relax: bool = False
    may_waive: bool = False

    def tell(self, columns: Columns, mentee: int, mentor: int, passed: bool) -> Message:
        """The sentence for one pair whose verdict is known."""
        variant = self.variant(columns, mentee, mentor, passed)
        return self._message(columns, mentee, mentor, variant)

    def tell_relaxed(self, columns: Columns, mentee: int, mentor: int) -> Message:
        """The sentence about the change that would let one pair pass."""
        reach = self.variant(columns, mentee, mentor, False).removesuffix("failed")
        return self._message(columns, mentee, mentor, f"{reach}relaxed")

    def _message(self, columns: Columns, mentee: int, mentor: int, variant: str) -> Message:
        facts = self.facts(columns, mentee, mentor)
        return Message(f"{self.code}.{variant}", self.sentences[variant], facts)


def _flag(code: str) -> Verdict:
    """The verdict of one field of the packed word: nothing that is needed is lacking."""
    mask = MASKS[code]

    def verdict(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
        free: Bools = (columns.mentee.flags[mentee] & columns.mentor.flags[mentor] & mask) == 0
        return free

    return verdict


def _language(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    return shared(columns.mentee.languages[mentee], columns.mentor.languages[mentor]) > 0


def _language_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    spoken = columns.mentors[mentor].languages
    mine = columns.mentees[mentee].languages
    return {"languages": tuple(code for code in mine if code in spoken), "spoken": mine}


def _age_gap(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    return columns.mentor.age[mentor] - columns.mentee.age[mentee] >= columns.age_gap[mentee]


def _age_gap_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    return {
        "years": columns.mentors[mentor].age - columns.mentees[mentee].age,
        "least": int(columns.age_gap[mentee]),
    }


def _age_gap_close(columns: Columns, mentee: int, mentor: int) -> bool:
    facts = _age_gap_facts(columns, mentee, mentor)
    return bool(abs(facts["years"] - facts["least"]) <= CLOSE_YEARS)


def _age_gap_variant(columns: Columns, mentee: int, mentor: int, passed: bool) -> str:
    if columns.age_gap[mentee] == NO_GAP:
        return "free"
    return _passed_or_failed(columns, mentee, mentor, passed)


def _mode(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    share: Bools = (columns.mentee.modes[mentee] & columns.mentor.modes[mentor]) != 0
    return share


def _mode_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    mine = columns.mentees[mentee].modes
    return {"modes": tuple(sorted(mine & columns.mentors[mentor].modes)), "asked": tuple(sorted(mine))}


def _distance(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    """Within both radii, unless they can meet without travelling to each other.

    Two who share no way of meeting at all fail the bar on ways of meeting; this one then judges the radii.
    """
    near = distance_m(columns, mentee, mentor) <= reach_m(columns, mentee, mentor)
    return near | can_meet_afar(columns, mentee, mentor)


def _distance_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    return {
        **band_facts(columns, mentee, mentor),
        "reach_km": int(reach_m(columns, as_index(mentee), as_index(mentor))) // 1000,
    }


def _distance_close(columns: Columns, mentee: int, mentor: int) -> bool:
    pair = as_index(mentee), as_index(mentor)
    reach = int(reach_m(columns, *pair))
    near = abs(int(distance_m(columns, *pair)) - reach) * CLOSE_SHARE <= reach
    return near and not can_meet_afar(columns, *pair)


def _distance_variant(columns: Columns, mentee: int, mentor: int, passed: bool) -> str:
    pair = as_index(mentee), as_index(mentor)
    if passed and distance_m(columns, *pair) > reach_m(columns, *pair):
        return "afar"
    reach = "" if "to_km" in band_facts(columns, mentee, mentor) else "far_"
    return reach + _passed_or_failed(columns, mentee, mentor, passed)


def _hours(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    return common_minutes(columns, mentee, mentor) >= 60 * columns.policy.min_common_hours


def _hours_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    minutes = int(common_minutes(columns, as_index(mentee), as_index(mentor)))
    return {"hours": hours_fact(minutes), "least": columns.policy.min_common_hours}


def _hours_close(columns: Columns, mentee: int, mentor: int) -> bool:
    minutes = int(common_minutes(columns, as_index(mentee), as_index(mentor)))
    return abs(minutes - 60 * columns.policy.min_common_hours) <= columns.policy.slot_minutes


def _clearance_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    return {"days": columns.policy.horizon_days}


def _clearance_close(columns: Columns, mentee: int, mentor: int) -> bool:
    until = columns.mentors[mentor].cleared_until.get(columns.mentees[mentee].population)
    return _near_day(columns, until, columns.policy.horizon_days)


def _commitment_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    return {"days": columns.policy.commitment_days}


def _commitment_close(columns: Columns, mentee: int, mentor: int) -> bool:
    return _near_day(columns, columns.mentors[mentor].committed_until, columns.policy.commitment_days)


def _near_day(columns: Columns, until: date | None, days: int) -> bool:
    return until is not None and abs((until - columns.today).days - days) <= CLOSE_DAYS


def _not_among(name: str) -> Verdict:
    """The verdict of a set of pairs, held as sorted keys: this pair is not one of them."""

    def verdict(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
        return ~among(getattr(columns, name), mentee * len(columns.mentors) + mentor)

    return verdict


def among(keys: Ints, wanted: Ints) -> Bools:
    """Which of ``wanted`` are among the sorted ``keys``; O(n log k)."""
    if not len(keys):
        return np.zeros(np.shape(wanted), dtype=bool)
    found: Bools = keys[np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)] == wanted
    return found


may_meet = _not_among("apart")
"""Whether nothing sealed keeps two people apart. Its answer is never shown on its own."""


def _fit(columns: Columns, mentee: Ints, mentor: Ints) -> Bools:
    return fit_of(columns, mentee, mentor) >= columns.least_fit[mentee]


def _fit_facts(columns: Columns, mentee: int, mentor: int) -> Facts:
    fit = int(fit_of(columns, as_index(mentee), as_index(mentor)))
    return {"fit": fit, "least": int(columns.least_fit[mentee])}


def _fit_close(columns: Columns, mentee: int, mentor: int) -> bool:
    facts = _fit_facts(columns, mentee, mentor)
    return bool(abs(facts["fit"] - facts["least"]) <= CLOSE_FIT)


BARS = (
    Bar("decision", _flag("decision"), {
        "passed": gettext_noop("A specialist's decision that mentoring is right holds today."),
        "failed": gettext_noop("A specialist's decision that mentoring is right is missing or no longer holds."),
    }),
    Bar("consent", _flag("consent"), {
        "passed": gettext_noop("Lawful consent holds today."),
        "failed": gettext_noop("Lawful consent is missing or no longer holds."),
    }),
    Bar("assent", _flag("assent"), {
        "passed": gettext_noop("The mentee's own yes holds today."),
        "failed": gettext_noop("The mentee's own yes is missing or no longer holds."),
    }),
    Bar("available", _flag("available"), {
        "passed": gettext_noop("The mentor is willing now."),
        "failed": gettext_noop("The mentor is resting or has left."),
        "counted": gettext_noop("Mentors who are resting or have left: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor is willing again."),
    }, may_relax=True),
    Bar("room", _flag("room"), {
        "passed": gettext_noop("The mentor has a free seat."),
        "failed": gettext_noop("The mentor has no free seat."),
        "counted": gettext_noop("Mentors without a free seat: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor takes one more mentee."),
    }, may_relax=True),
    Bar("supervised", _flag("supervised"), {
        "passed": gettext_noop("The mentor has a supervisor."),
        "failed": gettext_noop("The mentor has no supervisor."),
        "counted": gettext_noop("Mentors without a supervisor: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor gets a supervisor."),
    }, may_relax=True),
    Bar("clearance", _flag("clearance"), {
        "passed": gettext_noop("The mentor's clearance covers the whole horizon of {days} days."),
        "failed": gettext_noop("The mentor's clearance does not cover the whole horizon of {days} days."),
        "counted": gettext_noop("Mentors whose clearance does not cover the horizon: {failing} of {mentors}."),
    }, _clearance_facts, _clearance_close),
    Bar("certificate", _flag("certificate"), {
        "passed": gettext_noop("The mentor has completed the training for this group."),
        "failed": gettext_noop("The mentor has not completed the training for this group."),
        "counted": gettext_noop("Mentors who have not completed the training for this group: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor completes the training for this group."),
    }, may_relax=True),
    Bar("commitment", _flag("commitment"), {
        "passed": gettext_noop("The mentor has promised to stay for the next {days} days."),
        "failed": gettext_noop("The mentor has not promised to stay for the next {days} days."),
        "counted": gettext_noop("Mentors who have not promised to stay long enough: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor promises to stay for the next {days} days."),
    }, _commitment_facts, _commitment_close, may_relax=True, may_waive=True),
    Bar("population", _flag("population"), {
        "passed": gettext_noop("The mentor is willing to accompany this group."),
        "failed": gettext_noop("The mentor is not willing to accompany this group."),
        "counted": gettext_noop("Mentors who are not willing to accompany this group: {failing} of {mentors}."),
        "relaxed": gettext_noop("The mentor agrees to accompany this group."),
    }, may_relax=True),
    Bar("language", _language, {
        "passed": gettext_noop("Languages they share: {languages}."),
        "failed": gettext_noop("They share no language; the mentee speaks: {spoken}."),
        "counted": gettext_noop("Mentors who share no language with the mentee: {failing} of {mentors}."),
        "relaxed": gettext_noop("Somebody helps with the language; the mentee speaks: {spoken}."),
    }, _language_facts, may_relax=True),
    Bar("gender", _flag("gender"), {
        "passed": gettext_noop("The mentee accepts a mentor of this gender."),
        "failed": gettext_noop("The mentee does not accept a mentor of this gender."),
        "counted": gettext_noop("Mentors of a gender that the mentee does not accept: {failing} of {mentors}."),
    }),
    Bar("age_gap", _age_gap, {
        "passed": gettext_noop("The difference in age is {years} years; at least {least} are asked for."),
        "failed": gettext_noop("The difference in age is only {years} years; at least {least} are asked for."),
        "free": gettext_noop("No difference in age is asked for in this group."),
        "counted": gettext_noop("Mentors who are too close in age: {failing} of {mentors}."),
        "relaxed": gettext_noop("A difference in age of {years} years is accepted instead of {least}."),
    }, _age_gap_facts, _age_gap_close, _age_gap_variant, may_relax=True, may_waive=True),
    Bar("risk", _flag("risk"), {
        "passed": gettext_noop("The mentor is experienced up to strain {experience}; the mentee's strain is {strain}."),
        "failed": gettext_noop("The mentor is experienced only up to strain {experience}; the mentee's strain is {strain}."),  # noqa: E501 - one sentence for the collectors
        "counted": gettext_noop("Mentors with too little experience for this strain: {failing} of {mentors}."),
    }, risk_facts),
    Bar("mode", _mode, {
        "passed": gettext_noop("Ways of meeting they share: {modes}."),
        "failed": gettext_noop("They share no way of meeting; the mentee can meet: {asked}."),
        "counted": gettext_noop("Mentors who share no way of meeting: {failing} of {mentors}."),
        "relaxed": gettext_noop("They agree on a way of meeting; the mentee can meet: {asked}."),
    }, _mode_facts, may_relax=True),
    Bar("distance", _distance, {
        "passed": gettext_noop("Their areas are about {from_km} to {to_km} km apart; the shorter reach is {reach_km} km."),  # noqa: E501 - one sentence for the collectors
        "failed": gettext_noop("Their areas are about {from_km} to {to_km} km apart; the shorter reach is only {reach_km} km."),  # noqa: E501 - one sentence for the collectors
        "far_passed": gettext_noop("Their areas are more than {from_km} km apart; the shorter reach is {reach_km} km."),
        "far_failed": gettext_noop("Their areas are more than {from_km} km apart; the shorter reach is only {reach_km} km."),  # noqa: E501 - one sentence for the collectors
        "afar": gettext_noop("They can meet without travelling to each other."),
        "counted": gettext_noop("Mentors who are too far away: {failing} of {mentors}."),
        "relaxed": gettext_noop("One of them travels farther: their areas are about {from_km} to {to_km} km apart."),
        "far_relaxed": gettext_noop("One of them travels farther: their areas are more than {from_km} km apart."),
    }, _distance_facts, _distance_close, _distance_variant, may_relax=True, may_waive=True),
    Bar("hours", _hours, {
        "passed": gettext_noop("They share {hours} h in the week; at least {least} h are asked for."),
        "failed": gettext_noop("They share only {hours} h in the week; at least {least} h are asked for."),
        "counted": gettext_noop("Mentors who share too few free hours: {failing} of {mentors}."),
        "relaxed": gettext_noop("They free more time: they share {hours} h in the week now, {least} h are asked for."),
    }, _hours_facts, _hours_close, may_relax=True, may_waive=True),
    Bar("ended", _not_among("ended"), {
        "passed": gettext_noop("They have not been paired before."),
        "failed": gettext_noop("They were paired before and parted."),
        "counted": gettext_noop("Mentors who were paired with the mentee before: {failing} of {mentors}."),
        "relaxed": gettext_noop("They agree to be paired again."),
    }, may_relax=True, may_waive=True),
    Bar("forbidden", _not_among("forbidden"), {
        "passed": gettext_noop("No standing rule keeps these two apart."),
        "failed": gettext_noop("A standing rule keeps these two apart."),
        "counted": gettext_noop("Mentors whom a standing rule keeps apart from this mentee: {failing} of {mentors}."),
        "relaxed": gettext_noop("The standing rule about this pair is ended."),
    }, may_relax=True),
    Bar("fit", _fit, {
        "passed": gettext_noop("The fit is {fit} of 1000; at least {least} are asked for."),
        "failed": gettext_noop("The fit is only {fit} of 1000; at least {least} are asked for."),
        "counted": gettext_noop("Mentors who pass every other bar but fit too little: {failing} of {mentors}."),
        "relaxed": gettext_noop("A fit of {fit} is accepted instead of {least}."),
    }, _fit_facts, _fit_close, may_relax=True, may_waive=True),
)  # fmt: skip
"""In the order in which a person reads them."""

BAR_OF = {bar.code: bar for bar in BARS}
