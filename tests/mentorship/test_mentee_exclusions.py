"""Which two must never meet: sealed by the own specialist, or known by hashes alone."""

import pytest

from kernel.errors import RuleError
from kernel.models import AuditEvent
from mentorship.models import Mentee, Mentor, NoContact, SealedExclusion
from mentorship.queries.exclusions import no_contact_pairs, sealed_pairs
from mentorship.services.exclusions import record_no_contact, seal_exclusion
from tests.factories import MentorFactory, UserFactory


def test_sealing(mentee, mentor, specialist, coordinator, second_specialist):
    first = seal_exclusion(mentee, mentor, reason="Neighbours.", by=specialist)
    assert seal_exclusion(mentee, mentor, reason="Again.", by=specialist) == first
    assert AuditEvent.objects.filter(event="mentee.exclusion_sealed").count() == 1
    assert list(SealedExclusion.objects.visible_to(specialist)) == [first]
    for nobody in (coordinator, second_specialist, mentor.user):
        assert not SealedExclusion.objects.visible_to(nobody).exists()
    assert sealed_pairs([mentee]) == {(mentee.pk, mentor.pk)}


@pytest.mark.parametrize("who", ["coordinator", "second_specialist"])
def test_only_the_own_specialist_seals(request, mentee, mentor, who):
    with pytest.raises(RuleError, match="own specialist"):
        seal_exclusion(mentee, mentor, reason="x", by=request.getfixturevalue(who))


def test_a_seal_needs_a_reason_and_one_centre(mentee, mentor, specialist, other_centre):
    with pytest.raises(RuleError, match="reason"):
        seal_exclusion(mentee, mentor, reason=" ", by=specialist)
    with pytest.raises(RuleError, match="different centres"):
        seal_exclusion(mentee, MentorFactory(centre=other_centre), reason="x", by=specialist)


def test_nothing_readable_is_kept_of_who_must_not_come_near(mentee, coordinator):
    entry = record_no_contact(mentee, name="Gheorghe Inventat", phone="0740 111 222", by=coordinator)
    row = NoContact.objects.filter(pk=entry.pk).values().get()
    assert "Gheorghe" not in str(row) and "740111222" not in str(row)


def test_something_must_be_given_by_somebody_of_the_centre(mentee, coordinator, other_coordinator):
    with pytest.raises(RuleError, match="name or a phone"):
        record_no_contact(mentee, by=coordinator)
    with pytest.raises(RuleError, match="at this centre"):
        record_no_contact(mentee, name="x y", by=other_coordinator)


@pytest.mark.parametrize(
    ("person", "is_kept_away"),
    [
        ({"given_name": "Gheorghe", "family_name": "Inventat"}, True),
        ({"given_name": "INVENTAT", "family_name": "Gheorghé"}, True),
        ({"given_name": "Gheоrghe", "family_name": "Inventat"}, True),  # a Cyrillic o
        ({"given_name": "Another", "family_name": "Name", "phone": "+40740111222"}, True),
        ({"given_name": "Gheorghe", "family_name": "Altul", "phone": "0740 111 223"}, False),
        ({"given_name": "", "family_name": "", "phone": ""}, False),
    ],
)
def test_the_person_is_recognised_however_written(mentee, coordinator, centre, person, is_kept_away):
    mentor = MentorFactory(centre=centre, user=UserFactory(**person))
    record_no_contact(mentee, name="Gheorghe Inventat", phone="0740 111 222", by=coordinator)
    record_no_contact(mentee, name="Only A Name", by=coordinator)
    assert no_contact_pairs([mentee], [mentor]) == ({(mentee.pk, mentor.pk)} if is_kept_away else set())


def test_whole_centres_take_one_query_each(mentee, mentor, coordinator, specialist, centre, django_assert_num_queries):
    record_no_contact(mentee, name="Nobody Known", by=coordinator)
    mentors = list(Mentor.objects.select_related("user"))
    with django_assert_num_queries(2):
        assert no_contact_pairs(Mentee.objects.filter(centre=centre), mentors) == set()
        assert sealed_pairs(Mentee.objects.filter(centre=centre)) == set()


def test_without_entries_no_mentor_is_looked_at(mentee):
    assert no_contact_pairs([mentee], iter([])) == set()
