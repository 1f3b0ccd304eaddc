"""Sessions end, prove a second factor, and are confirmed afresh for what matters."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests import factories

pytestmark = pytest.mark.django_db
PASSWORD = "a long quiet river"
START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SIGN_IN = "/accounts/login/"


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30))


@pytest.mark.parametrize(("who", "minutes"), [("coordinator", 15), ("applicant", 30)])
def test_an_idle_session_ends(who, minutes, client_of, request):
    with time_machine.travel(START, tick=False) as clock:
        client = client_of(request.getfixturevalue(who))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=minutes, seconds=-1))
        assert client.get("/").status_code == 200
        clock.shift(timedelta(minutes=minutes))
        response = client.get("/?a=1", follow=True)
        assert response.redirect_chain == [(f"{SIGN_IN}?next=%2F%3Fa%3D1", 302)]
        assert "open or idle for too long" in response.content.decode()


@pytest.mark.parametrize(("who", "hours", "step"), [("coordinator", 8, 14), ("applicant", 12, 29)])
def test_a_session_ends_after_hours_whatever_happens(who, hours, step, client_of, request):
    url = reverse("accounts:invitation_accept", args=["x"])
    with time_machine.travel(START, tick=False) as clock:
        client = client_of(request.getfixturevalue(who))
        for _ in range(0, hours * 60, step):
            client.get(url)
            assert "_auth_user_id" in client.session
            clock.shift(timedelta(minutes=step))
        client.get(url)
        assert "_auth_user_id" not in client.session


def test_a_page_open_to_all_stays_open_when_the_session_ends(client_of, coordinator):
    with time_machine.travel(START, tick=False) as clock:
        client = client_of(coordinator)
        client.get("/")
        clock.shift(timedelta(hours=1))
        response = client.get(reverse("accounts:invitation_accept", args=["x"]))
        assert response.status_code == 410
        assert "_auth_user_id" not in client.session


def test_a_button_pressed_too_late_leads_back_home_after_signing_in(client_of, coordinator):
    with time_machine.travel(START, tick=False) as clock:
        client = client_of(coordinator)
        client.get("/")
        clock.shift(timedelta(hours=1))
        response = client.post(reverse("accounts:invite"), headers={"HX-Request": "true"})
        assert response.headers["HX-Redirect"] == f"{SIGN_IN}?next=%2F"


def test_reading_pages_costs_no_write(client_of, coordinator, django_assert_max_num_queries):
    client = client_of(coordinator)
    client.get("/")
    with django_assert_max_num_queries(40) as seen:
        client.get("/")
    assert not [query for query in seen.captured_queries if query["sql"].startswith(("UPDATE", "INSERT"))]


STAFF = [
    "administrator", "coordinator", "specialist", "trainer", "protection_officer", "auditor", "safeguarding_lead",
    "officer",
]  # fmt: skip


@pytest.mark.parametrize("who", STAFF)
def test_staff_without_second_factor_get_nowhere_but_to_enrolment(who, client_of, request):
    client = client_of(request.getfixturevalue(who), second_factor=False)
    for page in ("/", reverse("accounts:people"), reverse("account_email"), reverse("account_change_password")):
        assert client.get(page).headers["Location"] == reverse("mfa_index")
    for page in ("mfa_index", "mfa_activate_totp"):
        assert client.get(reverse(page)).status_code == 200
    page = client.get(reverse("mfa_index")).content.decode()
    assert "set up a second factor" in page
    assert 'aria-label="Main menu"' not in page


def test_htmx_is_sent_to_the_whole_enrolment_page(client_of, coordinator):
    response = client_of(coordinator, second_factor=False).get("/", headers={"HX-Request": "true"})
    assert response.headers["HX-Redirect"] == reverse("mfa_index")


def test_signing_out_and_the_language_are_always_there(client_of, coordinator):
    client = client_of(coordinator, second_factor=False)
    assert client.post(reverse("set_language"), {"language": "hu", "next": "/"}).headers["Location"] == "/"
    assert client.get(reverse("healthz")).headers.get("Location") is None
    assert client.post(reverse("account_logout")).headers["Location"] == SIGN_IN


@pytest.mark.django_db(transaction=True)
def test_enrolling_opens_this_session(client_of, coordinator):
    client = client_of(coordinator, second_factor=False)
    client.get(reverse("mfa_activate_totp"))
    secret = client.session["mfa.totp.secret"]
    client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(user=coordinator, type="totp").exists()
    assert client.get("/").status_code == 200


def test_secrets_of_the_second_factor_are_sealed(coordinator):
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    stored = Authenticator.objects.get(user=coordinator)
    assert secret not in str(stored.data)
    assert stored.wrap().validate_code(code_of(secret))


def test_another_session_from_before_the_enrolment_has_to_prove_it(client_of, coordinator):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    client = client_of(coordinator, second_factor=False)
    secret = generate_totp_secret()
    TOTP.activate(coordinator, secret)
    proving = reverse("mfa_reauthenticate")
    for page in ("/", reverse("mfa_index"), reverse("mfa_add_webauthn"), reverse("mfa_activate_totp")):
        assert client.get(page).headers["Location"] == f"{proving}?next=%2F"
    assert client.post(f"{proving}?next=/", {"code": code_of(secret), "next": "/"}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_mentor_without_second_factor_sees_home_but_no_pairing(client_of, mentor):
    client = client_of(mentor.user, second_factor=False)
    home = client.get("/").content.decode()
    assert "Set up a second factor" in home
    assert client.get(reverse("mentorship:my_pairing")).headers["Location"] == reverse("mfa_index")
    assert client_of(mentor.user).get(reverse("mentorship:my_pairing")).status_code == 200


def test_an_applicant_needs_no_second_factor(client_of, applicant):
    assert client_of(applicant, second_factor=False).get("/").status_code == 200


def test_the_demo_waives_the_second_factor(client_of, coordinator, mentor, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    assert client_of(coordinator, second_factor=False).get("/").status_code == 200
    assert "second factor" not in client_of(mentor.user, second_factor=False).get("/").content.decode()


def test_the_pages_speak_the_language_of_the_person(client_of, coordinator):
    client = client_of(coordinator)
    client.post(reverse("set_language"), {"language": "ro", "next": "/"})
    assert User.objects.get(pk=coordinator.pk).language == "ro"
    other_browser = client_of(coordinator)
    assert 'lang="ro"' in other_browser.get("/").content.decode()
    client.post(reverse("set_language"), {"language": "klingon", "next": "/"})
    assert User.objects.get(pk=coordinator.pk).language == "ro"


def test_a_stranger_chooses_a_language_for_the_browser(db):
    client = Client()
    client.post(reverse("set_language"), {"language": "hu", "next": SIGN_IN})
    assert 'lang="hu"' in client.get(SIGN_IN).content.decode()


def test_what_matters_asks_for_the_password_again_after_five_minutes(client_of, administrator):
    administrator.set_password(PASSWORD)
    administrator.save()
    url = reverse("accounts:invite")
    with time_machine.travel(START, tick=False) as clock:
        client = client_of(administrator)
        clock.shift(timedelta(minutes=4, seconds=59))
        assert client.get(url).status_code == 200
        clock.shift(timedelta(seconds=1))
        asked = client.get(url)
        assert asked.headers["Location"] == f"{reverse('account_reauthenticate')}?next={url.replace('/', '%2F')}"
        posted = client.post(url, {"email": "secret-name@example.org"}, headers={"Referer": f"http://testserver{url}"})
        assert url.replace("/", "%2F") in posted.headers["Location"]
        assert "secret-name" not in str(dict(client.session))
        foreign = client.post(url, {}, headers={"Referer": "https://elsewhere.example/x"})
        assert foreign.headers["Location"].endswith("next=%2F")
        assert client.post(asked.headers["Location"], {"password": PASSWORD, "next": url}).headers["Location"] == url
        assert client.get(url).status_code == 200


def test_a_role_that_ended_acts_at_the_next_request(client_of, coordinator):
    client = client_of(coordinator)
    assert client.get(reverse("accounts:people")).status_code == 200
    coordinator.grants.all().delete()
    assert client.get(reverse("accounts:people")).status_code == 403


def test_somebody_without_a_role_may_see_nothing(client_of):
    assert client_of(factories.UserFactory()).get(reverse("accounts:people")).status_code == 403
