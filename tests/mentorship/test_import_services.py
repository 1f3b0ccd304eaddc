"""A table comes in whole or not at all (R8), its file is encrypted and does not stay."""

import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import RoleGrant, User
from kernel.clock import today
from kernel.errors import RuleError
from kernel.models import AuditEvent, StoredFile
from kernel.uploads import Accepted
from mentorship.columns import MENTEE_COLUMNS, MENTOR_COLUMNS
from mentorship.jobs import carry_out_import
from mentorship.models import Consent, Import, Mentee, MenteeIdentity, Mentor
from mentorship.queries.imports import read_import
from mentorship.services import imports
from mentorship.services.imports import confirm_import, discard_import, upload_import
from tests.factories import ApplicationFactory, MentorFactory, UserFactory

MENTEES = [column.name for column in MENTEE_COLUMNS]
MENTORS = [column.name for column in MENTOR_COLUMNS]


@pytest.fixture
def youth(specialist, place):
    return {
        "chosen_name": "Luna", "specialist": specialist.email, "population": "youth", "risk": "2",
        "gender": "woman", "birth_year": str(today().year - 15), "languages": "Romanian, hu", "modes": "in_person",
        "place": "cluj napoca", "week": "luni-vineri 16-20", "given_name": "Ana", "family_name": "Exemplu",
    }  # fmt: skip


@pytest.fixture
def volunteer(place):
    return {
        "email": "Maria@example.org", "given_name": "Maria", "family_name": "Exemplu", "gender": "woman",
        "birth_year": "1990", "languages": "ro", "modes": "site", "place": "Cluj-Napoca", "week": "sat 10-14",
        "populations": "youth", "committed_until": "31.12.2030",
    }  # fmt: skip


def csv(columns, rows):
    lines = [";".join(columns), *(";".join(row.get(name, "") for name in columns) for row in rows)]
    return "\n".join(lines).encode()


def uploaded(kind, content, centre, by, file_kind="csv"):
    return upload_import(centre=centre, kind=kind, accepted=Accepted(file_kind, f"t.{file_kind}", content), by=by)


@pytest.fixture
def bring(centre, coordinator):
    def bring(kind, *rows, columns=None):
        columns = columns or {"mentees": MENTEES, "mentors": MENTORS}[kind]
        return uploaded(kind, csv(columns, rows), centre, coordinator)

    return bring


@pytest.mark.both_databases
def test_mentees_come_in_with_identity_and_consents(bring, youth, coordinator, specialist):
    day = today().isoformat()
    waits = {**youth, "waiting_since": day, "consent_on": day, "consent_by": "guardian", "assent_on": day,
             "identity_email": "ana@example.org", "phone": "0740 123 456"}  # fmt: skip
    import_ = bring("mentees", youth, waits)
    assert not Mentee.objects.exists()
    confirm_import(import_, by=coordinator)
    first, second = Mentee.objects.order_by("pk")
    assert (first.status, second.status, second.waiting_since) == ("registered", "waiting", today())
    assert (first.place.name, first.languages, first.specialist) == ("Cluj-Napoca", ["ro", "hu"], specialist)
    assert first.accepted_genders == ["woman", "man", "other"]
    assert second.identity.email == "ana@example.org"
    assert second.identity.phone_index
    assert set(second.consents.values_list("kind", "given_by")) == {("lawful_consent", "guardian"), ("assent", "self")}
    import_.refresh_from_db()
    assert (import_.status, import_.rows, import_.confirmed_by) == ("done", 2, coordinator)
    assert not StoredFile.objects.exists()
    events = list(AuditEvent.objects.values_list("event", flat=True))
    assert events.count("mentee.registered") == events.count("mentee.consent_recorded") == 2


def test_mentors_come_in_without_clearance(bring, volunteer, coordinator, centre, university, specialist):
    known = UserFactory(email="known@example.org", given_name="Own", role="applicant", role__centre=centre)
    student = {**volunteer, "email": "known@example.org", "university": "ubb", "supervisor": specialist.email}
    confirm_import(bring("mentors", volunteer, student), by=coordinator)
    new = Mentor.objects.get(user__email="maria@example.org")
    assert not new.user.has_usable_password() or new.user.password.startswith("!")
    assert (new.capacity, new.experience, new.supervisor) == (1, 2, None)
    assert new.user.holds("mentor", centre)
    old = Mentor.objects.get(user=known)
    assert (old.university, old.supervisor, old.user.given_name) == (university, specialist, "Own")
    assert not new.user.evidence.exists()
    assert RoleGrant.objects.filter(user=known, role="student", given_by=coordinator).count() == 1


def test_who_is_known_elsewhere_only_does_not_come_in(bring, volunteer, coordinator, other_centre):
    UserFactory(email="maria@example.org", role="applicant", role__centre=other_centre)
    with pytest.raises(RuleError, match="Nothing was taken over"):
        confirm_import(bring("mentors", volunteer), by=coordinator)


def test_who_holds_the_role_already_keeps_it(bring, volunteer, coordinator, centre):
    UserFactory(email="maria@example.org", role="mentor", role__centre=centre)
    confirm_import(bring("mentors", volunteer), by=coordinator)
    assert RoleGrant.objects.filter(user__email="maria@example.org").count() == 1


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"specialist": "coordinator@example.org"}, "specialist", "holds the role"),
        ({"place": "Atlantis"}, "place", "is not a place"),
        ({"risk": "5"}, "risk", "is not one of"),
        ({"birth_year": "2025"}, "birth_year", "cannot be right"),
        ({"chosen_name": ""}, "chosen_name", "must not be empty"),
        ({"consent_on": "2026-01-01"}, "consent_by", "who gave"),
        ({"consent_on": "2026-01-01", "consent_by": "self"}, "consent_by", "under 18"),
        ({"consent_on": "2126-01-01", "consent_by": "court"}, "consent_on", "still to come"),
        ({"interests": "music", "dislikes": "music"}, "dislikes", "liked and disliked"),
    ],
)
def test_errors_are_told_by_row_and_column(bring, youth, coordinator, changes, column, says):
    import_ = bring("mentees", youth, {**youth, **changes})
    reading = read_import(import_)
    assert [(error.row, error.column) for error in reading.errors] == [(3, column)]
    assert says in reading.errors[0].reason
    assert reading.rows == []
    with pytest.raises(RuleError, match="Nothing was taken over"):
        confirm_import(import_, by=coordinator)
    assert not Mentee.objects.exists()
    assert Import.objects.get().status == "uploaded"


@pytest.mark.parametrize(
    ("changes", "column", "says"),
    [
        ({"university": "nowhere"}, "university", "no university"),
        ({"email": "maria"}, "email", "valid"),
        ({"email": "coordinator@example.org"}, "email", "cannot be registered"),
        ({"email": "mentor@example.org"}, "email", "cannot be registered"),
        ({"email": "applied@example.org"}, "email", "cannot be registered"),
        ({"birth_year": "2015"}, "birth_year", "at least 18"),
    ],
)
def test_errors_about_mentors(bring, volunteer, changes, column, says, centre):
    MentorFactory(centre=centre, user=UserFactory(email="mentor@example.org"))
    ApplicationFactory(
        centre=centre, user=UserFactory(email="applied@example.org", role="applicant", role__centre=centre)
    )
    reading = read_import(bring("mentors", {**volunteer, **changes}))
    assert [(error.row, error.column) for error in reading.errors] == [(2, column)]
    assert says in reading.errors[0].reason


def test_an_e_mail_stands_in_a_file_once(bring, volunteer):
    reading = read_import(bring("mentors", volunteer, {**volunteer, "email": "MARIA@example.org"}))
    assert [(error.row, error.column) for error in reading.errors] == [(3, "email")]


def test_a_column_for_clearance_is_not_known(bring, volunteer):
    reading = read_import(bring("mentors", volunteer, columns=[*MENTORS, "cleared_until"]))
    assert [(error.row, error.column) for error in reading.errors] == [(1, "cleared_until")]


def test_a_file_that_is_no_table(bring, centre, coordinator):
    import_ = uploaded("mentees", b'a;b\n"x;1\n', centre, coordinator)
    assert read_import(import_).errors


def test_a_table_without_rows_is_refused(bring, coordinator):
    with pytest.raises(RuleError, match="no row"):
        confirm_import(bring("mentees"), by=coordinator)


def test_the_sample_shows_no_identity(bring, youth):
    reading = read_import(bring("mentees", youth))
    assert "chosen_name" in reading.columns
    assert not {"given_name", "family_name", "phone"} & set(reading.columns)
    assert "Exemplu" not in str(reading.sample)


def test_a_spreadsheet_is_read_like_a_text(youth, centre, coordinator):
    book = openpyxl.Workbook()
    book.active.append(MENTEES)
    book.active.append([youth.get(name) for name in MENTEES])
    content = io.BytesIO()
    book.save(content)
    confirm_import(uploaded("mentees", content.getvalue(), centre, coordinator, "xlsx"), by=coordinator)
    assert Mentee.objects.count() == 1


@pytest.mark.both_databases
def test_the_same_file_comes_in_once(bring, youth, coordinator):
    first, second = bring("mentees", youth), bring("mentees", youth)
    confirm_import(first, by=coordinator)
    with pytest.raises(RuleError, match="confirmed or discarded before"):
        confirm_import(first, by=coordinator)
    with pytest.raises(RuleError, match="imported before"):
        confirm_import(second, by=coordinator)
    assert Mentee.objects.count() == 1


def test_a_large_table_is_work_for_the_worker(
    bring, youth, coordinator, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    import_ = bring("mentees", youth, youth)
    confirm_import(import_, by=coordinator)
    assert (import_.status, Mentee.objects.count()) == ("confirmed", 0)
    carry_out_import(import_.pk)
    carry_out_import(import_.pk)
    assert Mentee.objects.count() == MenteeIdentity.objects.count() == 2
    assert Import.objects.get().status == "done"


def test_what_changed_meanwhile_stops_the_worker(bring, youth, coordinator, specialist, monkeypatch):
    monkeypatch.setattr(imports, "AT_ONCE", 0)
    import_ = bring("mentees", youth)
    confirm_import(import_, by=coordinator)
    specialist.grants.all().delete()
    carry_out_import(import_.pk)
    assert (Import.objects.get().status, Mentee.objects.count()) == ("failed", 0)
    assert not StoredFile.objects.exists()


def test_a_table_is_discarded_or_too_old(bring, youth, coordinator):
    import_ = bring("mentees", youth)
    discard_import(import_, by=coordinator)
    assert (Import.objects.get().status, StoredFile.objects.count()) == ("discarded", 0)
    old = bring("mentees", youth)
    StoredFile.objects.all().delete()
    with pytest.raises(RuleError, match="Nothing was taken over"):
        confirm_import(old, by=coordinator)


def test_only_coordinators_of_the_centre_import(centre, youth, specialist, other_coordinator, bring):
    for nobody in (specialist, other_coordinator):
        with pytest.raises(RuleError, match="at this centre"):
            uploaded("mentees", csv(MENTEES, [youth]), centre, nobody)
    bring("mentees", youth)
    assert not Import.objects.visible_to(other_coordinator).exists()
    assert not Import.objects.visible_to(specialist).exists()


def test_an_error_in_a_late_row_of_a_long_table(bring, youth, coordinator):
    import_ = bring("mentees", *[youth] * 300, {**youth, "week": "never"})
    reading = read_import(import_)
    assert [(error.row, error.column) for error in reading.errors] == [(302, "week")]


def test_the_number_of_queries_does_not_grow_with_the_rows(bring, youth, volunteer, coordinator):
    def queries(kind, row, count):
        rows = [{**row, "email": f"{row['given_name']}{count}.{n}@example.org"} for n in range(count)]
        import_ = bring(kind, *rows)
        with CaptureQueriesContext(connection) as captured:
            confirm_import(import_, by=coordinator)
        return len([query for query in captured if "kernel_clockoffset" not in query["sql"]])

    assert queries("mentees", youth, 1) == queries("mentees", youth, 20)
    assert queries("mentors", volunteer, 1) == queries("mentors", volunteer, 20)
    assert Consent.objects.count() == 0
    assert User.objects.filter(email__startswith="maria").count() == 21
