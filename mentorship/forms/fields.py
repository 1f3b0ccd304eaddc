"""How are places, languages and words of the vocabulary chosen, with or without a script in the browser?"""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Choices
from django.forms import BoundField

from mentorship.localities import PlaceBook, UnknownPlaceError


class PageForm(forms.Form):
    """A form whose page lays the fields out itself."""

    @property
    def all_fields(self) -> list[BoundField]:
        return list(self.visible_fields())

    @property
    def summary(self) -> list[tuple[BoundField, Any]]:
        """What the list of errors on top of the page goes through."""
        return [(field, field.errors) for field in self.visible_fields()]


class PlaceInput(forms.TextInput):
    """A text field that offers the places of the county while one types."""

    template_name = "mentorship/widgets/place.html"
    labels: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{name}_places"
        context["widget"]["labels"] = self.labels
        return context


class PlaceField(forms.CharField):
    """Reads the name of a place of the county into the place."""

    widget = PlaceInput
    book: PlaceBook

    def offer(self, book: PlaceBook) -> None:
        """Let the field know the places of one county."""
        self.book = book
        self.widget.labels = tuple(sorted(book.labels.values()))

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return self.book.find(text)
        except UnknownPlaceError as error:
            raise ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        return self.book.label_of(value) if hasattr(value, "geonameid") else value


class WordsField(forms.MultipleChoiceField):
    """Any number of words of a vocabulary, as boxes to tick."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, vocabulary: type[Choices], **kwargs: Any) -> None:
        super().__init__(choices=vocabulary.choices, **kwargs)


class WordField(forms.TypedChoiceField):
    """One word of a vocabulary; without `required` it may stay open."""

    def __init__(self, vocabulary: type[Choices], **kwargs: Any) -> None:
        is_number = vocabulary.choices and isinstance(vocabulary.choices[0][0], int)
        choices = [*([] if kwargs.get("widget") is forms.RadioSelect else [("", "–")]), *vocabulary.choices]
        super().__init__(choices=choices, coerce=int if is_number else str, empty_value="", **kwargs)
