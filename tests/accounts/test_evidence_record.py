"""Putting papers on record."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from accounts.models import CheckKind, Evidence
from accounts.queries.checklists import checklist
from accounts.queries.clearance import clearance_of
from accounts.queries.evidence import asked_long_ago, lapsing
from accounts.services.check_kinds import decide_keeping
from accounts.services.evidence import complete_evidence, record_evidence, strike_out_evidence
from accounts.signals import clearance_withdrawn
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent, StoredFile
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def record(centre, applicant, coordinator):
    kind = CheckKind.objects.get(code="criminal_record", centre=None)
    usual = {"person": applicant, "centre": centre, "kind": kind, "by": coordinator, "asked_on": date(2026, 8, 1)}
    return lambda **facts: record_evidence(**(usual | facts))


def test_the_last_day_is_computed_and_the_trail_proves_that_it_was_asked_for(record, applicant, coordinator):
    evidence = record(issued_on=date(2026, 8, 31), result="clear", number=" 12/2026 ")
    assert (evidence.expires_on, evidence.number, evidence.recorded_by) == (date(2027, 2, 28), "12/2026", coordinator)
    event = AuditEvent.objects.about(evidence).get()
    assert event.facts == {"kind": "criminal_record", "asked": "2026-08-01", "person": str(applicant.public_id)}


def test_a_paper_may_be_asked_for_first(record):
    evidence = record()
    assert (evidence.result, evidence.issued_on, evidence.expires_on) == ("awaited", None, None)


def test_the_number_is_sealed_in_the_database(record):
    record(number="secret-number")
    assert "secret-number" not in str(Evidence.objects.values_list("number", flat=True).get())


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"issued_on": date(2026, 8, 2)}, "whether its result is clear"),
        ({"result": "clear"}, "needs the date of issue"),
        ({"result": "not_clear"}, "needs the date of issue"),
        ({"asked_on": today() + timedelta(days=1)}, "future"),
        ({"result": "clear", "issued_on": today() + timedelta(days=1)}, "future"),
        ({"result": "clear", "issued_on": date(1926, 1, 1)}, "before 1990"),
        ({"asked_on": date(1226, 1, 1)}, "before 1990"),
    ],
)
def test_dates_that_cannot_be_right_are_refused(record, facts, told):
    with pytest.raises(RuleError, match=told):
        record(**facts)
    assert not Evidence.objects.exists()


def test_nobody_records_a_check_about_themselves(record, coordinator):
    with pytest.raises(RuleError, match="themselves"):
        record(person=coordinator)


def test_only_coordinators_and_specialists_of_the_centre_record(record, administrator, other_coordinator, specialist):
    for by in (administrator, other_coordinator):
        with pytest.raises(RuleError, match="Only coordinators and specialists"):
            record(by=by)
    assert record(by=specialist).recorded_by == specialist


def test_people_and_checks_of_another_centre_are_refused(record, other_centre, other_coordinator):
    with pytest.raises(RuleError, match="does not belong"):
        record(person=other_coordinator)
    with pytest.raises(RuleError, match="another centre"):
        record(kind=CheckKind.objects.create(code="own_check", centre=other_centre, name="Own", populations=["youth"]))


def test_papers_about_to_lapse_are_found_until_a_newer_one_is_there(
    record, applicant, coordinator, other_coordinator, other_centre
):
    on = date(2027, 2, 1)
    record(issued_on=date(2026, 8, 10), result="clear")
    assert [paper.expires_on for paper in lapsing(coordinator, on=on)] == [date(2027, 2, 10)]
    assert not lapsing(other_coordinator, on=on)
    assert not lapsing(coordinator, on=date(2027, 1, 1))
    assert not lapsing(coordinator, on=date(2027, 2, 11))
    factories.EvidenceFactory(
        person=applicant, centre=other_centre, kind=CheckKind.objects.get(code="criminal_record"), clear=True,
        issued_on=date(2026, 11, 1), expires_on=date(2027, 5, 1),
    )  # fmt: skip
    assert lapsing(coordinator, on=on)  # what another centre has seen replaces nothing here
    record(issued_on=date(2026, 11, 1), result="clear")
    assert not lapsing(coordinator, on=on)


def test_evidence_is_seen_by_the_person_and_by_those_who_may(record, applicant, coordinator, administrator, olga):
    record()
    seen = [Evidence.objects.visible_to(user).count() for user in (applicant, coordinator, administrator, olga)]
    assert seen == [1, 1, 0, 0]


# Completing, striking out, copies


def test_a_paper_that_was_asked_for_is_completed_by_its_result(record, coordinator, specialist):
    waiting = record(asked_on=date(2026, 9, 1))
    facts = {"issued_on": date(2026, 9, 10), "result": "clear", "number": " 7/2026 ", "by": specialist}
    complete_evidence(evidence=waiting, **facts)
    waiting.refresh_from_db()
    assert (waiting.asked_on, waiting.expires_on, waiting.number) == (date(2026, 9, 1), date(2027, 3, 10), "7/2026")
    assert waiting.recorded_by == specialist
    assert [(event.event, event.actor_id) for event in AuditEvent.objects.about(waiting).order_by("sequence")] == [
        ("evidence.recorded", coordinator.public_id), ("evidence.completed", specialist.public_id),
    ]  # fmt: skip
    with pytest.raises(RuleError, match="on record already"):
        complete_evidence(evidence=waiting, **facts)


def test_a_result_typed_as_a_new_paper_completes_the_one_that_was_asked_for(record):
    waiting = record(asked_on=date(2026, 9, 1))
    assert record(asked_on=date(2026, 10, 1), issued_on=date(2026, 9, 10), result="clear") == waiting
    assert Evidence.objects.get().asked_on == date(2026, 9, 1)
    record(asked_on=date(2026, 11, 1))
    assert Evidence.objects.count() == 2


def test_a_paper_is_asked_for_once(record):
    record()
    with pytest.raises(RuleError, match="asked for already"):
        record()


def test_a_result_is_needed(record, coordinator):
    with pytest.raises(RuleError, match="clear or not clear"):
        complete_evidence(evidence=record(), issued_on=None, result="awaited", by=coordinator)


def test_of_two_results_at_once_one_wins(record, coordinator):
    waiting = record()
    same = Evidence.objects.get()
    facts = {"issued_on": date(2026, 9, 10), "by": coordinator}
    complete_evidence(evidence=waiting, result="not_clear", **facts)
    with pytest.raises(RuleError, match="in the meantime"):
        complete_evidence(evidence=same, result="clear", **facts)
    assert Evidence.objects.get().result == "not_clear"


def test_a_mistake_is_struck_out_with_its_reason(record, coordinator, applicant, centre):
    paper = record(issued_on=date(2026, 9, 10), result="clear")
    with pytest.raises(RuleError, match="what was wrong"):
        strike_out_evidence(evidence=paper, reason="  ", by=coordinator)
    strike_out_evidence(evidence=paper, reason=" Another person's paper. ", by=coordinator)
    paper.refresh_from_db()
    assert (paper.result, paper.note) == ("void", "Another person's paper.")
    assert AuditEvent.objects.about(paper).last().facts == {"before": "clear"}
    reasons = clearance_of(applicant, "youth", centre=centre, on=date(2026, 9, 11)).reasons
    assert {reason.code for reason in reasons if reason.check == "criminal_record"} == {"missing"}
    with pytest.raises(RuleError, match="already"):
        strike_out_evidence(evidence=paper, reason="Again.", by=coordinator)


def test_a_result_that_was_not_clear_is_struck_out_by_a_second_person(record, coordinator, specialist):
    paper = record(issued_on=date(2026, 9, 10), result="not_clear")
    with pytest.raises(RuleError, match="second person"):
        strike_out_evidence(evidence=paper, reason="A mistake.", by=coordinator)
    strike_out_evidence(evidence=paper, reason="A mistake.", by=specialist)
    assert Evidence.objects.get().result == "void"


@pytest.mark.parametrize("act", [complete_evidence, strike_out_evidence])
def test_only_those_who_vet_go_on_with_a_paper(record, applicant, other_coordinator, trainer, act):
    paper = record()
    facts = {"reason": "A mistake."} if act == strike_out_evidence else {"issued_on": today(), "result": "clear"}
    for by in (applicant, other_coordinator, trainer):
        with pytest.raises(RuleError):
            act(evidence=paper, by=by, **facts)
    assert Evidence.objects.get().result == "awaited"


def test_whoever_listens_hears_of_a_clearance_withdrawn_in_the_same_transaction(record, coordinator):
    heard = []

    def hear(evidence, by, **_facts):
        heard.append((evidence.result, by, connection.in_atomic_block))

    clearance_withdrawn.connect(hear)
    try:
        record(issued_on=date(2026, 9, 1), result="not_clear")
        complete_evidence(evidence=record(), issued_on=date(2026, 9, 2), result="not_clear", by=coordinator)
        clear = record(issued_on=date(2026, 9, 10), result="clear")
        strike_out_evidence(evidence=clear, reason="A mistake.", by=coordinator)
        strike_out_evidence(evidence=record(), reason="A mistake.", by=coordinator)
    finally:
        clearance_withdrawn.disconnect(hear)
    assert heard == [(result, coordinator, True) for result in ("not_clear", "not_clear", "void")]


@pytest.mark.parametrize("code", ["reference", "interview"])
def test_references_and_interviews_are_not_typed_in(record, code, centre, applicant, coordinator):
    kind = CheckKind.objects.get(code=code)
    with pytest.raises(RuleError, match="pages of their own"):
        record(kind=kind)
    taken_over = factories.EvidenceFactory(kind=kind, centre=centre, person=applicant)
    with pytest.raises(RuleError, match="pages of their own"):
        complete_evidence(evidence=taken_over, issued_on=today(), result="clear", by=coordinator)
    assert next(row for row in checklist(applicant, centre=centre) if row.kind == kind).waiting is None


def test_a_check_that_is_no_longer_asked_for_takes_no_papers(record, centre):
    with pytest.raises(RuleError, match="no longer asks"):
        record(kind=factories.CheckKindFactory(centre=centre, is_in_use=False))


PDF = b"%PDF-1.4\n1 0 obj << /Type /Page >> endobj\n%%EOF\n"


def test_a_copy_is_kept_only_where_the_centre_says_so(record, centre, coordinator):
    with pytest.raises(RuleError, match="keeps no copy"):
        record(paper=SimpleUploadedFile("paper.pdf", PDF))
    assert not StoredFile.objects.exists()
    kind = CheckKind.objects.get(code="criminal_record")
    decide_keeping(kind=kind, centre=centre, keeps_paper=True, by=coordinator)
    facts = {"issued_on": date(2026, 9, 1), "result": "clear"}
    paper = record(paper=SimpleUploadedFile("paper.pdf", PDF), **facts)
    assert paper.paper.content == PDF
    assert b"%PDF" not in str(StoredFile.objects.values_list("content", flat=True).get()).encode()
    for hostile, told in (
        (b"<html><script>alert(1)</script>", "none of these kinds"),
        (PDF.replace(b"/Type", b"/JavaScript /Type"), "holds programs"),
        (b"", "empty"),
    ):
        with pytest.raises(RuleError, match=told):
            record(paper=SimpleUploadedFile("paper.pdf", hostile), **facts)
    assert Evidence.objects.count() == StoredFile.objects.count() == 1


def test_papers_asked_for_long_ago(record, coordinator, trainer):
    record(asked_on=today() - timedelta(days=21))
    assert not asked_long_ago(coordinator, on=today())
    assert [paper.person.email for paper in asked_long_ago(coordinator, on=today() + timedelta(days=1))] == [
        "applicant@example.org"
    ]
    assert not asked_long_ago(trainer, on=today() + timedelta(days=1))


def test_a_short_number_is_masked_wholly():
    assert [Evidence(number=number).masked_number for number in ("", "12/26", "AB 123456")] == ["", "•••", "••• 456"]
