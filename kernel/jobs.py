"""What does the worker do for the ground floor itself?"""

import logging
import traceback

from django.utils.module_loading import import_string
from django_q.conf import Conf

from kernel.anchor import write_anchor
from kernel.audit import retried
from kernel.clock import machine_now, now
from kernel.later import later, relay_outbox
from kernel.mail import deliver
from kernel.models import Heartbeat, MailMessage, StoredFile

logger = logging.getLogger(__name__)


class JobError(Exception):
    """A job ended with an error; says which and where, never with which values."""


def perform(job: str, *ids: int | str) -> None:
    """Call a job, show that the cluster is busy meanwhile, and keep the texts of errors out of the task table."""
    _tell_busy(True)
    try:
        retried(import_string(job))(*ids)
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        told = f"{job}: {type(error).__name__} in {place.name}, line {place.lineno}"
        logger.error("A job failed: %s", told)
        raise JobError(told) from None
    finally:
        _tell_busy(False)


def beat() -> None:
    """Do nothing: that `perform` came this far is the sign of life."""


def send_mail(mail_id: int) -> None:
    """Send one mail of the outbox now."""
    mail = MailMessage.objects.due(now()).filter(pk=mail_id).first()
    if mail:
        deliver(mail)


def send_waiting_mail() -> None:
    """Ask for every mail whose next try is due."""
    for mail_id in MailMessage.objects.due(now()).order_by("next_try_at").values_list("pk", flat=True):
        later("kernel.jobs.send_mail", mail_id)


def anchor_audit() -> None:
    """Write down outside the database where the audit chain ends."""
    write_anchor()


def hand_on_outbox() -> None:
    """Hand on what the relay could not when its transaction was committed."""
    relay_outbox()


def delete_old_files() -> None:
    """Delete the files that were kept for a while only."""
    StoredFile.objects.filter(delete_after__lte=now()).delete()


def _tell_busy(busy: bool) -> None:
    moment = machine_now()
    facts = {"busy_since": moment} if busy else {"busy_since": None, "beat_at": moment}
    Heartbeat.objects.update_or_create(cluster=Conf.CLUSTER_NAME, defaults=facts)
