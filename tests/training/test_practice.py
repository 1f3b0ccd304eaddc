"""Observed practice is signed by a specialist; what trainers notice reaches the coordinator, never the learner."""

import pytest
from django.urls import reverse

from accounts.worklist import worklist
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories
from tests.conftest import signed_in_client
from training.models import Achievement, Observation, PracticeTry
from training.queries.practice import told_to_practise, waiting_for_practice
from training.services import practice as services

pytestmark = pytest.mark.django_db


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def module(track):
    return factories.ModuleFactory(track=track, has_lesson=False, has_practice=True)


@pytest.fixture
def learner(centre, track, module):
    person = factories.UserFactory(role="student", role__centre=centre)
    factories.EnrolmentFactory(person=person, centre=centre, track=track)
    return person


def about(learner, centre, module, by):
    return {"person": learner, "centre": centre, "module": module, "by": by}


def test_signed_off_once(learner, centre, module, specialist):
    first = services.sign_off(**about(learner, centre, module, specialist), note="Kept calm.")
    again = services.sign_off(**about(learner, centre, module, specialist), note="")
    assert first.pk == again.pk
    assert (first.part, first.signed_by, first.note) == ("practice", specialist, "Kept calm.")


def test_by_a_specialist_of_the_centre_and_not_oneself(learner, centre, module, coordinator, trainer, specialist):
    for by in (coordinator, trainer):
        with pytest.raises(RuleError, match="Only specialists"):
            services.sign_off(**about(learner, centre, module, by), note="")
    with pytest.raises(RuleError, match="themselves"):
        services.sign_off(**about(specialist, centre, module, specialist), note="")
    with pytest.raises(RuleError, match="none of the tracks"):
        services.sign_off(**about(learner, centre, factories.ModuleFactory(has_practice=True), specialist), note="")


def test_not_yet_tells_the_learner_what_to_practise(learner, centre, module, specialist):
    with pytest.raises(RuleError, match="still to be practised"):
        services.not_yet(**about(learner, centre, module, specialist), to_practise=" ")
    services.not_yet(**about(learner, centre, module, specialist), to_practise="Ending in time.", note="Tired today.")
    assert [tried.to_practise for tried in told_to_practise(learner)] == ["Ending in time."]
    assert not Achievement.objects.exists()


def test_the_pages_of_a_specialist(learner, centre, module, specialist, django_assert_num_queries):
    client, page = signed_in_client(specialist), reverse("training:practice_list")
    assert len(waiting_for_practice(specialist)) == 1
    assert any("seen practising" in line.sentence for line in worklist(specialist))
    with django_assert_num_queries(13):
        assert learner.full_name in client.get(page).content.decode()
    sign = reverse("training:practice_sign", args=[learner.enrolments.get().public_id])
    assert client.get(sign).status_code == 200
    assert client.post(sign, {"seen": "not_yet", "to_practise": ""}).status_code == 200
    assert client.post(sign, {"seen": "not_yet", "to_practise": "Listening."}).status_code == 302
    assert PracticeTry.objects.get().to_practise == "Listening."
    assert client.post(sign, {"seen": "well", "note": "Good."}).status_code == 302
    assert client.get(sign).status_code == 302  # nothing is left to sign
    assert "Nobody waits" in client.get(page).content.decode()


def test_an_observation_reaches_coordinator_and_specialist(learner, centre, trainer, coordinator, specialist):
    seen = services.observe(person=learner, centre=centre, words="Laughs at others.", needs_attention=True, by=trainer)
    for staff in (coordinator, specialist):
        assert any("observation of a trainer" in line.sentence for line in worklist(staff))
    assert not Observation.objects.visible_to(learner).exists()
    assert "Laughs" not in str(AuditEvent.objects.get(event="observation.new").facts)
    with pytest.raises(RuleError, match="what was done"):
        services.acknowledge(observation=seen, answer="", by=coordinator)
    services.acknowledge(observation=seen, answer="Talked about it.", by=coordinator)
    with pytest.raises(RuleError, match="already"):
        services.acknowledge(observation=Observation.objects.get(pk=seen.pk), answer="Me too.", by=specialist)
    assert not any("observation of a trainer" in line.sentence for line in worklist(coordinator))


def test_who_may_not_write_or_answer(learner, centre, trainer, coordinator, other_coordinator):
    with pytest.raises(RuleError, match="Only trainers"):
        services.observe(person=learner, centre=centre, words="x", needs_attention=False, by=coordinator)
    with pytest.raises(RuleError, match="themselves"):
        services.observe(person=trainer, centre=centre, words="x", needs_attention=False, by=trainer)
    with pytest.raises(RuleError, match="noticed"):
        services.observe(person=learner, centre=centre, words=" ", needs_attention=False, by=trainer)
    seen = services.observe(person=learner, centre=centre, words="x", needs_attention=True, by=trainer)
    for by in (other_coordinator, trainer):
        with pytest.raises(RuleError, match="Coordinators and specialists"):
            services.acknowledge(observation=seen, answer="x", by=by)


def test_the_pages_of_observations(learner, centre, trainer, coordinator):
    client = signed_in_client(trainer)
    write = reverse("training:observation_new", args=[learner.public_id])
    assert learner.full_name in client.get(write).content.decode()
    assert client.post(write, {"words": "Interrupts.", "needs_attention": "on"}).status_code == 302
    assert "Interrupts." in client.get(write).content.decode()
    stranger = factories.UserFactory(role="applicant", role__centre=centre)
    assert client.get(reverse("training:observation_new", args=[stranger.public_id])).status_code == 404
    staff = signed_in_client(coordinator)
    listed = reverse("training:observation_list")
    assert "Interrupts." in staff.get(listed).content.decode()
    answer = reverse("training:observation_answer", args=[Observation.objects.get().public_id])
    assert staff.get(answer).status_code == 200
    assert staff.post(answer, {"answer": "Talked."}).status_code == 302
    assert "Nothing waits" in staff.get(listed).content.decode()


def test_the_roster(learner, centre, track, trainer, coordinator, django_assert_num_queries):
    client, page = signed_in_client(trainer), reverse("training:roster")
    assert learner.full_name in client.get(page).content.decode()
    with django_assert_num_queries(9):
        assert client.get(page, {"stage": "learning"}).content.decode().count("Write an observation") == 1
    for _ in range(2):
        factories.EnrolmentFactory(centre=centre, track=track)
    with django_assert_num_queries(9):
        assert client.get(page, {"stage": "learning"}).content.decode().count("Write an observation") >= 3
    assert "Write an observation" not in signed_in_client(coordinator).get(page).content.decode()
    assert "Nobody learns here yet" in client.get(page, {"stage": "completed"}).content.decode()
