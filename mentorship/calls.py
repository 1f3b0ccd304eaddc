"""Whom does the staff call when something is wrong? The numbers of Romania; another country names its own."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class Called(TextChoices):
    EMERGENCY = "112", _("112, the emergency number")
    CHILD_HELPLINE = "119", _("119, for a child in need or harmed")
    CHILD_PROTECTION = "dgaspc", _("the county's child protection (DGASPC)")
    TRAFFICKING = "anitp", _("ANITP, against trafficking: 0800 800 678")
    POLICE = "police", _("the police")
    DOCTOR = "doctor", _("a doctor or hospital")
    FAMILY = "family", _("somebody who is responsible for the mentee")
    OTHER = "other", _("somebody else")


@dataclass(frozen=True)
class Duty:
    """What the law or the programme asks for in a case, and whom to call for it."""

    case: str
    what: str
    source: str


def duties() -> list[Duty]:
    """Every case in which something is asked for, the most urgent one first."""
    return [
        Duty(
            gettext("Somebody is in danger now."),
            gettext("Call 112 first. Stay reachable. Write it down afterwards."),
            gettext("Emergency"),
        ),
        Duty(
            gettext("A child may be harmed, neglected or used."),
            gettext(
                "Tell the county's child protection at once: 119, day and night. You do not have to prove anything."
            ),
            gettext("Law 272/2004 on the rights of the child"),
        ),
        Duty(
            gettext("Somebody may be trafficked, or be drawn into it again."),
            gettext("Call ANITP (0800 800 678) or the police, and ask the mentee first where that is safe."),
            gettext("Law 678/2001 on trafficking"),
        ),
        Duty(
            gettext("A mentor or somebody of the staff may have done harm."),
            gettext("Suspend first, then look into it. Do not ask the person before it is agreed who does."),
            gettext("Rule of the programme"),
        ),
    ]
