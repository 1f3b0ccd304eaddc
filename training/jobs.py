"""What does the worker do for the training? A job that runs twice does no harm."""

from training.services import renewals


def begin_renewals() -> None:
    """Open the refresher to everybody whose certificate lapses soon."""
    renewals.begin_renewals()
