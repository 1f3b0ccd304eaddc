"""Policies: the default of a new centre, the next version, the pages."""

import pytest
from django.urls import reverse

from kernel.errors import RuleError
from matching import jobs
from matching.agreements import Agreement
from matching.engine import EngineInputError
from matching.forms.policies import PolicyForm, initial_of
from matching.models import Analysis, MatchingPolicy
from matching.services.policies import change_policy, policy_of

pytestmark = pytest.mark.django_db


def url(name, policy):
    return reverse(f"matching:{name}", args=[policy.public_id])


def typed(policy, **changes):
    agreement = Agreement.from_mapping(policy.settings)
    given = initial_of(agreement, policy.name, policy.two_keys) | changes
    return {name: value for name, value in given.items() if value is not False}


def test_a_new_centre_has_the_default(centre):
    policy = policy_of(centre)
    assert (policy.version, policy.two_keys, policy.made_by) == (1, True, None)
    assert Agreement.from_mapping(policy.settings) == Agreement()
    assert policy_of(centre) == policy


def test_the_next_version_follows(centre, coordinator):
    first = policy_of(centre)
    second = change_policy(former=first, name="Near", settings=first.settings, two_keys=False, by=coordinator)
    first.refresh_from_db()
    assert (second.version, second.is_current, first.is_current) == (2, True, False)
    with pytest.raises(RuleError, match="in the meantime"):
        change_policy(former=first, name="Lost", settings=first.settings, two_keys=True, by=coordinator)


def test_what_the_engine_cannot_use_is_refused(centre, coordinator):
    policy = policy_of(centre)
    with pytest.raises(RuleError, match="does not know 'weather'"):
        change_policy(former=policy, name="x", settings={"weather": 1}, two_keys=True, by=coordinator)
    assert MatchingPolicy.objects.get().is_current


@pytest.mark.parametrize(
    ("mapping", "sentence"),
    [
        ({"urgency": 3}, "urgency must be a table"),
        ({"urgency": {"sometimes": [1]}}, "does not know urgency.sometimes"),
        ({"urgency": {"urgent_after": [1, 2]}}, "four whole numbers"),
        ({"urgency": {"soon_after": [1, 2, True, 4]}}, "four whole numbers"),
        ({"hold_back": "sometimes"}, "hold_back must be true or false"),
        ({"caseload": {"all": -1}}, "caseload.all is -1"),
        ({"caseload": {"all": "many"}, "seed": -1}, "seed is -1"),
    ],
)
def test_faults_are_told_in_sentences(mapping, sentence):
    with pytest.raises(EngineInputError, match=sentence):
        Agreement.from_mapping(mapping)


def test_an_agreement_reads_what_it_wrote():
    agreement = Agreement.from_mapping(
        {"urgency": {"urgent_after": [9, 8, 7, 0]}, "caseload": {"survivors": 3}, "tiers": 2, "hold_back": True}
    )
    assert Agreement.from_mapping(agreement.to_mapping()) == agreement
    assert (agreement.tier_of(1, 9), agreement.tier_of(1, 0), agreement.caseload.survivors) == (1, 2, 3)


def test_the_pages(client_of, coordinator, specialist, other_coordinator, centre):
    policy = policy_of(centre)
    client = client_of(coordinator)
    text = client.get(url("policy_detail", policy)).text
    assert "own default." in text and "Write the next version" in text and "200 of 1000" in text
    assert "Write the next version" not in client_of(specialist).get(url("policy_detail", policy)).text
    assert client_of(specialist).get(url("policy_edit", policy)).status_code == 403
    assert client_of(other_coordinator).get(url("policy_detail", policy)).status_code == 404
    assert client_of(other_coordinator).get(url("policy_edit", policy)).status_code == 404
    assert "How much each criterion counts" in client.get(url("policy_edit", policy)).text


def test_a_coordinator_writes_the_next_version(client_of, coordinator, centre):
    policy = policy_of(centre)
    client = client_of(coordinator)
    wrong = client.post(url("policy_edit", policy), typed(policy, horizon_days=9999))
    assert wrong.status_code == 422 and MatchingPolicy.objects.count() == 1
    nothing = {name: 0 for name in PolicyForm().fields if name.startswith("weight_")}
    assert (
        "At least one criterion must count." in client.post(url("policy_edit", policy), typed(policy, **nothing)).text
    )
    page = client.post(
        url("policy_edit", policy), typed(policy, name="Winter", weight_distance=500, urgent_after_3=60), follow=True
    )
    assert "Nothing is changed yet" in page.text and MatchingPolicy.objects.count() == 1
    analysis = Analysis.objects.get()
    jobs.perform_analysis(analysis.pk)
    page = client.get(url("analysis_detail", analysis))
    assert "Use these criteria from the next run on" in page.text
    assert "Urgent, at strain 3" in page.text and "120 days" in page.text and "60 days" in page.text
    page = client.post(url("criteria_adopt", analysis), follow=True)
    assert "Winter, version 2" in page.text and "in use from the next run on" in page.text
    assert "What this version changed" in page.text and "Urgent, at strain 3" in page.text
    current = MatchingPolicy.objects.get(is_current=True)
    assert current.made_by == coordinator and current.settings["weights"]["distance"] == 500
    assert current.settings["urgency"]["urgent_after"] == [365, 240, 60, 0]
    assert client.get(url("policy_edit", policy)).status_code == 404


def test_somebody_else_was_faster(client_of, coordinator, second_coordinator, centre):
    policy = policy_of(centre)
    client = client_of(coordinator)
    client.post(url("policy_edit", policy), typed(policy, name="Mine"))
    analysis = Analysis.objects.get()
    jobs.perform_analysis(analysis.pk)
    change_policy(former=policy, name="Hers", settings=policy.settings, two_keys=True, by=second_coordinator)
    page = client.post(url("criteria_adopt", analysis), follow=True)
    assert "Somebody else changed the policy" in page.text and MatchingPolicy.objects.count() == 2
    assert "Use these criteria" not in client.get(url("analysis_detail", analysis)).text


def test_back_to_an_older_version(client_of, coordinator, specialist, centre):
    first = policy_of(centre)
    settings = first.settings | {"least_fit": [500]}
    second = change_policy(former=first, name="Strict", settings=settings, two_keys=False, by=coordinator)
    client = client_of(coordinator)
    text = client.get(url("policy_detail", second)).text
    assert "300 of 1000" in text and "500 of 1000" in text and "two, of two people" in text
    assert "going back to this version" not in text
    assert "going back to this version" in client.get(url("policy_detail", first)).text
    reading = client_of(specialist).get(url("policy_detail", first)).text
    assert "going back to this version" not in reading
    assert client_of(specialist).post(url("policy_restore", first)).status_code == 403
    assert "in use already" in client.post(url("policy_restore", second), follow=True).text
    client.post(url("policy_restore", first), follow=True)
    analysis = Analysis.objects.get()
    jobs.perform_analysis(analysis.pk)
    page = client.post(url("criteria_adopt", analysis), follow=True)
    assert "default, version 3" in page.text
    listed = client_of(specialist).get(reverse("matching:policy_list")).text
    assert "default, version 3" in listed and "Strict, version 2" in listed and "in use" in listed


def test_a_version_that_says_the_same(client_of, coordinator, centre):
    first = policy_of(centre)
    second = change_policy(former=first, name=first.name, settings=first.settings, two_keys=True, by=coordinator)
    assert "Nothing: it says the same" in client_of(coordinator).get(url("policy_detail", second)).text
