"""The few tables of the ground floor."""

from kernel.models.audit import AuditEvent, ChainHead
from kernel.models.clock import ClockOffset
from kernel.models.files import StoredFile
from kernel.models.links import TaskLink
from kernel.models.mail import MailMessage
from kernel.models.work import Heartbeat, OutboxTask

__all__ = [
    "AuditEvent",
    "ChainHead",
    "ClockOffset",
    "Heartbeat",
    "MailMessage",
    "OutboxTask",
    "StoredFile",
    "TaskLink",
]
