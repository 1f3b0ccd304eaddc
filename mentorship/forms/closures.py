"""What does the staff type when a pairing ends, goes on longer, or when another mentor is thought of?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import KeptForm
from mentorship.closing import TALKS
from mentorship.contact_standard import Party, Stage
from mentorship.models import CheckIn, Closure, ClosureStep, Pairing, RematchDecision
from mentorship.question_sets import questions_for

Kind = ClosureStep.Kind


def _lines(label: Any, help_text: Any = "", *, rows: int = 4, required: bool = False) -> forms.CharField:
    words = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=5000, widget=words)


class ClosureForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=Pairing.ClosingReason.choices, widget=forms.RadioSelect
    )
    last_meeting_on = forms.DateField(
        label=_("Day of the last meeting"), required=False,
        help_text=_("If it is agreed already; the days of the steps follow it. Empty when it ends for safety."),
    )  # fmt: skip
    note = _lines(_("In words"), _("For the staff only; the mentor does not see it."))


class StepForm(KeptForm):
    """What every step asks: done or not, and a few words."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"), widget=forms.RadioSelect, initial="done",
        choices=[("done", _("it is done")), ("skipped", _("it cannot be done"))],
    )  # fmt: skip
    note = _lines(_("In words"), _("Why not, when it cannot be done."))

    field_order = ["outcome"]

    @property
    def is_skipped(self) -> bool:
        return bool(self.cleaned_data["outcome"] == "skipped")

    def done_facts(self) -> dict[str, Any]:
        """What the service of this step is told when it is done."""
        return {"note": self.cleaned_data["note"]}

    def _must_be_filled(self, *names: str) -> None:
        """What only a step that is done needs."""
        if self.cleaned_data.get("outcome") != "done":
            return
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Please fill this in."))


class LastMeetingForm(StepForm):
    held_on = forms.DateField(label=_("Held on"), required=False)
    field_order = ["outcome", "held_on", "note"]

    def clean(self) -> None:
        self._must_be_filled("held_on")

    def done_facts(self) -> dict[str, Any]:
        return {**super().done_facts(), "held_on": self.cleaned_data["held_on"]}


class LaterContactForm(StepForm):
    later_contact = forms.ChoiceField(
        label=_("Contact afterwards"), choices=Closure.LaterContact.choices, widget=forms.RadioSelect, required=False
    )
    field_order = ["outcome", "later_contact", "note"]

    def clean(self) -> None:
        self._must_be_filled("later_contact")

    def done_facts(self) -> dict[str, Any]:
        return {**super().done_facts(), "later_contact": self.cleaned_data["later_contact"]}


class TalkForm(StepForm):
    held_on = forms.DateField(label=_("Held on"), required=False)
    channel = forms.ChoiceField(label=_("How"), choices=CheckIn.Channel.choices, required=False)

    def __init__(self, *args: Any, party: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = {f"said_{one.code}": one for one in questions_for(Party(party), Stage.CLOSING)}
        for name, question in self.questions.items():
            self.fields[name] = _lines(question.text(), rows=2)
        self.order_fields(["outcome", "held_on", "channel", *self.questions, "note"])

    def clean(self) -> None:
        self._must_be_filled("held_on", "channel")

    def done_facts(self) -> dict[str, Any]:
        typed = self.cleaned_data
        return {
            **super().done_facts(), "held_on": typed["held_on"], "channel": typed["channel"],
            "form_key": typed["form_key"], "answers": {one.code: typed[name] for name, one in self.questions.items()},
        }  # fmt: skip


FORMS: dict[str, type[StepForm]] = {Kind.LAST_MEETING: LastMeetingForm, Kind.LATER_CONTACT: LaterContactForm}


def step_form_of(kind: str) -> tuple[type[StepForm], dict[str, Any]]:
    """The form of a step, and what it has to know."""
    if kind in TALKS:
        return TalkForm, {"party": TALKS[kind]}
    return FORMS.get(kind, StepForm), {}


class ExtensionForm(forms.Form):
    planned_until = forms.DateField(label=_("Planned until"))
    reason = _lines(_("Why do the two go on?"), required=True)
    mentor_agrees = forms.BooleanField(label=_("The mentor was asked and says yes."), required=False)
    mentee_agrees = forms.BooleanField(label=_("The mentee was asked and says yes."), required=False)


class RematchForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("May the mentee have another mentor?"), choices=RematchDecision.Answer.choices, widget=forms.RadioSelect
    )
    review_on = forms.DateField(
        label=_("Not yet: look at it again on"), required=False, help_text=_("Only for “not yet”; within a year.")
    )
    reason = _lines(_("Reason"), _("Needed for “not yet” and “no”, and after two early endings also for “yes”."))
