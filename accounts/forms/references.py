"""What does a referee tell us, and whom does the staff name?"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Reference
from accounts.reference_questions import QUESTIONS, Against, KnownFor

LONGEST = 3000


def _text(code: str, **facts: Any) -> forms.CharField:
    return forms.CharField(label=QUESTIONS[code], max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}), **facts)


class AnswerForm(forms.Form):
    """The questions to a referee; none of them asks for more than one knows."""

    known_for = forms.ChoiceField(label=QUESTIONS["known_for"], choices=KnownFor.choices, widget=forms.RadioSelect)
    how_known = _text("how_known")
    strengths = _text("strengths")
    reliability = _text("reliability")
    with_vulnerable = _text("with_vulnerable", required=False)
    against = forms.ChoiceField(label=QUESTIONS["against"], choices=Against.choices, widget=forms.RadioSelect)
    against_reason = _text("against_reason", required=False)
    may_call = forms.BooleanField(label=QUESTIONS["may_call"], required=False)
    phone = forms.CharField(label=QUESTIONS["phone"], max_length=24, required=False)

    def clean(self) -> dict[str, Any]:
        facts: dict[str, Any] = super().clean() or {}
        if facts.get("against") == Against.YES and not facts.get("against_reason"):
            self.add_error("against_reason", _("Please tell us what it is, or ask us to call you."))
        if facts.get("may_call") and not facts.get("phone"):
            self.add_error("phone", _("We need your number to call you."))
        return facts

    @property
    def typed(self) -> list[tuple[Any, str]]:
        """The texts as they were sent, right or wrong."""
        texts = [(field.label, field.value() or "") for field in self if isinstance(field.field, forms.CharField)]
        return [(label, str(text)) for label, text in texts if text]


class RefereeForm(forms.Form):
    """Whom a member of staff names when the person cannot."""

    name = forms.CharField(label=_("Name"), max_length=120)
    email = forms.EmailField(label=_("E-mail"))
    relation = forms.ChoiceField(
        label=_("How they know each other"), choices=Reference.Relation.choices,
        help_text=_("Nobody of the family or the same household."),
    )  # fmt: skip
    language = forms.ChoiceField(label=_("Language of the questions"), choices=settings.LANGUAGES, initial="ro")
