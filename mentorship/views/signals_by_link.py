"""“Something is wrong”: what a mentee can say with the link of any question, without using the link up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.services.limits import count_knock
from kernel.access import open_to_all
from kernel.errors import RuleError
from mentorship.forms.concerns import SignalForm
from mentorship.queries.mentee_links import pairing_of_link
from mentorship.services.concerns import raise_by_link

MOST_KNOCKS = 30


@require_http_methods(["GET", "POST"])
@open_to_all
def signal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    pairing = pairing_of_link(token)
    if pairing is None or not count_knock(door="signal", address=request.META["REMOTE_ADDR"], most=MOST_KNOCKS):
        return render(request, "mentorship/signal_gone.html", {"quick_exit": True}, status=410)
    form = SignalForm(request.POST or None)
    if form.is_valid():
        try:
            raise_by_link(pairing=pairing, **form.cleaned_data)
        except RuleError:
            form.add_error(None, _("That did not work. Please try again, or call 119."))
        else:
            return render(request, "mentorship/signal_thanks.html", {"quick_exit": True})
    return render(request, "mentorship/signal_by_link.html", {"form": form, "quick_exit": True})
