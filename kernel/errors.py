"""How does a service say no?"""


class RuleError(Exception):
    """A rule refuses; the text is a whole sentence that the user reads."""
