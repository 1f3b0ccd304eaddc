"""What does a run say to a program? Public ids and codes only."""

from dataclasses import asdict, dataclass
from typing import Any

from matching.models import Run
from matching.sentences import waiting_sentence


@dataclass(frozen=True)
class Answer:
    """A finished run in plain values."""

    run: str
    centre: str
    is_dry: bool
    certified: bool
    objective: list[int]
    input_digest: str
    seed: int
    versions: dict[str, str]
    certificate: dict[str, Any]
    matched_by_tier: list[int]
    waiting_by_tier: list[int]
    pairs: list[dict[str, Any]]
    waiting: list[dict[str, Any]]

    def to_mapping(self) -> dict[str, Any]:
        return asdict(self)


def answer_of(run: Run) -> Answer:
    """The whole answer of a run, in three queries."""
    proposals = run.proposals.order_by("tier", "-fit", "pk").values_list(
        "public_id", "mentee__public_id", "mentor__public_id", "tier", "fit", "cost_if_refused", "near_tie"
    )
    waiting = run.waiting.order_by("tier", "pk").values_list("mentee__public_id", "tier", "reasons")
    return Answer(
        run=str(run.public_id), centre=run.centre.code, is_dry=run.is_dry,
        certified=run.certificate["certified"] and run.certificate["primal"] == run.certificate["dual"],
        objective=run.objective, input_digest=run.input_digest, seed=run.seed, versions=run.versions,
        certificate=run.certificate, matched_by_tier=run.counts["matched"], waiting_by_tier=run.counts["waiting"],
        pairs=[
            {
                "proposal": str(proposal), "mentee": str(mentee), "mentor": str(mentor), "tier": tier, "fit": fit,
                "cost_if_refused": cost, "near_tie": near_tie,
            }
            for proposal, mentee, mentor, tier, fit, cost, near_tie in proposals
        ],
        waiting=[
            {"mentee": str(mentee), "tier": tier, "reasons": [_reason(reason) for reason in reasons]}
            for mentee, tier, reasons in waiting
        ],
    )  # fmt: skip


def _reason(reason: dict[str, Any]) -> dict[str, Any]:
    return {
        "code": reason["said"], "facts": reason["facts"],
        "sentence": waiting_sentence(reason["said"], reason["facts"]),
    }  # fmt: skip
