"""The words of a price, and of what would make a pair better."""

from matching.costs import for_the_others, gain_sentences, loss_sentences, price_sentences
from matching.engine import Loss
from matching.improvements import improvements


def test_a_price_is_told_by_urgency_and_fit():
    assert price_sentences((1, -1, 0, 25)) == [
        "1 more urgent mentee would wait.",
        "1 mentee less who should have a mentor soon would wait.",
        "The fit of all pairs together would fall by 25 points.",
    ]
    assert price_sentences((0, 0, 0, 0)) == ["As many others as now would have a mentor."]
    assert price_sentences((0, 0, 1, -30))[1] == "The fit of all pairs together would rise by 30 points."


def test_losses_are_counted_by_urgency():
    losses = (
        Loss(1, "waits", 700), Loss(1, "other_mentor", 10), Loss(2, "other_mentor", -3), Loss(3, "served", -600),
    )  # fmt: skip
    assert loss_sentences(losses, 107) == [
        "1 more urgent mentee would wait.",
        "1 mentee less who is not urgent would wait.",
        "2 other mentees would get another mentor.",
        "The fit of all pairs together would fall by 107 points.",
    ]
    assert loss_sentences((), 0) == ["Nobody else would be affected."]


def test_gains_and_the_mentee_who_is_asked_about():
    assert gain_sentences((1, 0, -1, 80)) == [
        "1 urgent mentee less would wait.", "1 more mentee who is not urgent would wait.",
    ]  # fmt: skip
    assert for_the_others((0, 0, 0, 5), 2) == (0, 1, 0, 5)
    assert for_the_others((1, -1, 0, 5), 2) == (1, 0, 0, 5)
    assert for_the_others((1, -1, 0, 5), None) == (1, -1, 0, 5)


def part(code, points, of, **facts):
    return {"code": code, "points": points, "of": of, "facts": facts}


def test_what_misses_the_most_points_comes_first():
    stored = [part("place", 50, 50), part("skills", 80, 160), part("hours", 50, 200, hours=2, full=8)]
    hours, skills = improvements({"criteria": stored})
    assert (hours.label, hours.missing) == ("Common hours", "150 points are missing.")
    assert hours.change.endswith("until the points are full: 6.")
    assert skills.missing == "80 points are missing." and skills.change.startswith("Preparing the mentor")
