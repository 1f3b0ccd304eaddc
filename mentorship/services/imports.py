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
from mentorship.queries.imports import Reading, read_import
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


def confirm_import(import_: Import, *, by: User) -> None:
    """Take the table over when no row is wrong: small ones at once, large ones in the worker."""
    refuse_outsider(by, Permission.IMPORT, import_.centre)
    if import_.status != Import.Status.UPLOADED:
        raise RuleError(_("This table was confirmed or discarded before."))
    reading = read_import(import_)  # outside the transaction: nobody waits while rows are checked
    if reading.errors:
        raise RuleError(_("Nothing was taken over: some rows are not right yet."))
    if not reading.rows:
        raise RuleError(_("There is no row in this table."))
    try:
        with transaction.atomic():
            advance(import_, "confirm", by=by, rows=len(reading.rows))
            if len(reading.rows) > AT_ONCE:
                later("mentorship.jobs.carry_out_import", import_.pk, cluster=LONG)
            else:
                _take_over(import_, reading, by)
    except IntegrityError as error:
        raise RuleError(
            _("Nothing was taken over: this very file was imported before, or one of its people came in meanwhile.")
        ) from error


def carry_out_import(import_: Import) -> None:
    """Take a confirmed table over, or end it where rows are wrong by now; done before means done."""
    if import_.status == Import.Status.CONFIRMED:
        reading = read_import(import_)
        with transaction.atomic():
            _take_over(import_, reading, import_.confirmed_by or import_.uploaded_by)


def _take_over(import_: Import, reading: Reading, by: User) -> None:
    """Create every row, end the import and delete its file, all in the running transaction.

    The step of the workflow comes first: of two workers with the same table one is refused before it creates anything.
    """
    advance(import_, "fail" if reading.errors else "finish", by=by)
    if not reading.errors:
        CREATE[Import.Kind(import_.kind)](import_.centre, reading.rows, by)
    _delete_file(import_)


@transaction.atomic
def discard_import(import_: Import, *, by: User) -> None:
    """Forget the table and delete its file."""
    refuse_outsider(by, Permission.IMPORT, import_.centre)
    advance(import_, "discard", by=by)
    _delete_file(import_)


def _delete_file(import_: Import) -> None:
    StoredFile.objects.filter(public_id=import_.file_id).delete()
