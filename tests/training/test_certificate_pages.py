"""Certificates: on paper, verified by a stranger, withdrawn by staff, renewed in time."""

import re
import zlib
from datetime import timedelta

import pytest
import segno
from django.test import Client
from django.urls import reverse

from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Pairing
from tests import factories
from tests.conftest import signed_in_client
from training import jobs
from training.certification import LETTERS, code_as_typed
from training.models import Certificate, Enrolment, Track
from training.papers import certificate_paper
from training.services.certificates import new_code, withdraw
from training.services.renewals import begin_renewals

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(applicant, centre):
    module = factories.ModuleFactory(code="ours")
    return factories.CertificateFactory(
        person=applicant, centre=centre, module_versions={"boundaries": 1, module.code: 1, "gone": 2}
    )


def verified(code):
    return Client().get(reverse("training:verify_code", args=[code]))


def drawn(pdf):
    """What is drawn on the pages of a paper."""
    found = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.S)
    pages = [zlib.decompress(one) for one in found if one.startswith(b"x")]
    return b"".join(page for page in pages if b" Tj" in page)


def test_a_code_is_read_however_it_is_typed():
    code = new_code()
    assert code_as_typed(code.lower().replace("-", " ")) == code == code_as_typed(code)
    assert set(code) <= {*LETTERS, "-"} and len({new_code() for _number in range(200)}) == 200
    for wrong in ("", "abc", code + "A", code.replace(code[0], "0"), "ÄÖÜ" * 6):
        assert code_as_typed(wrong) == ""


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, "This certificate is valid."),
        ({"expires_on": today() - timedelta(days=1), "issued_on": today() - timedelta(days=9)}, "has expired"),
        ({"withdrawn_at": "2026-01-01T10:00Z"}, "was withdrawn"),
    ],
)
def test_anybody_verifies_a_certificate_and_learns_nothing_about_the_person(certificate, change, told):
    Certificate.objects.filter(pk=certificate.pk).update(**change)
    shown = verified(certificate.code.lower()).content.decode()
    assert told in shown and "Mentor training for volunteers" in shown and "version 1" in shown
    for private in (certificate.person.full_name, str(certificate.person.public_id), certificate.person.email):
        assert private not in shown
    assert certificate.centre.name not in shown and str(certificate.public_id) not in shown


def test_an_unknown_code_is_answered_with_one_sentence(db):
    for code in (new_code(), "nonsense"):
        answer = verified(code)
        assert answer.status_code == 404 and "There is no certificate with this code." in answer.content.decode()


def test_the_code_can_be_typed_in_a_form(certificate):
    page = reverse("training:verify")
    assert "Verification code" in Client().get(page).content.decode()
    answer = Client().get(page, {"code": certificate.code.lower().replace("-", "")})
    assert answer["Location"] == reverse("training:verify_code", args=[certificate.code])
    assert "no certificate with this code" in Client().get(page, {"code": "mistyped"}).content.decode()


def test_nobody_tries_codes_all_day(certificate, monkeypatch):
    monkeypatch.setattr("training.views.certificates.MOST_LOOKS", 2)
    assert [verified(certificate.code).status_code for _look in range(3)] == [200, 200, 429]


def test_the_paper_has_every_letter_and_the_picture_of_its_address(certificate, settings, recwarn):
    person = certificate.person
    person.given_name, person.family_name, person.language = "Ștefăniță", "Țîrlea-Kőszűcs", "hu"
    person.save()
    paper = certificate_paper(certificate)
    assert all(f"<{ord(letter):04X}>".encode() in paper for letter in "ȘtățîȚőű" + certificate.code[0])
    address = settings.SITE_ADDRESS + reverse("training:verify_code", args=[certificate.code])
    dark = sum(sum(row) for row in segno.make(address, error="m", micro=False).matrix)
    assert drawn(paper).count(b" re f") == dark
    assert not recwarn.list  # a letter that the font does not have would be told


def test_a_paper_in_romanian_is_written_once(certificate):
    both = certificate_paper(certificate)
    certificate.person.language, certificate.code, certificate.module_versions = "ro", None, {}
    assert len(certificate_paper(certificate)) < len(both)


def test_the_learner_and_the_staff_get_the_paper_and_others_do_not(certificate, coordinator, trainer, student_mentor):
    own = reverse("training:my_certificate", args=[certificate.public_id])
    answer = signed_in_client(certificate.person).get(own)
    assert answer["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert signed_in_client(student_mentor.user).get(own).status_code == 404
    theirs = reverse("training:certificate", args=[certificate.public_id])
    assert signed_in_client(coordinator).get(theirs).status_code == 200
    assert AuditEvent.objects.filter(event="looked_at", facts__why="certificate_paper").count() == 1
    assert signed_in_client(trainer).get(theirs).status_code == 403


def test_my_certificates_stand_on_my_training(certificate, centre):
    factories.EnrolmentFactory(person=certificate.person, centre=centre, track=certificate.track)
    shown = signed_in_client(certificate.person).get(reverse("training:mine")).content.decode()
    assert reverse("training:my_certificate", args=[certificate.public_id]) in shown


def test_staff_see_the_training_of_a_person(certificate, centre, coordinator, trainer, other_coordinator):
    page = reverse("training:person", args=[certificate.person.public_id])
    assert signed_in_client(trainer).get(page).status_code == 404
    shown = signed_in_client(coordinator).get(page).content.decode()
    assert certificate.person.full_name in shown and "Certificate as PDF" in shown
    factories.EnrolmentFactory(person=certificate.person, centre=centre, track=certificate.track)
    shown = signed_in_client(trainer).get(page).content.decode()
    assert "0 of 13 modules" in shown and "Certificate as PDF" not in shown
    assert signed_in_client(other_coordinator).get(page).status_code == 404


def test_staff_withdraw_a_certificate_with_a_reason(certificate, coordinator):
    client, page = signed_in_client(coordinator), reverse("training:certificate_withdraw", args=[certificate.public_id])
    assert client.post(page, {"reason": ""}).status_code == 422
    assert client.post(page, {"reason": "Somebody else took the quiz."}).status_code == 302
    certificate.refresh_from_db()
    assert certificate.withdrawn_by == coordinator and certificate.withdrawal_reason == "Somebody else took the quiz."
    assert client.get(page).status_code == 404
    assert client.get(reverse("training:certificate", args=[certificate.public_id])).status_code == 404
    shown = client.get(reverse("training:person", args=[certificate.person.public_id])).content.decode()
    assert "Somebody else took the quiz." in shown and "withdrawn" in shown
    assert "quiz" not in str(AuditEvent.objects.get(event="certificate.withdrawn").facts)


def test_who_may_not_withdraw(certificate, coordinator, trainer, applicant):
    for by in (trainer, applicant):
        with pytest.raises(RuleError, match="Only coordinators and specialists"):
            withdraw(certificate=certificate, reason="No.", by=by)
    with pytest.raises(RuleError, match="say why"):
        withdraw(certificate=certificate, reason=" ", by=coordinator)
    stale = Certificate.objects.get(pk=certificate.pk)
    withdraw(certificate=certificate, reason="Yes.", by=coordinator)
    with pytest.raises(RuleError, match="withdrawn already"):
        withdraw(certificate=stale, reason="Again.", by=coordinator)


def test_without_the_certificate_the_pairing_rests_at_once(pairing, coordinator):
    withdraw(
        certificate=Certificate.objects.get(person=pairing.mentor.user, track__code="survivor_add_on"), reason="Yes.",
        by=coordinator,
    )  # fmt: skip
    pairing.refresh_from_db()
    assert pairing.status == Pairing.Status.ACTIVE  # a youth needs the basic training only
    for code in ("volunteer", "student"):
        basic = Certificate.objects.get(person=pairing.mentor.user, track__code=code)
        withdraw(certificate=basic, reason="Yes.", by=coordinator)
    pairing.refresh_from_db()
    assert pairing.status == Pairing.Status.PAUSED


@pytest.mark.parametrize(("days", "count"), [(61, 0), (60, 1), (0, 1), (-60, 1), (-61, 0)])
def test_the_refresher_begins_in_time_and_once(mentor, days, count):
    Certificate.objects.exclude(track__code="volunteer").delete()
    Certificate.objects.update(issued_on=today() - timedelta(days=400), expires_on=today() + timedelta(days=days))
    assert begin_renewals() == count
    jobs.begin_renewals()
    assert Enrolment.objects.filter(track__code="refresher").count() == count
    if count:
        home = signed_in_client(mentor.user).get(reverse("home")).content.decode()
        assert "a short refresher waits for you" in home


def test_nobody_renews_who_left_or_has_a_newer_one(mentor, centre):
    soon = {"issued_on": today() - timedelta(days=400), "expires_on": today() + timedelta(days=10)}
    Certificate.objects.filter(track__code="student").delete()
    Certificate.objects.update(**soon)
    assert begin_renewals() == 2
    Enrolment.objects.update(status=Enrolment.Status.LEFT)
    assert begin_renewals() == 0
    Enrolment.objects.all().delete()
    factories.CertificateFactory(person=mentor.user, centre=centre)
    Certificate.objects.filter(track__code="survivor_add_on").delete()
    assert begin_renewals() == 0
    Certificate.objects.filter(issued_on=today()).delete()
    mentor.user.grants.all().delete()
    assert begin_renewals() == 0
    assert Track.objects.get(code="refresher").is_refresher
