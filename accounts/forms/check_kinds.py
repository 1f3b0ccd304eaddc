"""Which check of its own does a centre describe?"""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.check_kinds import EVERYBODY
from accounts.models import CheckKind
from accounts.services.check_kinds import MOST_MONTHS, MOST_PAPERS

POPULATIONS = {"youth": _("young people at risk"), "survivor": _("survivors")}


class CheckKindForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("For example: first aid course."))
    populations = forms.MultipleChoiceField(
        label=_("Asked of those who meet"), choices=[(code, POPULATIONS[code]) for code in EVERYBODY],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    months_valid = forms.IntegerField(
        label=_("Months of validity"), required=False, min_value=1, max_value=MOST_MONTHS,
        help_text=_("Empty when it does not lapse."),
    )  # fmt: skip
    count = forms.IntegerField(label=_("How many are needed"), min_value=1, max_value=MOST_PAPERS, initial=1)
    has_number = forms.BooleanField(label=_("The paper has a number"), required=False)
    keeps_paper = forms.BooleanField(
        label=_("The centre keeps a copy"), required=False,
        help_text=_("By default only number, dates and result are kept. A copy is encrypted."),
    )  # fmt: skip


def initial_kind(kind: CheckKind) -> dict[str, object]:
    return {name: getattr(kind, name) for name in CheckKindForm.base_fields}
