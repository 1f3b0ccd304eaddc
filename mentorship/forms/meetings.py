"""What does a mentor type about a meeting? Six inputs, most of them filled in already; the rest is folded away."""

import uuid
from typing import Any

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentorship.models import Meeting, Pairing
from mentorship.vocabulary import Activity, MeetingPlace, Mood, Topic

SALT = "who was shown the form of a meeting"
STUB_SECONDS = 24 * 3600
NOT_TYPED = {"csrfmiddlewaretoken", "stub"}
Typed = dict[str, list[str]]


class MeetingForm(forms.Form):
    held_on = forms.DateField(label=_("Day"))
    minutes = forms.IntegerField(label=_("Length in minutes"), min_value=5, max_value=720)
    place = forms.ChoiceField(label=_("Where"), choices=MeetingPlace.choices)
    activities = forms.MultipleChoiceField(
        label=_("What you did"), choices=Activity.choices, widget=forms.CheckboxSelectMultiple
    )
    mood = forms.TypedChoiceField(label=_("How it went"), choices=Mood.choices, coerce=int, widget=forms.RadioSelect)
    is_worrying = forms.BooleanField(label=_("Something worries me"), required=False)
    worry = forms.CharField(
        label=_("What worries you"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The coordinator and the specialist read this at once. If somebody is in danger now, call 112."),
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What you talked about"), choices=Topic.choices, required=False, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip

    @classmethod
    def of(cls, meeting: Meeting, posted: QueryDict | None) -> "MeetingForm":
        """The form filled with a meeting that is to be corrected."""
        return cls(posted, initial={name: getattr(meeting, name) for name in cls.base_fields})

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


class NewMeetingForm(MeetingForm):
    """The same with what makes sending it twice harmless, and says who was shown it."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    stub = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def empty(
        cls, pairing: Pairing, user: User, usual: dict[str, Any], typed: dict[str, list[str]]
    ) -> "NewMeetingForm":
        """The form to begin with: what was typed before the session ended, or what most meetings are like."""
        begin = {"form_key": uuid.uuid4(), **usual, **_initial(typed), "stub": _stub(pairing, user)}
        return cls(initial=begin)

    def facts(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "stub"}


class AdditionForm(forms.Form):
    text = forms.CharField(
        label=_("What you want to add"), max_length=5000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip
    is_worrying = forms.BooleanField(label=_("Something worries me"), required=False)


def shown_to(posted: QueryDict) -> dict[str, str] | None:
    """Which pairing's form was shown to whom, when the page proves it; None otherwise."""
    try:
        return signing.loads(posted.get("stub", ""), salt=SALT, max_age=STUB_SECONDS)
    except signing.BadSignature:
        return None


def typed_in(posted: QueryDict) -> Typed:
    """What the person typed into the fields of the form, each text cut at its length."""
    return {
        name: [value[:5000] for value in posted.getlist(name)[:20]]
        for name in NewMeetingForm.base_fields
        if name in posted and name not in NOT_TYPED
    }


def _stub(pairing: Pairing, user: User) -> str:
    return signing.dumps({"pairing": str(pairing.public_id), "person": str(user.public_id)}, salt=SALT)


def _initial(typed: Typed) -> dict[str, Any]:
    many = {"activities", "topics"}
    return {name: values if name in many else values[-1] for name, values in typed.items() if values}
