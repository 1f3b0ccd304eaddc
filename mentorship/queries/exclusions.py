"""Which pairs must never be? Asked for whole centres at once; nobody learns from it why."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kernel.encryption import blind_indexes
from mentorship.models import Mentee, Mentor, NoContact, SealedExclusion

Pairs = set[tuple[int, int]]


def sealed_pairs(mentees: Iterable[Mentee]) -> Pairs:
    """(mentee, mentor) pairs that a specialist has sealed."""
    return set(SealedExclusion.objects.filter(mentee__in=mentees).values_list("mentee_id", "mentor_id"))


def no_contact_pairs(mentees: Iterable[Mentee], mentors: Iterable[Mentor]) -> Pairs:
    """(mentee, mentor) pairs in which the mentor has the name or phone of somebody who must never come near.

    `mentors` come with their `user`; hashes under every known key are compared. A mentee without any entry costs as
    much as one with many, so that neither the number of queries nor the time tells which of the two it is.
    """
    by_name, by_phone = defaultdict(set), defaultdict(set)
    entries = NoContact.objects.filter(mentee__in=mentees).values_list("mentee_id", "name_index", "phone_index")
    for mentee, name, phone in entries:
        by_name[name].add(mentee)
        by_phone[phone].add(mentee)
    by_name.pop("", None)
    by_phone.pop("", None)
    found: Pairs = set()
    for mentor in mentors:
        person = mentor.user
        kept = [by_name[index] for index in _indexes(f"{person.given_name} {person.family_name}", "name", by_name)]
        kept += [by_phone[index] for index in _indexes(person.phone, "phone", by_phone)]
        found |= {(mentee, mentor.pk) for mentees_of_entry in kept for mentee in mentees_of_entry}
    return found


def never_to_meet(mentees: Sequence[Mentee], mentors: Sequence[Mentor]) -> Pairs:
    """(mentee, mentor) pairs that must never be, for whichever of the two reasons."""
    return sealed_pairs(mentees) | no_contact_pairs(mentees, mentors)


def _indexes(value: str, purpose: str, kept: dict[str, set[int]]) -> list[str]:
    return [index for index in blind_indexes(value, purpose) if index in kept]
