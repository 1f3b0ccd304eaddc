"""What does somebody say when they keep two people together or apart, and when they end such a rule?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from matching.models import PairRule
from mentorship.models import Mentor

KINDS = [
    (PairRule.Kind.LOCK, _("Keep together: every run pairs these two.")),
    (PairRule.Kind.HOLD, _("Not now: no run pairs these two until a day.")),
    (PairRule.Kind.FORBID, _("Keep apart: no run pairs these two.")),
]
ENDS = [(end, end.label) for end in (PairRule.End.CHANGED, PairRule.End.MISTAKE, PairRule.End.OTHER)]


class RuleForm(forms.Form):
    """A rule about two people who are known already."""

    kind = forms.ChoiceField(label=_("Which rule?"), choices=KINDS, widget=forms.RadioSelect)
    until = forms.DateField(
        label=_("Last day of “not now”"), required=False,
        help_text=_("Only for “not now”. From the next day on, the two may be proposed again."),
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), choices=PairRule.Reason.choices)
    note = forms.CharField(
        label=_("In words"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stored encrypted. Please no names of other people."),
    )  # fmt: skip


class RuleOfMenteeForm(RuleForm):
    """A rule about a mentee and one of the mentors who were found."""

    mentor = forms.ModelChoiceField(
        label=_("Mentor"), queryset=Mentor.objects.none(), to_field_name="public_id", widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": _("Please choose a mentor."), "invalid_choice": _("Please choose a mentor.")},
    )  # fmt: skip
    field_order = ("mentor", "kind", "until", "reason", "note")

    def __init__(self, *args: Any, found: list[Mentor], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["mentor"]
        field.queryset = Mentor.objects.filter(pk__in=[mentor.pk for mentor in found]).select_related("user")
        field.label_from_instance = lambda mentor: mentor.user.full_name


class NameForm(forms.Form):
    """A part of the name of a mentor."""

    name = forms.CharField(label=_("Name of the mentor"), required=False, max_length=80)


class EndRuleForm(forms.Form):
    """Why a rule no longer holds."""

    reason = forms.ChoiceField(label=_("Why does it no longer hold?"), choices=ENDS, widget=forms.RadioSelect)
