"""Putting papers on record."""

from datetime import date, timedelta

import pytest

from accounts.models import CheckKind, Evidence
from accounts.queries.evidence import lapsing
from accounts.services.evidence import record_evidence
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent

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


def test_papers_about_to_lapse_are_found_until_a_newer_one_is_there(record, coordinator, other_coordinator):
    on = date(2027, 2, 1)
    record(issued_on=date(2026, 8, 10), result="clear")
    assert [paper.expires_on for paper in lapsing(coordinator, on=on)] == [date(2027, 2, 10)]
    assert not lapsing(other_coordinator, on=on)
    assert not lapsing(coordinator, on=date(2027, 1, 1))
    assert not lapsing(coordinator, on=date(2027, 2, 11))
    record(issued_on=date(2026, 11, 1), result="clear")
    assert not lapsing(coordinator, on=on)


def test_evidence_is_seen_by_the_person_and_by_those_who_may(record, applicant, coordinator, administrator, olga):
    record()
    seen = [Evidence.objects.visible_to(user).count() for user in (applicant, coordinator, administrator, olga)]
    assert seen == [1, 1, 0, 0]
