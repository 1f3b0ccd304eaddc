"""What does only the demo have? The mails that would have been sent, and a clock that moves."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from kernel.access import open_to_all
from kernel.clock import move_clock, now
from kernel.mail import recent_mail
from kernel.schedule import catch_up

STEPS = {
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
    "month": timedelta(days=30),
}


@require_GET
@open_to_all
def mails(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/mails.html", {"mails": recent_mail()})


@require_http_methods(["GET", "POST"])
@open_to_all
def clock(request: HttpRequest) -> HttpResponse:
    if request.method == "POST" and request.POST.get("step") in STEPS:
        move_clock(STEPS[request.POST["step"]])
        catch_up()
        messages.success(request, _("The demo's clock was moved. What is done every day is being done now."))
        return redirect("demo_clock")
    return render(request, "demo/clock.html", {"now": now()})
