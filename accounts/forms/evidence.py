"""What does somebody who vets type about a paper?"""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.check_kinds import NEVER_TYPED
from accounts.models import Centre, CheckKind, Evidence
from accounts.queries.checklists import keeping

Result = Evidence.Result
NO_SUCH_DAY = {"invalid": _("There is no such day. Please look at the date again.")}
DECIDED = [(value, label) for value, label in Result.choices if value in {Result.CLEAR, Result.NOT_CLEAR}]
TYPED = [(Result.AWAITED.value, Result.AWAITED.label), *DECIDED]
COPY_HELP = _("A PDF or a photo (JPEG, PNG) of up to 5 MB. It is encrypted.")


class EvidenceForm(forms.Form):
    """One paper: when it was asked for, and what came of it if it is here already."""

    kind = forms.ModelChoiceField(
        label=_("Kind"), queryset=CheckKind.objects.none(), to_field_name="public_id", empty_label=None
    )
    asked_on = forms.DateField(label=_("Asked for on"), error_messages=NO_SUCH_DAY)
    result = forms.ChoiceField(label=_("Result"), choices=TYPED, widget=forms.RadioSelect)
    issued_on = forms.DateField(
        label=_("Issued on"), required=False, error_messages=NO_SUCH_DAY,
        help_text=_("The date on the paper. Until when it holds is computed from it."),
    )  # fmt: skip
    number = forms.CharField(label=_("Number of the paper"), max_length=80, required=False)
    paper = forms.FileField(label=_("Copy of the paper"), required=False, help_text=COPY_HELP)

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = CheckKind.objects.of_centre(centre).exclude(Q(centre=None), code__in=NEVER_TYPED)
        self.fields["kind"].queryset = kinds.order_by("pk")
        self.fields["kind"].label_from_instance = lambda kind: gettext(kind.name)
        if not keeping(centre) and not kinds.filter(keeps_paper=True).exists():
            del self.fields["paper"]


class ResultForm(forms.Form):
    """What came of a paper that was asked for."""

    issued_on = forms.DateField(
        label=_("Issued on"), error_messages=NO_SUCH_DAY,
        help_text=_("The date on the paper. Until when it holds is computed from it."),
    )  # fmt: skip
    result = forms.ChoiceField(label=_("Result"), choices=DECIDED, widget=forms.RadioSelect)
    number = forms.CharField(label=_("Number of the paper"), max_length=80, required=False)
    paper = forms.FileField(label=_("Copy of the paper"), required=False, help_text=COPY_HELP)

    def __init__(self, *args: Any, kind: CheckKind, keeps_paper: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not kind.has_number:
            del self.fields["number"]
        if not keeps_paper:
            del self.fields["paper"]


class StrikeOutForm(forms.Form):
    reason = forms.CharField(label=_("What was wrong?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
