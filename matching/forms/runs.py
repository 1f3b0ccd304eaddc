"""What does somebody say when they start a run, refuse a proposal, or pair by hand?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from matching.models import Proposal
from mentorship.models import Mentor


class RunForm(forms.Form):
    """Where to start a run, and whether it may change anything."""

    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=Centre.objects.none(), to_field_name="public_id", empty_label=None
    )
    is_dry = forms.BooleanField(
        label=_("Dry run"), required=False,
        help_text=_("Shows what would be proposed; nothing of it can be approved, and earlier proposals stay."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = user.centres(Permission.RUN_START)
        field = self.fields["centre"]
        field.queryset = Centre.objects.filter(pk__in=[centre.pk for centre in centres])
        field.label_from_instance = lambda centre: centre.name
        if len(centres) == 1:
            field.widget = forms.HiddenInput()
            field.initial = centres[0].public_id


class RefusalForm(forms.Form):
    """Why a proposal is refused."""

    reason = forms.ChoiceField(
        label=_("Why do you refuse?"), choices=Proposal.Refusal.choices, widget=forms.RadioSelect
    )


class ByHandForm(forms.Form):
    """Which mentor is proposed by hand."""

    mentor = forms.ModelChoiceField(
        label=_("Mentor"), queryset=Mentor.objects.none(), to_field_name="public_id",
        error_messages={"required": _("Please choose a mentor."), "invalid_choice": _("Please choose a mentor.")},
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mentor"].queryset = Mentor.objects.visible_to(user)


class WhyNotForm(forms.Form):
    """Which other mentor is asked about, by a part of the name or chosen from those who were found."""

    name = forms.CharField(
        label=_("Why not somebody else?"), required=False, max_length=80, help_text=_("A part of the mentor's name.")
    )
    mentor = forms.UUIDField(required=False, widget=forms.HiddenInput)
