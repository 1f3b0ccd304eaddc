"""How is what somebody typed kept when the session has ended, and when does it go?"""

import uuid
from datetime import timedelta

from django.db import transaction

from accounts.models import Draft, User
from kernel.audit import record
from kernel.clock import now

KEPT_FOR = timedelta(days=7)


@transaction.atomic
def keep_draft(*, about: uuid.UUID, page: str, form_key: uuid.UUID, typed: dict[str, list[str]], by: User) -> Draft:
    """Keep what was typed on a page, encrypted, the newest only, until it is saved; on record once per draft."""
    facts = {"about": about, "form_key": form_key, "typed": typed, "kept_at": now()}
    draft, is_new = Draft.objects.update_or_create(page=page, kept_by=by, defaults=facts)
    if is_new:
        record("draft.kept", by=by, subject=draft)
    return draft


def drop_draft(*, form_key: uuid.UUID, by: User) -> None:
    """Let go what was typed: the form it belongs to is saved now."""
    Draft.objects.filter(form_key=form_key, kept_by=by).delete()


@transaction.atomic
def drop_old_drafts() -> int:
    """Delete the drafts that nobody came back to within a week, and say how many."""
    count, _by_model = Draft.objects.filter(kept_at__lt=now() - KEPT_FOR).delete()
    record("draft.old_ones_dropped", by=None, subject=None, count=count)
    return count
