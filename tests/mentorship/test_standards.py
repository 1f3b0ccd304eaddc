"""The standard of support: versions that follow one another, in words, and only by a coordinator of the centre."""

from dataclasses import replace

import pytest

from kernel.errors import RuleError
from mentorship.contact_standard import USUAL, Party, Standard
from mentorship.models import SupportStandard
from mentorship.queries.standards import history_of, standard_from, standards_of, to_settings, versions_of
from mentorship.services.standards import change_contacts
from mentorship.standard_words import changes, sentences

pytestmark = pytest.mark.django_db
OTHER = replace(USUAL, first_month=4, in_depth_monthly_until=0, escalates_after=0, parties=(Party.MENTOR,))


class TestVersions:
    def test_the_usual_one_holds_until_somebody_decides(self, centre, coordinator):
        assert standards_of([centre.pk]) == {centre.pk: USUAL}
        change_contacts(centre=centre, seen_version=0, contacts=OTHER, by=coordinator)
        assert standards_of([centre.pk]) == {centre.pk: OTHER}

    def test_a_new_version_follows_and_the_former_stays(self, centre, coordinator):
        change_contacts(centre=centre, seen_version=0, contacts=OTHER, by=coordinator)
        SupportStandard.objects.update(settings={"contacts": to_settings(OTHER), "thresholds": {"quiet": 9}})
        change_contacts(centre=centre, seen_version=1, contacts=USUAL, by=coordinator)
        second, first = versions_of(centre)
        assert (second.version, second.is_current, first.is_current) == (2, True, False)
        assert second.settings["thresholds"] == {"quiet": 9}
        assert [len(one.changes) for one in history_of(centre)] == [4, 4]
        assert SupportStandard.objects.visible_to(coordinator).count() == 2

    def test_who_looked_at_an_older_one_is_told(self, centre, coordinator):
        change_contacts(centre=centre, seen_version=0, contacts=OTHER, by=coordinator)
        with pytest.raises(RuleError, match="in the meantime"):
            change_contacts(centre=centre, seen_version=0, contacts=USUAL, by=coordinator)

    def test_nothing_new_is_no_version(self, centre, coordinator):
        with pytest.raises(RuleError, match="Nothing is different"):
            change_contacts(centre=centre, seen_version=0, contacts=USUAL, by=coordinator)

    def test_only_by_a_coordinator_of_the_centre(self, centre, specialist, other_coordinator):
        for person in (specialist, other_coordinator):
            with pytest.raises(RuleError, match="Only a coordinator"):
                change_contacts(centre=centre, seen_version=0, contacts=OTHER, by=person)

    def test_what_is_written_is_read_again(self):
        assert standard_from({"contacts": to_settings(OTHER)}) == OTHER
        assert standard_from({"thresholds": {}}) == USUAL


class TestWords:
    def test_every_number_has_its_sentence(self):
        before = sentences(USUAL)
        for name, (low, high) in Standard.RANGES.items():
            other = low if getattr(USUAL, name) != low else high
            changed = changes(USUAL, replace(USUAL, **{name: other}))
            assert [change.before for change in changed] == [one for one in before if one not in
                                                             sentences(replace(USUAL, **{name: other}))]  # fmt: skip
            assert len(changed) == 1

    def test_the_parties_are_named(self):
        assert sentences(OTHER)[-1] == "Contact is kept with: mentor."
