"""Which trainings does every installation start with, and which modules are on them?"""

from dataclasses import dataclass

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class DefaultTrack:
    """One training of the shipped curriculum; the modules are folders of `training/curriculum`."""

    code: str
    name: str
    audience: str
    populations: tuple[str, ...]
    minutes: int
    modules: tuple[str, ...]
    renews: tuple[str, ...] = ()


DEFAULT_TRACKS = [
    DefaultTrack(
        "volunteer", gettext_noop("Mentor training for volunteers"), "volunteer", ("youth",), 8 * 60,
        ("mentoring", "boundaries", "confidentiality", "red_flags", "recruiters", "trauma_informed", "listening",
         "helping_without_rescuing", "first_meeting", "digital_contact", "self_care", "ending_well", "conversations"),
    ),
    DefaultTrack(
        "student", gettext_noop("Mentor training for students"), "student", ("youth",), 12 * 60,
        ("mentoring", "student_role", "boundaries", "confidentiality", "red_flags", "recruiters", "trauma_informed",
         "listening", "needs", "helping_without_rescuing", "first_meeting", "goals_and_activities", "digital_contact",
         "self_care", "ending_well", "records", "conversations", "observed_practice"),
    ),
    DefaultTrack(
        "survivor_add_on", gettext_noop("Accompanying survivors"), "survivor_add_on", ("survivor",), 32 * 60,
        ("trafficking", "complex_trauma", "safety", "legal_path", "everyday_life", "stigma", "crisis", "own_limits",
         "survivor_practice"),
    ),
    DefaultTrack(
        "refresher", gettext_noop("Refresher for mentors"), "refresher", (), 60, ("refresher",),
        renews=("volunteer", "student"),
    ),
    DefaultTrack(
        "survivor_refresher", gettext_noop("Refresher for mentors of survivors"), "refresher", (), 60,
        ("survivor_refresher",), renews=("survivor_add_on",),
    ),
]  # fmt: skip
