"""Who may be reached about a mentee, and by which way is it safe?"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.forms.fields import PageForm
from mentorship.models import Asking, Mentee, SafeContact
from mentorship.queries.askings import default_language, parties_of
from mentorship.services.contacts import Contact

LANGUAGES = [("ro", "română"), ("hu", "magyar"), ("en", "English")]


class ContactForm(PageForm):
    """One person with a say; whatever is not ticked as safe is not used."""

    name = forms.CharField(label=_("Chosen name"), max_length=40, required=False)
    email = forms.EmailField(label=_("Safe e-mail address"), required=False)
    phone = forms.CharField(label=_("Safe telephone"), max_length=40, required=False)
    language = forms.ChoiceField(label=_("Reads best"), choices=LANGUAGES)
    is_lawful = forms.BooleanField(
        label=_("This person may consent by law"), required=False,
        help_text=_("A guardian, or who a court or an authority named."),
    )  # fmt: skip
    mail_is_safe = forms.BooleanField(
        label=_("An e-mail to this address is safe"), required=False,
        help_text=_("Nobody else reads it, and nobody is put in danger by it."),
    )  # fmt: skip
    call_is_safe = forms.BooleanField(label=_("A call or a conversation is safe"), required=False)

    def __init__(self, *args: Any, mentee: Mentee, party: str, known: SafeContact | None, **kwargs: Any) -> None:
        flags = ("language", "is_lawful", "mail_is_safe", "call_is_safe")
        initial = {flag: getattr(known, flag) for flag in flags} if known else {"language": default_language(mentee)}
        super().__init__(*args, prefix=party, initial=initial, **kwargs)
        self.party = party
        for field in ("name", "email", "phone"):
            if known and getattr(known, field):
                self.fields[field].help_text = _("Recorded and not shown here. Leave it empty to keep it.")
        if party == SafeContact.Party.MENTEE:
            del self.fields["is_lawful"]

    @property
    def title(self) -> Any:
        return SafeContact.Party(self.party).label

    def contact(self) -> Contact:
        return Contact(party=self.party, **{"is_lawful": False, **self.cleaned_data})


def contact_forms(mentee: Mentee, typed: Any) -> list[ContactForm]:
    """One form for each person with a say but the mentor; stored addresses are never shown again."""
    known = {contact.party: contact for contact in SafeContact.objects.filter(mentee=mentee)}
    parties = [party.value for party in parties_of(mentee) if party != Asking.Party.MENTOR]
    return [ContactForm(typed, mentee=mentee, party=party, known=known.get(party)) for party in parties]
