"""What mentees and mentors tell about themselves alike; both forms build on this one."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from mentorship.forms.fields import PageForm, PlaceField, WordField, WordsField
from mentorship.forms.weeks import WeekField
from mentorship.profiles import LONGEST_WAY_KM, Faults
from mentorship.queries.places import places_of
from mentorship.vocabulary import Gender, Interest, Language, Mode
from mentorship.weeks import to_text

Group = tuple[Any, list[BoundField]]


class ProfileForm(PageForm):
    """The part of a profile that the matching reads on both sides."""

    gender = WordField(Gender, label=_("Gender"), widget=forms.RadioSelect)
    birth_year = forms.IntegerField(label=_("Year of birth"), min_value=1900, max_value=2100)
    best_language = WordField(Language, label=_("Best language"))
    other_languages = WordsField(Language, label=_("Other languages"), required=False)
    modes = WordsField(Mode, label=_("Ways of meeting"))
    place = PlaceField(label=_("Place"), help_text=_("Begin to type and choose a place of the county."))
    radius_km = forms.IntegerField(label=_("Can travel (km)"), min_value=0, max_value=LONGEST_WAY_KM)
    week = WeekField(label=_("Free hours of the week"))
    interests = WordsField(Interest, label=_("Likes"), required=False)
    dislikes = WordsField(Interest, label=_("Does not like"), required=False)
    seen_at = forms.CharField(widget=forms.HiddenInput, required=False)

    groups_of_fields: list[tuple[Any, list[str]]] = []
    not_in_profile = frozenset({"best_language", "other_languages", "seen_at"})

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places_of(centre))

    def groups(self) -> list[Group]:
        """The fields as the page shows them: a heading and what belongs under it."""
        return [(legend, [self[name] for name in names]) for legend, names in self.groups_of_fields]

    def clean_seen_at(self) -> datetime:
        """When the record was as the form showed it; a form that does not know is older than every change."""
        try:
            return datetime.fromisoformat(self.cleaned_data["seen_at"]).astimezone(UTC)
        except (ValueError, OverflowError):
            return datetime.min.replace(tzinfo=UTC)

    def profile(self) -> dict[str, Any]:
        """What was typed, as the model's fields."""
        values = {name: value for name, value in self.cleaned_data.items() if name not in self.not_in_profile}
        return {**values, **self._derived()}

    def add_faults(self, find: Callable[..., Faults], *args: Any) -> None:
        for name, sentence in find({**self.cleaned_data, **self._derived()}, *args).items():
            self.add_error("best_language" if name == "languages" else name, sentence)

    def show_newest(self) -> None:
        """After somebody else's change: keep what was typed, name what differs, and let it be saved knowingly."""
        labels = [str(self.fields[name].label) for name in self.changed_data if name != "seen_at"]
        self.add_error(None, _("This now differs from what they wrote: %(fields)s.") % {"fields": ", ".join(labels)})
        self.add_error(None, _("Saving again replaces what the other person wrote."))
        self.data = self.data.copy()
        self.data["seen_at"] = self.initial["seen_at"]

    def _derived(self) -> dict[str, Any]:
        best, others = self.cleaned_data.get("best_language"), self.cleaned_data.get("other_languages", [])
        languages = [best, *(code for code in others if code != best)] if best else []
        return {"languages": languages, "week": to_text(self.cleaned_data.get("week") or 0)}


def initial_profile(profile: Any, names: list[str]) -> dict[str, Any]:
    """What a form shows of a mentee or mentor that exists."""
    initial = {name: getattr(profile, name) for name in names if hasattr(profile, name)}
    best, *others = profile.languages or [""]
    return {**initial, "best_language": best, "other_languages": others, "seen_at": profile.changed_at.isoformat()}
