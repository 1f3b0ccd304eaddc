"""What about mentees, mentors and tables waits for this person? Each kind of line is one function with one query."""

from datetime import date, timedelta

from django.db.models import Count, Min, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from kernel.clock import today
from mentorship.models import Import, Mentee, Mentor, MentoringDecision
from mentorship.models.mentees import MenteeQuerySet
from mentorship.queries.mentees import lacks_consent

REVIEW_SOON = timedelta(days=14)
MOST_LINES = 20


def decisions_to_make(user: User) -> list[Line]:
    """For a specialist: mentees of the own caseload who wait and lack a decision that holds."""
    waiting = _caseload(user).waiting().annotate(decided_until=_newest_review())
    found = waiting.filter(Q(decided_until=None) | Q(decided_until__lt=today()))
    sentence = _("A mentee waits for your decision whether mentoring is right now.")
    return [
        Line(sentence, reverse("mentorship:mentee_decide", args=[mentee.public_id]), mentee.waiting_since, 60)
        for mentee in found.order_by("waiting_since", "pk").only("public_id", "waiting_since")[:MOST_LINES]
    ]


def decisions_to_review(user: User) -> list[Line]:
    """For a specialist: decisions about those accompanied or waiting whose review is due within two weeks."""
    mentees = _caseload(user).filter(status__in=[Mentee.Status.WAITING, Mentee.Status.ACCOMPANIED])
    decided = mentees.annotate(decided_until=_newest_review()).filter(decided_until__lte=today() + REVIEW_SOON)
    due = decided.exclude(status=Mentee.Status.WAITING, decided_until__lt=today())  # those are decisions to make
    sentence = _("A decision on mentoring is to be reviewed.")
    rows = due.order_by("decided_until", "pk").values_list("public_id", "decided_until")
    return [
        Line(sentence, reverse("mentorship:mentee_decide", args=[public_id]), decided_until, 30)
        for public_id, decided_until in rows[:MOST_LINES]
    ]


def consents_to_ask_for(user: User) -> list[Line]:
    """For the staff of a file: those who wait without lawful consent or without their own yes."""
    if not user.may(Permission.CONSENT_RECORD):
        return []
    lacking = Mentee.objects.visible_to_staff(user).waiting().filter(lacks_consent(today()))
    found = lacking.aggregate(count=Count("pk"), since=Min("waiting_since"))
    sentence = ngettext(
        "%(count)d mentee waits without consent or without their own yes.",
        "%(count)d mentees wait without consent or without their own yes.",
        found["count"],
    )
    url = f"{reverse('mentorship:mentee_list')}?status=waiting&lack=consent"
    return _one(sentence, url, found["count"], found["since"], 40)


def mentors_without_supervisor(user: User) -> list[Line]:
    """For a coordinator: willing mentors who cannot be paired because nobody supervises them."""
    centres = user.centre_ids(Permission.MENTORS_EDIT)
    found = Mentor.objects.willing().filter(centre__in=centres, supervisor=None).aggregate(count=Count("pk"))
    sentence = ngettext(
        "%(count)d mentor has no supervisor yet.", "%(count)d mentors have no supervisor yet.", found["count"]
    )
    return _one(sentence, f"{reverse('mentorship:mentor_list')}?supply=alone", found["count"], None, 20)


def tables_to_confirm(user: User) -> list[Line]:
    """For who uploaded a table: it waits to be taken over, or something stopped it."""
    wanted = [Import.Status.UPLOADED, Import.Status.FAILED]
    recent = today() - timedelta(days=7)
    imports = Import.objects.visible_to(user).filter(uploaded_by=user, status__in=wanted, uploaded_at__date__gte=recent)
    sentences: dict[str, str] = {
        Import.Status.UPLOADED: _("A table you uploaded waits to be taken over or discarded."),
        Import.Status.FAILED: _("A table could not be taken over. Please upload it again."),
    }
    return [
        Line(sentences[found.status], reverse("mentorship:import_detail", args=[found.public_id]), None, 5)
        for found in imports.order_by("uploaded_at", "pk")[:MOST_LINES]
    ]


def _caseload(user: User) -> MenteeQuerySet:
    return Mentee.objects.filter(specialist=user, centre__in=user.centre_ids(Permission.MENTORING_DECIDE))


def _newest_review() -> Subquery:
    newest = MentoringDecision.objects.filter(mentee=OuterRef("pk")).order_by("-decided_at", "-pk")
    return Subquery(newest.values("review_on")[:1])


def _one(sentence: str, url: str, count: int, due_on: date | None, weight: int) -> list[Line]:
    return [Line(sentence % {"count": count}, url, due_on, weight)] if count else []
