"""Where does somebody learn a module, and in which words do they read it?"""

from dataclasses import dataclass

from accounts.models import Centre, User
from accounts.permissions import Permission
from training.models import LessonText, Module, ModuleVersion
from training.progress import Part
from training.queries.progress import ModuleRow, TrackProgress, progress_of
from training.queries.versions import languages


@dataclass(frozen=True)
class Place:
    """One module on one track of a learner at one centre."""

    centre: Centre
    track: TrackProgress
    row: ModuleRow

    @property
    def next_part(self) -> Part | None:
        """What is to be done next of this module, when it may be done."""
        return self.row.state.parts_left[0] if self.row.is_open and self.row.state.parts_left else None


def progress_everywhere(person: User) -> list[TrackProgress]:
    """Every track of a learner at every centre; a constant number of queries for each centre."""
    return [track for centre in person.centres(Permission.LEARN) for track in progress_of(person, centre)]


def place_of(person: User, module: Module) -> Place | None:
    """Where the person learns the module, first of all where something is left to do; None on none of their tracks."""
    places = [
        Place(track.enrolment.centre, track, row)
        for track in progress_everywhere(person)
        for row in track.rows
        if row.module.pk == module.pk
    ]
    return min(places, key=lambda place: (not place.row.is_open, place.next_part is None), default=None)


def lesson_of(version: ModuleVersion) -> LessonText | None:
    """The lesson in the reader's language; where it is not written in it, in the first one that is."""
    order = languages()
    texts = [text for text in version.texts.all() if text.body]
    return min(
        texts, key=lambda text: order.index(text.language) if text.language in order else len(order), default=None
    )
