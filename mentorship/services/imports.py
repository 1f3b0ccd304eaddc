"""How does a table of mentees or mentors come in? Uploaded, looked at, confirmed: all rows or none."""

import hashlib
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Centre, User
from accounts.permissions import Permission
from kernel.audit import record
from kernel.clock import now
from kernel.errors import RuleError
from kernel.later import LONG, later
from kernel.models import StoredFile
from kernel.uploads import Accepted, store_file
from kernel.workflow import advance
from mentorship.models import Import
from mentorship.queries.imports import read_import
from mentorship.services.imported_rows import create_mentees, create_mentors
from mentorship.services.mentees import refuse_outsider

KEPT = timedelta(days=7)
AT_ONCE = 500  # rows that are taken over while the person waits; more are work for the worker
CREATE = {Import.Kind.MENTEES: create_mentees, Import.Kind.MENTORS: create_mentors}


@transaction.atomic
def upload_import(*, centre: Centre, kind: str, accepted: Accepted, by: User) -> Import:
    """Keep the file encrypted, for a week at most, until somebody confirms or discards it."""
    refuse_outsider(by, Permission.IMPORT, centre)
    stored = store_file(accepted, by=by, keep_for=KEPT)
    import_ = Import.objects.create(
        centre=centre, kind=kind, file_id=stored.public_id, digest=hashlib.sha256(accepted.content).hexdigest(),
        uploaded_by=by, uploaded_at=now(),
    )  # fmt: skip
    record("import.uploaded", by=by, subject=import_, kind=kind)
    return import_


@transaction.atomic
def confirm_import(import_: Import, *, by: User) -> None:
    """Take the table over when no row is wrong: small ones at once, large ones in the worker."""
    refuse_outsider(by, Permission.IMPORT, import_.centre)
    if import_.status != Import.Status.UPLOADED:
        raise RuleError(_("This table was confirmed or discarded before."))
    reading = read_import(import_)
    if reading.errors:
        raise RuleError(_("Nothing was taken over: some rows are not right yet."))
    if not reading.rows:
        raise RuleError(_("There is no row in this table."))
    try:
        with transaction.atomic():
            advance(import_, "confirm", by=by, rows=len(reading.rows))
    except IntegrityError as error:
        raise RuleError(_("This very file was imported before.")) from error
    if len(reading.rows) > AT_ONCE:
        later("mentorship.jobs.carry_out_import", import_.pk, cluster=LONG)
    else:
        carry_out_import(import_)


@transaction.atomic
def carry_out_import(import_: Import) -> None:
    """Create every row of a confirmed table in one transaction and delete the file; done before means done."""
    import_ = Import.objects.select_for_update(of=("self",)).select_related("centre", "confirmed_by").get(pk=import_.pk)
    if import_.status != Import.Status.CONFIRMED:
        return
    reading = read_import(import_)
    if reading.errors:
        advance(import_, "fail", by=import_.confirmed_by)
    else:
        CREATE[Import.Kind(import_.kind)](import_.centre, reading.rows, import_.confirmed_by)
        advance(import_, "finish", by=import_.confirmed_by)
    StoredFile.objects.filter(public_id=import_.file_id).delete()


@transaction.atomic
def discard_import(import_: Import, *, by: User) -> None:
    """Forget the table and delete its file."""
    refuse_outsider(by, Permission.IMPORT, import_.centre)
    advance(import_, "discard", by=by)
    StoredFile.objects.filter(public_id=import_.file_id).delete()
