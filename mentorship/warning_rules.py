"""Which are the early-warning rules, word by word, with their usual numbers?

Each function answers what it found in the facts of a pairing, or None where all is well.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mentorship.contact_standard import Party
from mentorship.early_warning import Facts, Need, Rule, Threshold
from mentorship.vocabulary import Mood

Numbers = Mapping[str, int]
Told = dict[str, Any] | None
DAYS = _("days")
TIMES = _("times in a row")


def no_meeting(facts: Facts, numbers: Numbers) -> Told:
    last = max((day for day, _minutes in facts.held), default=facts.active_since)
    return _at_least(_since(facts, max(last, facts.active_since)), numbers["days"])


def fell_through(facts: Facts, numbers: Numbers) -> Told:
    last = max((day for day, _minutes in facts.held), default=date.min)
    return _at_least(sum(last < day <= facts.on for day in facts.fell_through), numbers["times"])


def not_logged(facts: Facts, numbers: Numbers) -> Told:
    return _at_least(_since(facts, facts.next_planned_on), numbers["days"])


def nothing_planned(facts: Facts, numbers: Numbers) -> Told:
    last = max((day for day, _minutes in facts.held), default=facts.active_since)
    return None if facts.next_planned_on else _at_least(_since(facts, last), numbers["days"])


def short_meetings(facts: Facts, numbers: Numbers) -> Told:
    lengths = [minutes for _day, minutes in sorted(facts.held, reverse=True)[: numbers["times"]]]
    if len(lengths) < numbers["times"] or max(lengths) >= numbers["minutes"]:
        return None
    return {"degree": numbers["minutes"] - max(lengths), "longest": max(lengths)}


def low_moods(facts: Facts, numbers: Numbers) -> Told:
    moods = [mood for _day, mood in sorted(facts.moods, reverse=True)[: numbers["times"]]]
    if len(moods) < numbers["times"] or max(moods) > numbers["mood"]:
        return None
    return {"degree": Mood.VERY_GOOD - max(moods)}


def pulse_low(facts: Facts, numbers: Numbers) -> Told:
    last = next((points for _day, points in sorted(facts.pulses, reverse=True)), None)
    if last is None or last > numbers["points"]:
        return None
    return {"degree": 25 - last, "last": last}


def pulse_fell(facts: Facts, numbers: Numbers) -> Told:
    points = [points for _day, points in sorted(facts.pulses)[-2:]]
    if len(points) < 2 or points[0] - points[1] < numbers["by"]:
        return None
    return {"degree": points[0] - points[1], "before": points[0], "last": points[1]}


def mentor_strain(facts: Facts, numbers: Numbers) -> Told:
    return None if facts.strain is None else _at_least(facts.strain, numbers["percent"])


def mentor_overdue(facts: Facts, numbers: Numbers) -> Told:
    return _overdue(facts, Party.MENTOR, numbers)


def mentee_overdue(facts: Facts, numbers: Numbers) -> Told:
    return _overdue(facts, Party.MENTEE, numbers)


def adult_overdue(facts: Facts, numbers: Numbers) -> Told:
    return _overdue(facts, Party.ADULT, numbers)


def worry_waits(facts: Facts, numbers: Numbers) -> Told:
    waited = _since(facts, min(facts.worries_since, default=None))
    told = _at_least(waited, numbers["days"])
    return told and {**told, "count": len(facts.worries_since)}


def paper_lapses(facts: Facts, numbers: Numbers) -> Told:
    return _soon(facts, facts.paper_lapses_on, numbers["days"])


def end_near(facts: Facts, numbers: Numbers) -> Told:
    return _soon(facts, facts.planned_until, numbers["days"])


def sessions_missed(facts: Facts, numbers: Numbers) -> Told:
    return _at_least(facts.sessions_missed, numbers["times"])


def supervisor_away(facts: Facts, numbers: Numbers) -> Told:
    until = facts.supervisor_away_until
    return _at_least((until - facts.on).days + 1 if until and until >= facts.on else None, numbers["days"])


def rests_long(facts: Facts, numbers: Numbers) -> Told:
    return _at_least(_since(facts, facts.rests_since), numbers["days"])


def _since(facts: Facts, day: date | None) -> int | None:
    return (facts.on - day).days if day else None


def _at_least(number: int | None, least: int) -> Told:
    return {"degree": number} if number is not None and number >= least else None


def _soon(facts: Facts, day: date | None, within: int) -> Told:
    """Near or over already: the nearer, the worse."""
    left = (day - facts.on).days if day else None
    return {"degree": within - left, "day": day} if left is not None and left <= within else None


def _overdue(facts: Facts, party: Party, numbers: Numbers) -> Told:
    oldest = min((day for who, day in facts.overdue if who is party), default=None)
    return _at_least(_since(facts, oldest), numbers["days"])


def _days(usual: int, low: int, high: int, words: Any = DAYS) -> dict[str, Threshold]:
    return {"days": Threshold(usual, low, high, words)}


def _times(usual: int, low: int, high: int) -> dict[str, Threshold]:
    return {"times": Threshold(usual, low, high, TIMES)}


RULES = (
    Rule("no_meeting", _("No meeting for %(days)d days."), _("No meeting for %(degree)d days."),
         _("Call the mentor and ask what stands in the way of the next meeting."), Need.MENTOR, _days(21, 7, 90),
         no_meeting),
    Rule("fell_through", _("%(times)d meetings in a row were cancelled or missed."),
         _("%(degree)d meetings in a row were cancelled or missed."),
         _("Call the mentee and ask how the meetings are for them."), Need.MENTEE, _times(2, 2, 5), fell_through),
    Rule("not_logged", _("A planned meeting is over for %(days)d days and nothing was logged."),
         _("A planned meeting is over for %(degree)d days and nothing was logged."),
         _("Ask the mentor whether it took place."), Need.MENTOR, _days(3, 1, 30), not_logged),
    Rule("nothing_planned", _("No next meeting is planned %(days)d days after the last."),
         _("No next meeting is planned, %(degree)d days after the last."),
         _("Ask the mentor to plan the next meeting."), Need.MENTOR, _days(10, 3, 60), nothing_planned),
    Rule("short_meetings", _("The last %(times)d meetings were shorter than %(minutes)d minutes."),
         _("The last %(times)d meetings were shorter than %(minutes)d minutes; the longest took %(longest)d."),
         _("Ask the mentor how the time together goes."), Need.MENTOR,
         {**_times(3, 2, 10), "minutes": Threshold(30, 10, 90, _("minutes"))}, short_meetings),
    Rule("low_moods", _("The mentor wrote of the last %(times)d meetings that they were hard."),
         _("The mentor wrote of the last %(times)d meetings that they were hard."),
         _("Ask the mentor what was difficult, and think about the specialist's advice."), Need.MENTOR,
         {**_times(2, 2, 5), "mood": Threshold(int(Mood.HARD), int(Mood.HARD), int(Mood.MIXED), _("mood, at most"))},
         low_moods),
    Rule("pulse_low", _("The mentee's last pulse has at most %(points)d of 25 points."),
         _("The mentee's last pulse has %(last)d of 25 points."),
         _("Call the mentee and listen; ask whether this is the right pairing."), Need.MENTEE,
         {"points": Threshold(13, 6, 20, _("points, at most"))}, pulse_low),
    Rule("pulse_fell", _("The mentee's pulse fell by %(by)d points or more."),
         _("The mentee's pulse fell from %(before)d to %(last)d of 25 points."),
         _("Call the mentee and ask what has changed."), Need.MENTEE,
         {"by": Threshold(5, 2, 15, _("points"))}, pulse_fell),
    Rule("mentor_strain", _("The mentor's strain is at %(percent)d percent or more."),
         _("The mentor's strain is at %(degree)d percent."),
         _("Call the mentor and offer relief: more supervision, fewer meetings, or a pause."), Need.MENTOR,
         {"percent": Threshold(60, 30, 90, _("percent"))}, mentor_strain),
    Rule("mentor_overdue", _("The support contact with the mentor is overdue for %(days)d days."),
         _("The support contact with the mentor is overdue for %(degree)d days."),
         _("Hold the contact with the mentor."), Need.MENTOR, _days(1, 1, 30), mentor_overdue, rests=False),
    Rule("mentee_overdue", _("The support contact with the mentee is overdue for %(days)d days."),
         _("The support contact with the mentee is overdue for %(degree)d days."),
         _("Hold the contact with the mentee."), Need.MENTEE, _days(1, 1, 30), mentee_overdue, rests=False),
    Rule("adult_overdue", _("The support contact with the responsible adult is overdue for %(days)d days."),
         _("The support contact with the responsible adult is overdue for %(degree)d days."),
         _("Hold the contact with the responsible adult."), Need.ADULT, _days(1, 1, 30), adult_overdue, rests=False),
    Rule("worry_waits", _("A worry in a meeting was not acknowledged for %(days)d days."),
         _("Worries that nobody has acknowledged: %(count)d, the oldest for %(degree)d days."),
         _("Read the worry, acknowledge it, and see the specialist."), Need.SPECIALIST, _days(0, 0, 3), worry_waits,
         rests=False),
    Rule("paper_lapses", _("A paper or certificate of the mentor lapses within %(days)d days."),
         _("A paper or certificate of the mentor lapses on %(day)s."),
         _("Ask the mentor for the new paper; the pairing rests when it is not there."), Need.MENTOR,
         _days(30, 7, 90), paper_lapses, rests=False),
    Rule("end_near", _("The planned end is within %(days)d days."), _("The planned end is on %(day)s."),
         _("Decide with both whether to go on, and plan the last meetings."), Need.DECIDE, _days(30, 7, 90), end_near,
         rests=False),
    Rule("sessions_missed", _("The mentor missed %(times)d supervision groups in a row."),
         _("The mentor missed %(degree)d supervision groups in a row."),
         _("Call the mentor; agree on the next group or a talk alone."), Need.MENTOR, _times(2, 1, 6), sessions_missed),
    Rule("supervisor_away", _("The supervisor is away without cover for %(days)d days or more."),
         _("The supervisor is away without cover for %(degree)d more days."),
         _("Name somebody who covers."), Need.COVER, _days(1, 1, 14), supervisor_away, rests=False),
    Rule("rests_long", _("The pairing has rested for %(days)d days."), _("The pairing has rested for %(degree)d days."),
         _("Decide whether it goes on, or ends well."), Need.DECIDE, _days(30, 7, 120), rests_long, rests=False),
)  # fmt: skip
