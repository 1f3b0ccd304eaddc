"""What does the worker do for the matching?"""

from matching.services import proposals, runs


def perform_run(run_id: int) -> None:
    runs.perform_run(run_id=run_id)


def expire_old_proposals() -> None:
    proposals.expire_old()
