"""How does a service say no?"""

from django.utils.translation import gettext as _


class RuleError(Exception):
    """A rule refuses; the text is a whole sentence that the user reads."""


class ChangedMeanwhileError(RuleError):
    """Somebody else changed the record since the form was opened."""

    def __init__(self) -> None:
        super().__init__(_("Somebody else changed this profile while you were writing. What you typed is still here."))
