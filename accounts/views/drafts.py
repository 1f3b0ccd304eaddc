"""How does a page keep what was typed when the session has ended, before the sign-in is asked for?"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext as _

from accounts.forms.drafts import shown_to, typed_in
from accounts.models import User
from accounts.services.drafts import keep_draft

View = Callable[..., HttpResponseBase]
StillOpen = Callable[[User, uuid.UUID], bool]


def keeps_what_was_typed(still_open: StillOpen) -> Callable[[View], View]:
    """Keep the form that was sent without a session as a draft.

    Only a form that was shown to this person within a day is kept, and only while what it is about is open to them;
    only they find it again, on the same page.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if request.method == "POST" and not request.user.is_authenticated:
                _keep(request, still_open)
            return view(request, *args, **kwargs)

        return login_not_required(keeping)

    return decorate


def _keep(request: HttpRequest, still_open: StillOpen) -> None:
    shown = shown_to(request.POST)
    if shown.get("page") != request.path:
        return
    person, about = User.objects.get_queryset().get(public_id=shown["person"]), uuid.UUID(shown["about"])
    if still_open(person, about):
        key = uuid.UUID(shown["form_key"])
        keep_draft(about=about, page=request.path, form_key=key, typed=typed_in(request.POST), by=person)
        messages.info(request, _("What you typed is kept. Sign in again to go on where you were."))
