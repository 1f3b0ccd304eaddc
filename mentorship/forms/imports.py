"""Which file is to be imported?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from kernel.errors import RuleError
from kernel.uploads import Accepted, accept_upload


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_("A CSV or XLSX file of at most 5 MB. The file is kept encrypted until you confirm."),
    )

    def clean_file(self) -> Accepted:
        upload: Any = self.cleaned_data["file"]
        try:
            return accept_upload(upload, ["xlsx", "csv"])
        except RuleError as refusal:
            raise ValidationError(str(refusal)) from refusal
