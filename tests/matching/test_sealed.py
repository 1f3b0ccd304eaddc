"""Whatever is sealed never shows: not in proposals, reasons, counts, JSON, nor on a page."""

import json
import random
from io import StringIO

import pytest
from django.core.management import call_command
from django.urls import reverse

from kernel.clock import now
from kernel.encryption import blind_index
from matching.models import Proposal, Run, Waiting
from mentorship.models import NoContact, SealedExclusion
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_random_lists_of_exclusions(seed, client_of, coordinator, specialist, centre):
    chance = random.Random(seed)
    mentors = [
        factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True) for _one in range(4)
    ]
    mentees = [factories.MenteeFactory(centre=centre, specialist=specialist, ready=True) for _one in range(4)]
    apart = {(mentee, mentor) for mentee in mentees for mentor in mentors if chance.random() < 0.5}
    for mentee, mentor in sorted(apart, key=lambda pair: (pair[0].pk, pair[1].pk)):
        if chance.random() < 0.5:
            SealedExclusion.objects.create(
                mentee=mentee, mentor=mentor, reason="CANARY", sealed_by=specialist, sealed_at=now()
            )
        else:
            NoContact.objects.create(
                mentee=mentee, name_index=blind_index(mentor.user.full_name, "name"), note="CANARY",
                recorded_by=specialist, recorded_at=now(),
            )  # fmt: skip
    out = StringIO()
    call_command("match", "--centre", centre.code, "--json", stdout=out)
    run = Run.objects.get()
    proposed = {(proposal.mentee, proposal.mentor) for proposal in Proposal.objects.filter(run=run)}
    assert not proposed & apart
    told = [out.getvalue(), client_of(coordinator).get(reverse("matching:run_detail", args=[run.public_id])).text]
    for waiting in Waiting.objects.filter(run=run):
        assert all(reason["said"].split(".")[0] not in {"sealed", "no_contact"} for reason in waiting.reasons)
        told.append(client_of(coordinator).get(reverse("matching:waiting_detail", args=[waiting.public_id])).text)
    for text in told:
        assert "CANARY" not in text and "sealed" not in text.lower() and "no contact" not in text.lower()
    assert json.loads(out.getvalue())["certified"]
