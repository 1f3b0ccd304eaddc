"""Certified people from certificate rows."""

from datetime import timedelta

import pytest

from kernel.clock import today
from tests import factories
from training.models import Certificate, Track
from training.queries.certificates import certified_populations

pytestmark = pytest.mark.django_db


def test_certified_people_cost_one_question(centre, django_assert_num_queries):
    person, stranger = factories.UserFactory(), factories.UserFactory()
    factories.make_certified(person, centre)
    with django_assert_num_queries(1):
        found = certified_populations([person, stranger.pk], today())
    end = today() + timedelta(days=730)
    assert found == {person.pk: {"youth": end, "survivor": end}, stranger.pk: {}}


def test_the_add_on_alone_certifies_nobody(centre):
    person = factories.UserFactory()
    factories.make_certified(person, centre)
    Certificate.objects.exclude(track__audience=Track.Audience.SURVIVOR_ADD_ON).delete()
    assert certified_populations([person], today()) == {person.pk: {}}
    assert Track.objects.get(code="student").expiry(today()) > today() + timedelta(days=728)
