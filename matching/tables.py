"""Which tables of codes leave the programme as CSV? Public ids, codes of vocabularies and numbers; never a name."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from matching.comparisons import Plan, changes, plan_of
from matching.models import Analysis

LISTED = " "  # between the codes of one cell


def table_of(analysis: Analysis) -> str:
    """The answer of a question as CSV."""
    if analysis.kind == Analysis.Kind.DOCTOR:
        return _csv(_doctor(analysis))
    return changes_csv(plan_of(analysis.answer["now"]), plan_of(analysis.answer["then"]))


def changes_csv(before: Plan, after: Plan) -> str:
    """Everybody for whom two plans differ."""
    head = ["mentee", "tier", "change", "mentor_before", "fit_before", "mentor_after", "fit_after"]
    rows = [
        [one.mentee, one.tier, one.kind, *((one.before.mentor, one.before.fit) if one.before else ("", "")),
         *((one.after.mentor, one.after.fit) if one.after else ("", ""))]
        for one in changes(before, after)
    ]  # fmt: skip
    return _csv([head, *rows])


def _doctor(analysis: Analysis) -> Iterable[Sequence[object]]:
    answer = analysis.answer
    tiers = [f"tier_{tier}" for tier in range(1, len(answer["matched"]) + 1)]
    yield ["what", "count", "population", "language", "place", "gender", "experience", "windows", "mentor",
           "mentees", "seats", "short", *tiers, "fit"]  # fmt: skip
    for one in answer["recruits"]:
        yield ["recruit", one["count"], one["population"], one["language"], one["place"], one["gender"],
               one["experience"], LISTED.join(one["windows"]), "", "", "", "", *one["gain"]]  # fmt: skip
    for one in answer["shortages"]:
        yield ["shortage", "", LISTED.join(one["populations"]), LISTED.join(one["languages"]),
               LISTED.join(one["places"]), LISTED.join(one["genders"]), "", "", "", one["mentees"], one["seats"],
               one["short"], *one["by_tier"], ""]  # fmt: skip
    for one in answer["mentors"]:
        for what, change in (("one_seat_more", one["more"]), ("one_mentor_less", one["gone"])):
            yield [what, "", "", "", "", "", "", "", one["mentor"], "", one["seats"], "", *change]


def _csv(rows: Iterable[Sequence[object]]) -> str:
    file = StringIO()
    csv.writer(file).writerows(rows)
    return file.getvalue()
