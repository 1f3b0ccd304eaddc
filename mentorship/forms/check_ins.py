"""What does somebody of the staff write down about a contact? A few taps, the questions of party and stage, a note."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import KeptForm
from mentorship.contact_standard import Party
from mentorship.forms.guarding import GuardedForm
from mentorship.models import CheckIn
from mentorship.queries.check_ins import ESCALATED, MISSED, OVERDUE, questions_of_set

PREFIX = "q_"
LONGEST_ANSWER = 1000


class CheckInFilter(forms.Form):
    who = forms.ChoiceField(label=_("Whose"), choices=[("", _("everybody's")), ("mine", _("mine"))], required=False)
    party = forms.ChoiceField(label=_("With whom"), choices=[("", _("all")), *CheckIn.Party.choices], required=False)
    wanted = forms.ChoiceField(
        label=_("Which"), required=False,
        choices=[
            ("", _("to be held now")), (OVERDUE, _("overdue")), (ESCALATED, _("told to the coordinators")),
            (MISSED, _("never held, nobody reached since")),
        ],
    )  # fmt: skip


class CheckInForm(GuardedForm, KeptForm):
    party = forms.ChoiceField(choices=CheckIn.Party.choices, widget=forms.HiddenInput)
    question_set = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    was_reached = forms.TypedChoiceField(
        label=_("Did you reach them?"), choices=[("yes", _("yes")), ("no", _("no, I tried"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect,
        help_text=_("A contact that reached nobody is shown, and does not count as held."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("How"), choices=CheckIn.Channel.choices, widget=forms.RadioSelect)
    depth = forms.ChoiceField(label=_("Kind"), choices=CheckIn.Depth.choices, widget=forms.RadioSelect)
    held_on = forms.DateField(label=_("Day"))
    note = forms.CharField(
        label=_("Note"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("No names, phone numbers or addresses, please."),
    )  # fmt: skip
    follow_up = forms.CharField(
        label=_("What follows"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    follow_up_on = forms.DateField(
        label=_("Until when"), required=False, help_text=_("It stands in your worklist until you say that it is done.")
    )

    def __init__(self, *args: Any, party: Party, question_set: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions_of_set(question_set)
        for question in self.questions:
            self.fields[PREFIX + question.code] = forms.CharField(
                label=question.text(), required=False, max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.guarded = ("note", "follow_up", *(PREFIX + question.code for question in self.questions))
        self.initial |= {"party": party.value, "question_set": question_set}

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[PREFIX + question.code] for question in self.questions]

    @property
    def faults(self) -> list[tuple[forms.BoundField, list[str]]]:
        """The fields with their errors, for the summary on top."""
        return [(field, field.errors) for field in self.visible_fields()]

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        typed = {question.code: facts.pop(PREFIX + question.code, "") for question in self.questions}
        return facts | {"answers": {code: text for code, text in typed.items() if text}}
