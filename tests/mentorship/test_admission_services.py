"""Two people of two professions admit, and nobody comes in without everything that is asked before."""

from datetime import timedelta

import pytest
from django.apps import apps

from accounts.permissions import Role
from accounts.queries.clearance import clearance_of
from accounts.services.evidence import record_evidence
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.mail import recent_mail
from kernel.models import AuditEvent, MailMessage
from mentorship.models import AdmissionVote, Application, Mentor, NoContact, NoContactHit
from mentorship.queries.admissions import Waits, waits_of, what_admission_needs
from mentorship.queries.eligibility import what_mentor_needs
from mentorship.services.admissions import say_yes
from mentorship.services.imported_rows import create_mentors
from mentorship.services.mentors import let_mentor_leave, register_mentor
from mentorship.services.pairings import open_pairing
from tests import factories
from tests.mentorship.admitting import admit, lose, make_ready, ready
from training.models import Enrolment

pytestmark = pytest.mark.django_db


@pytest.fixture
def application(centre):
    return ready(centre)


def held(application, mentee, **facts):
    entry = NoContact.objects.create(mentee=mentee, recorded_by=mentee.specialist, recorded_at=now())
    return NoContactHit.objects.create(application=application, no_contact=entry, found_at=now(), **facts)


def test_the_first_yes_changes_nothing_and_the_second_makes_a_mentor(application, coordinator, specialist):
    vote = say_yes(application, by=coordinator, words=" Calm and reliable. ")
    application.refresh_from_db()
    assert (application.status, vote.profession, vote.words) == ("submitted", "coordinator", "Calm and reliable.")
    assert not Mentor.objects.exists()
    assert say_yes(application, by=specialist).profession == "specialist"
    application.refresh_from_db()
    mentor = application.user.mentor
    assert (application.status, application.decided_by) == ("admitted", specialist)
    assert (mentor.status, mentor.centre, mentor.birth_year, mentor.registered_by) == (
        "willing", application.centre, 1990, specialist,
    )  # fmt: skip
    for name in ("populations", "languages", "modes", "week", "capacity", "radius_km", "gender", "place"):
        assert getattr(mentor, name) == getattr(application, name), name


def test_roles_trainings_mail_and_trail(application, coordinator, specialist):
    admit(application, coordinator, specialist)
    grants = application.user.grants
    assert list(grants.filter(ended_at=None).values_list("role", flat=True)) == [Role.MENTOR]
    assert grants.get(role=Role.APPLICANT).ended_by == specialist
    assert list(Enrolment.objects.filter(person=application.user).values_list("track__code", flat=True)) == [
        "volunteer"
    ]
    (mail,) = MailMessage.objects.filter(recipient_id=application.user.public_id)
    shown = recent_mail()[0]
    assert mail.context == {} and shown.subject == "A message is waiting for you"
    assert application.user.family_name not in shown.text and "admitted" not in shown.text
    for event, by in (("application.yes", coordinator), ("application.admit", specialist), ("role.given", specialist)):
        assert AuditEvent.objects.filter(event=event, actor_id=by.public_id).exists(), event


def test_a_student_who_chose_survivors(centre, university, coordinator, specialist):
    application = ready(centre, kind="student", university=university, populations=["youth", "survivor"])
    admit(application, coordinator, specialist)
    assert application.user.mentor.university == university
    assert application.user.grants.filter(role=Role.STUDENT, ended_at=None).exists()
    codes = Enrolment.objects.filter(person=application.user).values_list("track__code", flat=True)
    assert set(codes) == {"student", "survivor_add_on"}


def test_nobody_is_ready_for_a_mentee_by_being_admitted(application, coordinator, specialist):
    mentor = admit(application, coordinator, specialist).user.mentor
    codes = {need.code for need in what_mentor_needs(mentor, "youth", today())}
    assert {"clearance", "certificate", "supervisor"} <= codes
    found = clearance_of(application.user, "youth", centre=application.centre, on=today())
    assert [reason.check for reason in found.reasons] == ["contract"]


@pytest.mark.parametrize(
    "code", ["criminal_record", "integrity", "identity", "reference", "interview", "code_of_ethics"]
)
def test_each_check_that_is_missing_is_told_and_stops_every_yes(centre, coordinator, code):
    application = make_ready(factories.ApplicationFactory(centre=centre), but=[code])
    with pytest.raises(RuleError, match="Not everything is there yet") as refusal:
        say_yes(application, by=coordinator)
    (sentence,) = what_admission_needs(application)
    assert sentence in str(refusal.value) and not AdmissionVote.objects.exists()


def test_a_gate_that_lapses_between_the_two(application, coordinator, specialist):
    say_yes(application, by=coordinator)
    lose(application, "integrity")
    with pytest.raises(RuleError, match="integrity certificate: has lapsed"):
        say_yes(application, by=specialist)
    assert not Mentor.objects.exists() and application.votes.count() == 1


def test_a_check_of_the_centres_own_and_its_population(centre, coordinator):
    factories.CheckKindFactory(centre=centre, populations=["survivor"], name="First aid course")
    assert what_admission_needs(ready(centre)) == []
    assert what_admission_needs(ready(centre, populations=["youth", "survivor"])) == ["First aid course: is missing."]


def test_a_check_that_found_something(application, coordinator, specialist):
    kind = application.user.evidence.get(kind__code="criminal_record").kind
    record_evidence(
        person=application.user, centre=application.centre, kind=kind, asked_on=today(), issued_on=today(),
        result="not_clear", by=coordinator,
    )  # fmt: skip
    with pytest.raises(RuleError, match="not clear"):
        say_yes(application, by=specialist)


def test_two_different_people(application, coordinator, second_coordinator):
    say_yes(application, by=coordinator)
    with pytest.raises(RuleError, match="another person"):
        say_yes(application, by=coordinator)
    with pytest.raises(RuleError, match="other profession"):
        say_yes(application, by=second_coordinator)


def test_somebody_with_both_professions_counts_once(application, centre, coordinator, specialist):
    both = factories.UserFactory(role=Role.COORDINATOR, role__centre=centre)
    factories.grant_role(both, Role.SPECIALIST, centre)
    assert say_yes(application, by=both, profession="specialist").profession == "specialist"
    with pytest.raises(RuleError, match="another person"):
        say_yes(application, by=both, profession="coordinator")
    with pytest.raises(RuleError, match="other profession"):
        say_yes(application, by=specialist)
    say_yes(application, by=coordinator)
    application.refresh_from_db()
    assert application.status == "admitted"


def test_nobody_speaks_for_a_profession_they_do_not_hold(application, coordinator):
    with pytest.raises(RuleError, match="other profession"):
        say_yes(application, by=coordinator, profession="specialist")


@pytest.mark.parametrize("who", ["other_coordinator", "administrator", "trainer", "mentor", "olga"])
def test_nobody_else_decides(request, application, who):
    person = request.getfixturevalue(who)
    with pytest.raises(RuleError, match="Only coordinators and specialists"):
        say_yes(application, by=getattr(person, "user", person))


def test_nobody_decides_about_themselves(application, centre):
    factories.grant_role(application.user, Role.COORDINATOR, centre)
    with pytest.raises(RuleError, match="own application"):
        say_yes(application, by=application.user)


@pytest.mark.parametrize("is_same", [None, True])
def test_a_held_application_is_told_as_held_and_no_more(application, mentee, coordinator, is_same):
    decision = {"is_same_person": True, "decided_by": mentee.specialist, "decided_at": now()} if is_same else {}
    held(application, mentee, **decision)
    with pytest.raises(RuleError) as refusal:
        say_yes(application, by=coordinator)
    assert str(refusal.value) == "This application is on hold: a specialist is looking at something."


@pytest.mark.parametrize("status", ["draft", "refused", "withdrawn", "admitted"])
def test_only_what_was_handed_in_waits_for_a_yes(application, coordinator, status):
    Application.objects.update(status=status, refusal="other")
    with pytest.raises(RuleError, match="does not wait"):
        say_yes(application, by=coordinator)


@pytest.mark.parametrize("missing", ["place", "committed_until"])
def test_an_application_that_came_in_incomplete_makes_no_mentor(application, coordinator, specialist, missing):
    Application.objects.update(**{missing: None})
    with pytest.raises(RuleError, match="not complete"):
        admit(application, coordinator, specialist)


def test_a_profile_that_makes_no_sense_makes_no_mentor(application, coordinator, specialist):
    Application.objects.update(populations=[])
    with pytest.raises(RuleError, match="willing to accompany"):
        admit(application, coordinator, specialist)


def test_somebody_who_had_left_is_willing_again_with_the_new_wishes(application, specialist, coordinator):
    mentor = factories.MentorFactory(user=application.user, centre=application.centre, supervisor=specialist)
    let_mentor_leave(mentor, by=coordinator)
    admit(application, coordinator, specialist)
    mentor.refresh_from_db()
    assert (mentor.status, mentor.populations, mentor.supervisor) == ("willing", ["youth"], specialist)


def test_somebody_who_had_left_another_centre_comes_over_without_the_supervisor(
    application, other_centre, coordinator, specialist
):
    factories.MentorFactory(user=application.user, centre=other_centre, status="left")
    mentor = admit(application, coordinator, specialist).user.mentor
    mentor.refresh_from_db()
    assert (mentor.status, mentor.centre, mentor.supervisor) == ("willing", application.centre, None)


def test_a_mentor_is_not_admitted_again(application, coordinator, specialist):
    factories.MentorFactory(user=application.user, centre=application.centre)
    with pytest.raises(RuleError, match="mentor already"):
        admit(application, coordinator, specialist)


def test_a_role_that_is_held_already_is_not_given_twice(application, coordinator, specialist):
    factories.grant_role(application.user, Role.MENTOR, application.centre)
    admit(application, coordinator, specialist)
    assert application.user.grants.filter(role=Role.MENTOR).count() == 1


def test_what_the_list_says_is_what_the_service_asks(centre, mentee):
    for missing in ([], ["reference"], ["interview"], ["integrity"], ["identity", "interview"]):
        application = make_ready(factories.ApplicationFactory(centre=centre), but=missing)
        waits = waits_of([application])[application.pk]
        assert bool(what_admission_needs(application)) == (Waits.FIRST_YES not in waits)
    held(application, mentee)
    assert waits_of([application])[application.pk] == ["hold", "papers", "interview"]


def test_no_door_leads_past_the_certificates(centre, place, coordinator, specialist, mentee):
    profile = {
        "gender": "woman", "birth_year": 1990, "populations": ["youth"], "languages": ["ro"], "modes": ["site"],
        "place": place, "committed_until": today() + timedelta(days=400), "supervisor": specialist,
    }  # fmt: skip
    by_hand = register_mentor(centre=centre, by=coordinator, person={"email": "hand@example.org"}, profile=profile)
    row = {
        "email": "table@example.org", "given_name": "T", "family_name": "I", "phone": "", "language": "ro",
        "university": None, "experience": 2, "skills": [], "interests": [], "dislikes": [], "radius_km": 10,
        "week": factories.ALL_WEEK, "capacity": 1, **profile,
    }  # fmt: skip
    for mentor in (by_hand, *create_mentors(centre, [row], coordinator)):
        factories.make_certified(mentor.user, centre)
        assert [need.code for need in what_mentor_needs(mentor, "youth", today())] == ["clearance"]
        with pytest.raises(RuleError, match="not cleared"):
            open_pairing(mentor=mentor, mentee=mentee, planned_until=today() + timedelta(days=300), by=coordinator)
    assert not apps.is_installed("django.contrib.admin")


@pytest.mark.parametrize("status", ["submitted", "refused", "withdrawn"])
def test_one_person_alone_registers_nobody_about_whom_two_decide(application, place, coordinator, status):
    Application.objects.update(status=status, refusal="other")
    with pytest.raises(RuleError, match="two people"):
        register_mentor(
            centre=application.centre, by=coordinator, person={"email": application.user.email},
            profile={
                "gender": "woman", "birth_year": 1990, "populations": ["youth"], "languages": ["ro"],
                "modes": ["site"], "place": place, "committed_until": today() + timedelta(days=400),
            },
        )  # fmt: skip
    assert not Mentor.objects.exists()
