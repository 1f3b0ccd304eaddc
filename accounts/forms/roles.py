"""Which role does one administrator give alone, and until when?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User
from accounts.permissions import CENTRE_ROLES, TWO_PERSON_ROLES, Permission, Role


class GiveRoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    centre = forms.ModelChoiceField(Centre.objects.none(), label=_("Centre"), to_field_name="code", empty_label=None)
    ends_on = forms.DateField(label=_("Until"), required=False, help_text=_("Empty: until somebody ends it."))

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        alone = CENTRE_ROLES - TWO_PERSON_ROLES
        self.fields["role"].choices = [choice for choice in Role.choices if choice[0] in alone]
        centres = by.centres(Permission.ROLES_MANAGE)
        field = self.fields["centre"]
        field.queryset = Centre.objects.filter(pk__in=[centre.pk for centre in centres])
        field.label_from_instance = lambda row: row.name
        if len(centres) == 1:
            field.initial, field.widget = centres[0].code, forms.HiddenInput()
