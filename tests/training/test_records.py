"""A part is put behind somebody once, in a version, and the last one brings the certificate exactly once."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.models import AuditEvent
from tests import factories
from training.models import Achievement, Certificate, Enrolment, Track, TrackModule
from training.progress import Part, Stage
from training.queries.progress import progress_of, progress_of_all
from training.services.enrolments import enrol, leave
from training.services.records import achieve

pytestmark = pytest.mark.django_db


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def first(track):
    return factories.ModuleFactory(track=track, code="first", has_quiz=True)


@pytest.fixture
def second(track, first):
    return factories.ModuleFactory(track=track, code="second", requires=[first], has_workshop=True)


@pytest.fixture
def learner(applicant, centre, track, second):
    enrol(person=applicant, centre=centre, track=track, by=applicant)
    return applicant


@pytest.fixture
def done(learner, centre):
    """`done(module, part, version=...)`: the learner has done it."""

    def do(module, part, **facts):
        return achieve(person=learner, centre=centre, module=module, part=part, by=learner, **facts)

    return do


def test_enrolling_twice_is_once(learner, centre, track, coordinator):
    assert enrol(person=learner, centre=centre, track=track, by=coordinator) == Enrolment.objects.get()
    assert AuditEvent.objects.filter(event="enrolment.new").count() == 1


def test_whoever_left_learns_on_with_what_they_know(learner, centre, track, first, done, coordinator):
    done(first, Part.LESSON)
    leave(enrolment=Enrolment.objects.get(), by=coordinator)
    assert progress_of(learner, centre) == []
    enrol(person=learner, centre=centre, track=track, by=coordinator)
    assert progress_of(learner, centre)[0].next_part == Part.QUIZ


def test_what_is_next_goes_with_the_records(learner, centre, first, second, done):
    progress = progress_of(learner, centre)[0]
    assert (progress.next_module, progress.next_part, progress.percent) == (first, Part.LESSON, 0)
    assert [row.state.stage for row in progress.rows] == [Stage.OPEN, Stage.LOCKED]
    assert progress.rows[1].missing == ("Title of first",) and not progress.rows[1].is_open
    done(first, Part.LESSON)
    done(first, Part.QUIZ)
    progress = progress_of(learner, centre)[0]
    assert (progress.next_module, progress.next_part, progress.percent) == (second, Part.LESSON, 50)
    assert progress.modules_done == 1 and progress.rows[0].parts_done == (Part.LESSON, Part.QUIZ)
    assert not progress.is_complete and progress.track.code == Track.objects.get(pk=progress.track.pk).code


def test_the_last_part_brings_the_certificate_with_its_versions(learner, centre, first, second, done, track, trainer):
    for module, part in ((first, Part.LESSON), (first, Part.QUIZ), (second, Part.LESSON)):
        done(module, part)
    assert not Certificate.objects.exists()
    signed = achieve(person=learner, centre=centre, module=second, part="workshop", by=trainer, note="On time.")
    assert signed.signed_by == trainer and signed.note == "On time."
    certificate = Certificate.objects.get()
    assert certificate.module_versions == {"first": 1, "second": 1}
    assert (certificate.track, certificate.issued_on) == (track, today())
    assert certificate.expires_on == track.expiry(today())
    assert len(certificate.code) == 19 and progress_of(learner, centre)[0].is_complete
    assert progress_of(learner, centre)[0].next_module is None
    assert Enrolment.objects.get().status == Enrolment.Status.COMPLETED
    assert AuditEvent.objects.filter(event="certificate.new").count() == 1


def test_twice_is_once(learner, first, done):
    assert done(first, Part.LESSON) == done(first, Part.LESSON)
    assert Achievement.objects.count() == 1


def test_nothing_is_recorded_for_somebody_on_another_track(applicant, centre, first):
    assert achieve(person=applicant, centre=centre, module=first, part="lesson", by=applicant) is None
    assert not Achievement.objects.exists()


def test_nobody_reads_ahead_but_whoever_was_there_was_there(second, done):
    with pytest.raises(RuleError, match="Something comes before this module: Title of first."):
        done(second, Part.LESSON)
    assert done(second, Part.WORKSHOP)


def test_a_part_or_version_that_does_not_exist_is_refused(first, done):
    with pytest.raises(RuleError, match="no such part"):
        done(first, Part.PRACTICE)
    for version in (0, 2):
        with pytest.raises(RuleError, match="does not exist"):
            done(first, Part.LESSON, version=version)


def test_a_version_learned_again_asks_for_the_difference_and_the_certificate_stays(
    learner, centre, first, second, done
):
    for module, part in ((first, "lesson"), (first, "quiz"), (second, "lesson"), (second, "workshop")):
        done(module, part)
    factories.ModuleVersionFactory(module=second, is_learned_again=False)
    assert progress_of(learner, centre)[0].is_complete
    factories.ModuleVersionFactory(module=second)
    progress = progress_of(learner, centre)[0]
    assert (progress.next_module, progress.next_part) == (second, Part.LESSON)
    assert progress.rows[1].state.stage == Stage.CHANGED and progress.rows[1].version.number == 3
    done(second, Part.LESSON, version=2)
    assert not progress_of(learner, centre)[0].is_complete
    done(second, Part.LESSON)
    assert progress_of(learner, centre)[0].is_complete
    assert Certificate.objects.count() == 1


def test_the_own_version_of_a_centre_takes_the_place_of_the_common_one(learner, centre, other_centre, first):
    factories.ModuleVersionFactory(module=first, centre=centre, number=2, text__title="Our own")
    factories.ModuleVersionFactory(module=first, number=3, text__title="Everybody's")
    factories.ModuleVersionFactory(module=first, centre=other_centre, number=4, published_at=None)
    assert progress_of(learner, centre)[0].rows[0].title == "Our own"
    stranger = factories.EnrolmentFactory(centre=other_centre, track=Enrolment.objects.get().track)
    assert progress_of_all([stranger])[0].rows[0].title == "Everybody's"


def test_modules_of_other_centres_and_without_a_published_version_are_left_out(learner, centre, other_centre, track):
    factories.ModuleFactory(track=track, centre=other_centre)
    factories.ModuleFactory(track=track, version=False)
    assert len(progress_of(learner, centre)[0].rows) == 2


def test_what_was_learned_for_another_track_counts_at_once(learner, centre, first, done):
    done(first, Part.LESSON)
    done(first, Part.QUIZ)
    track = factories.TrackFactory()
    TrackModule.objects.create(track=track, module=first, position=1)
    assert enrol(person=learner, centre=centre, track=track, by=None).status == Enrolment.Status.COMPLETED
    assert Certificate.objects.get().track == track


@pytest.mark.parametrize("people", [1, 3])
def test_progress_costs_the_same_for_one_and_for_three(centre, track, second, people, django_assert_num_queries):
    enrolments = [factories.EnrolmentFactory(centre=centre, track=track) for _person in range(people)]
    with django_assert_num_queries(5):
        assert [progress.percent for progress in progress_of_all(enrolments)] == [0] * people
    assert progress_of_all([]) == []


@pytest.fixture
def refresher(track):
    found = factories.TrackFactory(audience="refresher", populations=[])
    found.renews.add(track)
    factories.ModuleFactory(track=found, code="again", has_quiz=True)
    return found


@pytest.fixture
def certified(learner, first, second, done):
    for module, part in ((first, "lesson"), (first, "quiz"), (second, "lesson"), (second, "workshop")):
        done(module, part)
    Certificate.objects.update(expires_on=today() + timedelta(days=30))
    Enrolment.objects.update(enrolled_at=now() - timedelta(days=700))
    Achievement.objects.update(achieved_on=today() - timedelta(days=700))
    return learner


def test_a_refresher_and_the_changed_modules_renew(certified, centre, track, first, refresher, done):
    factories.ModuleVersionFactory(module=first)
    enrol(person=certified, centre=centre, track=refresher, by=None)
    renewal = progress_of(certified, centre)[1]
    assert [row.module.code for row in renewal.rows] == ["first", "again"]
    done(renewal.rows[1].module, "lesson")
    done(renewal.rows[1].module, "quiz")
    assert Certificate.objects.count() == 1
    done(first, "lesson")
    done(first, "quiz")
    new = Certificate.objects.latest("pk")
    assert new.track == track and new.expires_on == track.expiry(today())
    assert new.module_versions == {"first": 2, "second": 1, "again": 1}
    assert Certificate.objects.count() == 2


def test_a_refresher_is_learned_anew_each_time(certified, centre, refresher, done):
    enrolment = enrol(person=certified, centre=centre, track=refresher, by=None)
    module = refresher.modules.get()
    done(module, "lesson")
    done(module, "quiz")
    Achievement.objects.filter(module=module).update(achieved_on=today() - timedelta(days=400))
    enrol(person=certified, centre=centre, track=refresher, by=None)
    enrolment.refresh_from_db()
    assert enrolment.status == Enrolment.Status.LEARNING
    assert progress_of(certified, centre)[1].percent == 0
    done(module, "lesson")
    done(module, "quiz")
    assert Certificate.objects.count() == 3


def test_a_certificate_without_versions_is_renewed_by_the_refresher_alone(applicant, centre, track, second, refresher):
    Certificate.objects.create(
        person=applicant, centre=centre, track=track, track_version=1, issued_on=today(), expires_on=today()
    )
    enrol(person=applicant, centre=centre, track=refresher, by=None)
    for part in ("lesson", "quiz"):
        achieve(person=applicant, centre=centre, module=refresher.modules.get(), part=part, by=applicant)
    assert Certificate.objects.latest("pk").module_versions == {"again": 1}


class TestAnyOrder(TestCase):
    """Whatever order is allowed, and however often a button is pressed, one certificate comes out."""

    @settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def test_any_allowed_order_leads_to_one_certificate(self, data):
        centre, track = factories.CentreFactory(), factories.TrackFactory()
        modules = [factories.ModuleFactory(track=track) for _number in range(2)]
        modules.append(
            factories.ModuleFactory(
                track=track,
                requires=data.draw(st.lists(st.sampled_from(modules), unique=True)),
                has_practice=True,
                has_quiz=data.draw(st.booleans()),
            )  # fmt: skip
        )
        person = factories.UserFactory()
        enrolment = enrol(person=person, centre=centre, track=track, by=person)
        while not (progress := progress_of_all([enrolment])[0]).is_complete:
            assert not Certificate.objects.filter(person=person).exists()
            left = [(row.module, part) for row in progress.rows if row.is_open for part in row.state.parts_left]
            module, part = data.draw(st.sampled_from(left))
            for _press in range(data.draw(st.integers(1, 2))):
                achieve(person=person, centre=centre, module=module, part=part, by=person)
        assert Certificate.objects.filter(person=person).count() == 1
