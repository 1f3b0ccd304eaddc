"""What does somebody type who wants to help? Names, an e-mail, a password, and the centre when there are several."""

from typing import Any

from allauth.account.forms import SignupForm
from allauth.core import context as request_context
from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, User


class SignUpForm(SignupForm):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    centre = forms.ModelChoiceField(
        Centre.objects.none(), label=_("Centre"), to_field_name="code", empty_label=_("Please choose")
    )

    field_order = ["given_name", "family_name", "centre", "email", "password1", "password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, hint in (("given_name", "given-name"), ("family_name", "family-name")):
            self.fields[name].widget.attrs["autocomplete"] = hint
        centre = self.fields["centre"]
        centre.queryset = Centre.objects.order_by("name")
        centre.label_from_instance = lambda row: row.name
        only = list(centre.queryset[:2])
        centre.initial = request_context.request.GET.get("centre")
        if len(only) == 1:
            centre.initial, centre.widget = only[0].code, forms.HiddenInput()

    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """A known e-mail takes as long as a new one: it costs one password hash either way."""
        if self.account_already_exists:
            User().set_password(self.cleaned_data["password1"])
        return super().try_save(request)
