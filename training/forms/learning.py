"""What does a learner send, and whoever looks at certificates?"""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReadForm(forms.Form):
    """The version of the lesson that was on the screen."""

    version = forms.IntegerField(min_value=1, max_value=32_767, widget=forms.HiddenInput)


class VerifyForm(forms.Form):
    """A verification code, as it stands on the paper."""

    code = forms.CharField(
        label=_("Verification code"), max_length=40, help_text=_("Sixteen letters and digits at the end of the paper.")
    )


class WithdrawForm(forms.Form):
    """Why a certificate counts no more."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only coordinators and specialists of the centre read this."),
    )  # fmt: skip
