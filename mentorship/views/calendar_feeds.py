"""The own meetings in one's own calendar programme: the page of the secret address, and what is read there."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import Permission
from accounts.services.limits import count_knock
from kernel.access import needs, open_to_all
from kernel.acting import tried
from mentorship.calendars import calendar
from mentorship.queries.calendar_feeds import events_of, feed_of, person_of_feed
from mentorship.services.calendar_feeds import end_feed, make_feed

MOST_KNOCKS = 120  # in a quarter of an hour: a whole centre may share one network address


@require_safe
@needs(Permission.HOME)
def my_calendar(request: HttpRequest) -> HttpResponse:
    return render(request, "mentorship/my_calendar.html", {"feed": feed_of(request.user)})


@require_POST
@needs(Permission.HOME)
def calendar_renew(request: HttpRequest) -> HttpResponse:
    """The answer itself shows the address: it is stored nowhere, so no other page can."""
    token = make_feed(by=request.user)
    address = request.build_absolute_uri(reverse("mentorship:calendar_feed", args=[token]))
    return render(request, "mentorship/my_calendar.html", {"feed": feed_of(request.user), "address": address})


@require_POST
@needs(Permission.HOME)
def calendar_end(request: HttpRequest) -> HttpResponse:
    tried(request, lambda: end_feed(by=request.user), _("The address is ended. Nothing is read there any more."))
    return redirect("mentorship:my_calendar")


@require_safe
@open_to_all
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    if not count_knock(door="calendar", address=request.META["REMOTE_ADDR"], most=MOST_KNOCKS):
        return HttpResponse(status=429, headers={"Cache-Control": "no-store", "Retry-After": "900"})
    person = person_of_feed(token)
    if person is None:
        raise Http404
    with translation.override(person.language):
        title = _("Meeting")
    headers = {"Cache-Control": "no-store", "Content-Disposition": 'attachment; filename="meetings.ics"'}
    body = calendar(title, events_of(person))
    return HttpResponse(body, content_type="text/calendar; charset=utf-8", headers=headers)
