"""The last two parts of a track at the same moment, each pressed twice: one certificate."""

import pytest

from accounts.models import Centre, User
from accounts.permissions import Role
from tests import factories
from tests.racing import racers
from training.models import Achievement, Certificate, Enrolment, Module
from training.services.records import achieve

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def finish(person, centre, module):
    learner = User.objects.get_queryset().get(pk=person)
    about = {"person": learner, "centre": Centre.objects.get(pk=centre), "module": Module.objects.get(pk=module)}
    return achieve(**about, part="lesson", by=learner).pk


@pytest.mark.parametrize("presses", [1, 4])
def test_one_certificate_comes_out(presses):
    centre, track = factories.CentreFactory(), factories.TrackFactory()
    modules = [factories.ModuleFactory(track=track) for _number in range(2)]
    with racers(2 * presses) as race:
        for _round in range(ROUNDS):
            learner = factories.UserFactory(role=Role.APPLICANT, role__centre=centre)
            enrolment = factories.EnrolmentFactory(person=learner, centre=centre, track=track)
            told = race([(finish, (learner.pk, centre.pk, module.pk)) for module in modules] * presses)
            assert {word for word, _made in told} == {"done"}, told
            assert Achievement.objects.filter(person=learner).count() == 2
            assert Certificate.objects.filter(person=learner).count() == 1
            enrolment.refresh_from_db()
            assert enrolment.status == Enrolment.Status.COMPLETED
