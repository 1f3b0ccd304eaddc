"""How does a form prove to whom it was shown, so that what was typed can be kept when the session has ended?"""

import re
import uuid
from typing import Any, Self

from django import forms
from django.core import signing
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from accounts.models import Draft, User

SALT = "who was shown this form"
STUB_SECONDS = 24 * 3600
LONGEST, MOST_VALUES, MOST_NAMES = 5000, 100, 40
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_OWN = {"form_key", "stub", "csrfmiddlewaretoken"}


class KeptForm(forms.Form):
    """A form of which nothing is lost and nothing is doubled: it says to whom it was shown, and which form it is."""

    form_key = forms.UUIDField(widget=forms.HiddenInput)
    stub = forms.CharField(widget=forms.HiddenInput, required=False)

    @classmethod
    def begin(
        cls, page: str, about: uuid.UUID, user: User, usual: dict[str, Any], draft: Draft | None, **facts: Any
    ) -> Self:
        """The form to begin with: what was typed before the session ended, or else what is usual."""
        form_key = draft.form_key if draft else uuid.uuid4()
        shown = {"page": page, "about": about, "person": user.public_id, "form_key": form_key}
        stub = signing.dumps({name: str(value) for name, value in shown.items()}, salt=SALT)
        form = cls(initial={**usual, "form_key": form_key, "stub": stub}, **facts)
        form.initial |= form.typed_before(draft) if draft else {}
        return form

    def typed_before(self, draft: Draft) -> dict[str, Any]:
        """What the draft holds, as each field reads it."""
        typed: MultiValueDict[str, str] = MultiValueDict(draft.typed)
        names = self.fields.keys() - KeptForm.base_fields.keys()
        return {name: self.fields[name].widget.value_from_datadict(typed, MultiValueDict(), name) for name in names}

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        return {name: value for name, value in self.cleaned_data.items() if name != "stub"}


def shown_to(posted: QueryDict) -> dict[str, str]:
    """Which form was shown to whom, when the sent page proves it; empty otherwise."""
    try:
        return signing.loads(posted.get("stub", ""), salt=SALT, max_age=STUB_SECONDS)
    except signing.BadSignature:
        return {}


def typed_in(posted: QueryDict) -> dict[str, list[str]]:
    """What the person typed, each text cut at its length."""
    names = [name for name in posted if name not in _OWN and _NAME.fullmatch(name)][:MOST_NAMES]
    return {name: [value[:LONGEST] for value in posted.getlist(name)[:MOST_VALUES]] for name in names}
