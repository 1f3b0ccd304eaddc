"""What do all pages that change something do alike: carry it out, or show the refusal beside what was typed?"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest

from kernel.audit import retried
from kernel.errors import ChangedMeanwhileError, RuleError
from kernel.keysets import Page

GET_OR_POST = ["GET", "HEAD", "POST"]


def acted(request: HttpRequest, form: forms.Form, act: Callable[[], Any], done: str) -> bool:
    """Whether the form was right and the service carried it out; a refusal becomes an error of the form."""
    if not form.is_valid():
        return False
    try:
        retried(act)()
    except RuleError as refusal:
        form.add_error(None, str(refusal))
        if isinstance(refusal, ChangedMeanwhileError) and hasattr(form, "show_newest"):
            form.show_newest()
        return False
    messages.success(request, done)
    return True


def tried(request: HttpRequest, act: Callable[[], Any], done: str) -> None:
    """Carry out what one button asks for, and say what came of it."""
    try:
        retried(act)()
    except RuleError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)


def pager(request: HttpRequest, page: Page[Any]) -> dict[str, str]:
    """The addresses behind "next page" and "back to the start", with the filters kept."""
    address = request.GET.copy()
    address.pop("after", None)
    first_url = f"?{address.urlencode()}" if "after" in request.GET else ""
    address["after"] = str(page.next_after)
    return {"first_url": first_url, "next_url": f"?{address.urlencode()}" if page.next_after else ""}
