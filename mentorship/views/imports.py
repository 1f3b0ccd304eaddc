"""Pages on which a table comes in: upload, look through, confirm or discard, and the empty table to fill in."""

import csv
import io
import uuid

import openpyxl
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import Permission
from kernel.access import needs
from kernel.acting import GET_OR_POST, tried
from kernel.audit import looked_at
from kernel.errors import RuleError
from kernel.htmx import render_page
from kernel.uploads import TYPES
from mentorship.forms.imports import ImportForm
from mentorship.models import Import
from mentorship.queries.imports import COLUMNS, read_import
from mentorship.queries.people import centre_of_form
from mentorship.services.imports import confirm_import, discard_import, upload_import


@require_http_methods(GET_OR_POST)
@needs(Permission.IMPORT)
def import_new(request: HttpRequest, kind: str) -> HttpResponse:
    centre = centre_of_form(request.user, Permission.IMPORT, request.GET.get("centre", ""))
    form = ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        import_ = upload_import(centre=centre, kind=kind, accepted=form.cleaned_data["file"], by=request.user)
        return redirect("mentorship:import_detail", import_.public_id)
    centres = request.user.centres(Permission.IMPORT)
    shown = {"form": form, "kind": kind, "columns": COLUMNS[kind], "centre": centre, "centres": centres}
    return render(request, "mentorship/import_new.html", shown)


@require_safe
@needs(Permission.IMPORT)
def import_template(request: HttpRequest, kind: str, form: str) -> HttpResponse:
    """The empty table: headings only."""
    names = [column.name for column in COLUMNS[kind]]
    answer = HttpResponse(content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{kind}.{form}"'
    answer.write(_as_csv(names) if form == "csv" else _as_xlsx(names))
    return answer


@require_safe
@needs(Permission.IMPORT)
def import_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    import_ = _import(request, public_id)
    reading = read_import(import_) if import_.status == Import.Status.UPLOADED else None
    if reading:
        looked_at(import_, by=request.user, why="import_detail")
    return render_page(request, "mentorship/import_detail.html", {"import": import_, "reading": reading})


@require_POST
@needs(Permission.IMPORT)
def import_confirm(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    import_ = _import(request, public_id)
    try:
        confirm_import(import_, by=request.user)
    except RuleError as refusal:
        messages.error(request, str(refusal))
    return redirect("mentorship:import_detail", public_id)


@require_POST
@needs(Permission.IMPORT)
def import_discard(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    import_ = _import(request, public_id)
    tried(request, lambda: discard_import(import_, by=request.user), _("The table is discarded and its file deleted."))
    return redirect("mentorship:import_detail", public_id)


def _import(request: HttpRequest, public_id: uuid.UUID) -> Import:
    imports = Import.objects.visible_to(request.user).select_related("centre", "uploaded_by", "confirmed_by")
    return get_object_or_404(imports, public_id=public_id)


def _as_csv(names: list[str]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow(names)
    return f"\ufeff{text.getvalue()}"


def _as_xlsx(names: list[str]) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(names)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
