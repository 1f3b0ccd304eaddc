"""Which trainings does every installation start with?"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_noop


@dataclass(frozen=True)
class DefaultTrack:
    code: str
    name: str
    audience: str
    populations: tuple[str, ...]
    minutes: int


DEFAULT_TRACKS = [
    DefaultTrack("volunteer", gettext_noop("Mentor training for volunteers"), "volunteer", ("youth",), 8 * 60),
    DefaultTrack("student", gettext_noop("Mentor training for students"), "student", ("youth",), 12 * 60),
    DefaultTrack("survivor_add_on", gettext_noop("Accompanying survivors"), "survivor_add_on", ("survivor",), 32 * 60),
]


def sync_tracks(**_signal: Any) -> None:
    """Bring the default tracks into the database; called after every migration."""
    from training.models import Track

    for track in DEFAULT_TRACKS:
        facts = {
            "name": track.name, "audience": track.audience, "populations": list(track.populations),
            "minutes": track.minutes,
        }  # fmt: skip
        Track.objects.update_or_create(code=track.code, defaults=facts)
