"""Which place does the specialist allow, and why?"""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mentorship.vocabulary import MeetingPlace


class PlaceForm(forms.Form):
    place = forms.ChoiceField(label=_("Where"))
    reason = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it is right for these two, and who else is there."),
    )  # fmt: skip

    def __init__(self, *args: Any, places: Iterable[MeetingPlace], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = [(place.value, place.label) for place in places]
