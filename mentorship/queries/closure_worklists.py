"""What about endings waits for this person? Each kind of line is one function with one query."""

from datetime import timedelta

from django.db.models import Exists, OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from accounts.worklist import Line
from kernel.clock import today
from mentorship.closing import FIRST_CALL, SECOND_CALL, call_of
from mentorship.models import Closure, ClosureStep, Mentee, Pairing, RematchDecision
from mentorship.queries.endings import ended_pairings

MOST_LINES = 20
SOON = timedelta(days=7)
DECISION_TIME = timedelta(days=14)
WALKING = (Pairing.Status.INTRODUCED, Pairing.Status.ACTIVE, Pairing.Status.PAUSED)


def steps_to_do(user: User) -> list[Line]:
    """Steps of endings under way that are due within a week."""
    if not user.may(Permission.SUPPORT_RECORD):
        return []
    under_way = ClosureStep.objects.visible_to(user).filter(closure__status=Closure.Status.UNDER_WAY)
    due = under_way.filter(done_at=None, due_on__lte=today() + SOON).order_by("due_on", "pk")
    return [
        Line(
            _("A pairing ends; to be done: %(step)s.") % {"step": step.get_kind_display()},
            reverse("mentorship:closure_step", args=[step.public_id]), step.due_on, 55,
        )
        for step in due[:MOST_LINES]
    ]  # fmt: skip


def closures_to_finish(user: User) -> list[Line]:
    """For a coordinator: every step is settled, the pairing can be closed."""
    if not user.may(Permission.PAIRING_CLOSE):
        return []
    left = ClosureStep.objects.filter(closure=OuterRef("pk"), done_at=None)
    mine = Closure.objects.visible_to(user).filter(pairing__in=Pairing.objects.closable_by(user).values("pk"))
    ready = mine.under_way().exclude(Exists(left)).order_by("started_at", "pk")
    sentence = _("Every step of an ending is settled. Please close the pairing.")
    return [
        Line(sentence, reverse("mentorship:closure_detail", args=[public_id]), None, 50)
        for public_id in ready.values_list("public_id", flat=True)[:MOST_LINES]
    ]


def ends_near(user: User) -> list[Line]:
    """For a coordinator: 60 and 30 days before the planned end, plan the ending or extend."""
    if not user.may(Permission.PAIRING_CLOSE):
        return []
    begun = Closure.objects.under_way().filter(pairing=OuterRef("pk"))
    near = Pairing.objects.closable_by(user).filter(
        ~Exists(begun), status__in=WALKING, planned_until__lte=today() + timedelta(days=FIRST_CALL)
    )
    sentences = {
        FIRST_CALL: _("A pairing reaches its planned end within two months. Plan the ending or extend."),
        SECOND_CALL: _("A pairing reaches its planned end within a month. Plan the ending now, or extend."),
    }
    rows = near.order_by("planned_until", "pk").values_list("public_id", "planned_until")
    return [
        Line(
            sentences[call_of(until, today()) or FIRST_CALL],
            reverse("mentorship:closure_new", args=[public_id]), until, 15,
        )
        for public_id, until in rows[:MOST_LINES]
    ]  # fmt: skip


def rematches_to_decide(user: User) -> list[Line]:
    """For a specialist: whether a mentee whose pairing has ended may have another mentor; also a review that is due."""
    centres = user.centre_ids(Permission.MENTORING_DECIDE)
    if not centres:
        return []
    last = ended_pairings().filter(mentee=OuterRef("pk")).order_by("-closed_at", "-pk")
    newest = RematchDecision.objects.filter(pairing=OuterRef("ended")).order_by("-decided_at", "-pk")
    mentees = (
        Mentee.objects.filter(specialist=user, centre__in=centres)
        .exclude(status__in=[Mentee.Status.CLOSED, Mentee.Status.ACCOMPANIED])
        .annotate(ended=Subquery(last.values("pk")[:1]), ended_at=Subquery(last.values("closed_at")[:1]))
        .exclude(ended=None)
        .annotate(answer=Subquery(newest.values("answer")[:1]), review_on=Subquery(newest.values("review_on")[:1]))
    )
    undecided = mentees.filter(answer=None) | mentees.filter(review_on__lte=today())
    decide = _("A pairing has ended. Decide whether the mentee may have another mentor.")
    return [
        Line(
            decide, reverse("mentorship:rematch_decide", args=[public_id]),
            review_on or timezone.localtime(ended_at).date() + DECISION_TIME, 40,
        )
        for public_id, review_on, ended_at in undecided.order_by("ended_at", "pk").values_list(
            "public_id", "review_on", "ended_at"
        )[:MOST_LINES]
    ]  # fmt: skip
