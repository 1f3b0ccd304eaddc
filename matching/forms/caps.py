"""Which group gets a limit, and how many seats does it have?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University, User
from accounts.permissions import Permission
from kernel.clock import today
from mentorship.queries.eligibility import supervisors

MOST = 1000


class CapForm(forms.Form):
    """The limit of a group of mentors."""

    centre = forms.ModelChoiceField(
        label=_("Centre"), queryset=Centre.objects.none(), to_field_name="public_id", empty_label=None
    )
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=User.objects.none(), to_field_name="public_id", required=False,
        help_text=_("All mentors whom this person supervises."),
    )  # fmt: skip
    university = forms.ModelChoiceField(
        label=_("Or a university"), queryset=University.objects.all(), to_field_name="public_id", required=False,
        help_text=_("All students of this university at the centre."),
    )  # fmt: skip
    limit = forms.IntegerField(
        label=_("Seats altogether"), min_value=0, max_value=MOST,
        help_text=_("Pairings that run already count. 0 means: nobody new."),
    )  # fmt: skip

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        centres = user.centres(Permission.POLICY_EDIT)
        own = [centre.pk for centre in centres]
        self.fields["centre"].queryset = Centre.objects.filter(pk__in=own)
        self.fields["centre"].label_from_instance = lambda centre: centre.name
        people = [person for person, _centre in supervisors(own, today())]
        self.fields["supervisor"].queryset = User.objects.filter(pk__in=people).order_by("family_name", "given_name")
        self.fields["supervisor"].label_from_instance = lambda person: person.full_name
        self.fields["university"].label_from_instance = lambda university: university.name
        if len(centres) == 1:
            self.fields["centre"].widget = forms.HiddenInput()
            self.fields["centre"].initial = centres[0].public_id


class LimitForm(forms.Form):
    """Another limit for a group that has one."""

    limit = forms.IntegerField(
        label=_("Seats altogether"), min_value=0, max_value=MOST,
        help_text=_("Pairings that run already count. 0 means: nobody new."),
    )  # fmt: skip
