"""What does a coordinator type about a mentor?"""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre, University
from accounts.permissions import Role
from kernel.clock import today
from mentorship.forms.fields import PageForm, WordField, WordsField
from mentorship.forms.profiles import ProfileForm, initial_profile
from mentorship.models import Mentor
from mentorship.profiles import MOST_MENTEES, mentor_faults
from mentorship.queries.people import staff_of
from mentorship.vocabulary import Population, Risk, Skill

STATUSES = [("", _("every status")), *Mentor.Status.choices]
SUPPLY = [("", _("everybody")), ("free", _("with a free place")), ("alone", _("without a supervisor"))]


class MentorFilter(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=STATUSES, required=False)
    supply = forms.ChoiceField(label=_("Show"), choices=SUPPLY, required=False)


class MentorForm(ProfileForm):
    """The mentor's profile, as matching reads it."""

    populations = WordsField(Population, label=_("Willing to accompany"))
    experience = WordField(Risk, label=_("Experienced up to strain"), widget=forms.RadioSelect)
    skills = WordsField(Skill, label=_("Can help with"), required=False)
    capacity = forms.IntegerField(label=_("How many mentees at once"), min_value=0, max_value=MOST_MENTEES)
    committed_until = forms.DateField(label=_("Committed until"))
    university = forms.ModelChoiceField(
        label=_("University"), queryset=University.objects.order_by("name"), required=False,
        help_text=_("For student mentors only."),
    )  # fmt: skip

    groups_of_fields = [
        (_("The mentor"), ["gender", "birth_year", "university"]),
        (_("Mentoring"), ["populations", "experience", "capacity", "committed_until"]),
        (_("Languages"), ["best_language", "other_languages"]),
        (_("Where and when"), ["place", "radius_km", "modes", "week"]),
        (_("Interests and skills"), ["skills", "interests", "dislikes"]),
    ]

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, centre=centre, **kwargs)
        self.fields["university"].label_from_instance = lambda university: university.name

    def clean(self) -> None:
        self.add_faults(mentor_faults, today())


class PersonForm(PageForm):
    """Who it is; a person who is known already under this e-mail keeps the own name and phone."""

    email = forms.EmailField(label=_("E-mail"))
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    phone = forms.CharField(label=_("Phone"), max_length=24, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def person(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "form_key"}


class SupervisorForm(forms.Form):
    supervisor = forms.ModelChoiceField(
        label=_("Supervisor"), queryset=None, to_field_name="public_id",
        help_text=_("A coordinator or a specialist of this centre."),
    )  # fmt: skip

    def __init__(self, *args: Any, centre: Centre, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["supervisor"].queryset = staff_of(centre, Role.COORDINATOR, Role.SPECIALIST)
        self.fields["supervisor"].label_from_instance = lambda person: person.full_name


def initial_mentor(mentor: Mentor) -> dict[str, Any]:
    return initial_profile(mentor, list(MentorForm.base_fields))


def new_mentor_initial() -> dict[str, Any]:
    return {"form_key": uuid.uuid4(), "radius_km": 15, "capacity": 1, "experience": Risk.RAISED.value}
