"""What can be put into the centre's own files? The proof of a run on paper: figures and digests, nobody's name."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from kernel.documents import Document
from matching.models import Run


def proof_of(run: Run) -> bytes:
    """The proof of a finished run as a PDF."""
    paper = Document(_("How this result is proved and can be repeated"))
    paper.paragraph(run.centre.name)
    paper.paragraph(
        _(
            "No other plan is better: the weight of this plan equals the bound that no plan can exceed, "
            "in whole numbers."
        )
    )
    agreed = _("%(name)s, version %(version)s") % {"name": run.policy.name, "version": run.policy.version}
    versions = ", ".join([str(run.certificate["solver"]), *(f"{name} {known}" for name, known in run.versions.items())])
    paper.facts(
        [
            (_("Agreed criteria"), agreed),
            (_("Computed for the day"), date_format(run.solved_for, "SHORT_DATE_FORMAT")),
            (_("Weight of the plan"), str(run.certificate["primal"])),
            (_("Bound on every plan"), str(run.certificate["dual"])),
            (_("Objective: mentees by urgency, then total fit"), " · ".join(map(str, run.objective))),
            *_held_back(run),
            (_("Digest of the input"), run.input_digest),
            *_prices(run),
            (_("Seed that settles ties"), str(run.seed)),
            (_("Solver and versions"), versions),
        ]
    )
    return paper.as_bytes()


def _prices(run: Run) -> list[tuple[str, str]]:
    lowest, highest = run.certificate["price_digest"], run.certificate.get("maximal_price_digest")
    facts = [(_("Digest of the prices"), lowest or _("The limits of groups cross, so seats have no prices."))]
    return [*facts, (_("Digest of the highest prices"), highest)] if highest else facts


def _held_back(run: Run) -> list[tuple[str, str]]:
    if not run.effect:
        return []
    return [
        (_("Seats held back by the prices of so many earlier runs"), str(run.effect["runs"])),
        (_("Objective if no seat were held back"), " · ".join(map(str, run.effect["objective"]))),
    ]
