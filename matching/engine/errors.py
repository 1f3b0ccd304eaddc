"""What can go wrong in the engine, in words a caller can show."""


class EngineInputError(ValueError):
    """The input breaks the contract; the message names the field and the first offending entry."""


class NotProvedError(RuntimeError):
    """A result could not be proved optimal in integers; it must not be shown."""


class Cancelled(Exception):  # noqa: N818 - a wish of the caller, not an error
    """Raised by a progress callback to stop a computation between two steps."""
