"""What about applications waits for this person? Each kind of line is one function with constant queries."""

from datetime import date

from django.db.models import Count, Exists, Min, OuterRef
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import BEFORE_EVERYTHING, Line
from mentorship.models import Application, NoContactHit
from mentorship.queries.admissions import (
    APPEALED,
    UNDECIDED,
    Waits,
    Yes,
    admissions_of_staff,
    professions_for,
    untouched,
    waits_of,
    yeses_of,
)

MOST_LINES = 20


def hits_to_decide(user: User) -> list[Line]:
    """For the mentee's specialist, before everything else: an applicant to be compared with a no-contact entry."""
    if not user.may(Permission.EXCLUSION_SEAL):
        return []
    hits = NoContactHit.objects.visible_to(user).filter(is_same_person=None)
    sentence = _("An applicant looks like somebody who must not come near a mentee of yours.")
    rows = hits.annotate(since=TruncDate("found_at")).order_by("found_at", "pk").values_list("public_id", "since")
    return [
        Line(sentence, reverse("mentorship:hit_detail", args=[public_id]), since, BEFORE_EVERYTHING)
        for public_id, since in rows[:MOST_LINES]
    ]


def new_applications(user: User) -> list[Line]:
    """For those who decide: how many applications came in for which nothing was asked yet."""
    if not user.may(Permission.ADMISSION_DECIDE):
        return []
    new = Application.objects.visible_to_staff(user).filter(UNDECIDED, untouched())
    found = new.aggregate(count=Count("pk"), since=Min(TruncDate("submitted_at")))
    if not found["count"]:
        return []
    sentence = ngettext(
        "%(count)d application is new: nothing was asked for yet.",
        "%(count)d applications are new: nothing was asked for yet.",
        found["count"],
    )
    url = f"{reverse('mentorship:admission_list')}?wanted={Waits.NEW}"
    return [Line(sentence % {"count": found["count"]}, url, found["since"], weight=45)]


def yeses_to_say(user: User) -> list[Line]:
    """For those who decide: everything is there, and the yes of their profession is missing."""
    if not user.may(Permission.ADMISSION_DECIDE):
        return []
    every = list(admissions_of_staff(user).filter(UNDECIDED).order_by("submitted_at", "pk"))
    waits = waits_of(every)
    ready = [one for one in every if {Waits.FIRST_YES, Waits.SECOND_YES}.intersection(waits[one.pk])]
    given = yeses_of(ready)
    mine = [
        one for one in ready
        if user.pk not in {yes.cast_by for yes in given[one.pk]} and professions_for(one, user, given[one.pk])
    ]  # fmt: skip
    sentences = {
        True: _("An application has one yes; yours is missing."),
        False: _("An application has everything that was asked for and waits for your yes."),
    }
    return [
        Line(
            sentences[bool(given[one.pk])], reverse("mentorship:admission_detail", args=[one.public_id]),
            _since(one, given[one.pk]), weight=50,
        )
        for one in mine[:MOST_LINES]
    ]  # fmt: skip


def appeals_to_answer(user: User) -> list[Line]:
    """For those who decide and had no part in the refusal: an appeal waits for an answer."""
    if not user.may(Permission.ADMISSION_DECIDE):
        return []
    own = NoContactHit.objects.filter(application=OuterRef("pk"), is_same_person=True, decided_by=user)
    appeals = Application.objects.visible_to_staff(user).filter(APPEALED, ~Exists(own)).exclude(decided_by=user)
    sentence = _("Somebody who was refused asks that a colleague looks at it again.")
    rows = appeals.annotate(since=TruncDate("appealed_at")).order_by("appealed_at", "pk")
    return [
        Line(sentence, reverse("mentorship:admission_detail", args=[public_id]), since, weight=55)
        for public_id, since in rows.values_list("public_id", "since")[:MOST_LINES]
    ]


def _since(application: Application, given: list[Yes]) -> date:
    """Since when the next yes is waited for: the day of the last one, or of the hand-in."""
    moments = [application.submitted_at or application.started_at, *(yes.cast_at for yes in given)]
    return timezone.localtime(max(moments), timezone.get_default_timezone()).date()
