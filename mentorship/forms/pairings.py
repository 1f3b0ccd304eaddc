"""What does a member of staff choose about pairings: which ones to list, and why one ends?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.models import Pairing

WANTED = [
    ("", _("open pairings")),
    ("worry", _("a meeting worries somebody")),
    ("quiet", _("no meeting for three weeks")),
    *Pairing.Status.choices,
]


class PairingFilter(forms.Form):
    wanted = forms.ChoiceField(label=_("Which pairings"), choices=WANTED, required=False)


class CoverForm(forms.Form):
    note = forms.CharField(
        label=_("Who is there for the mentee meanwhile?"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1000,
        help_text=_("For example: the specialist calls every Friday."),
    )  # fmt: skip


class ClosingForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=Pairing.ClosingReason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note on the end"), required=False, max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the staff only; the mentor does not see it."),
    )  # fmt: skip
