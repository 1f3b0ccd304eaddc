"""What is a referee asked? Codes are stored with the answers; the words may be bettered without touching them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class KnownFor(TextChoices):
    SHORT = "short", _("less than a year")
    SOME_YEARS = "some_years", _("one to three years")
    LONG = "long", _("three to ten years")
    VERY_LONG = "very_long", _("more than ten years")


class Against(TextChoices):
    NO = "no", _("no, I know of no reason")
    YES = "yes", _("yes, there is something you should know")


QUESTIONS = {
    "known_for": _("How long have you known each other?"),
    "how_known": _("How do you know each other?"),
    "strengths": _("What is this person good at with other people?"),
    "reliability": _("How reliable are they? Please give an example."),
    "with_vulnerable": _("Have you seen them with children or with people in hardship? What did you see?"),
    "against": _("Is there any reason why they should not be alone with a young person or a person who was hurt?"),
    "against_reason": _("What should we know?"),
    "may_call": _("May we call you if we have a question?"),
    "phone": _("Your phone number"),
}
CHOICES = {"known_for": KnownFor, "against": Against}
