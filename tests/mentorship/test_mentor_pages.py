"""The staff's pages about mentors."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Evidence
from kernel.clock import today
from kernel.models import AuditEvent
from mentorship.models import Mentor
from tests.factories import MentorFactory, UserFactory

LIST = reverse("mentorship:mentor_list")


def page_of(mentor, name="mentor_detail"):
    return reverse(f"mentorship:{name}", args=[mentor.public_id])


@pytest.fixture
def typed(place):
    return {
        "gender": "woman", "birth_year": "1990", "best_language": "hu", "other_languages": ["ro"], "modes": ["site"],
        "place": "Cluj-Napoca", "radius_km": "12", "week": ["8"], "populations": ["youth"], "experience": "3",
        "capacity": "2", "committed_until": (today() + timedelta(days=400)).isoformat(),
    }  # fmt: skip


PERSON = {"email": "maria@example.org", "given_name": "Maria", "family_name": "Invented"}


def test_the_list(client_of, coordinator, specialist, mentor, centre, other_coordinator):
    MentorFactory(
        centre=centre,
        supervisor=None,
        capacity=0,
        user=UserFactory(given_name="Without", role="mentor", role__centre=centre),
    )
    client = client_of(coordinator)
    text = client.get(LIST).content.decode()
    assert mentor.user.full_name in text and "Without" in text
    assert "young person at risk" in text and "nobody yet" in text
    assert [row.mentor for row in client.get(LIST, {"supply": "free"}).context["rows"]] == [mentor]
    assert [row.mentor.supervisor for row in client.get(LIST, {"supply": "alone"}).context["rows"]] == [None]
    assert "No mentor is like this" in client.get(LIST, {"status": "left"}).content.decode()
    assert "Add a mentor" not in client_of(specialist).get(LIST).content.decode()
    assert mentor.user.full_name not in client_of(other_coordinator).get(LIST).content.decode()


def test_three_rows_take_as_many_queries_as_one(client_of, coordinator, centre, university):
    def queries():
        client = client_of(coordinator)
        client.get(LIST)
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    MentorFactory(centre=centre, cleared=True, certified=True, university=university)
    one = queries()
    for _count in range(2):
        MentorFactory(centre=centre, cleared=True, certified=True, university=university)
    assert queries() == one


def test_one_profile_with_papers_and_readiness(client_of, coordinator, pairing):
    text = client_of(coordinator).get(page_of(pairing.mentor)).content.decode()
    assert pairing.mentor.user.full_name in text
    assert "The mentor has no room for another mentee." in text
    assert "The mentor is cleared" in text
    assert pairing.mentee.chosen_name in text
    looks = AuditEvent.objects.filter(event="looked_at")
    assert looks.filter(subject_id=pairing.mentee.public_id).count() == 1
    assert looks.filter(subject_label="accounts.evidence").count() == Evidence.objects.count()


def test_a_mentor_without_papers(client_of, coordinator, centre):
    bare = MentorFactory(centre=centre, supervisor=None)
    text = client_of(coordinator).get(page_of(bare)).content.decode()
    assert "Criminal record certificate: is missing." in text
    assert "Nothing is recorded yet." in text and "The mentor has no supervisor yet." in text


def test_foreign_mentors_do_not_exist(client_of, other_coordinator, mentor):
    client = client_of(other_coordinator)
    for name in ("mentor_detail", "mentor_edit", "mentor_supervisor"):
        assert client.get(page_of(mentor, name)).status_code == 404
    for name in ("mentor_rest", "mentor_resume", "mentor_leave"):
        assert client.post(page_of(mentor, name)).status_code == 404


def test_a_mentor_has_no_page_of_the_staff(client_of, mentor):
    assert client_of(mentor.user).get(page_of(mentor)).status_code == 403


def test_registering(client_of, coordinator, typed):
    client = client_of(coordinator)
    key = client.get(reverse("mentorship:mentor_new")).context["person"].initial["form_key"]
    sent = {**typed, **PERSON, "form_key": key}
    first, second = (client.post(reverse("mentorship:mentor_new"), sent) for _twice in range(2))
    mentor = Mentor.objects.get()
    assert first.url == second.url == page_of(mentor)
    assert (mentor.languages, mentor.capacity, mentor.user.email) == (["hu", "ro"], 2, "maria@example.org")


def test_what_was_typed_stays_when_something_is_wrong(client_of, coordinator, typed):
    client = client_of(coordinator)
    wrong = client.post(reverse("mentorship:mentor_new"), {**typed, **PERSON, "birth_year": "2015"})
    assert "at least 18" in wrong.content.decode() and 'value="Maria"' in wrong.content.decode()
    own = client.post(reverse("mentorship:mentor_new"), {**typed, **PERSON, "email": coordinator.email})
    assert "Nobody registers themselves" in own.content.decode()
    assert not Mentor.objects.exists()


def test_changing_and_somebody_elses_change(client_of, coordinator, mentor, typed):
    client = client_of(coordinator)
    seen_at = client.get(page_of(mentor, "mentor_edit")).context["form"].initial["seen_at"]
    assert client.post(page_of(mentor, "mentor_edit"), {**typed, "seen_at": seen_at}).url == page_of(mentor)
    stale = client.post(page_of(mentor, "mentor_edit"), {**typed, "capacity": "3", "seen_at": seen_at})
    assert "Somebody else changed this profile" in stale.content.decode()
    assert "How many mentees at once" in stale.content.decode()
    mentor.refresh_from_db()
    assert mentor.capacity == 2


def test_the_supervisor(client_of, coordinator, specialist, mentor):
    client = client_of(coordinator)
    client.get(page_of(mentor, "mentor_supervisor"))
    client.post(page_of(mentor, "mentor_supervisor"), {"supervisor": coordinator.public_id})
    mentor.refresh_from_db()
    assert mentor.supervisor == coordinator
    assert client_of(specialist).get(page_of(mentor, "mentor_supervisor")).status_code == 403


def test_resting_coming_back_leaving(client_of, coordinator, mentor):
    client = client_of(coordinator)
    for name, status, button in (
        ("mentor_rest", "resting", "willing again"),
        ("mentor_resume", "willing", "Let the mentor rest"),
        ("mentor_leave", "left", "Choose the supervisor"),
    ):
        text = client.post(page_of(mentor, name), follow=True).content.decode()
        mentor.refresh_from_db()
        assert mentor.status == status
        assert button in text
    assert "no longer possible" in client.post(page_of(mentor, "mentor_rest"), follow=True).content.decode()
