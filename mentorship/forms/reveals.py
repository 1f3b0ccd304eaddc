"""For what purpose is an identity opened or searched?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentorship.models import IdentityReveal, Mentor

Purpose = IdentityReveal.Purpose


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("What do you need it for?"), widget=forms.RadioSelect,
        choices=[(value, label) for value, label in Purpose.choices if value != Purpose.DOUBLE],
    )  # fmt: skip
    words = forms.CharField(
        label=_("In your own words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with your name; the mentee may ask who opened the identity and why."),
    )  # fmt: skip


class SearchForm(PurposeForm):
    """An exact name or phone: nothing can be browsed."""

    name = forms.CharField(
        label=_("Full name"), max_length=160, required=False,
        help_text=_("The whole name; diacritics, capitals and the order of its words do not matter."),
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    field_order = ["name", "phone", "purpose", "words"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].choices = Purpose.choices

    def clean(self) -> None:
        if not self.cleaned_data.get("name") and not self.cleaned_data.get("phone"):
            raise ValidationError(_("Please give a name or a phone number."))


class SealForm(forms.Form):
    mentor = forms.ModelChoiceField(label=_("Mentor"), queryset=Mentor.objects.none(), to_field_name="public_id")
    reason = forms.CharField(
        label=_("Reason"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only you will see it. To everybody else the pair is “not possible”."),
    )  # fmt: skip

    def __init__(self, *args: Any, mentors: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = mentors
        self.fields["mentor"].label_from_instance = lambda mentor: mentor.user.full_name
