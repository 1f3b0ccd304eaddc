"""What does somebody assume in "what if", and which two runs are compared?"""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from matching.agreements import Agreement
from matching.forms.policies import PolicyForm
from matching.models import MatchingPolicy, Run
from matching.windows import choices
from mentorship.models import Mentor, Place
from mentorship.vocabulary import Gender, Language, Population, Risk

MOST_EXTRA = 50
PROFILE = ("count", "population", "language", "gender", "experience", "place", "windows")


class WhatIfForm(PolicyForm):
    """Other criteria, mentors who would come, and mentors who would go."""

    count = forms.IntegerField(
        label=_("How many mentors more"), min_value=0, max_value=MOST_EXTRA, required=False, initial=0,
        help_text=_("Each of them has one seat, all papers and the training."),
    )  # fmt: skip
    population = forms.ChoiceField(label=_("For whom"), choices=Population.choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)
    gender = forms.ChoiceField(label=_("Gender"), choices=[("", _("any")), *Gender.choices], required=False)
    experience = forms.TypedChoiceField(
        label=_("Experienced up to strain"), choices=Risk.choices, coerce=int, empty_value=1, required=False
    )
    place = forms.ModelChoiceField(
        label=_("Place"), queryset=Place.objects.none(), required=False, empty_label=_("please choose"),
        help_text=_("Places where mentees or mentors of the centre live."),
    )  # fmt: skip
    windows = forms.MultipleChoiceField(
        label=_("Free"), choices=choices, required=False, widget=forms.SelectMultiple(attrs={"size": 8})
    )
    without = forms.ModelMultipleChoiceField(
        label=_("Without these mentors"), queryset=Mentor.objects.none(), to_field_name="public_id", required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Place.objects.filter(mentees__centre=centre) | Place.objects.filter(mentors__centre=centre)
        self.fields["place"].queryset = here.distinct()
        mentors = Mentor.objects.filter(centre=centre).willing().select_related("user")
        self.fields["without"].queryset = mentors.order_by("user__family_name", "user__given_name", "pk")
        self.fields["without"].label_from_instance = lambda mentor: mentor.user.full_name

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("count"):
            for name in ("place", "windows"):
                if name not in self.errors and not cleaned.get(name):
                    self.add_error(name, _("Please say this about the mentors who would come."))
        return cleaned

    @property
    def profile(self) -> list[forms.BoundField]:
        return [self[name] for name in PROFILE]

    def assumptions(self, former: Agreement) -> dict[str, Any]:
        """Everything that is assumed, as it is stored."""
        given = self.cleaned_data
        place = given["place"]
        extra = []
        if given["count"]:
            one = {name: given[name] for name in ("count", "population", "language", "gender", "experience", "windows")}
            extra = [{**one, "place": str(place.pk), "latitude": place.latitude, "longitude": place.longitude}]
        return {
            "name": given["name"], "two_keys": given["two_keys"], "settings": self.settings(former), "extra": extra,
            "without": [str(mentor.public_id) for mentor in given["without"]],
        }  # fmt: skip


class CompareForm(forms.Form):
    """Two runs of one centre."""

    before = forms.ModelChoiceField(
        label=_("One run"), queryset=Run.objects.none(), to_field_name="public_id", empty_label=_("please choose")
    )
    after = forms.ModelChoiceField(
        label=_("The other run"), queryset=Run.objects.none(), to_field_name="public_id", empty_label=_("please choose")
    )

    def __init__(self, *args: Any, runs: QuerySet[Run], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("before", "after"):
            self.fields[name].queryset = runs
            self.fields[name].label_from_instance = _run_label

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        before, after = cleaned.get("before"), cleaned.get("after")
        if before and after and before.centre_id != after.centre_id:
            self.add_error("after", _("Please choose two runs of the same centre."))
        return cleaned


class AskForm(forms.Form):
    """About the pool of which centre somebody asks, by the criteria in use there."""

    policy = forms.ModelChoiceField(
        label=_("Centre"), queryset=MatchingPolicy.objects.none(), to_field_name="public_id", empty_label=None
    )

    def __init__(self, *args: Any, policies: QuerySet[MatchingPolicy], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["policy"].queryset = policies
        self.fields["policy"].label_from_instance = lambda policy: policy.centre.name


def _run_label(run: Run) -> str:
    facts = {"day": date_format(localtime(run.requested_at), "SHORT_DATETIME_FORMAT"), "centre": run.centre.name}
    if run.is_dry:
        return str(_("%(day)s, %(centre)s, dry run") % facts)
    return str(_("%(day)s, %(centre)s") % facts)
