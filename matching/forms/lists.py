"""Which rows of a long list does somebody want to see?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import PairRule, Proposal, ProposalKey

ANY = ("", _("does not matter"))
TIERS = [("", _("every urgency")), ("1", _("urgent")), ("2", _("soon")), ("3", _("can wait"))]
KEYS = [
    ANY,
    ("mine", _("mine")),
    (ProposalKey.Profession.COORDINATOR, _("a coordinator's")),
    (ProposalKey.Profession.SPECIALIST, _("the specialist's")),
]


class ProposalFilter(forms.Form):
    """Of the proposals of a run: how urgent, whose key is missing, where, what became of them, nearly tied or not."""

    tier = forms.TypedChoiceField(label=_("Urgency"), choices=TIERS, coerce=int, empty_value=None, required=False)
    key = forms.ChoiceField(label=_("Key that is missing"), choices=KEYS, required=False)
    place = forms.ChoiceField(label=_("Place of the mentee"), required=False)
    status = forms.ChoiceField(
        label=_("Status"), choices=[("", _("every status")), *Proposal.Status.choices], required=False
    )
    rows = forms.TypedChoiceField(
        label=_("Rows at once"), choices=[("", "50"), ("200", "200")], coerce=int, empty_value=None, required=False
    )
    near_tie = forms.BooleanField(label=_("near ties only"), required=False)

    def __init__(self, *args: Any, places: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [("", _("every place")), *((str(pk), name) for pk, name in places)]


class RuleFilter(forms.Form):
    """Of the rules about pairs: which kind, and whether they still hold."""

    kind = forms.ChoiceField(label=_("Rule"), choices=[("", _("every rule")), *PairRule.Kind.choices], required=False)
    state = forms.ChoiceField(
        label=_("Holds"), choices=[("", _("today")), ("ended", _("no longer")), ("all", _("does not matter"))],
        required=False,
    )  # fmt: skip
