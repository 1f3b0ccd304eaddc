"""Two people say yes in the same moment, or one says yes and one refuses: one decision comes of it."""

import pytest

from accounts.models import RoleGrant, User
from kernel.encryption import blind_index
from mentorship.models import AdmissionVote, Application, Mentee, Mentor, NoContactHit
from mentorship.services.admissions import say_yes
from mentorship.services.exclusions import record_no_contact
from mentorship.services.refusals import refuse_application
from tests.factories import MenteeFactory
from tests.mentorship.admitting import ready
from tests.racing import racers

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 4


def agree(application, by):
    say_yes(Application.objects.get(pk=application), by=User.objects.get(pk=by))


def refuse(application, by):
    refuse_application(Application.objects.get(pk=application), reason="other", words="x", by=User.objects.get(pk=by))


def put_on_list(mentee, name):
    mentee = Mentee.objects.select_related("specialist").get(pk=mentee)
    record_no_contact(mentee, name=name, by=mentee.specialist)


def test_an_entry_and_the_second_yes_at_once_never_admit_somebody_who_is_held(centre, coordinator, specialist):
    with racers(2) as race:
        for turn in range(ROUNDS):
            application = ready(centre)
            User.objects.filter(pk=application.user_id).update(family_name=f"Invented {'abcd'[turn]}")
            application.user.refresh_from_db()
            say_yes(application, by=coordinator)
            Application.objects.filter(pk=application.pk).update(
                name_index=blind_index(application.user.full_name, "name")
            )
            mentee = MenteeFactory(centre=centre, specialist=specialist)
            race([(agree, (application.pk, specialist.pk)), (put_on_list, (mentee.pk, application.user.full_name))])
            application.refresh_from_db()
            is_held = NoContactHit.objects.holding().filter(application=application).exists()
            assert (application.status == "submitted") == is_held


def test_two_yeses_at_once_make_one_mentor(centre, coordinator, specialist):
    with racers(2) as race:
        for _turn in range(ROUNDS):
            application = ready(centre)
            answers = race([(agree, (application.pk, by.pk)) for by in (coordinator, specialist)])
            assert answers == [("done", None)] * 2
            application.refresh_from_db()
            assert application.status == "admitted"
            assert Mentor.objects.filter(user=application.user).count() == 1
            assert RoleGrant.objects.filter(user=application.user, role="mentor").count() == 1


def test_one_person_on_two_tabs_and_two_of_one_profession_give_one_yes(centre, coordinator, second_coordinator):
    with racers(2) as race:
        for pair in ((coordinator, coordinator), (coordinator, second_coordinator)):
            application = ready(centre)
            answers = race([(agree, (application.pk, by.pk)) for by in pair])
            assert sorted(kind for kind, _told in answers) == ["done", "refused"], answers
            assert AdmissionVote.objects.filter(application=application).count() == 1
            assert not Mentor.objects.exists()


def test_the_second_yes_and_a_refusal_at_once(centre, coordinator, specialist):
    with racers(2) as race:
        for _turn in range(ROUNDS):
            application = ready(centre)
            say_yes(application, by=coordinator)
            answers = race([(agree, (application.pk, specialist.pk)), (refuse, (application.pk, coordinator.pk))])
            assert sorted(kind for kind, _told in answers) == ["done", "refused"], answers
            application.refresh_from_db()
            assert Mentor.objects.filter(user=application.user).exists() == (application.status == "admitted")
