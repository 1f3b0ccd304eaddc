"""Two windows, two taps, and an entry on a list at the very moment of the hand-in: nothing is doubled or missed."""

import pytest

from accounts.models import User
from accounts.permissions import Role
from mentorship.application_steps import BY_CODE
from mentorship.models import Application, Mentee, NoContactHit
from mentorship.queries.applications import mark_of, told_on
from mentorship.services.applications import begin_application, save_step, submit_application
from mentorship.services.exclusions import record_no_contact
from tests import factories
from tests.mentorship.applying import REFEREES
from tests.racing import racers

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 5


def begin(centre, person):
    person = User.objects.get(pk=person)
    return begin_application(centre=person.active_grants[0].centre, by=person).pk


def submit(application, _other):
    application = Application.objects.get(pk=application)
    return submit_application(application=application, by=application.user).pk


def put_on_list(mentee, by):
    record_no_contact(Mentee.objects.get(pk=mentee), name="Irina Invented", by=User.objects.get(pk=by))


def write_week(application, week):
    application = Application.objects.get(pk=application)
    mark = mark_of(told_on(Application(user=application.user), BY_CODE["week"]))
    told = {"week": f"{week:021x}"}
    save_step(application=application, step=BY_CODE["week"], told=told, mark=mark, by=application.user)


def named(centre):
    """An application that only waits to be handed in."""
    person = {"given_name": "Irina", "family_name": "Invented"}
    application = factories.ApplicationFactory(
        centre=centre, status="draft", user=factories.UserFactory(
            role=Role.APPLICANT, role__centre=centre, born_on="1990-05-17", phone="0722 000 001", **person
        ),
    )  # fmt: skip
    for one in REFEREES:
        factories.ReferenceFactory(person=application.user, centre=centre, **one)
    return application


def test_two_taps_begin_one_application(centre):
    with racers(2) as race:
        for _round in range(ROUNDS):
            person = factories.UserFactory(role=Role.APPLICANT, role__centre=centre)
            answers = race([(begin, (centre.pk, person.pk))] * 2)
            assert [kind for kind, _answer in answers] == ["done", "done"]
            assert len({answer for _kind, answer in answers}) == 1


def test_two_taps_hand_in_one_application(centre):
    with racers(2) as race:
        for _round in range(ROUNDS):
            application = named(centre)
            assert race([(submit, (application.pk, 0))] * 2) == [("done", application.pk)] * 2


def test_an_entry_and_a_hand_in_at_the_same_moment_see_each_other(centre):
    specialist = factories.UserFactory(role=Role.SPECIALIST, role__centre=centre)
    with racers(2) as race:
        for _round in range(ROUNDS):
            application = named(centre)
            mentee = factories.MenteeFactory(centre=centre, specialist=specialist)
            answers = race([(submit, (application.pk, 0)), (put_on_list, (mentee.pk, specialist.pk))])
            assert [kind for kind, _answer in answers] == ["done", "done"]
            assert NoContactHit.objects.filter(application=application, no_contact__mentee=mentee).count() == 1


def test_two_windows_at_the_same_moment_one_is_told(centre):
    with racers(2) as race:
        for _round in range(ROUNDS):
            application = named(centre)
            Application.objects.filter(pk=application.pk).update(week="0" * 21)
            answers = race([(write_week, (application.pk, 1)), (write_week, (application.pk, 2))])
            assert sorted(kind for kind, _answer in answers) == ["done", "refused"]
