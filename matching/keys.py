"""How many keys does a proposal need? Nobody pairs alone: docs/decisions/0006-two-keys.md."""

from collections.abc import Collection

from matching.models import Run


def needs_two_keys(run: Run, turned_by: Collection[int]) -> bool:
    """Whether both professions must turn theirs, given who has turned a key so far.

    One is enough only for a computed pair, under a policy that says so and that somebody else wrote.
    """
    return run.kind == Run.Kind.BY_HAND or run.policy.two_keys or run.policy.made_by_id in turned_by
