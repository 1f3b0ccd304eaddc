"""Workshops: seats, waiting list, attendance by list or code."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.urls import reverse

from accounts.models import User
from accounts.worklist import worklist
from kernel.clock import now
from kernel.errors import RuleError
from kernel.models import MailMessage
from tests import factories
from tests.conftest import signed_in_client
from tests.racing import racers
from training.models import Achievement, Booking, Workshop
from training.services import workshops as services

pytestmark = pytest.mark.django_db
BUCHAREST = ZoneInfo("Europe/Bucharest")


@pytest.fixture
def track(db):
    return factories.TrackFactory()


@pytest.fixture
def module(track):
    return factories.ModuleFactory(track=track, has_lesson=False, has_workshop=True)


@pytest.fixture
def workshop(centre, module, trainer):
    return factories.WorkshopFactory(centre=centre, module=module, trainer=trainer)


@pytest.fixture
def learners(centre, track):
    people = [factories.UserFactory(role="applicant", role__centre=centre) for _ in range(5)]
    for person in people:
        factories.EnrolmentFactory(person=person, centre=centre, track=track)
    return people


def plan(centre, module, trainer, **facts):
    told = {"starts_at": now() + timedelta(days=3), "ends_at": now() + timedelta(days=3, hours=2), "where": "Room 1",
            "seats": 2, **facts}  # fmt: skip
    return services.plan_workshop(centre=centre, module=module, trainer=trainer, by=trainer, **told)


def test_a_workshop_is_planned(centre, module, trainer):
    workshop = plan(centre, module, trainer)
    assert (workshop.seats, workshop.booked, len(workshop.code)) == (2, 0, services.CODE_LENGTH)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"starts_at": datetime(2020, 1, 1, tzinfo=BUCHAREST)}, "still to come"),
        ({"ends_at": datetime(2020, 1, 1, tzinfo=BUCHAREST)}, "ends after it starts"),
        ({"seats": 0}, "between 1 and 500"),
    ],
)
def test_what_cannot_be_planned(centre, module, trainer, facts, told):
    with pytest.raises(RuleError, match=told):
        plan(centre, module, trainer, **facts)


def test_only_modules_with_a_workshop_and_trainers_of_the_centre(centre, module, trainer, coordinator):
    with pytest.raises(RuleError, match="no workshop"):
        plan(centre, factories.ModuleFactory(), trainer)
    with pytest.raises(RuleError, match="trainer of the centre"):
        services.plan_workshop(
            centre=centre, module=module, trainer=coordinator, starts_at=now() + timedelta(days=1),
            ends_at=now() + timedelta(days=1, hours=1), where="", seats=1, by=trainer,
        )  # fmt: skip
    with pytest.raises(RuleError, match="Only trainers"):
        services.cancel_workshop(workshop=plan(centre, module, trainer), by=coordinator)


def test_seats_then_the_waiting_list_then_up(workshop, learners):
    bookings = [services.book(workshop=workshop, by=person) for person in learners]
    assert [booking.status for booking in bookings] == ["booked"] * 3 + ["waiting"] * 2
    assert services.book(workshop=workshop, by=learners[0]).pk == bookings[0].pk  # twice is once
    services.give_back(booking=bookings[1], by=learners[1])
    assert [Booking.objects.get(pk=one.pk).status for one in bookings[3:]] == ["booked", "waiting"]
    workshop.refresh_from_db()
    assert workshop.booked == 3
    assert MailMessage.objects.get().template == "training/workshop_changed"
    services.give_back(booking=Booking.objects.get(pk=bookings[4].pk), by=learners[4])
    workshop.refresh_from_db()
    assert workshop.booked == 3


def test_who_does_not_learn_the_module_cannot_book(workshop, centre):
    stranger = factories.UserFactory(role="applicant", role__centre=centre)
    with pytest.raises(RuleError, match="none of your tracks"):
        services.book(workshop=workshop, by=stranger)


def test_what_has_begun_or_is_cancelled_cannot_be_booked(workshop, learners, trainer):
    with time_machine.travel(workshop.starts_at), pytest.raises(RuleError, match="no longer be booked"):
        services.book(workshop=workshop, by=learners[0])
    place = services.book(workshop=workshop, by=learners[0])
    services.cancel_workshop(workshop=workshop, by=trainer)
    workshop.refresh_from_db()
    with pytest.raises(RuleError, match="no longer be booked"):
        services.book(workshop=workshop, by=learners[1])
    with pytest.raises(RuleError, match="no longer possible"):
        services.give_back(booking=place, by=learners[0])
    assert MailMessage.objects.count() == 1


def test_more_seats_go_to_the_waiting_list(workshop, learners, trainer):
    for person in learners:
        services.book(workshop=workshop, by=person)
    times = {"starts_at": workshop.starts_at, "ends_at": workshop.ends_at, "where": workshop.where}
    services.change_workshop(workshop=workshop, seats=4, by=trainer, **times)
    workshop.refresh_from_db()
    assert (workshop.booked, workshop.seats) == (4, 4)
    assert MailMessage.objects.count() == 1  # who moved up; nothing else changed
    with pytest.raises(RuleError, match="4 seats are taken"):
        services.change_workshop(workshop=workshop, seats=3, by=trainer, **times)
    services.change_workshop(workshop=workshop, seats=4, by=trainer, **{**times, "where": "Room 9"})
    assert MailMessage.objects.count() == 1 + 5


@pytest.mark.parametrize("seats", [2, 1])
def test_whoever_was_there_takes_no_second_seat_when_the_day_is_moved(workshop, learners, trainer, seats):
    place = services.book(workshop=workshop, by=learners[0])
    with time_machine.travel(workshop.starts_at):
        services.attend_by_code(booking=place, code=workshop.code, by=learners[0])
        later = {"starts_at": now() + timedelta(days=7), "ends_at": now() + timedelta(days=7, hours=3)}
        services.change_workshop(workshop=workshop, where="Room 1", seats=seats, by=trainer, **later)
        workshop.refresh_from_db()
        assert services.book(workshop=workshop, by=learners[0]).status == "attended"
    workshop.refresh_from_db()
    assert (workshop.booked, workshop.bookings.count()) == (1, 1)


def test_the_code_counts_while_the_workshop_is_held(workshop, learners):
    place = services.book(workshop=workshop, by=learners[0])
    with pytest.raises(RuleError, match="while the workshop is held"):
        services.attend_by_code(booking=place, code=workshop.code, by=learners[0])
    with time_machine.travel(workshop.starts_at + timedelta(minutes=5)):
        with pytest.raises(RuleError, match="not the code"):
            services.attend_by_code(booking=place, code="WRONG1", by=learners[0])
        services.attend_by_code(booking=place, code=f" {workshop.code.lower()} ", by=learners[0])
        services.attend_by_code(booking=place, code="whatever", by=learners[0])  # twice is once
    assert Achievement.objects.filter(person=learners[0], part="workshop").count() == 1


def test_the_code_of_a_workshop_that_was_called_off_counts_for_nothing(workshop, learners, trainer):
    place = services.book(workshop=workshop, by=learners[0])
    services.cancel_workshop(workshop=workshop, by=trainer)
    place = Booking.objects.get(pk=place.pk)
    with time_machine.travel(workshop.starts_at + timedelta(minutes=5)), pytest.raises(RuleError, match="has begun"):
        services.attend_by_code(booking=place, code=workshop.code, by=learners[0])
    assert not Achievement.objects.exists()


def test_guessing_ends(workshop, learners):
    place = services.book(workshop=workshop, by=learners[0])
    with time_machine.travel(workshop.starts_at):
        for _try in range(services.MOST_WRONG):
            with pytest.raises(RuleError, match="not the code"):
                services.attend_by_code(booking=place, code="WRONG1", by=learners[0])
        for code in ("WRONG1", workshop.code):
            with pytest.raises(RuleError, match="Too many"):
                services.attend_by_code(booking=place, code=code, by=learners[0])


def test_attendance_by_list_and_closing(workshop, learners, trainer):
    places = [services.book(workshop=workshop, by=person) for person in learners]
    with pytest.raises(RuleError, match="when the workshop has begun"):
        services.record_attendance(workshop=workshop, present=places[:1], by=trainer)
    with pytest.raises(RuleError, match="not begun"):
        services.close_workshop(workshop=workshop, by=trainer)
    with time_machine.travel(workshop.ends_at + timedelta(hours=1)):
        services.record_attendance(workshop=workshop, present=[places[0], places[4]], by=trainer)  # one was waiting
        again = [Booking.objects.get(pk=places[0].pk)]
        services.record_attendance(workshop=workshop, present=again, by=trainer)
        assert "A workshop is over" in worklist(trainer)[0].sentence
        services.close_workshop(workshop=workshop, by=trainer)
        states = list(Booking.objects.order_by("pk").values_list("status", flat=True))
        assert states == ["attended", "missed", "missed", "waiting", "attended"]
        late = Booking.objects.get(pk=places[1].pk)
        with pytest.raises(RuleError, match="closed the list"):
            services._attend_now(late, learners[1])
        services.record_attendance(workshop=workshop, present=[late], by=trainer)  # the trainer may put it right
    assert Achievement.objects.filter(part="workshop").count() == 3


def test_the_pages_of_a_learner(workshop, learners, django_assert_num_queries):
    client = signed_in_client(learners[0])
    page = reverse("training:workshop_list")
    assert "Take a seat" in client.get(page).content.decode()
    with django_assert_num_queries(7):
        client.get(page)
    client.post(reverse("training:workshop_book", args=[workshop.public_id]))
    place = Booking.objects.get()
    assert "Give the place back" in client.get(page).content.decode()
    assert any("seat at a workshop" in line.sentence for line in worklist(learners[0]))
    with time_machine.travel(workshop.starts_at):
        client = signed_in_client(learners[0])
        here = reverse("training:workshop_attend", args=[place.public_id])
        assert "not the code" in client.post(here, {"code": "NO"}).content.decode()
        assert client.post(here, {"code": workshop.code}).status_code == 302
    other = signed_in_client(learners[1])
    assert other.post(reverse("training:workshop_give_back", args=[place.public_id])).status_code == 404


def test_full_in_the_same_second_says_so(workshop, learners):
    for person in learners[:3]:
        services.book(workshop=workshop, by=person)
    client = signed_in_client(learners[3])
    book = reverse("training:workshop_book", args=[workshop.public_id])
    html = client.post(book, follow=True).content.decode()
    assert "waiting list" in html
    give_back = reverse("training:workshop_give_back", args=[Booking.objects.get(person=learners[3]).public_id])
    assert "free for others" in client.post(give_back, follow=True).content.decode()


def test_the_pages_of_a_trainer(centre, module, trainer, learners, django_assert_num_queries):
    client = signed_in_client(trainer)
    run, new = reverse("training:workshops_run"), reverse("training:workshop_new")
    assert "No workshop yet" in client.get(run).content.decode()
    assert client.get(new).status_code == 200
    day = (now() + timedelta(days=9)).date()
    sent = {"module": module.pk, "trainer": trainer.pk, "day": day, "starts": "09:00", "ends": "12:00", "where": "R",
            "seats": 2}  # fmt: skip
    assert client.post(new, sent).status_code == 302
    assert "ends after it starts" in client.post(new, {**sent, "ends": "08:00"}).content.decode()
    workshop = Workshop.objects.get()
    assert workshop.starts_at.astimezone(BUCHAREST).hour == 9
    with django_assert_num_queries(7):
        client.get(run)
    for _ in range(2):
        factories.WorkshopFactory(centre=centre, module=module, trainer=trainer)
    with django_assert_num_queries(7):
        assert "Room 3" in client.get(run).content.decode()
    place = services.book(workshop=workshop, by=learners[0])
    roster = reverse("training:workshop_roster", args=[workshop.public_id])
    assert learners[0].full_name in client.get(roster).content.decode()
    assert "has begun" in client.post(roster, {"present": place.public_id}, follow=True).content.decode()
    edit = reverse("training:workshop_edit", args=[workshop.public_id])
    assert "09:00" in client.get(edit).content.decode()
    assert client.post(edit, {**sent, "where": "Elsewhere"}).status_code == 302
    with time_machine.travel(workshop.starts_at):
        client = signed_in_client(trainer)
        assert "Saved" in client.post(roster, {"present": place.public_id}, follow=True).content.decode()
        close = reverse("training:workshop_close", args=[workshop.public_id])
        assert "closed" in client.post(close, follow=True).content.decode()
    other = Workshop.objects.exclude(pk=workshop.pk).order_by("pk")[0]
    cancel = reverse("training:workshop_cancel", args=[other.public_id])
    assert "is cancelled" in client.post(cancel, follow=True).content.decode()


def book_one(workshop, person):
    return services.book(workshop=Workshop.objects.get(pk=workshop), by=User.objects.get(pk=person)).status


@pytest.mark.untraced
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("count", [2, 8])
def test_full_in_the_same_second(centre, trainer, count):
    track = factories.TrackFactory()
    module = factories.ModuleFactory(track=track, has_lesson=False, has_workshop=True)
    people = [factories.EnrolmentFactory(centre=centre, track=track).person for _ in range(count)]
    with racers(count) as race:
        for _turn in range(5):
            workshop = factories.WorkshopFactory(centre=centre, module=module, trainer=trainer, seats=1)
            answers = race([(book_one, (workshop.pk, person.pk)) for person in people])
            assert sorted(status for _done, status in answers) == ["booked"] + ["waiting"] * (count - 1), answers
            workshop.refresh_from_db()
            assert workshop.booked == 1


@pytest.mark.untraced
@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_double_tap_takes_one_seat(centre, trainer):
    track = factories.TrackFactory()
    module = factories.ModuleFactory(track=track, has_lesson=False, has_workshop=True)
    person = factories.EnrolmentFactory(centre=centre, track=track).person
    with racers(2) as race:
        for _turn in range(5):
            workshop = factories.WorkshopFactory(centre=centre, module=module, trainer=trainer)
            answers = race([(book_one, (workshop.pk, person.pk))] * 2)
            assert [status for _done, status in answers] == ["booked", "booked"], answers
            workshop.refresh_from_db()
            assert (workshop.booked, workshop.bookings.count()) == (1, 1)
