"""What does somebody type who wants to help? One form for each step; a step may be left incomplete for later."""

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.forms.drafts import KeptForm
from accounts.models import Reference, University
from kernel.clock import today
from mentorship.application_steps import ABOUT, MOTIVATION, REFEREES, REFERENCES, WEEK, WISHES, is_under_age, of_age_on
from mentorship.forms.fields import PageForm, PlaceField, WordField, WordsField
from mentorship.forms.weeks import WeekField
from mentorship.models import Application
from mentorship.profiles import LONGEST_WAY_KM, MOST_MENTEES, mentor_faults
from mentorship.queries.places import places_of
from mentorship.vocabulary import Gender, Interest, Language, Mode, Population, Skill
from mentorship.weeks import to_text

LONGEST = 5000
Group = tuple[str | Promise, list[BoundField]]


def _text(label: str | Promise, rows: int, **facts: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": rows}), **facts)


class StepForm(KeptForm, PageForm):
    """A step as it was shown: `mark` says what the step said then; `later` saves it incomplete."""

    mark = forms.CharField(widget=forms.HiddenInput, required=False)
    groups_of_fields: tuple[tuple[str | Promise, tuple[str, ...]], ...] = ()

    def __init__(self, *args: Any, application: Application, **kwargs: Any) -> None:
        self.application = application
        super().__init__(*args, **kwargs)
        self.add_fields()
        self.is_for_later = "later" in self.data

    def add_fields(self) -> None:
        """Fields whose number is known only now."""

    def full_clean(self) -> None:
        """What is saved for later may leave out anything; shown again, it says what belongs to it all the same."""
        required = [field for field in self.fields.values() if field.required]
        for field in required:
            field.required = not self.is_for_later
        super().full_clean()
        for field in required:
            field.required = True

    def groups(self) -> list[Group]:
        """The fields as the page shows them: a heading, or none, and what belongs under it."""
        return [(legend, [self[name] for name in names]) for legend, names in self.groups_of_fields]

    def told(self) -> dict[str, Any]:
        """What was told, as the service takes it."""
        left_out = StepForm.base_fields.keys()
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @staticmethod
    def initial_of(told: dict[str, Any]) -> dict[str, Any]:
        """What the form shows of what was told before."""
        return told

    def show_again(self, mark: str) -> None:
        """After a conflict what was typed stays, and saving again replaces the other text knowingly."""
        self.data = self.data.copy()
        self.data["mark"] = mark


class AboutForm(StepForm):
    given_name = forms.CharField(
        label=_("Given name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "given-name"})
    )
    family_name = forms.CharField(
        label=_("Family name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "family-name"})
    )
    born_on = forms.DateField(label=_("Date of birth"), help_text=_("Mentors are at least 18 years old."))
    phone = forms.CharField(
        label=_("Phone"), max_length=24, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"})
    )
    gender = WordField(
        Gender, label=_("Gender"), widget=forms.RadioSelect,
        help_text=_("Some young people would rather meet a woman, some a man."),
    )  # fmt: skip
    place = PlaceField(label=_("Place"), help_text=_("Begin to type and choose a place of the county."))
    kind = forms.ChoiceField(label=_("I apply as"), choices=Application.Kind.choices, widget=forms.RadioSelect)
    university = forms.ModelChoiceField(
        label=_("University"), queryset=University.objects.order_by("name"), required=False,
        help_text=_("For students in practicum only."),
    )  # fmt: skip

    groups_of_fields = (
        (_("You"), ("given_name", "family_name", "born_on", "phone", "gender", "place")),
        (_("Your way in"), ("kind", "university")),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].offer(places_of(self.application.centre))
        self.fields["university"].label_from_instance = lambda university: university.name

    def clean_born_on(self) -> date | None:
        born_on: date | None = self.cleaned_data["born_on"]
        if born_on and born_on > today():
            raise ValidationError(gettext("This day is still to come."))
        if born_on and is_under_age(born_on, today()):
            day = {"day": date_format(of_age_on(born_on))}
            raise ValidationError(
                gettext(
                    "Thank you for wanting to help. Mentors are at least 18 years old, so you can apply from %(day)s"
                    " on. Your date of birth was not kept."
                )
                % day
            )
        return born_on

    def clean(self) -> None:
        facts = self.cleaned_data
        facts["kind"] = facts.get("kind") or Application.Kind.VOLUNTEER
        is_student = facts["kind"] == Application.Kind.STUDENT
        if not is_student:
            facts["university"] = None
        elif not facts.get("university") and not self.is_for_later and "university" not in self.errors:
            self.add_error("university", gettext("Please choose your university."))


class MotivationForm(StepForm):
    motivation = _text(
        _("Why you would like to help"), 6, help_text=_("Two sentences are enough; we talk about it when we meet.")
    )
    experience_told = _text(
        _("Experience with children, young people or people in hardship"), 4, required=False,
        help_text=_("None is needed; we train you."),
    )  # fmt: skip
    acquaintance = _text(
        _("Whom you know who is accompanied by the centre"), 2, required=False,
        help_text=_("So that nobody meets somebody they know by surprise."),
    )  # fmt: skip

    groups_of_fields = (("", ("motivation", "experience_told", "acquaintance")),)


class WishesForm(StepForm):
    populations = WordsField(Population, label=_("Willing to accompany"))
    best_language = WordField(Language, label=_("Best language"))
    other_languages = WordsField(Language, label=_("Other languages"), required=False)
    skills = WordsField(Skill, label=_("Can help with"), required=False)
    interests = WordsField(Interest, label=_("Likes"), required=False)
    dislikes = WordsField(Interest, label=_("Does not like"), required=False)
    modes = WordsField(Mode, label=_("Ways of meeting"))
    radius_km = forms.IntegerField(label=_("Can travel (km)"), min_value=0, max_value=LONGEST_WAY_KM)
    capacity = forms.IntegerField(label=_("How many mentees at once"), min_value=1, max_value=MOST_MENTEES)
    committed_until = forms.DateField(
        label=_("Until when can we count on you"), help_text=_("We ask for twelve months; for students until summer.")
    )

    groups_of_fields = (
        (_("Whom"), ("populations",)),
        (_("Languages"), ("best_language", "other_languages")),
        (_("How"), ("modes", "radius_km", "capacity", "committed_until")),
        (_("What you bring"), ("skills", "interests", "dislikes")),
    )

    @staticmethod
    def initial_of(told: dict[str, Any]) -> dict[str, Any]:
        best, *others = told["languages"] or [""]
        return {**told, "best_language": best, "other_languages": others}

    def clean_committed_until(self) -> date | None:
        until: date | None = self.cleaned_data["committed_until"]
        if until and until <= today():
            raise ValidationError(gettext("Please choose a day that is still to come."))
        return until

    def clean(self) -> None:
        facts = self.cleaned_data
        likes = {name: facts.get(name, []) for name in ("interests", "dislikes")}
        for name, sentence in mentor_faults(likes, today()).items():
            self.add_error(name, sentence)
        for name, usual in (("radius_km", 15), ("capacity", 1)):
            if facts.get(name) is None:
                facts[name] = usual

    def told(self) -> dict[str, Any]:
        told = super().told()
        best, others = told.pop("best_language"), told.pop("other_languages")
        languages = [best, *(code for code in others if code != best)] if best else list(others)
        return {**told, "languages": languages}


class WeekForm(StepForm):
    week = WeekField(label=_("Free hours of the week"))

    groups_of_fields = (("", ("week",)),)

    def told(self) -> dict[str, Any]:
        return {"week": to_text(self.cleaned_data["week"] or 0)}


class RefereesForm(StepForm):
    """As many people as are still wanted; whoever was asked already is shown beside the form."""

    def __init__(self, *args: Any, slots: int = REFEREES, **kwargs: Any) -> None:
        self.numbers = range(1, slots + 1)
        super().__init__(*args, **kwargs)

    def add_fields(self) -> None:
        for number in self.numbers:
            self.fields |= {f"{name}_{number}": field for name, field in _referee_fields().items()}

    def groups(self) -> list[Group]:
        titles = (_("The first person"), _("The second person"))
        names = _referee_fields()
        return [(titles[number - 1], [self[f"{name}_{number}"] for name in names]) for number in self.numbers]

    @staticmethod
    def initial_of(told: dict[str, Any]) -> dict[str, Any]:
        return {
            f"{name}_{number}": value
            for number, referee in enumerate(told["referees"], 1)
            for name, value in referee.items()
        }

    def told(self) -> dict[str, Any]:
        facts, names = self.cleaned_data, _referee_fields()
        people = [{name: facts[f"{name}_{number}"] for name in names} for number in self.numbers]
        return {"referees": [one for one in people if one["name"] or one["email"]]}


def _referee_fields() -> dict[str, forms.Field]:
    return {
        "name": forms.CharField(label=_("Name"), max_length=120),
        "email": forms.EmailField(label=_("E-mail"), max_length=254),
        "relation": forms.ChoiceField(
            label=_("How you know each other"), choices=Reference.Relation.choices, widget=forms.RadioSelect
        ),
        "language": forms.ChoiceField(label=_("Language of the questions"), choices=settings.LANGUAGES, initial="ro"),
    }


FORMS: dict[str, type[StepForm]] = {
    ABOUT.code: AboutForm, MOTIVATION.code: MotivationForm, WISHES.code: WishesForm, WEEK.code: WeekForm,
    REFERENCES.code: RefereesForm,
}  # fmt: skip


class HandInForm(forms.Form):
    """Without these two nothing is handed in."""

    agrees_to_checks = forms.BooleanField(
        label=_("I agree that the centre asks the people I named, sees my certificates and talks with me.")
    )
    agrees_to_keeping = forms.BooleanField(label=_("I have read how my data are kept, and by whom they are read."))
