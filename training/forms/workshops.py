"""What does a trainer type about a workshop, and a specialist about practice?"""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from training.models import Enrolment, Workshop
from training.queries.workshops import modules_with_workshop, trainers_of

STAGES = [("", _("everybody")), *Enrolment.Status.choices[:2]]


class WorkshopForm(forms.Form):
    """Day, hours, place and seats; hours are those of the programme's time zone."""

    day = forms.DateField(label=_("Day"))
    starts = forms.TimeField(label=_("From"))
    ends = forms.TimeField(label=_("Until"))
    where = forms.CharField(label=_("Where"), max_length=200)
    seats = forms.IntegerField(label=_("Seats"), min_value=1, max_value=500, initial=20)

    def clean(self) -> dict[str, Any]:
        """An hour that the clock skips or has twice is taken as the first that exists."""
        facts: dict[str, Any] = super().clean() or {}
        if {"day", "starts", "ends"} <= facts.keys():
            for name, hour in (("starts_at", facts["starts"]), ("ends_at", facts["ends"])):
                facts[name] = timezone.make_aware(datetime.combine(facts["day"], hour))
        return facts

    def times(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in ("starts_at", "ends_at", "where", "seats")}


class NewWorkshopForm(WorkshopForm):
    module = forms.TypedChoiceField(label=_("Module"), coerce=int)
    trainer = forms.ModelChoiceField(label=_("Trainer"), queryset=User.objects.none())

    field_order = ["module", "day", "starts", "ends", "where", "seats", "trainer"]

    def __init__(self, *args: Any, centre: Centre, trainer: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.modules = {module.pk: module for module, _title in modules_with_workshop(centre)}
        self.fields["module"].choices = [(module.pk, title) for module, title in modules_with_workshop(centre)]
        self.fields["trainer"].queryset = trainers_of(centre)
        self.fields["trainer"].label_from_instance = lambda person: person.full_name
        self.fields["trainer"].initial = trainer.pk


class CodeForm(forms.Form):
    code = forms.CharField(label=_("Code that the trainer shows"), max_length=12)


class SignForm(forms.Form):
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues; the learner does not read it."),
    )  # fmt: skip


class NotYetForm(SignForm):
    to_practise = forms.CharField(
        label=_("What is still to be practised"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The learner reads this sentence."),
    )  # fmt: skip
    field_order = ["to_practise", "note"]


class ObservationForm(forms.Form):
    words = forms.CharField(label=_("What did you notice?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    needs_attention = forms.BooleanField(label=_("The coordinator should look at it"), required=False)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("What was done"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class RosterFilter(forms.Form):
    stage = forms.ChoiceField(label=_("Show"), choices=STAGES, required=False)


def initial_of(workshop: Workshop) -> dict[str, Any]:
    starts, ends = timezone.localtime(workshop.starts_at), timezone.localtime(workshop.ends_at)
    return {
        "day": starts.date(), "starts": starts.time(), "ends": ends.time(), "where": workshop.where,
        "seats": workshop.seats,
    }  # fmt: skip
