"""The benchmarks: every rival that is installed finds the same optimum, and the report can be written. No timings."""

import json
from xml.etree import ElementTree

import pytest

from benchmarks import arrivals, measuring, oracles, own, rivals
from benchmarks.instances import instance, load, regions, save, supervised
from benchmarks.measuring import Figure, timed
from benchmarks.report import markdown, picture
from benchmarks.targets import table
from matching.engine.assignment import assign


def silent(text):
    pass


@pytest.fixture(scope="module")
def graph():
    return instance(60)


@pytest.fixture(scope="module")
def figures(graph):
    found = {}
    for name, contender in rivals.CONTENDERS.items():
        if contender.is_installed:
            seconds, plan = timed(lambda contender=contender: contender.plan(graph))
            found[name] = Figure(seconds or 1e-6, 1.0, rivals.objective_of(graph, plan))
    return found


def test_the_same_seed_gives_the_same_people(graph):
    again = instance(60)
    assert (graph.mentee == again.mentee).all() and (graph.fit == again.fit).all()
    assert 0 < graph.edges < 60 * 36 and set(graph.tier.tolist()) <= {1, 2, 3}


def test_exact_rivals_agree_with_the_proved_optimum_and_lists_do_not_exceed_it(graph, figures):
    best = assign(graph).objective
    for name, figure in figures.items():
        assert figure.objective <= best
        assert figure.objective == best or not rivals.CONTENDERS[name].exact


def test_a_plan_that_breaks_a_limit_is_no_figure(graph):
    crowd = rivals.engine(graph) * 0 + int(graph.capacity.argmin())
    with pytest.raises(ValueError, match="more mentees than seats"):
        rivals.objective_of(graph, crowd)


def test_a_process_of_its_own_prints_one_line_of_json(graph, tmp_path, monkeypatch, capsys):
    for name in ("graph", "warm"):
        save(graph, tmp_path / f"{name}.npz")
    assert load(tmp_path / "graph.npz").edges == graph.edges
    monkeypatch.setattr("sys.argv", ["measuring", str(tmp_path / "graph.npz"), "engine"])
    measuring.main()
    assert tuple(json.loads(capsys.readouterr().out)["objective"]) == assign(graph).objective


def test_the_report_names_every_contender_and_every_target(graph, figures):
    numbers = own.around_a_solve(graph, silent) | own.ties(graph, silent) | oracles.mismatches(20, 5)
    numbers |= own.apart(2, 30, silent) | own.scoring(60, silent) | own.streamed(60, 40, silent)
    assert numbers["mismatches"] == numbers["differ after"] == 0
    assert numbers["certified"] == numbers["streamed proved"] == 1
    race = {60: figures}
    years = arrivals.simulate(mentees=40, past=2, years=1, months=2)
    assert years.hindsight >= max(years.without, years.held_back)
    runs = [arrivals.run_by_run(a_month=8, mentors=20, months=6, warm=3)]
    text = markdown(race, numbers, years, runs, table(race, numbers), "no versions")
    assert all(name in text for name in rivals.CONTENDERS)
    assert "different optimum" not in text
    ElementTree.fromstring(picture(race))


@pytest.mark.parametrize("seed", range(20, 23))
def test_half_the_mean_price_of_the_last_runs_changes_little_in_the_end(seed):
    """What the product does when it is switched on: no promise that it helps, but it must not cost many a mentor."""
    played = arrivals.run_by_run(a_month=25, mentors=120, months=48, seed=seed)
    assert sum(played.held_back[:-1]) > 0.98 * sum(played.without[:-1])
    assert played.held_back[0] >= 0.97 * played.without[0]


def test_regions_have_no_pair_in_common_and_supervision_nests():
    assert regions(2, 30).mentees == 60
    capped = supervised(instance(60))
    assert assign(capped).certified and len(capped.caps) == 3
