"""The staff's pages about the papers of a person."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import CheckKind, Evidence
from accounts.queries.worklists import lines
from accounts.services.check_kinds import decide_keeping
from accounts.services.evidence import record_evidence
from kernel.clock import now, today
from kernel.models import AuditEvent, StoredFile
from tests import factories

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj << /Type /Page >> endobj\n%%EOF\n"


def page(name, subject):
    return reverse(f"accounts:{name}", args=[subject.public_id])


def kind(code="criminal_record"):
    return CheckKind.objects.get(code=code, centre=None)


@pytest.fixture
def asked(applicant, centre, coordinator):
    return record_evidence(
        person=applicant, centre=centre, kind=kind(), asked_on=today() - timedelta(days=2), by=coordinator
    )


def test_asked_for_then_seen_and_who_did_it_stands_on_the_page(client_of, coordinator, specialist, applicant, asked):
    here = page("person_papers", applicant)
    text = client_of(specialist).get(here).content.decode()
    assert f"asked for, noted by {coordinator.full_name}" in text
    assert "Enter the result" in text and applicant.full_name not in text.partition("</title>")[0]
    form = page("evidence_result", asked)
    client = client_of(specialist)
    assert client.get(form).status_code == 200
    sent = {"issued_on": today().isoformat(), "result": "clear", "number": "AB 123456"}
    assert client.post(form, sent).headers["Location"] == f"{here}?centre=cluj"
    text = client.get(here).content.decode()
    assert f"put on record by {coordinator.full_name}" in text
    assert f"result entered by {specialist.full_name}" in text
    assert "Number ••• 456" in text
    assert "Holds until" in text
    looks = AuditEvent.objects.about(asked).filter(event="looked_at", facts__why="person_papers")
    assert looks.count() == 2


def test_a_page_without_papers_is_a_look_at_the_person(client_of, coordinator, applicant):
    text = client_of(coordinator).get(page("person_papers", applicant)).content.decode()
    assert "Nothing is recorded yet." in text and "No interview is written down yet." in text
    assert AuditEvent.objects.about(applicant).filter(event="looked_at").count() == 1


def test_papers_taken_over_interviews_and_struck_out_rows(client_of, coordinator, applicant, centre, asked):
    factories.EvidenceFactory(centre=centre, person=applicant, kind=kind("identity"), clear=True)
    factories.InterviewFactory(centre=centre, person=applicant)
    client, form = client_of(coordinator), page("evidence_strike_out", asked)
    assert "For mistakes only" in client.get(form).content.decode()
    assert client.post(form, {"reason": ""}).status_code == 422
    text = client.post(form, {"reason": "The wrong person."}, follow=True).content.decode()
    assert f"struck out by {coordinator.full_name}" in text and "The wrong person." in text
    assert "Taken over from an earlier list." in text and "Interview of" in text


def test_recording_a_paper_at_once(client_of, coordinator, applicant, centre):
    client, form = client_of(coordinator), page("evidence_new", applicant)
    text = client.get(form, {"kind": str(kind("integrity").public_id)}).content.decode()
    assert "The paper itself is not kept" in text and "Structured interview" not in text
    sent = {"kind": str(kind("integrity").public_id), "asked_on": today().isoformat(), "result": "clear"}
    undated = client.post(form, {**sent, "number": "typed-number"})
    assert undated.status_code == 422
    assert "needs the date of issue" in undated.content.decode() and "typed-number" in undated.content.decode()
    assert client.post(form, {**sent, "issued_on": today().isoformat()}).status_code == 302
    assert Evidence.objects.get().kind == kind("integrity")


@pytest.mark.parametrize(
    ("issued_on", "told"),
    [
        ("2026-02-31", "There is no such day."),
        ("31.02.2026", "There is no such day."),
        ((today() + timedelta(days=1)).isoformat(), "A date in the future cannot be right."),
        ("9999-12-31", "A date in the future cannot be right."),
        ("", "This field is required."),
    ],
)
def test_days_that_cannot_be_are_refused_in_words(client_of, coordinator, asked, issued_on, told):
    answer = client_of(coordinator).post(page("evidence_result", asked), {"issued_on": issued_on, "result": "clear"})
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert Evidence.objects.get().result == "awaited"


def test_a_paper_that_has_lapsed_already_is_recorded_and_told(client_of, coordinator, asked, applicant):
    issued = today() - timedelta(days=300)
    sent = {"issued_on": issued.isoformat(), "result": "clear"}
    text = client_of(coordinator).post(page("evidence_result", asked), sent, follow=True).content.decode()
    assert "This paper has already lapsed" in text and "Lapsed on" in text
    sent = {**sent, "kind": str(kind("integrity").public_id), "asked_on": issued.isoformat()}
    text = client_of(coordinator).post(page("evidence_new", applicant), sent, follow=True).content.decode()
    assert "This paper has already lapsed" in text


def test_a_copy_is_encrypted_downloaded_and_looked_at(client_of, coordinator, asked, centre, applicant):
    client, form, copy = client_of(coordinator), page("evidence_result", asked), page("evidence_copy", asked)
    assert client.get(copy).headers["Location"].startswith(page("person_papers", applicant))
    assert 'name="paper"' not in client.get(form).content.decode()
    decide_keeping(kind=kind(), centre=centre, keeps_paper=True, by=coordinator)
    assert 'name="paper"' in client.get(form).content.decode()
    assert 'name="paper"' in client.get(page("evidence_new", applicant)).content.decode()
    sent = {"issued_on": today().isoformat(), "result": "clear", "number": "typed-number"}
    hostile = client.post(form, {**sent, "paper": SimpleUploadedFile("scan.pdf", b"<script>alert(1)</script>")})
    assert hostile.status_code == 422
    assert "none of these kinds: PDF, JPEG, PNG" in hostile.content.decode()
    assert "typed-number" in hostile.content.decode()
    assert not StoredFile.objects.exists()
    client.post(form, {**sent, "paper": SimpleUploadedFile("scan.pdf", PDF)})
    answer = client.get(copy)
    assert (answer.content, answer.headers["Content-Disposition"]) == (PDF, 'attachment; filename="file.pdf"')
    assert AuditEvent.objects.about(asked).filter(facts__why="evidence_copy").count() == 2
    assert "Download the copy" in client.get(page("person_papers", applicant)).content.decode()


def test_three_papers_take_as_many_queries_as_one(client_of, coordinator, applicant, centre):
    def queries():
        client = client_of(coordinator)
        client.get(page("person_papers", applicant))
        with CaptureQueriesContext(connection) as captured:
            client.get(page("person_papers", applicant))
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    record_evidence(person=applicant, centre=centre, kind=kind(), asked_on=today(), by=coordinator)
    factories.InterviewFactory(centre=centre, person=applicant)
    one = queries()
    for code in ("identity", "integrity"):
        record_evidence(person=applicant, centre=centre, kind=kind(code), asked_on=today(), by=coordinator)
        factories.InterviewFactory(centre=centre, person=applicant)
    assert queries() == one == 17


def test_who_opens_the_papers_of_whom(client_of, coordinator, applicant, other_coordinator, trainer, other_centre):
    assert client_of(coordinator).get(page("person_papers", coordinator)).status_code == 404
    assert client_of(other_coordinator).get(page("person_papers", applicant)).status_code == 404
    assert client_of(trainer).get(page("person_papers", applicant)).status_code == 403
    factories.grant_role(applicant, "applicant", other_centre)
    factories.grant_role(coordinator, "specialist", other_centre)
    client = client_of(coordinator)
    here = page("person_papers", applicant)
    assert client.get(here).context["centre"].code == "cluj"
    assert client.get(here, {"centre": "other"}).context["centre"] == other_centre


def test_what_waits_is_two_lines_and_one_page(client_of, coordinator, applicant, trainer, centre):
    client, waiting = client_of(coordinator), reverse("accounts:papers_waiting")
    assert "Nothing waits" in client.get(waiting).content.decode()
    assert lines(coordinator) == lines(trainer) == []
    factories.ReferenceFactory(centre=centre, person=applicant, status="answered", asked_at=now(), answered_at=now())
    factories.EvidenceFactory(centre=centre, person=applicant, asked_on=today() - timedelta(days=22))
    factories.EvidenceFactory(centre=centre, person=coordinator, asked_on=today() - timedelta(days=22))
    found = lines(coordinator)
    assert [(line.sentence, line.url, line.due_on) for line in found] == [
        ("1 referee has answered: please weigh the answer.", waiting, today()),
        (
            "1 paper was asked for more than three weeks ago and has not been seen.", waiting,
            today() - timedelta(days=22),
        ),
    ]  # fmt: skip
    text = client.get(waiting).content.decode()
    assert text.count(applicant.full_name) == 2
    assert lines(trainer) == []
