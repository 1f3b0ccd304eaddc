"""Mails: written with their cause, sent at least once, neutral, and visible when they fail."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail as outbox
from django.db import IntegrityError, transaction

from kernel.clock import now
from kernel.jobs import send_mail, send_waiting_mail
from kernel.mail import PAUSES, SUBJECTS, deliver, post, recent_mail, rendered, try_again
from kernel.models import MailMessage
from tests.work import run_waiting_jobs, waiting_jobs


@pytest.fixture(autouse=True)
def mail_templates(settings):  # noqa: F811
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [*settings.TEMPLATES[0]["DIRS"], "tests/kernel/templates"]}]
    settings.SITE_ADDRESS = "https://mentors.example"


@pytest.fixture
def broken_server(settings):  # noqa: F811
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1


def test_at_most_eight_subjects():
    assert len(SUBJECTS) == len(set(SUBJECTS)) <= 8


def test_a_mail_to_a_person_is_sent_by_the_worker(person):
    mail = post("kernel/reminder", to=person, context={"path": "/look"})
    assert outbox.outbox == [] and (mail.language, mail.status, mail.address) == ("ro", "waiting", None)
    assert run_waiting_jobs() == ["kernel.jobs.send_mail"]
    (sent,) = outbox.outbox
    assert sent.to == ["ana@example.org"] and sent.body == "Look: https://mentors.example/look"
    assert sent.alternatives[0].content == "<p>Look: https://mentors.example/look</p>"
    mail.refresh_from_db()
    assert (mail.status, mail.attempts) == ("sent", 1) and mail.sent_at
    assert "@" not in str(mail)


@pytest.mark.parametrize("demo", [False, True])
def test_a_link_is_forgotten_once_it_is_sent_except_where_mails_are_shown(person, settings, demo):  # noqa: F811
    settings.DEMO = demo
    mail = post("kernel/reminder", to=person, context={"path": "/secret"})
    send_mail(mail.pk)
    mail.refresh_from_db()
    assert outbox.outbox[0].body.endswith("/secret") and mail.status == "sent"
    assert mail.context == ({"path": "/secret"} if demo else {})


def test_a_failed_mail_keeps_its_link_for_the_next_try(person, broken_server):
    mail = post("kernel/reminder", to=person, context={"path": "/secret"})
    deliver(mail)
    mail.refresh_from_db()
    assert (mail.status, mail.context) == ("waiting", {"path": "/secret"})


def test_a_mail_to_an_address(db):
    mail = post("kernel/reminder", to="ion@example.org", language="en")
    send_mail(mail.pk)
    send_mail(mail.pk)  # a task that comes twice sends once
    assert [sent.to for sent in outbox.outbox] == [["ion@example.org"]]
    assert outbox.outbox[0].subject == "A reminder for you"


def test_no_mail_without_its_cause(person):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post("kernel/reminder", to=person)
        _ = 1 / 0
    assert not MailMessage.objects.exists() and waiting_jobs() == []


def test_a_mail_has_one_recipient(db):
    with pytest.raises(IntegrityError):
        MailMessage.objects.create(template="kernel/reminder", language="en")


def test_a_broken_server_is_tried_again_with_growing_pauses(person, broken_server, settings):
    mail = post("kernel/reminder", to=person)
    for pause in PAUSES:
        deliver(mail)
        assert mail.status == "waiting" and mail.last_error == "ConnectionRefusedError"
        assert timedelta(0) <= mail.next_try_at - now() - pause + timedelta(seconds=5) < timedelta(seconds=5)
    assert sorted(PAUSES) == PAUSES
    deliver(mail)
    assert MailMessage.objects.failed().get() == mail
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    try_again(mail)
    run_waiting_jobs()
    assert MailMessage.objects.get().status == "sent" and len(outbox.outbox) == 1


def test_waiting_mail_is_asked_for_when_due(person, broken_server):
    mail = post("kernel/reminder", to=person)
    run_waiting_jobs()
    send_waiting_mail()
    assert waiting_jobs() == []
    with time_machine.travel(now() + timedelta(minutes=2)):
        send_waiting_mail()
    assert waiting_jobs() == [("kernel.jobs.send_mail", [mail.pk])]


def test_a_telling_subject_is_refused(person):
    mail = post("kernel/telltale", to=person)
    with pytest.raises(ValueError, match="neutral"):
        rendered(mail)
    deliver(mail)
    assert mail.last_error == "ValueError" and outbox.outbox == []


def test_the_demo_shows_the_newest_first(person):
    for path in ("/one", "/two"):
        post("kernel/reminder", to=person, context={"path": path}, language="en")
    newest, oldest = recent_mail()
    assert newest.text.endswith("/two") and oldest.text.endswith("/one")
    assert (newest.address, newest.subject, newest.status) == ("ana@example.org", "A reminder for you", "waiting")


PRODUCT_MAILS = sorted((Path(settings.BASE_DIR) / "templates").glob("*/mail/*.subject"))


@pytest.mark.parametrize("subject", PRODUCT_MAILS, ids=lambda path: f"{path.parts[-3]}/{path.stem}")
def test_every_mail_of_the_product_is_whole_and_neutral(db, subject):
    mail = MailMessage(template=f"{subject.parts[-3]}/{subject.stem}", address="ion@example.org")
    for mail.language, _name in settings.LANGUAGES:
        assert rendered(mail).subject
