"""What did the interview show, dimension by dimension?"""

from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms.evidence import NO_SUCH_DAY
from accounts.models import Centre, Interview, User
from accounts.permissions import Permission
from accounts.queries.people import colleagues

Colour, Dimension = Interview.Colour, Interview.Dimension
HINTS = {
    Dimension.MOTIVES: _("Why this, why now? What do they hope for themselves?"),
    Dimension.BOUNDARIES: _("Money, gifts, secrets, phone numbers, a visit at home: what would they do?"),
    Dimension.RESCUING: _("Can they bear that somebody chooses otherwise? Do they need to be needed?"),
    Dimension.AVAILABILITY: _("Which hours, for how long, and what could come in between?"),
    Dimension.REFUSAL: _("What if the mentee does not come, does not speak, or wants somebody else?"),
}


class InterviewForm(forms.Form):
    """A colour for every dimension, with a reason for yellow and red."""

    held_on = forms.DateField(label=_("Held on"), error_messages=NO_SUCH_DAY)
    held_by = forms.ModelChoiceField(
        label=_("Held by"), queryset=User.objects.none(), to_field_name="public_id", empty_label=None
    )
    summary = forms.CharField(
        label=_("Summary"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, centre: Centre, by: User, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staff = colleagues(centre, Permission.EVIDENCE_RECORD).exclude(pk=person.pk)
        self.fields["held_by"].queryset = staff
        self.fields["held_by"].label_from_instance = lambda colleague: colleague.full_name
        self.fields["held_by"].initial = by.public_id
        for dimension in Dimension:
            self.fields[f"{dimension}_colour"] = forms.ChoiceField(
                label=_("Colour"), choices=Colour.choices, widget=forms.RadioSelect
            )
            self.fields[f"{dimension}_reason"] = forms.CharField(
                label=_("Reason"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        for dimension in Dimension:
            colour = facts.get(f"{dimension}_colour", Colour.GREEN)
            if colour != Colour.GREEN and not facts.get(f"{dimension}_reason"):
                self.add_error(f"{dimension}_reason", _("Yellow and red need a reason."))
        return facts

    @property
    def dimensions(self) -> list[tuple[Any, Any, list[BoundField]]]:
        """Each dimension with what to ask and its two fields."""
        return [(item.label, HINTS[item], [self[f"{item}_colour"], self[f"{item}_reason"]]) for item in Dimension]

    @property
    def summary_of_errors(self) -> list[tuple[BoundField, Any]]:
        return [(field, field.errors) for field in self.visible_fields()]

    def interview(self) -> dict[str, Any]:
        """What the service is given."""
        facts = self.cleaned_data
        ratings = {
            item.value: {"colour": facts[f"{item}_colour"], "reason": facts[f"{item}_reason"]} for item in Dimension
        }
        return {**{name: facts[name] for name in ("held_on", "held_by", "summary")}, "ratings": ratings}
