"""What do all pages that change something do alike: carry it out, or show the refusal beside what was typed?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from kernel.errors import RuleError

GET_OR_POST = ["GET", "HEAD", "POST"]


def acted(request: HttpRequest, form: forms.Form, act: Callable[[], Any], done: str) -> bool:
    """Whether the form was right and the service carried it out; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        act()
    except RuleError as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, done)
    return True


def tried(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    """Carry out what one button asks for, and say what came of it."""
    try:
        act()
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
