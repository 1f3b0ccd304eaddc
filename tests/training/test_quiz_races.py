"""A quiz answered twice at the same moment is graded once, and begun twice it is one attempt."""

import pytest

from accounts.models import User
from accounts.permissions import Role
from tests import factories
from tests.racing import racers
from training.models import Achievement, Module, QuizAttempt
from training.services.quizzes import hand_in, start_attempt

pytestmark = [pytest.mark.untraced, pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
ROUNDS = 10


def begin(person, module):
    learner = User.objects.get_queryset().get(pk=person)
    return start_attempt(module=Module.objects.get(pk=module), language="en", by=learner).pk


def answer(person, attempt, answers):
    found = QuizAttempt.objects.select_related("person", "centre", "module").get(pk=attempt)
    is_first = hand_in(attempt=found, answers=answers, by=User.objects.get_queryset().get(pk=person))
    return is_first, found.percent, found.answers


@pytest.mark.parametrize("tabs", [2, 8])
def test_one_attempt_one_grade_one_achievement(tabs):
    centre, track = factories.CentreFactory(), factories.TrackFactory()
    module = factories.ModuleFactory(track=track, has_lesson=False, has_quiz=True)
    factories.QuestionFactory(module=module, code="one", gift="What? {=a ~b}")
    factories.ModuleFactory(track=track)  # so that the track is never complete
    with racers(tabs) as race:
        for _round in range(ROUNDS):
            learner = factories.UserFactory(role=Role.APPLICANT, role__centre=centre)
            factories.EnrolmentFactory(person=learner, centre=centre, track=track)
            begun = race([(begin, (learner.pk, module.pk))] * tabs)
            assert len({made for _word, made in begun}) == 1 and {word for word, _made in begun} == {"done"}, begun
            attempt = QuizAttempt.objects.get(person=learner)
            given = [(answer, (learner.pk, attempt.pk, {"one": [tab % 2]})) for tab in range(tabs)]
            told = race(given)
            assert {word for word, _found in told} == {"done"}, told
            assert sorted(found[0] for _word, found in told) == [False] * (tabs - 1) + [True]
            attempt.refresh_from_db()
            assert {(found[1], str(found[2])) for _word, found in told} == {(attempt.percent, str(attempt.answers))}
            assert Achievement.objects.filter(person=learner).count() == int(attempt.is_passed)
