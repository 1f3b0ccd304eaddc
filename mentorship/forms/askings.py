"""What does the staff write down while two people are asked, meet for the first time and sign?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from kernel.clock import today
from mentorship.models import Asking, FirstMeeting, Pairing, Signature
from mentorship.queries.first_meetings import agreements_of, first_meeting_of, who_can_attend
from mentorship.vocabulary import MeetingPlace

Channel = Asking.Channel
WAYS = [(Channel.STAFF.value, Channel.STAFF.label), (Channel.PAPER.value, Channel.PAPER.label)]


class AnswerForm(forms.Form):
    """An answer that was given to the staff."""

    answer = forms.ChoiceField(label=_("What was the answer?"), choices=Asking.Answer.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How was it given?"), choices=WAYS, widget=forms.RadioSelect)
    present = forms.CharField(
        label=_("Who was present?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the staff only. A no needs no reason: please do not ask for one and do not write one."),
    )  # fmt: skip


class FirstMeetingForm(forms.Form):
    day = forms.DateField(label=_("Day"))
    time = forms.TimeField(label=_("Time"))
    place = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect, choices=[
        choice for choice in MeetingPlace.choices if choice[0] != MeetingPlace.REMOTE
    ])  # fmt: skip
    attended_by = forms.ModelChoiceField(
        label=_("Who of the staff is there?"), queryset=None, to_field_name="public_id"
    )

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["attended_by"].queryset = who_can_attend(pairing)
        self.fields["attended_by"].label_from_instance = lambda person: person.full_name

    def facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            "meets_at": timezone.make_aware(datetime.combine(typed["day"], typed["time"])),
            "place": typed["place"], "attended_by": typed["attended_by"],
        }  # fmt: skip


class HeldForm(forms.Form):
    """The first meeting took place; often everybody signs at once."""

    held_on = forms.DateField(label=_("Held on"))
    signed = forms.MultipleChoiceField(
        label=_("Who signed the agreement?"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Who signs later is recorded later."),
    )  # fmt: skip
    way = forms.ChoiceField(label=_("How did they sign?"), choices=Signature.Way.choices, initial="paper")
    note = forms.CharField(
        label=_("Note"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the staff only."),
    )  # fmt: skip

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["signed"].choices = unsigned(pairing)


class SignatureForm(forms.Form):
    party = forms.ChoiceField(label=_("Who signed?"), widget=forms.RadioSelect)
    signed_on = forms.DateField(label=_("Signed on"))
    way = forms.ChoiceField(label=_("How did they sign?"), choices=Signature.Way.choices, initial="paper")

    def __init__(self, *args: Any, pairing: Pairing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["party"].choices = unsigned(pairing)


def unsigned(pairing: Pairing) -> list[tuple[str, Any]]:
    return [(one.party.value, one.party.label) for one in agreements_of(pairing) if one.signature is None]


def planned_initial(pairing: Pairing) -> dict[str, Any]:
    met: FirstMeeting | None = first_meeting_of(pairing)
    if met is None:
        return {"attended_by": pairing.supervisor.public_id}
    when = timezone.localtime(met.meets_at)
    return {"day": when.date(), "time": when.time(), "place": met.place, "attended_by": met.attended_by.public_id}


def held_initial(pairing: Pairing) -> dict[str, Any]:
    met = first_meeting_of(pairing)
    planned_on = timezone.localtime(met.meets_at).date() if met else today()
    return {"held_on": min(planned_on, today())}


def signature_initial() -> dict[str, Any]:
    return {"signed_on": today()}
