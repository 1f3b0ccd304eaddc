"""What does a member of staff type about a mentee?"""

import uuid
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from accounts.permissions import Role
from kernel.clock import today
from mentorship.forms.fields import PageForm, WordField, WordsField
from mentorship.forms.profiles import ProfileForm, initial_profile
from mentorship.models import Consent, Mentee, MenteeIdentity, Preparation
from mentorship.profiles import mentee_faults
from mentorship.queries.people import staff_of
from mentorship.vocabulary import Gender, Population, Risk, Skill

LONG = 4000
STATUSES = [("", _("every status")), *Mentee.Status.choices]
LACKS = [("", _("does not matter")), ("consent", _("consent or their own yes"))]
TIERS = [("", _("every urgency")), ("1", _("urgent")), ("2", _("soon")), ("3", _("can wait"))]


def _lines(label: Any, help_text: Any = "", *, required: bool = False, rows: int = 4) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=LONG, widget=widget)


class MenteeFilter(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    urgency = forms.TypedChoiceField(label=_("Urgency"), choices=TIERS, coerce=int, empty_value=None, required=False)
    lack = forms.ChoiceField(label=_("Still missing"), choices=LACKS, required=False)


class MenteeForm(ProfileForm):
    """The working profile: what matching and accompanying need, and no identity."""

    chosen_name = forms.CharField(
        label=_("Chosen name"), max_length=40,
        help_text=_("A name or pseudonym the mentee picked; never the legal name."),
    )  # fmt: skip
    specialist = forms.ModelChoiceField(label=_("Specialist"), queryset=None, to_field_name="public_id")
    population = WordField(Population, label=_("Group"), widget=forms.RadioSelect)
    risk = WordField(
        Risk, label=_("Strain"), widget=forms.RadioSelect,
        help_text=_("It decides on urgency, and on how experienced the mentor must be."),
    )  # fmt: skip
    needs = WordsField(Skill, label=_("Needs help with"), required=False)
    accepted_genders = WordsField(Gender, label=_("Accepts as mentor"))
    wished_gender = WordField(Gender, label=_("Would rather have"), required=False)
    goals = _lines(_("Goals"))
    safety_instructions = _lines(
        _("Safety instructions for the mentor"),
        _("What a mentor must do or avoid, in words that do not tell the story."),
    )
    risk_note = _lines(_("Note on strain and safety"), _("For staff only."))
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    not_in_profile = ProfileForm.not_in_profile | {"specialist", "form_key"}
    groups_of_fields = [
        (_("Who it is about"), ["chosen_name", "population", "gender", "birth_year", "specialist"]),
        (_("Strain and safety"), ["risk", "risk_note", "safety_instructions"]),
        (_("Languages"), ["best_language", "other_languages"]),
        (_("Where and when"), ["place", "radius_km", "modes", "week"]),
        (_("Wishes"), ["accepted_genders", "wished_gender", "goals", "needs", "interests", "dislikes"]),
    ]

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, centre=centre, **kwargs)
        self.fields["specialist"].queryset = staff_of(centre, Role.SPECIALIST)
        self.fields["specialist"].label_from_instance = lambda person: person.full_name

    def clean(self) -> None:
        self.add_faults(mentee_faults, today())


class IdentityForm(PageForm):
    """Who the mentee is: kept encrypted and apart, and hidden from then on."""

    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    born_on = forms.DateField(label=_("Date of birth"), required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    safe_contact = _lines(_("Safe ways of contact"), _("How and when this person can be reached safely."), rows=2)
    address = _lines(_("Address"), rows=2)
    school_or_shelter = forms.CharField(label=_("School or shelter"), max_length=200, required=False)
    family = _lines(_("Family"), rows=2)

    @property
    def facts(self) -> list[tuple[Any, Any]]:
        """What is known, for reading."""
        return [(field.label, self.initial.get(name)) for name, field in self.fields.items()]


class WaitForm(forms.Form):
    since = forms.DateField(label=_("Waiting since"), help_text=_("The waiting time counts from this day."))


class FileClosingForm(forms.Form):
    note = _lines(_("Why the file is closed"), required=True)


class DecisionForm(forms.Form):
    is_right_now = forms.TypedChoiceField(
        label=_("Is mentoring the right thing now?"), widget=forms.RadioSelect,
        choices=[("yes", _("Yes, mentoring is right now.")), ("no", _("No, mentoring is not right now."))],
        coerce=lambda answer: answer == "yes",
    )  # fmt: skip
    reason = _lines(_("Reason"), _("Staff of this file read it."), required=True)
    review_on = forms.DateField(label=_("To be reviewed on"), help_text=_("Within a year."))


class ConsentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What was said yes to"), choices=Consent.Kind.choices, widget=forms.RadioSelect)
    given_by = forms.ChoiceField(label=_("Given by"), choices=Consent.Giver.choices, widget=forms.RadioSelect)
    given_on = forms.DateField(label=_("Given on"))
    expires_on = forms.DateField(label=_("Holds until"), required=False, help_text=_("Empty means without an end."))


class PreparationForm(forms.Form):
    audience = forms.ChoiceField(
        label=_("Who was prepared"), choices=Preparation.Audience.choices, widget=forms.RadioSelect
    )
    held_on = forms.DateField(label=_("Held on"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=480, initial=60)
    topics = forms.MultipleChoiceField(
        label=_("What it was about"), choices=Preparation.Topic.choices, widget=forms.CheckboxSelectMultiple
    )
    note = _lines(_("Note"), rows=2)


class NoContactForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=160, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    note = _lines(_("Note"), _("Only the mentee's specialist reads it."), rows=2)


def initial_mentee(mentee: Mentee) -> dict[str, Any]:
    return initial_profile(mentee, list(MenteeForm.base_fields))


def new_mentee_initial() -> dict[str, Any]:
    """A new form: its key makes two clicks one file."""
    return {"form_key": uuid.uuid4(), "accepted_genders": Gender.values, "radius_km": 10}


def decision_initial() -> dict[str, Any]:
    return {"review_on": today() + timedelta(days=180)}


def initial_identity(identity: MenteeIdentity) -> dict[str, Any]:
    return {name: getattr(identity, name) for name in IdentityForm.base_fields}
