"""Whom to invite to what, and what the invited person tells us."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University, User
from accounts.permissions import INVITED_ROLES, UNIVERSITY_ROLES, Permission, Role
from accounts.services.invitations import ASKED_BY_COORDINATORS


class InviteForm(forms.Form):
    email = forms.EmailField(label=_("E-mail"))
    role = forms.ChoiceField(label=_("Role"))
    centre = forms.ModelChoiceField(Centre.objects.none(), label=_("Centre"), to_field_name="code", empty_label=None)
    university = forms.ModelChoiceField(
        University.objects.none(), label=_("University"), to_field_name="code", required=False,
        help_text=_("Only for officers and tutors of a university."),
    )  # fmt: skip

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.universities = by.may(Permission.ROLES_MANAGE)
        self._offer_roles()
        self._offer_centres(by)

    def _offer_roles(self) -> None:
        universities = University.objects.order_by("name") if self.universities else University.objects.none()
        roles = INVITED_ROLES if self.universities else ASKED_BY_COORDINATORS
        if universities.exists():
            self.fields["university"].queryset = universities
            self.fields["university"].label_from_instance = lambda row: row.name
        else:
            del self.fields["university"]
            roles -= UNIVERSITY_ROLES
        self.fields["role"].choices = [choice for choice in Role.choices if choice[0] in roles]

    def _offer_centres(self, by: User) -> None:
        centres = by.centres(Permission.PEOPLE_INVITE)
        field = self.fields["centre"]
        field.queryset = Centre.objects.filter(pk__in=[centre.pk for centre in centres])
        field.label_from_instance = lambda row: row.name
        if len(centres) == 1:
            field.initial, field.widget = centres[0].code, forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        if facts.get("role") not in UNIVERSITY_ROLES:
            facts["university"] = None
            return facts
        facts["centre"] = None
        if not facts.get("university"):
            self.add_error("university", _("Please choose the university of this officer or tutor."))
        return facts


class AcceptForm(forms.Form):
    """Who is it, and with which password will they sign in?"""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    password = forms.CharField(label=_("Password"), widget=forms.PasswordInput, strip=False)
    again = forms.CharField(label=_("Password, once more"), widget=forms.PasswordInput, strip=False)

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email
        self.fields["password"].help_text = " ".join(password_validators_help_texts())
        hints = {"given_name": "given-name", "family_name": "family-name"}
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = hints.get(name, "new-password")

    def clean(self) -> dict[str, Any]:
        facts = super().clean()
        password = facts.get("password")
        if password and facts.get("again") and password != facts["again"]:
            self.add_error("again", _("The two passwords differ."))
        if password:
            names = {name: facts.get(name, "") for name in ("given_name", "family_name")}
            try:
                validate_password(password, User(email=self.email, **names))
            except forms.ValidationError as error:
                self.add_error("password", error)
        return facts

    @property
    def account_facts(self) -> dict[str, str]:
        """What the new account is made of."""
        return {name: self.cleaned_data[name] for name in ("given_name", "family_name", "password")}
