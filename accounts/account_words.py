"""Which texts of the account pages does the product translate itself?

Nothing imports this module: a catalogue of the product wins over those of the libraries, whose Romanian and Hungarian
address people informally or miss letters, and it holds what the source names.
"""

from django.utils.translation import gettext_noop

WORDS = (
    gettext_noop("Email"),
    gettext_noop("Forgot your password?"),
    gettext_noop("The email address and/or password you specified are not correct."),
    gettext_noop("Your password can’t be a commonly used password."),
    gettext_noop("Your password can’t be too similar to your other personal information."),
)
