"""Who can become a mentor, what is asked, and what happens after applying? For everybody, before anything is typed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from accounts.models import Centre
from accounts.permissions import Permission
from kernel.access import open_to_all


@require_safe
@open_to_all
def become_a_mentor(request: HttpRequest) -> HttpResponse:
    """The criteria first; then one button for each centre, or the own application for whoever is signed in."""
    person, own = request.user, reverse("mentorship:my_application")
    may_apply = person.is_authenticated and person.may(Permission.MY_APPLICATION)
    sign_up = reverse("account_signup")
    ways_in = [
        (centre.name, f"{sign_up}?{urlencode({'centre': centre.code, 'next': own})}")
        for centre in Centre.objects.order_by("name")
    ]
    shown = {"ways_in": [] if person.is_authenticated else ways_in, "own": own if may_apply else ""}
    return render(request, "mentorship/become_a_mentor.html", shown)
