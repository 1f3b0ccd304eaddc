"""What does somebody type who decides about an application, or who appeals against a refusal?"""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Application
from mentorship.queries.admissions import Profession, Waits

WANTED = [
    ("", _("all that wait")),
    *Waits.choices,
    *[choice for choice in Application.Status.choices if choice[0] not in {"draft", "submitted"}],
]


class AdmissionFilter(forms.Form):
    wanted = forms.ChoiceField(label=_("Which applications"), choices=WANTED, required=False)


class YesForm(forms.Form):
    """Whoever holds both professions says for which one; nobody else is asked."""

    profession = forms.ChoiceField(label=_("I say yes as"), widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For the file; the applicant does not read it."),
    )  # fmt: skip

    def __init__(self, *args: Any, professions: Sequence[Profession], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profession"].choices = [(one.value, one.label) for one in professions]
        if len(professions) < len(Profession):
            del self.fields["profession"]


class RefusalForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Application.Refusal.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("Why, for the file"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads a fixed, kind sentence for the reason, never these words."),
    )  # fmt: skip


class AppealForm(forms.Form):
    text = forms.CharField(
        label=_("Why do you see it differently?"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6})
    )


class AppealAnswerForm(forms.Form):
    is_upheld = forms.TypedChoiceField(
        label=_("Answer"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("yes", _("The application is looked at again")), ("no", _("The refusal stays"))],
    )  # fmt: skip
    words = forms.CharField(
        label=_("Why, for the file"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The applicant reads only how it was answered."),
    )  # fmt: skip


class HitForm(forms.Form):
    is_same_person = forms.TypedChoiceField(
        label=_("Is it the same person?"), widget=forms.RadioSelect, coerce=lambda value: value == "yes",
        choices=[("no", _("No, somebody else: the application goes on")),
                 ("yes", _("Yes, the same person: the application ends"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you will see it. Everybody else reads that it is not possible, and nothing more."),
    )  # fmt: skip
