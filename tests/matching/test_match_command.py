"""`manage.py match` runs the same services and prints public ids only."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from matching.models import Run
from matching.services import runs

pytestmark = pytest.mark.django_db


def match(*arguments):
    out = StringIO()
    call_command("match", "--centre", "cluj", *arguments, stdout=out)
    return out.getvalue()


def test_json(mentor, mentee, lonely_mentee):
    text = match("--json")
    answer = json.loads(text)
    assert answer["certified"] is True and answer["objective"] == [0, 0, 1, answer["pairs"][0]["fit"]]
    (pair,), (waiting,) = answer["pairs"], answer["waiting"]
    assert (pair["mentee"], pair["mentor"]) == (str(mentee.public_id), str(mentor.public_id))
    assert pair["cost_if_refused"] == [0, 0, 1, pair["fit"]] and pair["near_tie"] is False
    assert waiting["mentee"] == str(lonely_mentee.public_id)
    assert waiting["reasons"][0]["code"] == "waiting.nobody"
    for secret in (mentee.chosen_name, mentor.user.family_name, mentor.user.email, mentee.identity.family_name):
        assert secret not in text
    assert Run.objects.get().is_dry is False


def test_for_people_and_dry(mentor, mentee, lonely_mentee):
    text = match("--dry-run")
    assert "1 pairs, 1 wait; proved to be the best plan: yes" in text
    assert "No mentor is possible for this mentee." in text
    assert Run.objects.get().is_dry


def test_an_unknown_centre(db):
    with pytest.raises(CommandError, match="no centre"):
        match()


def test_another_run_is_under_way(mentee, coordinator):
    runs.request_run(centre=mentee.centre, by=coordinator)
    with pytest.raises(CommandError, match="already under way"):
        match()


def test_a_failed_run_is_told(mentee, monkeypatch):
    monkeypatch.setattr(runs, "violations", lambda problem, solution: ("something",))
    with pytest.raises(CommandError, match="breaks a rule"):
        match("--json")
