"""Signing in, signing up and setting a new password: no way round, and no answer that tells who has an account."""

import re
from datetime import UTC, datetime

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.services import limits
from kernel.mail import rendered
from kernel.models import MailMessage

pytestmark = pytest.mark.django_db
PASSWORD = "a long quiet river"
SECRET = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"|"X-CSRFToken": "[^"]+"')


@pytest.fixture
def known(coordinator):
    coordinator.set_password(PASSWORD)
    coordinator.save()
    EmailAddress.objects.create(user=coordinator, email=coordinator.email, verified=True, primary=True)
    return coordinator


def sign_in(client, email, password=PASSWORD):
    return client.post(reverse("account_login"), {"login": email, "password": password})


def shape(response, email):
    """Everything of an answer that could tell one e-mail from another."""
    body = SECRET.sub(b"", response.content).replace(email.encode(), b"EMAIL")
    cookies = {name: (morsel["httponly"], morsel["samesite"]) for name, morsel in response.cookies.items()}
    return response.status_code, response.headers.get("Location"), body, cookies


def after(response, client, email):
    """The same for the page that the answer leads to."""
    return shape(client.get(response.headers["Location"]), email)


def test_the_right_password_opens_and_stays_uncounted(known, settings):
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client()
    assert sign_in(client, known.email.upper()).headers["Location"] == "/"
    assert client.get("/").status_code == 200
    assert all(limits.count_try(email=known.email, address="192.0.2.9") for _ in range(5))


def test_without_second_factor_signing_in_leads_to_enrolment(known):
    client = Client()
    assert client.get(sign_in(client, known.email).headers["Location"]).headers["Location"] == reverse("mfa_index")


def test_with_a_second_factor_the_password_alone_opens_nothing(known):
    secret = generate_totp_secret()
    TOTP.activate(known, secret)
    client = Client()
    assert sign_in(client, known.email).headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("account_email")).headers["Location"].startswith(reverse("account_login"))
    code = format_hotp_value(hotp_value(secret, int(datetime.now(UTC).timestamp()) // 30))
    assert client.post(reverse("mfa_authenticate"), {"code": code}).headers["Location"] == "/"
    assert client.get("/").status_code == 200


def test_a_new_password_through_the_mailbox_does_not_pass_the_second_factor(known):
    TOTP.activate(known, generate_totp_secret())
    client = Client()
    client.post(reverse("account_reset_password"), {"email": known.email})
    mail = rendered(MailMessage.objects.get())
    assert (mail.address, mail.subject) == (known.email, "Your link to sign in")
    form_page = client.get(re.search(r"/accounts/password/reset/key/\S+", mail.text).group()).headers["Location"]
    new = "another long quiet river"
    client.post(form_page, {"password1": new, "password2": new})
    assert client.get(reverse("account_email")).headers["Location"].startswith(reverse("account_login"))
    assert sign_in(client, known.email, new).headers["Location"] == reverse("mfa_authenticate")


def test_a_new_password_through_the_mailbox_starts_the_tries_afresh(known):
    client = Client()
    for _ in range(6):
        sign_in(client, known.email, "wrong")
    assert "Too many" in sign_in(client, known.email).content.decode()
    client.post(reverse("account_reset_password"), {"email": known.email})
    text = rendered(MailMessage.objects.get()).text
    form_page = client.get(re.search(r"/accounts/password/reset/key/\S+", text).group()).headers["Location"]
    client.post(form_page, {"password1": PASSWORD + "!", "password2": PASSWORD + "!"})
    assert sign_in(client, known.email, PASSWORD + "!").status_code == 302


@pytest.mark.parametrize(
    ("password", "told"),
    [("short but good", "at least 15"), ("rivers run to sea", None), ("1q2w3e4r5t6y7u8i9o0p", "too common")],
)
def test_passwords_are_long_and_not_common(known, client_of, password, told):
    client = client_of(known)
    page = client.post(
        reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": password, "password2": password}
    )
    known.refresh_from_db()
    assert known.check_password(password) == (told is None)
    assert told is None or told in page.content.decode()


def test_passwords_are_kept_with_argon2id(settings):
    from mentorship.config import settings as ours

    settings.PASSWORD_HASHERS = ours.PASSWORD_HASHERS
    assert make_password(PASSWORD).startswith("argon2$argon2id$")


def test_sign_in_answers_known_and_unknown_alike(known):
    answers = [shape(sign_in(Client(), email, "wrong"), email) for email in (known.email, "nobody@example.org")]
    assert answers[0] == answers[1]


def test_the_limit_answers_known_and_unknown_alike(known):
    for email in (known.email, "nobody@example.org"):
        answers = [sign_in(Client(REMOTE_ADDR=f"192.0.2.{len(email)}"), email, "wrong") for _ in range(7)]
        assert ["Too many" in answer.content.decode() for answer in answers] == [False] * 5 + [True] * 2


def test_five_of_twenty_five_wrong_passwords_are_tried(known, monkeypatch):
    tried = []
    check = User.check_password
    monkeypatch.setattr(User, "check_password", lambda user, raw: tried.append(raw) or check(user, raw))
    client = Client()
    for number in range(25):
        sign_in(client, known.email, f"wrong {number}")
    assert len(tried) == 5
    assert sign_in(client, known.email).status_code == 200  # not even the right one now


def test_a_new_password_is_offered_to_known_and_unknown_alike(known):
    answers = []
    for email in (known.email, "nobody@example.org"):
        client = Client()
        response = client.post(reverse("account_reset_password"), {"email": email})
        answers.append((shape(response, email), after(response, client, email)))
    assert answers[0] == answers[1]
    told = {mail.address: mail.subject for mail in map(rendered, MailMessage.objects.all())}
    assert told == {known.email: "Your link to sign in", "nobody@example.org": "Something changed in your account"}


def sign_up(client, email, **changes):
    facts = {
        "given_name": "Ioana", "family_name": "Nouă", "centre": "cluj", "email": email, "password1": PASSWORD,
        "password2": PASSWORD,
    }  # fmt: skip
    return client.post(reverse("account_signup"), facts | changes)


def test_sign_up_answers_known_and_unknown_alike(known):
    answers = []
    for email in (known.email, "nobody@example.org"):
        client = Client()
        response = sign_up(client, email)
        answers.append((shape(response, email), after(response, client, email)))
    assert answers[0] == answers[1]
    subjects = [rendered(mail).subject for mail in MailMessage.objects.order_by("pk")]
    assert subjects == ["Something changed in your account", "Please confirm your e-mail address"]


def test_whoever_signs_up_is_an_applicant_once_the_mailbox_is_proved(centre, settings):
    client = Client(headers={"accept-language": "ro"})
    assert sign_up(client, "New@Example.org").headers["Location"] == reverse("account_email_verification_sent")
    user = User.objects.get(email="new@example.org")
    assert (user.given_name, user.language, user.roles()) == ("Ioana", "ro", {Role.APPLICANT})
    assert sign_in(client, user.email).headers["Location"] == reverse("account_email_verification_sent")
    assert client.get(reverse("account_email")).status_code == 302
    link = re.search(r"/accounts/confirm-email/\S+", rendered(MailMessage.objects.earliest("pk")).text).group()
    assert not EmailAddress.objects.filter(verified=True).exists()
    client.get(link)
    assert not EmailAddress.objects.filter(verified=True).exists()
    client.post(link)
    assert EmailAddress.objects.get(verified=True).user == user
    assert sign_in(Client(), user.email).headers["Location"] == "/"


def test_with_several_centres_one_is_chosen(centre, other_centre):
    page = Client().get(reverse("account_signup")).content.decode()
    assert "Centre of Cluj" in page and "Another centre" in page
    sign_up(Client(), "new@example.org", centre="other")
    assert User.objects.get().grants.get().centre == other_centre


def test_somebody_entered_by_a_coordinator_gets_in_through_the_mailbox(mentor, settings):
    """No password was ever set: the link for a new one proves the mailbox and sets the first."""
    settings.SECOND_FACTOR_REQUIRED = False
    client, email = Client(), mentor.user.email
    mentor.user.set_unusable_password()
    mentor.user.save()
    client.post(reverse("account_reset_password"), {"email": email})
    text = rendered(MailMessage.objects.get()).text
    form_page = client.get(re.search(r"/accounts/password/reset/key/\S+", text).group()).headers["Location"]
    client.post(form_page, {"password1": PASSWORD, "password2": PASSWORD})
    assert EmailAddress.objects.get(user=mentor.user).verified
    assert sign_in(client, email).headers["Location"] == "/"


def test_an_address_can_name_the_centre(centre, other_centre):
    page = Client().get(reverse("account_signup"), {"centre": "other"}).content.decode()
    assert '<option value="other" selected>' in page


def test_without_a_centre_nobody_signs_up(db):
    assert "account_signup" not in Client().get(reverse("account_signup")).content.decode()
    sign_up(Client(), "new@example.org")
    assert not User.objects.exists()


def test_a_closed_account_gets_no_further(known):
    User.objects.update(is_active=False)
    client = Client()
    assert sign_in(client, known.email).headers["Location"] == reverse("account_inactive")
    assert client.get(reverse("account_email")).status_code == 302


def test_every_mail_has_one_of_the_fixed_subjects_and_names_nobody(known, centre):
    client = Client()
    client.post(reverse("account_reset_password"), {"email": known.email})
    client.post(reverse("account_reset_password"), {"email": "nobody@example.org"})
    sign_up(client, known.email)
    sign_up(Client(), "new@example.org")
    mails = [rendered(mail) for mail in MailMessage.objects.all()]
    assert len(mails) == 4
    for mail in mails:
        for hidden in (known.given_name, known.family_name, "Ioana", centre.name, str(known.public_id), known.email):
            assert hidden not in mail.text + mail.html + mail.subject


def test_an_unknown_mail_is_refused_loudly(known, rf):
    from accounts.adapters import AccountAdapter

    with pytest.raises(ValueError, match="No mail of ours"):
        AccountAdapter().send_mail("account/email/strange", known.email, {})
