"""How is a contact of the staff written down, and how is what follows from it brought to an end?"""

import uuid
from collections.abc import Mapping
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.drafts import drop_draft
from kernel.audit import record
from kernel.clock import now, today
from kernel.errors import RuleError
from mentorship.models import CheckIn, Pairing
from mentorship.profiles import is_minor
from mentorship.queries.cadence import adult_may_be_called
from mentorship.queries.check_ins import contact_of_adult

NOT_BEGUN = (Pairing.Status.ASKED, Pairing.Status.INTRODUCED)


@transaction.atomic
def record_check_in(
    *, pairing: Pairing, form_key: uuid.UUID, party: str, depth: str, held_on: date, channel: str, was_reached: bool,
    question_set: str, answers: Mapping[str, str], note: str, follow_up: str, follow_up_on: date | None, by: User,
) -> CheckIn:  # fmt: skip
    """Write a contact down once per form, and drop the draft; one that reached nobody is kept and does not count."""
    locked = Pairing.objects.select_for_update(no_key=True, of=("self",)).get(pk=pairing.pk)
    written = CheckIn.objects.filter(form_key=form_key).first()
    if written:
        return _same_form(written, locked, by)
    _may_be_written(locked, party, held_on, by)
    if party == CheckIn.Party.ADULT:
        _may_be_called(locked, channel)
    if bool(follow_up.strip()) != bool(follow_up_on):
        raise RuleError(_("Please write what follows and until when, or leave both empty."))
    check_in = CheckIn.objects.create(
        pairing=locked, form_key=form_key, party=party, depth=depth, held_on=held_on, channel=channel,
        was_reached=was_reached, question_set=question_set, answers={**answers}, note=note, follow_up=follow_up,
        follow_up_on=follow_up_on, made_by=by, made_at=now(),
    )  # fmt: skip
    drop_draft(form_key=form_key, by=by)
    record("check_in.record", by=by, subject=check_in, party=party, was_reached=was_reached)
    return check_in


@transaction.atomic
def finish_follow_up(*, check_in: CheckIn, by: User) -> None:
    """Say that what followed from a contact is done; it leaves the worklists."""
    waiting = CheckIn.objects.filter(pk=check_in.pk, follow_up_on__isnull=False, followed_up_at=None)
    if not waiting.update(followed_up_by=by, followed_up_at=now()):
        raise RuleError(_("Nothing waits here: somebody has done it already."))
    check_in.refresh_from_db(fields=["followed_up_by", "followed_up_at"])
    record("check_in.follow_up_done", by=by, subject=check_in)


def _same_form(written: CheckIn, pairing: Pairing, by: User) -> CheckIn:
    """The same form sent twice answers the same contact."""
    if (written.pairing_id, written.made_by_id) != (pairing.pk, by.pk):
        raise RuleError(_("This form was used already. Please open it again."))
    return written


def _may_be_written(pairing: Pairing, party: str, held_on: date, by: User) -> None:
    if by.pk == pairing.mentor.user_id:
        raise RuleError(_("Somebody of the staff other than the mentor keeps contact about a pairing."))
    if party not in CheckIn.Party.values:
        raise RuleError(_("Please say with whom the contact was."))
    if pairing.status in NOT_BEGUN:
        raise RuleError(_("Contacts are written down from the day on which the two set out together."))
    if held_on > today():
        raise RuleError(_("A contact is written down after it was held, so its day cannot be in the future."))
    if held_on < timezone.localtime(pairing.started_at or pairing.opened_at).date():
        raise RuleError(_("This day is before the pairing began."))


def _may_be_called(pairing: Pairing, channel: str) -> None:
    """Only the way that the specialist recorded as safe, and only for somebody under age."""
    if not is_minor(pairing.mentee.birth_year, today()):
        raise RuleError(_("The mentee is of age, so there is no responsible adult to contact."))
    contact = contact_of_adult(pairing)
    if contact is None or not adult_may_be_called(contact):
        raise RuleError(_("The specialist has not recorded that the responsible adult can be reached safely."))
    if not (contact.mail_is_safe if channel == CheckIn.Channel.WRITTEN else contact.call_is_safe):
        raise RuleError(_("The specialist has recorded that this way to the responsible adult is not safe."))
