"""What is asked of a person, where it stands, and what they may be told of it themselves."""

from datetime import timedelta

import pytest

from accounts.clearance import months_after
from accounts.models import CheckKind, Reference
from accounts.queries.checklists import checklist, missing_papers_for_person
from accounts.services.check_kinds import decide_keeping
from kernel.clock import now, today
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def paper(centre, applicant):
    def put(code="criminal_record", **facts):
        kind = CheckKind.objects.get(code=code)
        return factories.EvidenceFactory(centre=centre, person=applicant, kind=kind, **facts)

    return put


def row_of(applicant, centre, code="criminal_record"):
    return next(row for row in checklist(applicant, centre=centre) if row.kind.code == code)


def test_an_empty_checklist_names_every_check_and_the_page_where_it_is_done(applicant, centre):
    rows = checklist(applicant, centre=centre)
    assert [row.kind.code for row in rows] == [
        "identity", "criminal_record", "integrity", "reference", "interview", "code_of_ethics", "contract",
    ]  # fmt: skip
    assert {(row.code, row.state, row.tone) for row in rows} == {("missing", "Is missing.", "warn")}
    assert [row.needed for row in rows] == [1, 1, 1, 2, 1, 1, 1]
    pages = {row.kind.code: (row.action_url_name, row.action_label) for row in rows}
    assert pages["reference"] == ("accounts:person_references", "References")
    assert pages["interview"] == ("accounts:interview_new", "Write down an interview")
    assert pages["identity"] == ("accounts:evidence_new", "Record a paper")
    assert rows[0].populations == ["youth", "survivor"]


@pytest.mark.parametrize(
    ("papers", "code", "state", "tone"),
    [
        ([{"asked_on": -3}], "awaited", "Asked for on", "warn"),
        ([{"clear": True}], "held", "Holds until", "good"),
        ([{"clear": True, "issued_on": -400, "expires_on": -200}], "lapsed", "Lapsed on", "bad"),
        ([{"result": "not_clear", "issued_on": 0}], "not_clear", "The result is not clear.", "bad"),
    ],
)
def test_where_a_check_stands(applicant, centre, paper, papers, code, state, tone):
    for facts in papers:
        dated = {name: today() + timedelta(days=day) for name, day in facts.items() if name.endswith("_on")}
        paper(**{**facts, **dated})
    row = row_of(applicant, centre)
    assert (row.code, row.tone) == (code, tone)
    assert row.state.startswith(state)
    assert row.is_held == (code == "held")
    assert row.until == (months_after(today(), 6) if code == "held" else None)
    assert (row.waiting is not None) == (code == "awaited")


def test_one_of_two_references_and_a_paper_without_an_end(applicant, centre, paper):
    paper("reference", clear=True)
    paper("identity", clear=True)
    assert row_of(applicant, centre, "reference").state == "1 of 2 are there."
    assert row_of(applicant, centre, "identity").state == "Holds."


def test_a_check_that_is_no_longer_asked_for_stays_while_it_has_papers(applicant, centre, other_centre):
    unused = factories.CheckKindFactory(centre=centre, is_in_use=False)
    factories.CheckKindFactory(centre=other_centre)
    codes = [row.kind.code for row in checklist(applicant, centre=centre)]
    assert len(codes) == 7
    factories.EvidenceFactory(centre=centre, person=applicant, kind=unused, clear=True)
    row = row_of(applicant, centre, unused.code)
    assert (row.code, row.needed, row.state) == ("not_asked", 0, "No longer asked for.")
    assert missing_papers_for_person(applicant, centre, on=today())[0] == "Please bring: Identity document."


def test_three_questions_however_many_papers(applicant, centre, paper, coordinator, django_assert_num_queries):
    decide_keeping(kind=CheckKind.objects.get(code="identity"), centre=centre, keeps_paper=True, by=coordinator)
    for papers in (1, 6):
        for _count in range(papers):
            paper(clear=True)
        with django_assert_num_queries(3):
            rows = checklist(applicant, centre=centre)
            assert rows[1].papers[0].kind.code == "criminal_record"
    assert [row.kind.code for row in rows if row.keeps_paper] == ["identity"]


# What the person is told


def test_the_person_is_told_what_to_bring_and_whom_to_name(applicant, centre, paper):
    paper("identity", clear=True)
    paper("criminal_record", clear=True, issued_on=today() - timedelta(400), expires_on=today() - timedelta(200))
    assert missing_papers_for_person(applicant, centre) == [
        "Please bring a new one, the last has lapsed: Criminal record certificate.",
        "Please bring: Behavioural integrity certificate.",
        "Please name 2 people who know you and can speak for you.",
        "Your coordinator arranges a conversation with you.",
        "To be signed at the centre: Signed code of ethics.",
        "To be signed at the centre: Volunteer contract.",
    ]
    factories.make_cleared(applicant, centre)
    assert missing_papers_for_person(applicant, centre) == []


@pytest.mark.parametrize(
    ("statuses", "told"),
    [
        (["named"], "Please name 1 person who knows you and can speak for you."),
        (["asked", "lapsed"], "Please name 1 person who knows you and can speak for you."),
        (["answered", "declined", "withdrawn", "asked"], "We wait for what the people you named write to us."),
    ],
)
def test_referees_who_cannot_speak_are_to_be_replaced(applicant, centre, statuses, told):
    for status in statuses:
        factories.ReferenceFactory(centre=centre, person=applicant, status=status, asked_at=now())
    assert any(sentence.startswith(told) for sentence in missing_papers_for_person(applicant, centre))


@pytest.mark.parametrize("code", ["interview", "reference", "integrity"])
def test_a_result_that_was_not_clear_is_never_hinted_at(applicant, centre, paper, code):
    factories.make_cleared(applicant, centre)
    paper(code, result="not_clear", issued_on=today())
    assert missing_papers_for_person(applicant, centre) == ["Not ready yet: your coordinator will call you."]
    assert Reference.objects.count() == 0


def test_only_the_checks_of_the_populations_somebody_wants_to_meet(applicant, centre):
    own = factories.CheckKindFactory(centre=centre, name="Course on trauma", populations=["survivor"])
    brings = f"Please bring: {own.name}."
    assert brings in missing_papers_for_person(applicant, centre)
    assert brings in missing_papers_for_person(applicant, centre, ["youth", "survivor"])
    assert brings not in missing_papers_for_person(applicant, centre, ["youth"])
