"""What does a coordinator type about a contract, and which year of the register is looked at?"""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kernel.clock import today


class ContractForm(forms.Form):
    signed_on = forms.DateField(label=_("Signed on"))
    starts_on = forms.DateField(label=_("From"))
    ends_on = forms.DateField(label=_("Until"), help_text=_("Usually a year."))


class EndForm(forms.Form):
    ended_on = forms.DateField(label=_("Ended early on"))


class YearFilter(forms.Form):
    year = forms.TypedChoiceField(label=_("Year"), required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = range(today().year, today().year - 10, -1)
        self.fields["year"].choices = [("", _("every year")), *((year, str(year)) for year in years)]


def contract_initial() -> dict[str, date]:
    """From today for a year."""
    day = today()
    return {"signed_on": day, "starts_on": day, "ends_on": date(day.year + 1, day.month, min(day.day, 28))}
