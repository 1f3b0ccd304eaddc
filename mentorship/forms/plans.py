"""What does a mentor say about the next meeting? Five inputs, all but the activity filled in already."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import KeptForm
from mentorship.activity_library import LibraryActivity
from mentorship.vocabulary import MeetingPlace


class PlanForm(KeptForm):
    day = forms.DateField(label=_("Day"))
    time = forms.TimeField(label=_("Time"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720)
    place = forms.ChoiceField(label=_("Where"))
    activity = forms.ChoiceField(label=_("What you want to do"), required=False)

    def __init__(
        self, *args: Any, places: Iterable[MeetingPlace], activities: Iterable[LibraryActivity], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        titles = sorted(((one.code, one.text().title) for one in activities), key=lambda choice: choice[1])
        self.fields["activity"].choices = [("", _("not decided yet")), *titles]
        self.fields["place"].choices = [(place.value, place.label) for place in places]

    def clean(self) -> dict[str, Any]:
        """The moment by the clock on the wall; an hour that the clock leaves out is no moment."""
        cleaned = super().clean() or self.cleaned_data
        if "day" in cleaned and "time" in cleaned:
            wall = datetime.combine(cleaned["day"], cleaned["time"])
            moment = timezone.make_aware(wall).astimezone(UTC)
            if timezone.localtime(moment).replace(tzinfo=None) != wall:
                self.add_error("time", _("On this day the clocks change, and this time does not exist."))
            cleaned["starts_at"] = moment
        return cleaned

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in super().facts().items() if name not in {"day", "time"}}
