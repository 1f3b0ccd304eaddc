"""How are stored codes said in words? `{{ mentee.languages|words:"language" }}`"""

from collections.abc import Iterable

from django import template
from django.db.models import Choices

from mentorship.activity_library import library
from mentorship.vocabulary import Activity, Gender, Interest, Language, MeetingPlace, Mode, Population, Skill, Topic

register = template.Library()
VOCABULARY: dict[str, type[Choices]] = {
    "activity": Activity,
    "gender": Gender,
    "interest": Interest,
    "language": Language,
    "mode": Mode,
    "place": MeetingPlace,
    "population": Population,
    "skill": Skill,
    "topic": Topic,
}


@register.filter
def library_title(code: str) -> str:
    """The title of an activity of the library; empty when none was chosen or it is no longer there."""
    activity = library().activity_by_code.get(code)
    return activity.text().title if activity else ""


@register.filter
def words(codes: Iterable[str], kind: str) -> str:
    """The labels of the codes in their order; a code that no longer exists is shown as it is."""
    labels = dict(VOCABULARY[kind].choices)
    return ", ".join(str(labels.get(code, code)) for code in codes)
