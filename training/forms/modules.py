"""What does a trainer write about a module: its shape, its texts, and what is said when it is published?"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Centre
from training.models import LessonText, Module, ModuleVersion, TrackModule
from training.progress import Part
from training.queries.editing import edited_modules, places_of
from training.queries.progress import parts_of
from training.services.drafts import MAX_BODY, MAX_MINUTES, fingerprint
from training.services.modules import Shape

PARTS = [
    (Part.LESSON.value, _("a lesson")), (Part.QUIZ.value, _("a quiz")), (Part.WORKSHOP.value, _("a workshop")),
    (Part.PRACTICE.value, _("observed practice")),
]  # fmt: skip


class ShapeForm(forms.Form):
    """What the module asks for, what comes before it, and where it stands on each track."""

    parts = forms.MultipleChoiceField(
        label=_("The module has"), choices=PARTS, widget=forms.CheckboxSelectMultiple, initial=["lesson", "quiz"]
    )
    requires = forms.MultipleChoiceField(
        label=_("It comes after"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("These must be learned first."),
    )  # fmt: skip
    questions_drawn = forms.IntegerField(label=_("Questions of a quiz"), min_value=1, max_value=50, initial=5)
    pass_percent = forms.IntegerField(label=_("Pass mark (percent)"), min_value=1, max_value=100, initial=80)
    free_attempts = forms.IntegerField(label=_("Tries before a pause"), min_value=0, max_value=100, initial=2)
    pause_minutes = forms.IntegerField(
        label=_("Pause before another try (minutes)"), min_value=0, max_value=7 * 24 * 60, initial=60
    )

    def __init__(self, *args: Any, centre: Centre, module: Module | None = None, **facts: Any) -> None:
        super().__init__(*args, **facts)
        rows = [row for row in edited_modules(centre) if module is None or row.module.pk != module.pk]
        self.modules = {row.module.code: row.module for row in rows}
        self.places = places_of(rows)
        self.fields["requires"].choices = [(row.module.code, row.title) for row in rows]
        for track, places in self.places.items():
            behind = [(str(place.position), _("after “%(title)s”") % {"title": place.title}) for place in places]
            choices = [("", _("not on this track")), ("0", _("at the beginning")), *behind]
            self.fields[f"place_{track.pk}"] = forms.ChoiceField(label=track.name, choices=choices, required=False)

    @property
    def place_fields(self) -> list[forms.BoundField]:
        return [self[f"place_{track.pk}"] for track in self.places]

    def shape(self) -> Shape:
        found = self.cleaned_data
        chosen = {track: found[f"place_{track.pk}"] for track in self.places}
        names = ("questions_drawn", "pass_percent", "free_attempts", "pause_minutes")
        return Shape(
            parts=[Part(part) for part in found["parts"]],
            requires=[self.modules[code] for code in found["requires"]],
            places={track: int(place) for track, place in chosen.items() if place},
            **{name: found[name] for name in names},
        )


class NewModuleForm(ShapeForm):
    language = forms.ChoiceField(label=_("Language of the title"), choices=settings.LANGUAGES)
    title = forms.CharField(label=_("Title"), max_length=120)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small letters, digits and underscores, for example: our_house.")
    )
    field_order = ("language", "title", "code", "parts", "requires")


def initial_shape(module: Module) -> dict[str, Any]:
    """What the form of an own module begins with."""
    names = ("questions_drawn", "pass_percent", "free_attempts", "pause_minutes")
    places = TrackModule.objects.filter(module=module).values_list("track_id", "position")
    return {
        "parts": [part.value for part in parts_of(module)],
        "requires": list(module.requires.values_list("code", flat=True)),
        **{name: getattr(module, name) for name in names},
        **{f"place_{track}": str(position) for track, position in places},
    }


class TextForm(forms.Form):
    """One language of a draft; `seen` remembers the text that the writer began with."""

    title = forms.CharField(label=_("Title"), max_length=120)
    summary = forms.CharField(
        label=_("Summary"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    body = forms.CharField(
        label=_("Lesson"), max_length=MAX_BODY, required=False, strip=False, widget=forms.Textarea(attrs={"rows": 18}),
        help_text=_("Markdown: ## heading, **bold**, - list, > quotation. HTML is shown as text."),
    )  # fmt: skip
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)


def initial_text(text: LessonText | None) -> dict[str, Any]:
    facts = {name: getattr(text, name) for name in ("title", "summary", "body")} if text else {}
    return facts | {"seen": fingerprint(text)}


class PublishForm(forms.Form):
    changes = forms.CharField(
        label=_("What changed"), max_length=200, required=False,
        help_text=_("One sentence that learners read. Not needed for a first version."),
    )  # fmt: skip
    minutes = forms.IntegerField(label=_("Learning time in minutes"), min_value=1, max_value=MAX_MINUTES)
    is_learned_again = forms.ChoiceField(
        label=_("Must be learned again"), widget=forms.RadioSelect,
        choices=[
            ("no", _("No: whoever learned the former version has learned this one")),
            ("yes", _("Yes: everybody is asked to read it and to pass its quiz again")),
        ],
    )  # fmt: skip

    def facts(self) -> dict[str, Any]:
        """What the service is told."""
        return self.cleaned_data | {"is_learned_again": self.cleaned_data["is_learned_again"] == "yes"}


def initial_publish(version: ModuleVersion) -> dict[str, Any]:
    return {"minutes": version.minutes, "is_learned_again": "no"}
