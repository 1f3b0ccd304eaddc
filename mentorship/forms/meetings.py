"""What does a mentor type about a meeting? Six inputs, most of them filled in already; the rest is folded away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import LONGEST, KeptForm
from mentorship.forms.guarding import GuardedForm
from mentorship.models import Meeting
from mentorship.vocabulary import Activity, MeetingPlace, Mood, Topic


class MeetingForm(GuardedForm, KeptForm):
    guarded = ("worry", "note")

    held_on = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720)
    place = forms.ChoiceField(label=_("Where"), choices=MeetingPlace.choices)
    activities = forms.MultipleChoiceField(
        label=_("What you did"), choices=Activity.choices, widget=forms.CheckboxSelectMultiple
    )
    mood = forms.TypedChoiceField(label=_("How it went"), choices=Mood.choices, coerce=int, widget=forms.RadioSelect)
    is_worrying = forms.BooleanField(label=_("Something worries me"), required=False)
    worry = forms.CharField(
        label=_("What worries you"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The coordinator and the specialist read this at once. If somebody is in danger now, call 112."),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What you talked about"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip

    @property
    def faults(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The fields with their errors, for the summary on top."""
        return [(field, field.errors) for field in self.visible_fields()]

    @property
    def has_more(self) -> bool:
        """Whether the folded part holds something, so that it must be open."""
        return any(self[name].value() for name in ("topics", "note"))

    @property
    def has_worry(self) -> bool:
        return bool(self["is_worrying"].value() or self["worry"].value())


class AdditionForm(GuardedForm, KeptForm):
    guarded = ("text",)

    text = forms.CharField(
        label=_("What you want to add"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip
    is_worrying = forms.BooleanField(label=_("Something worries me"), required=False)


def usual_of(meeting: Meeting) -> dict[str, Any]:
    """What the form of a correction begins with: the meeting as it is."""
    names = MeetingForm.base_fields.keys() - KeptForm.base_fields.keys()
    return {name: getattr(meeting, name) for name in names}
