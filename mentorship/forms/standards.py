"""Which numbers make up a standard of support?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.contact_standard import Party, Standard
from mentorship.models import CheckIn

LABELS = {
    "first_month": _("Contacts in the first month"),
    "monthly_until": _("Once a month up to the end of month"),
    "then_every": _("Afterwards once in so many months"),
    "in_depth_monthly_until": _("In depth each month up to the end of month"),
    "in_depth_every": _("Otherwise in depth once in so many months"),
    "escalates_after": _("Days after which an overdue contact is told to the coordinators"),
}


class StandardForm(forms.Form):
    """The contacts of a standard; `seen_version` is the one that was changed."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    parties = forms.MultipleChoiceField(
        label=_("With whom contact is kept"), choices=CheckIn.Party.choices, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (low, high) in Standard.RANGES.items():
            self.fields[name] = forms.IntegerField(label=LABELS[name], min_value=low, max_value=high)
        self.order_fields(["seen_version", *Standard.RANGES, "parties"])

    @property
    def contacts(self) -> Standard:
        numbers = {name: self.cleaned_data[name] for name in Standard.RANGES}
        return Standard(**numbers, parties=tuple(one for one in Party if one in self.cleaned_data["parties"]))
