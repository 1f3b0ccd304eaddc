"""What does somebody say that worries them, and what does the staff write down about it?"""

import uuid
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import KeptForm
from accounts.models import Centre
from mentorship.calls import Called
from mentorship.models import Concern, ConcernEntry, Pairing
from mentorship.services.concerns import BY_HAND

WORDS = forms.Textarea(attrs={"rows": 5})
WANTED = [("", _("open ones")), *Concern.Status.choices]


class ConcernFilter(forms.Form):
    wanted = forms.ChoiceField(label=_("Which concerns"), choices=WANTED, required=False)


class ConcernForm(KeptForm):
    severity = forms.ChoiceField(
        label=_("How urgent is it?"), choices=Concern.Severity.choices, widget=forms.RadioSelect
    )
    about = forms.ChoiceField(label=_("What is it about?"), choices=Concern.About.choices, widget=forms.RadioSelect)
    pairing = forms.ChoiceField(label=_("Which pairing?"), required=False)
    centre = forms.ChoiceField(label=_("Which centre?"))
    words = forms.CharField(
        label=_("What happened?"), max_length=10000, widget=WORDS,
        help_text=_("What you saw or heard, when and where. You need not be sure."),
    )  # fmt: skip

    def __init__(self, *args: Any, pairings: Iterable[Pairing], centres: list[Centre], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.pairings = {str(pairing.public_id): pairing for pairing in pairings}
        self.centres = {centre.code: centre for centre in centres}
        if not self.pairings:
            del self.fields["pairing"]
        else:
            named = [(key, pairing.mentee.chosen_name) for key, pairing in self.pairings.items()]
            self.fields["pairing"].choices = [("", _("none of these")), *named]
        if len(self.centres) == 1:
            del self.fields["centre"]
        else:
            self.fields["centre"].choices = [(code, centre.name) for code, centre in self.centres.items()]

    def facts(self) -> dict[str, Any]:
        facts = super().facts()
        pairing = self.pairings.get(facts.pop("pairing", "") or "")
        centre = pairing.centre if pairing else self.centres[facts.pop("centre", "") or next(iter(self.centres))]
        facts.pop("centre", None)
        return {**facts, "pairing": pairing, "centre": centre}


class EntryForm(KeptForm):
    kind = forms.ChoiceField(
        label=_("What is it?"), widget=forms.RadioSelect,
        choices=[choice for choice in ConcernEntry.Kind.choices if choice[0] in BY_HAND],
    )  # fmt: skip
    called = forms.ChoiceField(
        label=_("Who was called?"), choices=[("", _("nobody")), *Called.choices], required=False,
        help_text=_("Only for a call."),
    )  # fmt: skip
    words = forms.CharField(label=_("In words"), max_length=10000, required=False, widget=WORDS)


class WordsForm(forms.Form):
    """A few words that a step asks for; the page says what for."""

    words = forms.CharField(label=_("In words"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label


class SuspendForm(forms.Form):
    whole = forms.ChoiceField(
        label=_("What rests at once?"), widget=forms.RadioSelect,
        choices=[("pairing", _("this pairing")), ("mentor", _("everything this mentor does"))],
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For the staff who work on it. The mentor reads only that the pairing rests."),
    )  # fmt: skip


class SignalForm(forms.Form):
    """What a mentee can say by a link, in plain words."""

    WHAT = [
        ("mentor", _("Something about my mentor")),
        ("mentee", _("Something else in my life")),
        ("unsafe", _("I do not feel safe")),
    ]
    CALL = [
        ("call", _("Please contact me")),
        ("no_call", _("Please do not contact me about it")),
    ]
    form_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    what = forms.ChoiceField(label=_("What is wrong?"), choices=WHAT, widget=forms.RadioSelect)
    call = forms.ChoiceField(label=_("Should we contact you?"), choices=CALL, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("If you like: a few words"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
