"""When is somebody free? The field and the grid in which a week is ticked."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mentorship import weeks


class WeekInput(forms.CheckboxSelectMultiple):
    """A table of 84 labelled checkboxes; a script adds dragging and arrow keys."""

    template_name = "components/week_input.html"
    is_wide = True

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = forms.Widget.get_context(self, name, value, attrs)
        context["widget"] |= {"lines": weeks.lines(value or 0), "days": weeks.days()}
        return context

    def format_value(self, value: Any) -> Any:
        return value

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return False


class WeekField(forms.Field):
    """Reads ticked slots into one whole number (mentorship.weeks); starts from that number or its 21 digits."""

    widget = WeekInput
    default_error_messages = {
        "required": _("Please choose at least one time of the week."),
        "invalid": _("Please choose times of the grid only."),
    }

    def prepare_value(self, value: Any) -> int:
        if isinstance(value, str):
            return weeks.from_text(value)
        if isinstance(value, (list, tuple)):
            known = {str(bit): bit for bit in range(weeks.BITS)}
            return weeks.week_of(known[str(bit)] for bit in value if str(bit) in known)
        return value or 0

    def to_python(self, value: Any) -> int:
        if isinstance(value, int):
            return value
        try:
            return weeks.week_of(int(bit) for bit in value or [])
        except (TypeError, ValueError) as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: int) -> None:
        if self.required and not value:
            raise ValidationError(self.error_messages["required"], code="required")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != self.prepare_value(data)
