"""Certified people from certificate rows."""

from datetime import timedelta

import pytest

from kernel.clock import now, today
from tests import factories
from training.models import Certificate, Track
from training.queries.certificates import certified_populations

pytestmark = pytest.mark.django_db


def test_certified_people_cost_one_question(centre, django_assert_num_queries):
    person, stranger = factories.UserFactory(), factories.UserFactory()
    factories.make_certified(person, centre)
    with django_assert_num_queries(1):
        found = certified_populations([person, stranger.pk], today(), centre=centre)
    end = today() + timedelta(days=730)
    assert found == {person.pk: {"youth": end, "survivor": end}, stranger.pk: {}}


def test_the_add_on_alone_certifies_nobody(centre):
    person = factories.UserFactory()
    factories.make_certified(person, centre)
    Certificate.objects.exclude(track__audience=Track.Audience.SURVIVOR_ADD_ON).delete()
    assert certified_populations([person], today(), centre=centre) == {person.pk: {}}
    assert Track.objects.get(code="student").expiry(today()) > today() + timedelta(days=728)


def test_only_certificates_of_the_centre_that_were_not_withdrawn_count(centre, other_centre, coordinator):
    person = factories.UserFactory()
    factories.make_certified(person, other_centre)
    assert certified_populations([person], today(), centre=centre) == {person.pk: {}}
    assert certified_populations([person], today(), centre=other_centre.pk)[person.pk].keys() == {"youth", "survivor"}
    Certificate.objects.filter(track__code__in=["volunteer", "student"]).update(withdrawn_at=now())
    assert certified_populations([person], today(), centre=other_centre) == {person.pk: {}}
