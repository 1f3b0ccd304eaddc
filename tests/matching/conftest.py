"""What the tests of the matching start from: a run that is done, with one proposal."""

import pytest

from matching.models import Proposal
from matching.services import runs
from tests import factories


@pytest.fixture
def done_run(mentor, mentee, coordinator):
    """A run of Cluj that proposes the mentee to the mentor."""
    return runs.run_now(centre=mentee.centre, by=coordinator)


@pytest.fixture
def proposal(done_run):
    return Proposal.objects.get(run=done_run)


@pytest.fixture
def lonely_mentee(centre, specialist):
    """Nobody speaks this mentee's language."""
    return factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, languages=["uk"])
