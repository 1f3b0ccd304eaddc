"""Where the specialist records who may be reached about a mentee; opened like an identity, for a purpose."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission
from accounts.sessions import fresh_sign_in
from kernel.access import needs
from kernel.acting import GET_OR_POST, acted
from kernel.audit import looked_at
from mentorship.forms.contacts import ContactForm, contact_forms
from mentorship.models import Mentee
from mentorship.services.contacts import record_contacts


@require_http_methods(GET_OR_POST)
@needs(Permission.MENTORING_DECIDE)
@fresh_sign_in
def contacts_edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    mentee = get_object_or_404(Mentee.objects.visible_to_staff(request.user), public_id=public_id)
    forms = contact_forms(mentee, request.POST or None)
    if _are_saved(request, mentee, forms):
        return redirect("mentorship:mentee_detail", public_id)
    looked_at(mentee, by=request.user, why="contacts_edit")
    return render(request, "mentorship/contacts_edit.html", {"mentee": mentee, "forms": forms})


def _are_saved(request: HttpRequest, mentee: Mentee, forms: list[ContactForm]) -> bool:
    if [form for form in forms if not form.is_valid()]:  # each is asked, so each shows its errors
        return False
    save = lambda: record_contacts(mentee, [form.contact() for form in forms], by=request.user)  # noqa: E731
    return acted(request, forms[0], save, _("Written down. Nobody is reached in any other way."))
