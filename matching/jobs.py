"""What does the worker do for the matching?"""

from matching.services import analyses, expiries, pair_rules, refusals, runs


def perform_run(run_id: int) -> None:
    """Compute a run; when it is done and real, who is missing is asked in a question of its own."""
    runs.perform_run(run_id=run_id)
    analyses.ask_after_run(run_id=run_id)


def perform_analysis(analysis_id: int) -> None:
    analyses.perform_analysis(analysis_id=analysis_id)


def perform_round(run_id: int) -> None:
    """Solve the rest of a run again after a refusal that would have taken too long for a page."""
    refusals.perform_round(run_id=run_id)


def expire_old_proposals() -> None:
    """Once a day: rules whose day is over end, then proposals that are too old or no longer possible."""
    pair_rules.end_holds()
    expiries.expire_old()
    expiries.expire_changed()
