"""Among equally good plans a run chooses the one that moves the fewest people from what is known already."""

import json
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from kernel.clock import now, today
from matching.models import PairRule, Proposal, ProposalKey, Run
from matching.papers import proof_of
from matching.queries.published import digest_with, published_pairs
from matching.services import runs
from matching.services.policies import policy_of
from tests import factories

pytestmark = pytest.mark.django_db


def ids_of(run):
    return set(run.proposals.values_list("mentee__public_id", "mentor__public_id"))


@pytest.fixture
def crowd(centre, specialist):
    """Four mentees and four mentors who suit each other equally well: 24 plans are the best."""
    place = factories.PlaceFactory()
    for _one in range(4):
        factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, place=place)
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True, place=place)


def later_run(centre, **changes):
    """A run that is about to start."""
    given = {"policy": policy_of(centre), "seed": 1, "solved_for": today(), "requested_at": now()}
    return Run.objects.create(centre=centre, **given | changes)


def test_a_new_run_moves_nobody_where_it_makes_no_difference(centre, crowd, coordinator):
    first = ids_of(runs.run_now(centre=centre, by=coordinator))
    assert len(first) == 4
    for is_dry in (True, False, True, False):
        run = runs.run_now(centre=centre, by=coordinator, is_dry=is_dry)
        assert ids_of(run) == first
        assert all(proposal.near_tie for proposal in run.proposals.all()), "others would have been as good"


def test_the_command_keeps_the_pairs_too(centre, crowd, coordinator):
    first = {tuple(map(str, pair)) for pair in ids_of(runs.run_now(centre=centre, by=coordinator))}
    for options in (["--dry-run"], [], ["--dry-run"]):
        out = StringIO()
        call_command("match", "--centre", centre.code, "--json", *options, stdout=out)
        assert {(pair["mentee"], pair["mentor"]) for pair in json.loads(out.getvalue())["pairs"]} == first


def test_only_one_person_moves_when_one_pair_is_refused(centre, crowd, coordinator):
    """Who was refused changes places with one other; two pairs stay as they were."""
    first = runs.run_now(centre=centre, by=coordinator)
    refused = first.proposals.first()
    PairRule.objects.create(
        centre=centre, mentee=refused.mentee, mentor=refused.mentor, kind="forbid", reason="other",
        made_by=coordinator, made_at=now(),
    )  # fmt: skip
    second = runs.run_now(centre=centre, by=coordinator)
    assert second.objective == first.objective and len(ids_of(first) & ids_of(second)) == 2


def test_what_is_better_wins_over_what_is_known(centre, mentor, mentee, specialist, coordinator):
    mentor.interests, mentor.skills = [], []
    mentor.save(update_fields=["interests", "skills"])
    first = runs.run_now(centre=centre, by=coordinator)
    better = factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    second = runs.run_now(centre=centre, by=coordinator)
    assert second.objective > first.objective
    assert second.proposals.get().mentor == better


@pytest.mark.parametrize(
    ("status", "is_key_turned", "is_kept"),
    [("open", False, True), ("open", True, True), ("expired", False, False), ("expired", True, True),
     ("refused", False, False), ("refused", True, False)],
)  # fmt: skip
def test_kept_is_what_is_open_or_has_a_key_turned(proposal, coordinator, status, is_key_turned, is_kept):
    Proposal.objects.filter(pk=proposal.pk).update(status=status, refusal="other" if status == "refused" else "")
    if is_key_turned:
        ProposalKey.objects.create(proposal=proposal, profession="coordinator", turned_by=coordinator, turned_at=now())
    pair = str(proposal.mentee.public_id), str(proposal.mentor.public_id)
    assert published_pairs(later_run(proposal.run.centre)) == ({pair} if is_kept else frozenset())


def test_only_the_last_real_run_of_the_centre_counts(proposal, other_centre, coordinator):
    centre, pair = proposal.run.centre, (str(proposal.mentee.public_id), str(proposal.mentor.public_id))
    runs.run_now(centre=centre, by=coordinator, is_dry=True)
    runs.run_now(centre=other_centre, by=coordinator)
    later_run(centre, kind=Run.Kind.BY_HAND, status="done")
    later_run(centre, status="failed", failure="error")
    later_run(centre, status="cancelled")
    assert published_pairs(later_run(centre, is_dry=True, status="cancelled")) == {pair}
    assert published_pairs(proposal.run) == published_pairs(later_run(other_centre)) == frozenset()
    later_run(centre, status="done")
    assert published_pairs(later_run(centre)) == frozenset(), "an empty run came after"


def test_the_proof_names_both_ends_of_the_prices(done_run, coordinator, client_of):
    page = reverse("matching:run_detail", args=[done_run.public_id])
    text = client_of(coordinator).get(page).text
    for name in ("price_digest", "maximal_price_digest"):
        assert done_run.certificate[name] in text
    both = proof_of(done_run)
    del done_run.certificate["maximal_price_digest"]  # as runs before this figure was kept
    done_run.save(update_fields=["certificate"])
    text = client_of(coordinator).get(page).text
    assert done_run.certificate["price_digest"] in text and "Digest of the highest prices" not in text
    assert proof_of(done_run) != both


def test_the_digest_of_the_input_covers_what_was_known():
    known = frozenset({("b", "2"), ("a", "1")})
    assert digest_with("0" * 64, frozenset()) == "0" * 64
    assert digest_with("0" * 64, known) == digest_with("0" * 64, frozenset(sorted(known)))
    assert len({digest_with("0" * 64, known), digest_with("0" * 64, known - {("a", "1")}), "0" * 64}) == 3
