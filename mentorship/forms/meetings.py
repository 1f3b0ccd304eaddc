"""What does a mentor type about a meeting? Six inputs, most of them filled in already; the rest is folded away."""

import uuid
from typing import Any, Self

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from mentorship.models import Meeting, MeetingDraft, Pairing
from mentorship.vocabulary import Activity, MeetingPlace, Mood, Topic

SALT = "who was shown the form of a meeting"
STUB_SECONDS = 24 * 3600
LONGEST, MOST = 5000, 20


class KeptForm(forms.Form):
    """A form of which nothing is lost and nothing is doubled: it says to whom it was shown, and which form it is."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    stub = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def begin(cls, page: str, pairing: Pairing, user: User, usual: dict[str, Any], draft: MeetingDraft | None) -> Self:
        """The form to begin with: what was typed before the session ended, or else what is usual."""
        form_key = draft.form_key if draft else uuid.uuid4()
        typed = _initial(draft.typed) if draft else {}
        stub = _stub(page=page, pairing=pairing.public_id, person=user.public_id, form_key=form_key)
        return cls(initial={**usual, **typed, "form_key": form_key, "stub": stub})

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "stub"}


class MeetingForm(KeptForm):
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


class AdditionForm(KeptForm):
    text = forms.CharField(
        label=_("What you want to add"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip
    is_worrying = forms.BooleanField(label=_("Something worries me"), required=False)


def shown_to(posted: QueryDict) -> dict[str, str]:
    """Which form was shown to whom, when the sent page proves it; empty otherwise."""
    try:
        return signing.loads(posted.get("stub", ""), salt=SALT, max_age=STUB_SECONDS)
    except signing.BadSignature:
        return {}


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """What the person typed into the fields of these forms, each text cut at its length."""
    names = (MeetingForm.base_fields.keys() | AdditionForm.base_fields.keys()) - KeptForm.base_fields.keys()
    return {name: [value[:LONGEST] for value in posted.getlist(name)[:MOST]] for name in names if name in posted}


def usual_of(meeting: Meeting) -> dict[str, Any]:
    """What the form of a correction begins with: the meeting as it is."""
    names = MeetingForm.base_fields.keys() - KeptForm.base_fields.keys()
    return {name: getattr(meeting, name) for name in names}


def _stub(**shown: Any) -> str:
    return signing.dumps({name: str(value) for name, value in shown.items()}, salt=SALT)


def _initial(typed: dict[str, list[str]]) -> dict[str, Any]:
    many = {"activities", "topics"}
    return {name: values if name in many else values[-1] for name, values in typed.items() if values}
