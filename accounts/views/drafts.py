"""How does a page keep what was typed: while somebody types, and when the session has ended?"""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.forms.drafts import shown_to, typed_in
from accounts.models import User
from accounts.permissions import Permission
from accounts.services.drafts import keep_draft
from kernel.access import needs

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


@require_POST
@needs(Permission.HOME)
def draft_keep(request: HttpRequest) -> HttpResponse:
    """Keep what is being typed; the form itself proves to whom it was shown, and on which page."""
    shown = shown_to(request.POST)
    if shown.get("person") == str(request.user.public_id):
        _kept(request, shown, request.user)
    return HttpResponse(status=204)


def _keep(request: HttpRequest, still_open: StillOpen) -> None:
    shown = shown_to(request.POST)
    if shown.get("page") != request.path:
        return
    person = User.objects.get_queryset().get(public_id=shown["person"])
    if still_open(person, uuid.UUID(shown["about"])):
        _kept(request, shown, person)
        messages.info(request, _("What you typed is kept. Sign in again to go on where you were."))


def _kept(request: HttpRequest, shown: dict[str, str], person: User) -> None:
    about, key = uuid.UUID(shown["about"]), uuid.UUID(shown["form_key"])
    keep_draft(about=about, page=shown["page"], form_key=key, typed=typed_in(request.POST), by=person)
