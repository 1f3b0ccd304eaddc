"""What does the worker do for the programme? Fetch by id, call a service; a job that runs twice does no harm."""

from mentorship.models import Import
from mentorship.services.askings import ask_again
from mentorship.services.concerns import pass_on_untaken
from mentorship.services.imports import carry_out_import as carry_out
from mentorship.services.lapses import pause_lapsed, remind_of_lapses


def carry_out_import(import_id: int) -> None:
    """Take a confirmed table over."""
    carry_out(Import.objects.get(pk=import_id))


def mind_lapses() -> None:
    """Tell mentors what lapses soon, and let pairings rest in which it has lapsed."""
    pause_lapsed()
    remind_of_lapses()


def ask_who_wanted_time() -> None:
    """Put the question again to everybody who wanted to be asked later."""
    ask_again()


def pass_concerns_on() -> None:
    """Pass on every concern whose time is over and which nobody took."""
    pass_on_untaken()
