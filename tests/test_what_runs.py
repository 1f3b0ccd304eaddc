"""Does everything run somewhere? Every test is chosen by `make test` or by `make prove`, on each of its databases."""

import re
from pathlib import Path

import pytest
from _pytest.mark.expression import Expression

from tests.plugin import COLLECTED

TESTS = Path(__file__).parent
TEST, PROVE = "run_all.sh", "prove.sh"


def chosen_by(script, *, postgresql=False):
    """The expressions by which a script chooses its tests for one of the two databases."""
    commands = (TESTS / script).read_text().replace("\\\n", " ").splitlines()
    return [
        Expression.compile(expression)
        for command in commands
        if ("TEST_DATABASE=postgresql" in command) == postgresql
        for expression in re.findall(r'pytest .*-m "([^"]+)"', command)
    ]


def runs(markers, *scripts, postgresql=False):
    return any(
        expression.evaluate(lambda name, **_: name in markers)
        for script in scripts
        for expression in chosen_by(script, postgresql=postgresql)
    )


def test_every_test_runs_on_every_database_it_is_meant_for(request):
    for markers, example in request.config.stash[COLLECTED].items():
        assert runs(markers, TEST, PROVE), example
        assert "both_databases" not in markers or runs(markers, TEST, PROVE, postgresql=True), example


@pytest.mark.parametrize(
    ("markers", "script", "postgresql"),
    [
        (set(), TEST, False),
        ({"untraced"}, TEST, False),
        ({"both_databases"}, TEST, False),
        ({"both_databases"}, TEST, True),
        ({"prove"}, PROVE, False),
        ({"prove", "both_databases"}, PROVE, True),
        ({"journey"}, PROVE, False),
    ],
)
def test_each_kind_runs_where_the_decision_says(markers, script, postgresql):
    assert runs(markers, script, postgresql=postgresql)


def test_long_proofs_and_what_has_no_marker_for_postgresql_are_not_in_make_test():
    """The control: the expressions do choose."""
    assert not runs({"prove"}, TEST)
    assert not runs({"prove", "both_databases"}, TEST, postgresql=True)
    assert not runs(set(), TEST, postgresql=True)


def test_whatever_is_traced_runs_untraced_too():
    for markers in (set(), {"both_databases"}):
        assert runs(markers, "coverage.sh") and runs(markers, TEST)
    assert not runs({"untraced"}, "coverage.sh")
