"""After any number of refusals the open proposals are the plan that an independent solve of today's people finds."""

import random
from dataclasses import replace

import pytest

from accounts.permissions import Role
from kernel.clock import today
from matching.agreements import Agreement
from matching.engine import solve
from matching.models import PairRule
from matching.queries.problem import pool_of_centre
from matching.queries.published import digest_with
from matching.services import proposals, runs
from tests import factories
from tests.matching.test_refusals import check_books

pytestmark = pytest.mark.django_db
LANGUAGES = ("ro", "hu", "uk", "en")
INTERESTS = ("music", "sport", "books", "cooking", "games")


def invented_centre(chance):
    """A handful of people drawn by chance, with whom not everybody can be paired."""
    centre = factories.CentreFactory()
    coordinator = factories.UserFactory(role=Role.COORDINATOR, role__centre=centre)
    specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)
    for _number in range(chance.randint(3, 6)):
        factories.MentorFactory(
            centre=centre, supervisor=specialist, cleared=True, certified=True, capacity=chance.randint(1, 2),
            languages=chance.sample(LANGUAGES, 2), interests=chance.sample(INTERESTS, 2),
        )  # fmt: skip
    for _number in range(chance.randint(4, 9)):
        factories.MenteeFactory(
            centre=centre, specialist=specialist, ready=True, languages=chance.sample(LANGUAGES, 1),
            interests=chance.sample(INTERESTS, 2), risk=chance.randint(1, 2),
        )  # fmt: skip
    return centre, coordinator, specialist


def pairs_of(run, **which):
    pairs = run.proposals.filter(**which).values_list("mentee__public_id", "mentor__public_id")
    return {(str(one), str(other)) for one, other in pairs}


@pytest.mark.parametrize("seed", range(15))
def test_the_open_proposals_are_an_independent_plan(seed):
    chance = random.Random(seed)
    centre, coordinator, specialist = invented_centre(chance)
    run = runs.run_now(centre=centre, by=coordinator)
    agreement = Agreement.from_mapping(run.policy.settings)
    for _refusal in range(3):
        opened = list(run.proposals.filter(status="open", keys=None).order_by("pk"))
        if len(opened) > 1 and chance.random() < 0.5:
            proposals.turn_key(proposal=opened.pop(chance.randrange(len(opened))), by=coordinator)
        if not opened:
            break
        refused = chance.choice(opened)
        known = pairs_of(run, status="open") - {(str(refused.mentee.public_id), str(refused.mentor.public_id))}
        held = frozenset(pairs_of(run, status="open", keys__isnull=False))
        proposals.refuse(proposal=refused, reason="travel", by=chance.choice([coordinator, specialist]))
        run.refresh_from_db()
        check_books(run)
        problem = replace(pool_of_centre(centre, agreement, today(), run.seed).problem, locked=held)
        independent = solve(problem, published=known)
        assert pairs_of(run, status="open") == {(pair.mentee, pair.mentor) for pair in independent.pairs}
        assert run.objective == list(independent.objective) and held <= pairs_of(run, status="open")
        assert run.input_digest == digest_with(independent.input_digest, frozenset(known))
        assert run.certificate["price_digest"] == independent.certificate.price_digest
        forbidden = PairRule.objects.filter(centre=centre, kind="forbid").count()
        assert len(problem.forbidden) == forbidden
        costs = dict(run.proposals.filter(status="open", keys=None).values_list("mentee__public_id", "cost_if_refused"))
        assert {str(code): cost for code, cost in costs.items()} == {
            pair.mentee: list(pair.cost_if_refused) for pair in independent.pairs if not pair.locked
        }
