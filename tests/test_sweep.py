"""Does every address answer every role, method and object as the written table says? (S1)"""

import logging
import uuid
from datetime import timedelta
from http.cookies import SimpleCookie
from types import SimpleNamespace

import pytest
import time_machine
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from accounts.models import Invitation
from accounts.permissions import UNIVERSITY_ROLES, Role
from kernel import views
from kernel.access import OPEN, access_of
from kernel.clock import machine_now, now, today
from kernel.uploads import accept_upload
from matching.services import analyses
from matching.services.caps import make_cap
from matching.services.conflicts import declare_conflict
from matching.services.pair_rules import make_rule
from matching.services.runs import run_now
from mentorship.services.exclusions import record_no_contact
from mentorship.services.imports import upload_import
from mentorship.services.register import sign_contract
from mentorship.services.suspensions import suspend_pairing
from tests import factories
from tests.conftest import signed_in_client
from tests.sweep import EVERYBODY, METHODS, SIGNED_IN, every_view
from tests.sweep_table import TABLE
from training.services.drafts import begin_draft
from training.services.quizzes import start_attempt

PARTS = 4
STRANGER = "a stranger"
pytestmark = pytest.mark.untraced
CASE_ROLES = {Role.COORDINATOR, Role.SPECIALIST}


def test_every_address_is_in_the_table_and_nothing_else():
    assert set(every_view()) == set(TABLE)


@pytest.mark.parametrize("name", [name for name in TABLE if not name.startswith(("account_", "mfa_", "set_language"))])
def test_every_view_of_ours_carries_the_mark_that_the_table_says(name):
    mark = access_of(every_view()[name])
    assert mark is not None
    assert (mark == OPEN) == (TABLE[name].who == EVERYBODY)


def staff_of(centre, university):
    """One person of every role, with case objects of a centre of their own."""
    people = {}
    for role in Role:
        organisation = university if role in UNIVERSITY_ROLES else centre
        people[role] = factories.UserFactory()
        factories.grant_role(people[role], role, organisation)
    return people


def a_table():
    return accept_upload(SimpleUploadedFile("mentees.csv", b"code;chosen_name\n1;Invented\n"), ("csv",))


def objects_of(centre, university, people):
    """One object of every kind; those of mentors differ by role."""
    specialist, coordinator = people[Role.SPECIALIST], people[Role.COORDINATOR]
    pairings, meetings = {}, {}
    for role in (Role.MENTOR, Role.STUDENT):
        mentor = factories.MentorFactory(
            centre=centre, user=people[role], supervisor=specialist, cleared=True, certified=True, active_pairings=1
        )
        mentee = factories.MenteeFactory(centre=centre, specialist=specialist, status="accompanied", ready=True)
        pairings[role] = factories.PairingFactory(centre=centre, mentor=mentor, mentee=mentee, opened_by=coordinator)
        meetings[role] = factories.MeetingFactory(pairing=pairings[role], logged_by=people[role])
    for role in CASE_ROLES:
        pairings[role], meetings[role] = pairings[Role.MENTOR], meetings[Role.MENTOR]
    mentee = factories.MenteeFactory(centre=centre, specialist=specialist, ready=True, identity=True)
    mentor = pairings[Role.MENTOR].mentor
    factories.MentorFactory(centre=centre, supervisor=specialist, cleared=True, certified=True)
    factories.MenteeFactory(centre=centre, specialist=specialist, languages=["uk"], ready=True)
    run = run_now(centre=centre, by=coordinator)
    return {
        "person": people[Role.TRAINER],
        "role": people[Role.TRAINER].grants.get(),
        "invitation": Invitation.objects.create(
            email="new@example.org", role=Role.TRAINER, centre=centre, expires_at=now(), invited_at=now(),
            invited_by=people[Role.ADMINISTRATOR],
        ),
        "mentee": mentee,
        **vetting_objects(centre, people[Role.TRAINER], coordinator),
        "consent": mentee.consents.first(),
        "mentor": mentor,
        **training_objects(centre, people),
        "own_application": {
            role: factories.ApplicationFactory(centre=centre, user=people[role], status="draft")
            for role in (Role.APPLICANT, Role.MENTOR, Role.STUDENT)
        },
        **admission_objects(centre, people, mentee),
        **concern_objects(centre, people),
        **closure_objects(centre, specialist),
        "entry": sign_contract(
            user=mentor.user, centre=centre, signed_on=today(), starts_on=today(),
            ends_on=today() + timedelta(days=365), by=coordinator,
        ),
        "import": upload_import(centre=centre, kind="mentees", accepted=a_table(), by=coordinator),
        "pairing": pairings,
        "meeting": meetings,
        "place_grant": factories.PlaceGrantFactory(pairing=pairings[Role.MENTOR], granted_by=specialist),
        "plan": {
            role: factories.PlannedMeetingFactory(pairing=pairings[role]) for role in (Role.MENTOR, Role.STUDENT)
        },
        "check_in": factories.CheckInFactory(pairing=pairings[Role.MENTOR]),
        "run": run,
        "proposal": run.proposals.get(),
        "waiting": run.waiting.get(),
        "policy": run.policy,
        **question_objects(run, specialist, coordinator),
        "pair_rule": make_rule(
            mentee=mentee, mentor=mentor, kind="hold", reason="away", until=today() + timedelta(days=9), by=coordinator
        ),
        "conflict": {role: declare_conflict(about=mentor, by=people[role]) for role in CASE_ROLES},
    }  # fmt: skip


def concern_objects(centre, people):
    """One concern for whoever works on it, about staff for the lead; and for everybody one that they raised."""
    mentee = factories.MenteeFactory(
        centre=centre, specialist=people[Role.SPECIALIST], status="accompanied", ready=True
    )
    about_mentee = factories.ConcernFactory(pairing=factories.PairingFactory(centre=centre, mentee=mentee))
    about_staff = factories.ConcernFactory(pairing=factories.PairingFactory(centre=centre), about="staff")
    concerns = {**dict.fromkeys(CASE_ROLES, about_mentee), Role.SAFEGUARDING_LEAD: about_staff}
    by = people[Role.COORDINATOR]
    resting = {
        one: suspend_pairing(pairing=one.pairing, reason="-", by=by, concern=one) for one in set(concerns.values())
    }
    return {
        "concern": concerns,
        "own_concern": {
            role: factories.ConcernFactory(pairing=None, centre=centre, raised_by=person)
            for role, person in people.items()
        },
        "suspension": {role: resting[concern] for role, concern in concerns.items()},
    }


def closure_objects(centre, specialist):
    """A pairing that ends, with its steps, and a mentee whose pairing has ended."""
    first, second = (factories.MenteeFactory(centre=centre, specialist=specialist) for _ in range(2))
    closure = factories.ClosureFactory(pairing__centre=centre, pairing__mentee=first)
    factories.PairingFactory(
        centre=centre, mentee=second, status="closed", closing_reason="other", introduced_at=now(), closed_at=now()
    )
    return {"closure": closure, "closure_step": closure.steps.first(), "former": second}


def question_objects(run, specialist, coordinator):
    """An answered question beside a run, and a limit of a group."""
    analysis = analyses.ask_who_is_missing(policy=run.policy, by=coordinator, run=run)
    analyses.perform_analysis(analysis_id=analysis.pk)
    analysis.refresh_from_db()
    return {
        "analysis": analysis,
        "cap": make_cap(centre=run.centre, supervisor=specialist, limit=9, by=coordinator),
    }


def admission_objects(centre, people, mentee):
    """An application that waits, one that is held, and one that was refused for every role that may apply."""
    held = factories.ApplicationFactory(centre=centre)
    entry = record_no_contact(mentee, name=held.user.full_name, by=people[Role.SPECIALIST])
    return {
        "admission": factories.ApplicationFactory(centre=centre),
        "hit": entry.hits.get(),
        "refused": {
            role: factories.ApplicationFactory(centre=centre, user=people[role], status="refused", refusal="other")
            for role in (Role.APPLICANT, Role.MENTOR, Role.STUDENT)
        },
    }


def training_objects(centre, people):
    """One object of every kind that belongs to workshops and practice; every learner has a place of their own."""
    trainer = people[Role.TRAINER]
    workshop = factories.WorkshopFactory(centre=centre, trainer=trainer)
    learners = [people[role] for role in (Role.APPLICANT, Role.MENTOR, Role.STUDENT)]
    enrolments = [factories.EnrolmentFactory(person=person, centre=centre) for person in learners]
    places = [factories.BookingFactory(workshop=workshop, person=person) for person in learners]
    return {
        "workshop": workshop,
        "place": dict(zip((Role.APPLICANT, Role.MENTOR, Role.STUDENT), places, strict=True)),
        "enrolment": enrolments[0],
        "learner": learners[0],
        "observation": factories.ObservationFactory(person=learners[0], centre=centre, observed_by=trainer),
        "certificate": factories.CertificateFactory(person=learners[0], centre=centre),
        "own_certificate": {
            role: factories.CertificateFactory(person=people[role], centre=centre)
            for role in (Role.APPLICANT, Role.MENTOR, Role.STUDENT)
        },
        **edited_objects(centre, trainer, learners),
    }


def edited_objects(centre, trainer, learners):
    """A module of the centre with a question and a draft, on a track of every learner, each with a quiz begun."""
    track = factories.TrackFactory()
    module = factories.ModuleFactory(centre=centre, has_quiz=True, track=track)
    question = factories.QuestionFactory(module=module, centre=centre)
    for person in learners:
        factories.EnrolmentFactory(person=person, centre=centre, track=track)
    attempts = [start_attempt(module=module, language="en", by=person) for person in learners]
    return {
        "own_module": module,
        "question": question,
        "version": module.versions.get(),
        "draft": begin_draft(module=module, centre=centre, by=trainer),
        "attempt": dict(zip((Role.APPLICANT, Role.MENTOR, Role.STUDENT), attempts, strict=True)),
    }


def vetting_objects(centre, person, coordinator):
    """One object of every kind that belongs to the checks of a person."""
    reference = factories.ReferenceFactory(person=person, centre=centre)
    return {
        "evidence": factories.EvidenceFactory(person=person, centre=centre),
        "reference": reference,
        "interview": factories.InterviewFactory(person=person, centre=centre, held_by=coordinator),
        "check_kind": factories.CheckKindFactory(centre=centre, populations=[]),
    }


FIXED = {
    "token": {"token": "no-such-token"},
    "email_key": {"key": "no-such-key"},
    "reset_key": {"uidb36": "0", "key": "no-such-key"},
    "no_key": {"pk": 0},
    "no_codes": {},
    "code": {"code": "AAAA-BBBB-CCCC-DDDD"},
    "common_kind": {"code": "identity"},
    "year": {"year": 2024},
    "import_kind": {"kind": "mentees"},
    "import_form": {"kind": "mentees", "form": "csv"},
    "": {},
}
MISSING_ON_PURPOSE = ("token", "no_key", "no_codes", "code", "reset_key", "email_key")


def address(name, kind, objects, role=None, public_id=None):
    if kind in FIXED:
        return reverse(name, kwargs=FIXED[kind])
    found = objects[kind]
    chosen = found.get(role, next(iter(found.values()))) if isinstance(found, dict) else found
    return reverse(name, kwargs={"public_id": public_id or chosen.public_id})


@pytest.fixture
def still_clock():
    """Nobody's session grows old meanwhile, so that none is written again for every request."""
    with time_machine.travel(machine_now(), tick=False):
        yield


@pytest.fixture
def world(db, still_clock, centre, other_centre, university):
    people = staff_of(centre, university)
    other_people = staff_of(other_centre, factories.UniversityFactory())
    clients = {role: browser_of(user) for role, user in people.items()}
    return SimpleNamespace(
        clients=clients,
        nobody=browser_of(factories.UserFactory()),
        stranger=Client(),
        own=objects_of(centre, university, people),
        foreign=objects_of(other_centre, university, other_people),
    )


def browser_of(user):
    """A browser whose session has opened a page before."""
    client = signed_in_client(user)
    client.get(reverse("privacy"))
    return client


@pytest.fixture(autouse=True)
def quiet_log(monkeypatch):
    """Thousands of refusals are what is asked for here: not logged, and their pages not drawn."""
    monkeypatch.setattr(views, "render", lambda request, template, *_, status: HttpResponse(template, status=status))
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


def ask(client, method, path):
    """The answer, with everything that the request changed undone: rows, cookies, and what is counted per address."""
    client.raise_request_exception = False
    cookies = SimpleCookie({name: morsel.value for name, morsel in client.cookies.items()})
    with transaction.atomic():
        answer = client.generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    client.cookies = cookies
    cache.clear()
    return answer


def complaints_about(number, name, row, world, everybody_in_vain):
    """A right method is asked by everybody; a wrong one by everybody, or by one in turn from page to page."""
    askers = [*world.clients.items(), (None, world.nobody), (STRANGER, world.stranger)]
    for place, method in enumerate(METHODS):
        in_vain = method not in row.methods and not everybody_in_vain
        for role, client in [askers[(number + place) % len(askers)]] if in_vain else askers:
            if role == STRANGER:
                yield from _stranger(name, row, world, method)
                continue
            allowed = row.who in (EVERYBODY, SIGNED_IN) or role in row.who
            status = ask(client, method, address(name, row.kind, world.own, role)).status_code
            if problem := _problem(name, row, method, status, allowed):
                yield f"{method} {name} as {role or 'nobody'}: {status}, {problem}"
            if allowed and method in row.methods and row.kind not in FIXED:
                yield from _foreign(name, row, world, role, client, method)


def _problem(name, row, method, status, allowed):
    if not allowed:
        return "" if status == 403 or (method not in row.methods and status == 405) else "should be refused"
    if method not in row.methods:
        wrong = status != 405 and not name.startswith(("account_", "mfa_", "set_language"))
        return "should not be a method of this page" if wrong else ""
    answered = status < 500 or name == "healthz"  # without a worker it tells so
    fine = answered and status not in (401, 403, 405, 429) and (status != 404 or row.kind in MISSING_ON_PURPOSE)
    return "" if fine or (status == 405 and name.startswith(("account_", "mfa_"))) else "should be answered"


def _foreign(name, row, world, role, client, method):
    missing = ask(client, method, address(name, row.kind, world.own, role, uuid.uuid4()))
    foreign = ask(client, method, address(name, row.kind, world.foreign, role))
    if foreign.status_code != 404 or missing.status_code != 404:
        yield f"{method} {name} as {role}: foreign {foreign.status_code}, missing {missing.status_code}"
    elif len(foreign.content) != len(missing.content):
        yield f"{method} {name} as {role}: foreign and missing objects are answered differently"


def _stranger(name, row, world, method):
    answer = ask(world.stranger, method, address(name, row.kind, world.own))
    sent_to_sign_in = answer.status_code == 302 and reverse("account_login") in answer["Location"]
    if row.who != EVERYBODY and not sent_to_sign_in and (method in row.methods or answer.status_code != 405):
        yield f"{method} {name} as a stranger: {answer.status_code}, should be sent to the sign-in"
    elif row.who == EVERYBODY and (answer.status_code >= 500 or answer.status_code == 429) and name != "healthz":
        yield f"{method} {name} as a stranger: {answer.status_code}"


@pytest.mark.parametrize("everybody_in_vain", [False, pytest.param(True, marks=pytest.mark.prove)])
@pytest.mark.parametrize("part", range(PARTS))
def test_every_address_answers_as_the_table_says(part, everybody_in_vain, world):
    complaints = [
        complaint
        for number, (name, row) in enumerate(TABLE.items())
        if number % PARTS == part and name in every_view()
        for complaint in complaints_about(number, name, row, world, everybody_in_vain)
    ]
    assert not complaints, "\n" + "\n".join(complaints)


@pytest.mark.parametrize("name", [name for name in TABLE if not name.startswith(("account_", "mfa_", "set_language"))])
def test_a_wrong_method_is_refused_before_anybody_looks_who_asks(name):
    """So a wrong method needs not be asked by every role: here the request has no user at whom one could look."""
    view, kind = every_view()[name], TABLE[name].kind
    for method in set(METHODS) - TABLE[name].methods:
        assert view(RequestFactory().generic(method, "/"), **resolve_arguments(kind)).status_code == 405, method


def resolve_arguments(kind):
    return FIXED.get(kind, {"public_id": uuid.UUID(int=0)})
