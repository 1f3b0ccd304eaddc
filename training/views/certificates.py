"""Certificates: as a paper, withdrawn by staff, verified by anybody; and the training of one person."""

import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.adapters import AccountAdapter
from accounts.models import User
from accounts.permissions import Permission
from accounts.services.limits import count_knock
from kernel.access import needs, open_to_all
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at
from kernel.clock import today
from training.certification import code_as_typed
from training.forms.learning import VerifyForm, WithdrawForm
from training.models import Certificate, Enrolment
from training.papers import certificate_paper
from training.queries.certificates import certificate_by_code, certificates_of
from training.queries.progress import progress_of_all
from training.services.certificates import withdraw
from training.views.learning import shown_track, state_of

MOST_LOOKS = 60  # in a quarter of an hour from one network address; a code has 79 bits


@require_safe
@needs(Permission.LEARN)
def my_certificate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mine = Certificate.objects.filter(person=request.user, withdrawn_at=None).visible_to(request.user)
    return _paper(get_object_or_404(mine.select_related("person", "track", "centre"), public_id=public_id))


@require_safe
@needs(Permission.EVIDENCE_SEE)
def certificate(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    visible = Certificate.objects.visible_to(request.user).filter(withdrawn_at=None)
    found = get_object_or_404(visible.select_related("person", "track", "centre"), public_id=public_id)
    looked_at(found, by=request.user, why="certificate_paper")
    return _paper(found)


@require_http_methods(GET_OR_POST)
@needs(Permission.EVIDENCE_RECORD)
def certificate_withdraw(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    standing = Certificate.objects.withdrawable_by(request.user).select_related("person", "track", "centre")
    found = get_object_or_404(standing, public_id=public_id)
    form = WithdrawForm(request.POST or None)
    done = _("The certificate is withdrawn. Pairings that need it rest from now on.")
    if acted(request, form, lambda: withdraw(certificate=found, by=request.user, **form.cleaned_data), done):
        return redirect("training:person", found.person.public_id)
    shown = {"certificate": found, "form": form}
    return render(request, "training/certificate_withdraw.html", shown, status=422 if form.errors else 200)


@require_safe
@needs(Permission.TRAINING_SEE)
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    enrolments = Enrolment.objects.visible_to_staff(request.user).filter(person__public_id=public_id)
    found = list(enrolments.select_related("track", "person", "centre").order_by("pk"))
    learner = found[0].person if found else _certified_or_404(request.user, public_id)
    certificates = list(certificates_of(learner, request.user))
    looked_at(learner, by=request.user, why="training")
    removable = set(Certificate.objects.withdrawable_by(request.user).filter(person=learner).values_list("pk"))
    shown = {
        "person": learner, "tracks": [shown_track(track) for track in progress_of_all(found)],
        "certificates": [(one, *state_of(one), (one.pk,) in removable) for one in certificates],
    }  # fmt: skip
    return render(request, "training/person.html", shown)


@require_safe
@open_to_all
def verify(request: HttpRequest) -> HttpResponse:
    form = VerifyForm(request.GET or None)
    if form.is_valid():
        code = code_as_typed(form.cleaned_data["code"])
        if code:
            return redirect("training:verify_code", code)
        return render(request, "training/verify.html", {"form": form, "is_unknown": True}, status=404)
    return render(request, "training/verify.html", {"form": form})


@require_safe
@open_to_all
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    address = AccountAdapter(request).get_client_ip(request)
    if not count_knock(door="verification", address=address, most=MOST_LOOKS):
        return render(request, "429.html", status=429)
    found = certificate_by_code(code)
    if found is None:
        return render(request, "training/verify.html", {"form": VerifyForm(), "is_unknown": True}, status=404)
    shown = {"certificate": found, "state": found.state(today()), "badge": state_of(found)}
    return render(request, "training/verified.html", shown)


def _certified_or_404(viewer: User, public_id: uuid.UUID) -> User:
    """Somebody with a certificate from before, who learns on no track."""
    held = Certificate.objects.visible_to(viewer).exclude(person=viewer).filter(person__public_id=public_id)
    certificate = held.select_related("person").first()
    if certificate is None:
        raise Http404
    return certificate.person


def _paper(found: Certificate) -> HttpResponse:
    response = HttpResponse(certificate_paper(found), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="certificate.pdf"'
    return response
