"""Which checks does every centre start with? The Romanian defaults; a centre may add its own.

Certificates of Law 118/2019 and the criminal record hold six months and are a gate: they bind everybody who meets a
mentee of any population, and clearance asks for them even where somebody tampered with a row of the table.
A lawyer confirms before real use.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop

EVERYBODY = ("youth", "survivor")
GATE_MONTHS = 6
OWN_PREFIX = "own_"  # no check of a centre is ever taken for one of these
CONTRACT = "contract"  # comes with its number from the register of volunteers
REFERENCE, INTERVIEW = "reference", "interview"
NEVER_TYPED = (REFERENCE, INTERVIEW)  # these come from their own pages and are no papers


@dataclass(frozen=True)
class DefaultKind:
    code: str
    name: str
    months_valid: int | None = None
    count: int = 1
    is_gate: bool = False
    has_number: bool = False
    populations: tuple[str, ...] = EVERYBODY


DEFAULT_KINDS = [
    DefaultKind("identity", gettext_noop("Identity document"), has_number=True),
    DefaultKind(
        "criminal_record",
        gettext_noop("Criminal record certificate"),
        months_valid=GATE_MONTHS,
        is_gate=True,
        has_number=True,
    ),
    DefaultKind(
        "integrity",
        gettext_noop("Behavioural integrity certificate"),
        months_valid=GATE_MONTHS,
        is_gate=True,
        has_number=True,
    ),
    DefaultKind("reference", gettext_noop("Reference"), count=2),
    DefaultKind("interview", gettext_noop("Structured interview")),
    DefaultKind("code_of_ethics", gettext_noop("Signed code of ethics")),
    DefaultKind("contract", gettext_noop("Volunteer contract"), has_number=True),
]
GATES = [kind for kind in DEFAULT_KINDS if kind.is_gate]
GATE_CODES = [kind.code for kind in GATES]


def sync_check_kinds(**_signal: Any) -> None:
    """Bring the default kinds into the database; called after every migration, so that no installation lacks one."""
    from accounts.models import CheckKind

    for kind in DEFAULT_KINDS:
        facts = {
            "name": kind.name, "populations": list(kind.populations), "months_valid": kind.months_valid,
            "count": kind.count, "is_gate": kind.is_gate, "has_number": kind.has_number,
        }  # fmt: skip
        CheckKind.objects.update_or_create(code=kind.code, centre=None, defaults=facts)
