"""Which checks a centre makes; and that nobody weakens a gate, through no door."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.check_kinds import sync_check_kinds
from accounts.models import CheckKind, CheckSetting
from accounts.queries.clearance import clearance_of
from accounts.services.check_kinds import (
    add_check_kind,
    change_check_kind,
    decide_keeping,
    use_check_kind,
)
from accounts.services.evidence import keeps_paper
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
LIST = reverse("accounts:check_kinds")
FIRST_AID = {"name": " First  aid ", "populations": ["youth"], "months_valid": 24}


@pytest.fixture
def gate(db):
    return CheckKind.objects.get(code="integrity", centre=None)


@pytest.fixture
def own(centre, coordinator):
    return add_check_kind(centre=centre, by=coordinator, **FIRST_AID)


def missing(person, centre, population="youth"):
    return {reason.check for reason in clearance_of(person, population, centre=centre, on=today()).reasons}


def test_a_centres_own_check_is_asked_of_its_people_from_now_on(centre, coordinator, own):
    person = factories.UserFactory()
    factories.make_cleared(person, centre)
    assert (own.name, own.populations, own.months_valid) == ("First aid", ["youth"], 24)
    assert missing(person, centre) == {own.code}
    assert missing(person, centre, "survivor") == set()
    use_check_kind(kind=own, is_in_use=False, by=coordinator)
    use_check_kind(kind=own, is_in_use=False, by=coordinator)
    assert missing(person, centre) == set()
    use_check_kind(kind=own, is_in_use=True, by=coordinator)
    assert missing(person, centre) == {own.code}
    events = AuditEvent.objects.about(own).order_by("sequence").values_list("event", flat=True)
    assert list(events) == ["check_kind.added", "check_kind.left_out", "check_kind.used"]


def test_changing_it_keeps_the_days_of_papers_on_record(centre, coordinator, own):
    paper = factories.EvidenceFactory(centre=centre, kind=own, clear=True, expires_on=own.expiry(today()))
    facts = {**FIRST_AID, "populations": ["survivor", "youth"], "months_valid": None, "count": 2, "has_number": True}
    change_check_kind(kind=own, by=coordinator, **facts)
    own.refresh_from_db()
    assert (own.populations, own.months_valid, own.count, own.has_number) == (["youth", "survivor"], None, 2, True)
    paper.refresh_from_db()
    assert paper.expires_on is not None
    assert AuditEvent.objects.about(own).last().facts["before"] == {"populations": ["youth"], "months": 24, "count": 1}


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"name": "  "}, "give the check a name"),
        ({"populations": []}, "for whom"),
        ({"populations": ["everybody"]}, "for whom"),
        ({"months_valid": 0}, "one month up to 120"),
        ({"months_valid": 121}, "one month up to 120"),
        ({"count": 0}, "From one up to 5"),
        ({"count": 6}, "From one up to 5"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(centre, coordinator, facts, told):
    with pytest.raises(RuleError, match=told):
        add_check_kind(centre=centre, by=coordinator, **{**FIRST_AID, **facts})
    assert not CheckKind.objects.filter(centre=centre).exists()


def test_only_coordinators_of_the_centre_decide(centre, own, gate, specialist, other_coordinator, administrator):
    for by in (specialist, other_coordinator, administrator):
        with pytest.raises(RuleError, match="Only coordinators"):
            add_check_kind(centre=centre, by=by, **FIRST_AID)
        with pytest.raises(RuleError, match="Only coordinators"):
            change_check_kind(kind=own, by=by, **FIRST_AID)
        with pytest.raises(RuleError, match="Only coordinators"):
            use_check_kind(kind=own, is_in_use=False, by=by)
        with pytest.raises(RuleError, match="Only coordinators"):
            decide_keeping(kind=gate, centre=centre, keeps_paper=True, by=by)


def test_a_centre_decides_only_whether_it_keeps_a_copy_of_what_every_centre_asks_for(
    centre, other_centre, coordinator, gate, own
):
    with pytest.raises(RuleError, match="cannot be changed"):
        change_check_kind(kind=gate, by=coordinator, **FIRST_AID)
    with pytest.raises(RuleError, match="cannot be changed"):
        use_check_kind(kind=gate, is_in_use=False, by=coordinator)
    decide_keeping(kind=gate, centre=centre, keeps_paper=True, by=coordinator)
    assert keeps_paper(gate, centre)
    assert not keeps_paper(gate, other_centre)
    decide_keeping(kind=gate, centre=centre, keeps_paper=False, by=coordinator)
    assert not keeps_paper(gate, centre)
    assert CheckSetting.objects.visible_to(coordinator).count() == 1
    assert str(CheckSetting.objects.get()).startswith("CheckSetting ")
    with pytest.raises(RuleError, match="no paper"):
        decide_keeping(kind=CheckKind.objects.get(code="interview"), centre=centre, keeps_paper=True, by=coordinator)
    with pytest.raises(RuleError, match="centre's own"):
        decide_keeping(kind=own, centre=centre, keeps_paper=True, by=coordinator)


@pytest.mark.both_databases
@pytest.mark.parametrize(
    "weaker",
    [
        {"is_in_use": False}, {"is_gate": False}, {"is_gate": False, "is_in_use": False}, {"count": 0},
        {"months_valid": 7}, {"months_valid": None}, {"months_valid": 0},
    ],
)  # fmt: skip
def test_no_door_lets_a_gate_be_weakened(gate, weaker, centre):
    """A shell, an import or a page that saves a row all end here: the database refuses."""
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckKind.objects.filter(pk=gate.pk).update(**weaker)
    for name, value in weaker.items():
        setattr(gate, name, value)
    with pytest.raises(IntegrityError), transaction.atomic():
        gate.save()
    with pytest.raises(IntegrityError), transaction.atomic():
        CheckKind.objects.bulk_update([gate], list(weaker))


def test_a_gate_binds_everybody_even_where_its_row_was_tampered_with(gate, centre):
    person = factories.UserFactory()
    factories.make_cleared(person, centre)
    person.evidence.filter(kind=gate).delete()
    CheckKind.objects.filter(pk=gate.pk).update(populations=[], name="Nothing")
    assert missing(person, centre) == missing(person, centre, "survivor") == {"integrity"}
    CheckKind.objects.filter(pk=gate.pk).update(code="something_else", is_gate=False)
    assert missing(person, centre) == {"integrity"}
    sync_check_kinds()
    person.evidence.all().delete()
    CheckKind.objects.filter(centre=None).delete()
    assert missing(person, centre) == {"criminal_record", "integrity"}


@pytest.mark.both_databases
def test_an_own_check_never_stands_for_a_common_one(centre):
    for code in ("integrity", "reference", "first_aid"):
        with pytest.raises(IntegrityError), transaction.atomic():
            CheckKind.objects.create(code=code, centre=centre, name="Easier", populations=["youth"])


# The pages


def test_the_page_of_the_checks(client_of, coordinator, own, django_assert_num_queries):
    client = client_of(coordinator)
    text = client.get(LIST).content.decode()
    assert text.count("No role can pass over it.") == 2
    assert "First aid" in text and "24 months" in text and "6 months" in text
    assert text.count("No copy is kept.") == 5
    assert "Checks of the centre" in client.get(reverse("accounts:people")).content.decode()
    identity = CheckKind.objects.get(code="identity").pk
    for keep, kept in (("yes", True), ("no", False)):
        client.post(reverse("accounts:check_kind_keep", args=["identity"]), {"keep": keep})
        assert CheckSetting.objects.get(kind=identity).keeps_paper is kept
    client.post(reverse("accounts:check_kind_use", args=[own.public_id]), {"use": "no"})
    assert "Ask for it again" in client.get(LIST).content.decode()
    client.post(reverse("accounts:check_kind_use", args=[own.public_id]), {"use": "yes"})
    own.refresh_from_db()
    assert own.is_in_use


def test_adding_and_changing_a_check_on_the_page(client_of, coordinator, centre, other_coordinator):
    client = client_of(coordinator)
    new = reverse("accounts:check_kind_new")
    assert client.get(new).status_code == 200
    refused = client.post(new, {"name": "Driving licence", "count": "1"})
    assert refused.status_code == 422
    assert "Driving licence" in refused.content.decode()
    sent = {"name": "Driving licence", "count": "1", "populations": ["youth", "survivor"]}
    assert client.post(new, sent).headers["Location"] == f"{LIST}?centre=cluj"
    kind = CheckKind.objects.get(centre=centre)
    page = reverse("accounts:check_kind_edit", args=[kind.public_id])
    assert "Driving licence" in client.get(page).content.decode()
    client.post(page, {**sent, "months_valid": "60"})
    kind.refresh_from_db()
    assert kind.months_valid == 60
    assert client_of(other_coordinator).get(page).status_code == 404
