"""Does a text that is about to be saved name somebody? The form comes back once with what was found, and why.

An aid and no safeguard: whoever writes ticks that all is well and saves. What was found stays on the page.
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from mentorship.spotting import spot
from mentorship.spotting_names import Known

TICK = "looked_over"
MOST_TOLD = 20


class GuardedForm(forms.Form):
    """A form whose `guarded` fields are looked through before they are saved.

    `known` answers which words are no finding; it is asked only when there is a text. A tick holds for the words that
    were shown with it, so words that are written later are asked about again.
    """

    guarded: ClassVar[tuple[str, ...]] = ()

    def __init__(self, *args: Any, known: Callable[[], Known] = Known, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = known

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        found = self._found([cleaned[name] for name in self.guarded if cleaned.get(name)])
        if found:
            self.fields[TICK] = forms.MultipleChoiceField(
                label=_("Please look at these words again"), required=False, widget=forms.CheckboxSelectMultiple,
                choices=[(" ".join(found), _("I have looked at it, save it anyway"))],
                help_text=_("This looks for usual names, numbers and addresses and does not find all of them."),
            )  # fmt: skip
        if found.keys() - self._looked_over():
            self.add_error(TICK, list(found.values())[:MOST_TOLD])
        return cleaned

    def _found(self, texts: list[str]) -> dict[str, str]:
        """Each finding once: a digest of its words, and why they were found."""
        known = self.known() if texts else Known()
        return {
            salted_hmac("guarded words", text[finding.start : finding.end]).hexdigest()[:16]: finding.sentence
            for text in texts
            for finding in spot(text, known)
        }

    def _looked_over(self) -> set[str]:
        ticked = forms.CheckboxSelectMultiple().value_from_datadict(self.data, self.files, self.add_prefix(TICK))
        return {digest for value in ticked or [] for digest in value.split()}
