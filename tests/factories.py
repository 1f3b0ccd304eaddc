"""Invented people and things for tests. Traits say what matters: `cleared`, `certified`, `ready`."""

import uuid
from datetime import date, timedelta

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

from accounts.models import (
    Centre,
    CheckKind,
    Evidence,
    Interview,
    Reference,
    RoleGrant,
    University,
    User,
)
from accounts.permissions import UNIVERSITY_ROLES, Role
from kernel.clock import now, today
from mentorship.models import (
    Application,
    CheckIn,
    Closure,
    ClosureStep,
    Concern,
    Consent,
    Meeting,
    MeetingAddition,
    Mentee,
    MenteeIdentity,
    Mentor,
    MentoringDecision,
    Pairing,
    Place,
    PlaceGrant,
    PlannedMeeting,
)
from training.gift import parse_gift
from training.models import (
    Booking,
    Certificate,
    Enrolment,
    LessonText,
    Module,
    ModuleVersion,
    Observation,
    Question,
    Track,
    TrackModule,
    Workshop,
)
from training.questions import to_json
from training.services.certificates import new_code

ALL_WEEK = f"{(1 << 84) - 1:021x}"


class CentreFactory(DjangoModelFactory):
    class Meta:
        model = Centre

    code = factory.Sequence(lambda n: f"centre-{n}")
    name = factory.LazyAttribute(lambda centre: f"Centre {centre.code}")
    county = "13"
    created_at = factory.LazyFunction(now)


class UniversityFactory(DjangoModelFactory):
    class Meta:
        model = University

    code = factory.Sequence(lambda n: f"university-{n}")
    name = factory.LazyAttribute(lambda university: f"University {university.code}")
    created_at = factory.LazyFunction(now)


class UserFactory(DjangoModelFactory):
    """A person; `UserFactory(role=Role.COORDINATOR, centre=centre)` gives the role too."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    email = factory.Sequence(lambda n: f"person{n}@example.org")
    given_name = factory.Sequence(lambda n: f"Given{n}")
    family_name = factory.Sequence(lambda n: f"Family{n}")
    password = "!"  # noqa: S105  nobody signs in with it

    @factory.post_generation
    def role(self, create, role, *, centre=None, university=None, **_kwargs):
        if role:
            grant_role(self, role, centre or university)


def grant_role(user, role, organisation, **facts):
    where = {"university": organisation} if role in UNIVERSITY_ROLES else {"centre": organisation}
    starts_on = facts.pop("starts_on", today() - timedelta(days=30))
    return RoleGrant.objects.create(user=user, role=role, starts_on=starts_on, given_at=now(), **where, **facts)


class PlaceFactory(DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ("geonameid",)

    geonameid = 681290
    name = "Cluj-Napoca"
    county = "13"
    latitude = 46.76667
    longitude = 23.6
    population = 286598


class MenteeFactory(DjangoModelFactory):
    """A mentee who waits; `ready=True` adds decision, consent and assent; `identity=True` the identity."""

    class Meta:
        model = Mentee
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    specialist = factory.LazyAttribute(lambda mentee: UserFactory(role=Role.SPECIALIST, role__centre=mentee.centre))
    status = Mentee.Status.WAITING
    chosen_name = factory.Sequence(lambda n: f"Chosen{n}")
    population = "youth"
    gender = "woman"
    birth_year = factory.LazyFunction(lambda: today().year - 15)
    risk = 2
    waiting_since = factory.LazyFunction(lambda: today() - timedelta(days=40))
    languages = factory.LazyFunction(lambda: ["ro"])
    needs = factory.LazyFunction(lambda: ["school"])
    interests = factory.LazyFunction(lambda: ["music", "walking"])
    dislikes = factory.LazyFunction(lambda: ["crowds"])
    accepted_genders = factory.LazyFunction(lambda: ["woman", "man", "other"])
    modes = factory.LazyFunction(lambda: ["in_person", "site"])
    place = factory.SubFactory(PlaceFactory)
    radius_km = 15
    week = ALL_WEEK
    registered_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)

    @factory.post_generation
    def ready(self, create, ready, **_kwargs):
        if ready:
            make_ready(self)

    @factory.post_generation
    def identity(self, create, identity, **facts):
        if identity:
            MenteeIdentity.objects.create(
                mentee=self,
                **{"given_name": "Ileana", "family_name": "Invented", "phone": "0740 123 456", **facts},
            )


def make_ready(mentee):
    """The specialist's decision, lawful consent and the own yes."""
    specialist = mentee.specialist
    MentoringDecision.objects.create(
        mentee=mentee, is_right_now=True, reason="It helps now.", decided_by=specialist, decided_at=now(),
        review_on=today() + timedelta(days=365),
    )  # fmt: skip
    for kind, giver in ((Consent.Kind.LAWFUL_CONSENT, "guardian"), (Consent.Kind.ASSENT, "self")):
        Consent.objects.create(
            mentee=mentee,
            kind=kind,
            given_by=giver,
            given_on=today(),
            recorded_by=specialist,
            recorded_at=now(),
        )


class MentorFactory(DjangoModelFactory):
    """A willing mentor; `cleared=True` adds every check, `certified=True` the training certificates."""

    class Meta:
        model = Mentor
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    user = factory.LazyAttribute(lambda mentor: UserFactory(role=Role.MENTOR, role__centre=mentor.centre))
    supervisor = factory.LazyAttribute(lambda mentor: UserFactory(role=Role.SPECIALIST, role__centre=mentor.centre))
    gender = "woman"
    birth_year = factory.LazyFunction(lambda: today().year - 35)
    populations = factory.LazyFunction(lambda: ["youth", "survivor"])
    experience = 4
    languages = factory.LazyFunction(lambda: ["ro", "hu"])
    skills = factory.LazyFunction(lambda: ["school", "friendship"])
    interests = factory.LazyFunction(lambda: ["music", "walking"])
    dislikes = factory.LazyFunction(lambda: ["crowds"])
    modes = factory.LazyFunction(lambda: ["in_person", "site"])
    place = factory.SubFactory(PlaceFactory)
    radius_km = 20
    week = ALL_WEEK
    capacity = 1
    committed_until = factory.LazyFunction(lambda: today() + timedelta(days=730))
    registered_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)

    @factory.post_generation
    def cleared(self, create, cleared, **_kwargs):
        if cleared:
            make_cleared(self.user, self.centre)

    @factory.post_generation
    def certified(self, create, certified, **_kwargs):
        if certified:
            make_certified(self.user, self.centre)


def make_cleared(person, centre):
    """Every check of every kind, clear and fresh."""
    for kind in CheckKind.objects.filter(centre=None):
        for _copy in range(kind.count):
            Evidence.objects.create(
                person=person, centre=centre, kind=kind, asked_on=today() - timedelta(days=20), issued_on=today(),
                expires_on=today() + timedelta(days=30 * kind.months_valid) if kind.months_valid else None,
                result=Evidence.Result.CLEAR, recorded_at=now(),
            )  # fmt: skip


def make_certified(person, centre):
    """A certificate of every track."""
    for track in Track.objects.exclude(audience=Track.Audience.REFRESHER):
        Certificate.objects.create(
            person=person, centre=centre, track=track, track_version=track.version,
            issued_on=today() - timedelta(days=40),
            expires_on=today() + timedelta(days=730),
        )  # fmt: skip


class CheckKindFactory(DjangoModelFactory):
    """A check of a centre's own."""

    class Meta:
        model = CheckKind

    centre = factory.SubFactory(CentreFactory)
    code = factory.Sequence(lambda n: f"own_{n}")
    name = "First aid course"
    populations = factory.LazyFunction(lambda: ["youth"])


class EvidenceFactory(DjangoModelFactory):
    """A paper that was asked for today and not seen yet; `clear=True` has it issued today."""

    class Meta:
        model = Evidence

    class Params:
        clear = factory.Trait(issued_on=factory.LazyFunction(today), result="clear")

    centre = factory.SubFactory(CentreFactory)
    person = factory.LazyAttribute(lambda paper: UserFactory(role=Role.APPLICANT, role__centre=paper.centre))
    kind = factory.LazyFunction(lambda: CheckKind.objects.get(code="criminal_record", centre=None))
    asked_on = factory.LazyFunction(today)
    recorded_at = factory.LazyFunction(now)


class ReferenceFactory(DjangoModelFactory):
    """A referee who was named and not asked yet."""

    class Meta:
        model = Reference

    centre = factory.SubFactory(CentreFactory)
    person = factory.LazyAttribute(lambda reference: UserFactory(role=Role.APPLICANT, role__centre=reference.centre))
    name = factory.Sequence(lambda n: f"Referee{n} Invented")
    email = factory.Sequence(lambda n: f"referee{n}@example.org")
    relation = "work"
    language = "en"
    named_at = factory.LazyFunction(now)


class InterviewFactory(DjangoModelFactory):
    """An interview in which everything was green."""

    class Meta:
        model = Interview

    centre = factory.SubFactory(CentreFactory)
    person = factory.LazyAttribute(lambda interview: UserFactory(role=Role.APPLICANT, role__centre=interview.centre))
    held_on = factory.LazyFunction(today)
    ratings = factory.LazyFunction(lambda: {item: {"colour": "green", "reason": ""} for item in Interview.Dimension})
    held_by = factory.LazyAttribute(lambda interview: UserFactory(role=Role.COORDINATOR, role__centre=interview.centre))
    recorded_at = factory.LazyFunction(now)


class PairingFactory(DjangoModelFactory):
    """An active pairing of a ready mentee and a cleared mentor of one centre."""

    class Meta:
        model = Pairing
        skip_postgeneration_save = True

    centre = factory.SubFactory(CentreFactory)
    mentor = factory.LazyAttribute(
        lambda pairing: MentorFactory(centre=pairing.centre, cleared=True, certified=True, active_pairings=1)
    )
    mentee = factory.LazyAttribute(
        lambda pairing: MenteeFactory(centre=pairing.centre, status="accompanied", ready=True)
    )
    supervisor = factory.LazyAttribute(lambda pairing: pairing.mentor.supervisor)
    status = Pairing.Status.ACTIVE
    planned_until = factory.LazyFunction(lambda: today() + timedelta(days=365))
    opened_by = factory.LazyAttribute(lambda pairing: UserFactory(role=Role.COORDINATOR, role__centre=pairing.centre))
    opened_at = factory.LazyFunction(lambda: now() - timedelta(days=60))


class MeetingFactory(DjangoModelFactory):
    """A meeting of today, logged by the mentor of the pairing."""

    class Meta:
        model = Meeting

    pairing = factory.SubFactory(PairingFactory)
    form_key = factory.LazyFunction(uuid.uuid4)
    held_on = factory.LazyFunction(today)
    minutes = 60
    place = "centre"
    activities = factory.LazyFunction(lambda: ["talk"])
    mood = 3
    logged_by = factory.LazyAttribute(lambda meeting: meeting.pairing.mentor.user)
    logged_at = factory.LazyFunction(now)


class PlannedMeetingFactory(DjangoModelFactory):
    """A meeting planned for tomorrow by the mentor of the pairing."""

    class Meta:
        model = PlannedMeeting

    pairing = factory.SubFactory(PairingFactory)
    form_key = factory.LazyFunction(uuid.uuid4)
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=1))
    minutes = 60
    place = "centre"
    planned_by = factory.LazyAttribute(lambda plan: plan.pairing.mentor.user)
    planned_at = factory.LazyFunction(now)


class PlaceGrantFactory(DjangoModelFactory):
    """One more place for a pairing, allowed today."""

    class Meta:
        model = PlaceGrant

    pairing = factory.SubFactory(PairingFactory)
    place = "outdoors"
    reason = "Invented: the group goes along."
    granted_by = factory.LazyAttribute(lambda grant: grant.pairing.supervisor)
    granted_at = factory.LazyFunction(now)


class CheckInFactory(DjangoModelFactory):
    """A short call of today with the mentor, by the supervisor of the pairing, in which they were reached."""

    class Meta:
        model = CheckIn

    pairing = factory.SubFactory(PairingFactory)
    form_key = factory.LazyFunction(uuid.uuid4)
    party = "mentor"
    depth = "short"
    held_on = factory.LazyFunction(today)
    channel = "phone"
    made_by = factory.LazyAttribute(lambda check_in: check_in.pairing.supervisor)
    made_at = factory.LazyFunction(now)


class ConcernFactory(DjangoModelFactory):
    """A serious concern about a mentee that waits for somebody to take it on."""

    class Meta:
        model = Concern

    pairing = factory.SubFactory(PairingFactory)
    centre = factory.LazyAttribute(lambda concern: concern.pairing.centre)
    form_key = factory.LazyFunction(uuid.uuid4)
    receipt = factory.Sequence(lambda number: f"AAAA-{number:04d}")
    about = Concern.About.MENTEE
    about_person = factory.LazyAttribute(
        lambda concern: concern.pairing.mentor.user if concern.about == Concern.About.MENTOR else None
    )
    severity = Concern.Severity.SERIOUS
    words = "Invented: something was said that does not sound right."
    raised_as = Concern.RaisedAs.MENTOR
    raised_by = factory.LazyAttribute(lambda concern: concern.pairing.mentor.user if concern.pairing else None)
    raised_at = factory.LazyFunction(now)


class ClosureFactory(DjangoModelFactory):
    """A planned ending under way, with two steps to do."""

    class Meta:
        model = Closure
        skip_postgeneration_save = True

    pairing = factory.SubFactory(PairingFactory)
    procedure = Closure.Procedure.PLANNED
    reason = "goals_reached"
    started_by = factory.LazyAttribute(lambda closure: closure.pairing.opened_by)
    started_at = factory.LazyFunction(now)

    @factory.post_generation
    def kinds(self, create, kinds, **_kwargs):
        for position, kind in enumerate(kinds or ["tell_mentor", "next"], start=1):
            ClosureStep.objects.create(closure=self, position=position, kind=kind, due_on=today())


class MeetingAdditionFactory(DjangoModelFactory):
    """What the mentor added to a meeting."""

    class Meta:
        model = MeetingAddition

    meeting = factory.SubFactory(MeetingFactory)
    form_key = factory.LazyFunction(uuid.uuid4)
    text = "One more thing."
    added_by = factory.LazyAttribute(lambda addition: addition.meeting.logged_by)
    added_at = factory.LazyFunction(now)


class ModuleFactory(DjangoModelFactory):
    """A common module with one published version and a lesson; `track=` puts it at the end of a track.

    `requires=[...]` names what comes first, `version=2` is the number, `version=False` leaves it without a version.
    """

    class Meta:
        model = Module
        skip_postgeneration_save = True

    code = factory.Sequence(lambda n: f"module-{n}")
    has_lesson, has_quiz, has_workshop, has_practice = True, False, False, False

    @factory.post_generation
    def requires(self, create, requires, **_kwargs):
        self.requires.set(requires or [])

    @factory.post_generation
    def version(self, create, number, **facts):
        if number is not False:
            ModuleVersionFactory(module=self, centre=self.centre, number=number or 1, **facts)

    @factory.post_generation
    def track(self, create, track, **_kwargs):
        if track:
            TrackModule.objects.create(track=track, module=self, position=track.entries.count())


class QuestionFactory(DjangoModelFactory):
    """A common question in English with one right answer; `gift=` writes another one as GIFT does."""

    class Meta:
        model = Question

    class Params:
        gift = "What is right? {=Right#Yes. ~Wrong#No. ~Worse}"
        language = "en"
        parsed = factory.LazyAttribute(lambda one: parse_gift(one.gift).questions[0])

    module = factory.SubFactory(ModuleFactory, has_quiz=True)
    code = factory.Sequence(lambda n: f"question-{n}")
    kind = factory.LazyAttribute(lambda one: one.parsed.kind.value)
    texts = factory.LazyAttribute(lambda one: {one.language: to_json(one.parsed)})


class TrackFactory(DjangoModelFactory):
    """A track of its own, without modules."""

    class Meta:
        model = Track

    code = factory.Sequence(lambda n: f"track-{n}")
    name = factory.LazyAttribute(lambda track: f"Track {track.code}")
    audience = "volunteer"
    populations = factory.LazyFunction(lambda: ["youth"])
    minutes = 480


class EnrolmentFactory(DjangoModelFactory):
    class Meta:
        model = Enrolment

    person = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    track = factory.SubFactory(TrackFactory)
    enrolled_at = factory.LazyFunction(now)


class CertificateFactory(DjangoModelFactory):
    """A certificate of today, valid for two years."""

    class Meta:
        model = Certificate

    person = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    track = factory.LazyFunction(lambda: Track.objects.get(code="volunteer"))
    track_version = 1
    issued_on = factory.LazyFunction(today)
    expires_on = factory.LazyAttribute(lambda certificate: certificate.track.expiry(certificate.issued_on))
    code = factory.LazyFunction(new_code)


class WorkshopFactory(DjangoModelFactory):
    """A workshop in a week, with three seats."""

    class Meta:
        model = Workshop

    centre = factory.SubFactory(CentreFactory)
    module = factory.SubFactory(ModuleFactory, has_workshop=True)
    trainer = factory.LazyAttribute(lambda one: UserFactory(role=Role.TRAINER, role__centre=one.centre))
    starts_at = factory.LazyFunction(lambda: now() + timedelta(days=7))
    ends_at = factory.LazyAttribute(lambda one: one.starts_at + timedelta(hours=3))
    where = "Room 3"
    seats = 3
    code = "ABC234"
    planned_at = factory.LazyFunction(now)


class BookingFactory(DjangoModelFactory):
    """A place; the seat it takes is counted, as the service does."""

    class Meta:
        model = Booking
        skip_postgeneration_save = True

    workshop = factory.SubFactory(WorkshopFactory)
    person = factory.SubFactory(UserFactory)
    centre = factory.LazyAttribute(lambda one: one.workshop.centre)
    status = "booked"
    booked_at = factory.LazyFunction(now)

    @factory.post_generation
    def seat(self, create, seat, **_kwargs):
        if self.status == Booking.Status.BOOKED:
            Workshop.objects.filter(pk=self.workshop_id).update(booked=F("booked") + 1)


class ObservationFactory(DjangoModelFactory):
    class Meta:
        model = Observation

    person = factory.SubFactory(UserFactory)
    centre = factory.SubFactory(CentreFactory)
    words = "Speaks over others."
    needs_attention = True
    observed_by = factory.SubFactory(UserFactory)
    observed_at = factory.LazyFunction(now)


class ModuleVersionFactory(DjangoModelFactory):
    """A published version with its English text; `published_at=None` makes it a draft."""

    class Meta:
        model = ModuleVersion
        skip_postgeneration_save = True

    module = factory.SubFactory(ModuleFactory, version=False)
    number = factory.LazyAttribute(lambda version: version.module.versions.count() + 1)
    created_at = factory.LazyFunction(now)
    published_at = factory.LazyFunction(now)

    @factory.post_generation
    def text(self, create, text, **facts):
        LessonText.objects.create(
            version=self,
            **{
                "language": "en", "title": f"Title of {self.module.code}", "summary": "What it is about.",
                "body": f"## Version {self.number}\n\nA lesson.", **facts,
            },
        )  # fmt: skip


class ApplicationFactory(DjangoModelFactory):
    """Handed in and complete but for its referees; `ApplicationFactory(status="draft")` is complete and not sent."""

    class Meta:
        model = Application

    user = factory.LazyAttribute(
        lambda one: UserFactory(
            role=Role.APPLICANT, role__centre=one.centre, born_on=date(1990, 5, 17), phone="0722 000 001"
        )
    )
    centre = factory.SubFactory(CentreFactory)
    status = "submitted"
    gender = "woman"
    place = factory.SubFactory(PlaceFactory)
    populations = factory.LazyFunction(lambda: ["youth"])
    languages = factory.LazyFunction(lambda: ["ro"])
    modes = factory.LazyFunction(lambda: ["in_person"])
    week = ALL_WEEK
    committed_until = factory.LazyFunction(lambda: today() + timedelta(days=365))
    motivation = "I would like to give something back."
    started_at = factory.LazyFunction(now)
    changed_at = factory.LazyFunction(now)
    submitted_at = factory.LazyAttribute(lambda one: None if one.status == "draft" else now())
