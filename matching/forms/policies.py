"""Which weights and thresholds does a coordinator put down for the next version of the policy?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.agreements import STRAINS, Agreement
from matching.engine.policy import CRITERIA_CODES
from matching.sentences import CRITERION_NAMES

NUMBERS: dict[str, tuple[Any, int, int]] = {
    "least_fit": (_("Least fit (of 1000): below it somebody rather waits"), 0, 1000),
    "min_common_hours": (_("Least common hours in a week"), 0, 168),
    "full_common_hours": (_("Common hours from which on more bring no more points"), 1, 168),
    "distance_scale_km": (_("Distance in km at which the points have fallen to 0"), 1, 500),
    "horizon_days": (_("Days through which the clearance must last"), 0, 730),
    "commitment_days": (_("Days through which the mentor must have promised to stay"), 1, 1095),
    "age_gap": (_("Least difference in age to a young person, in years"), 0, 50),
    "near_tie": (_("Points of fit below which two plans count as equally good"), 0, 1000),
    "caseload_all": (_("Most pairings that one supervisor follows"), 1, 200),
    "caseload_survivors": (_("Most pairings with survivors among them"), 0, 200),
}
URGENCY = {"urgent_after": _("Urgent"), "soon_after": _("Soon")}


class PolicyForm(forms.Form):
    """The next version of a policy; every number has its range."""

    name = forms.CharField(label=_("Name"), max_length=80)
    two_keys = forms.BooleanField(
        label=_("A proposal needs two keys: of a coordinator and of the specialist"), required=False
    )
    hold_back = forms.BooleanField(
        label=_("Hold scarce mentors back for those who will come"), required=False,
        help_text=_(
            "A trial: seats that were scarce in the last three runs stay free for more urgent mentees who may come. "
            "In our simulations it hardly helped anybody, and a few waited longer. Within a run the most urgent never "
            "wait because of it; the page of each run shows who does."
        ),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in CRITERIA_CODES:
            self.fields[f"weight_{code}"] = forms.IntegerField(label=CRITERION_NAMES[code], min_value=0, max_value=1000)
        for code, (label, low, high) in NUMBERS.items():
            self.fields[code] = forms.IntegerField(label=label, min_value=low, max_value=high)
        for name, label in URGENCY.items():
            for strain in STRAINS:
                self.fields[f"{name}_{strain}"] = forms.IntegerField(
                    label=_("%(urgency)s after how many days, at strain %(strain)d")
                    % {"urgency": label, "strain": strain},
                    min_value=0, max_value=3650,
                )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        weights = [cleaned.get(f"weight_{code}") for code in CRITERIA_CODES]
        if None not in weights and not any(weights):
            self.add_error(None, _("At least one criterion must count."))
        return cleaned

    @property
    def weights(self) -> list[forms.BoundField]:
        return [self[f"weight_{code}"] for code in CRITERIA_CODES]

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[code] for code in NUMBERS]

    @property
    def urgency(self) -> list[forms.BoundField]:
        return [self[f"{name}_{strain}"] for name in URGENCY for strain in STRAINS]

    def settings(self, former: Agreement) -> dict[str, Any]:
        """The former version with the numbers of this form."""
        given, mapping = self.cleaned_data, former.to_mapping()
        plain = ("min_common_hours", "full_common_hours", "distance_scale_km", "horizon_days", "commitment_days")
        return {
            **mapping,
            **{code: given[code] for code in (*plain, "near_tie")},
            "name": given["name"],
            "weights": {code: given[f"weight_{code}"] for code in CRITERIA_CODES},
            "least_fit": [given["least_fit"]],
            "min_age_gap": {**mapping["min_age_gap"], "youth": given["age_gap"]},
            "caseload": {"all": given["caseload_all"], "survivors": given["caseload_survivors"]},
            "hold_back": given["hold_back"],
            "urgency": {name: [given[f"{name}_{strain}"] for strain in STRAINS] for name in URGENCY},
        }


def initial_of(agreement: Agreement, name: str, two_keys: bool) -> dict[str, Any]:
    """What the form shows first: the numbers of the version in use."""
    policy = agreement.policy
    return {
        "name": name, "two_keys": two_keys, "hold_back": agreement.hold_back,
        **{code: getattr(policy, code) for code in NUMBERS if hasattr(policy, code)},
        **{f"weight_{code}": policy.weights.get(code, 0) for code in CRITERIA_CODES},
        **{f"{name}_{strain}": getattr(agreement.urgency, name)[strain] for name in URGENCY for strain in STRAINS},
        "least_fit": policy.least_fit_of(1), "age_gap": policy.min_age_gap.get("youth", 0),
        "caseload_all": agreement.caseload.all, "caseload_survivors": agreement.caseload.survivors,
    }  # fmt: skip
