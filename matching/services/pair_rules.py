"""Which two are kept together, kept apart, or not paired until a day, by somebody's word and for how long?

Rows are locked in the order of `matching.services.proposals`: the centre first, the end of the audit chain last.
"""

from dataclasses import replace
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from kernel.audit import record, record_many, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from matching.agreements import Agreement
from matching.engine import EngineInputError
from matching.models import PairRule
from matching.models.constraints import PairRuleQuerySet
from matching.queries.problem import pool_of_pair, pool_of_people
from matching.queries.standing import reasons_against
from matching.services.conflicts import must_be_without_conflict
from matching.services.expiries import expire_of_pair
from matching.services.policies import lock_centre, policy_of
from mentorship.models import Mentee, Mentor

LONGEST_HOLD_DAYS = 365
End = PairRule.End
Kind = PairRule.Kind
BY_HAND = (End.MISTAKE, End.CHANGED, End.OTHER)


@retried
@transaction.atomic
def make_rule(
    *, mentee: Mentee, mentor: Mentor, kind: str, reason: str, note: str = "", until: date | None = None, by: User
) -> PairRule:
    """Keep two people together or apart, for good or until a day; open proposals of two who are kept apart end."""
    lock_centre(mentee.centre_id)
    mentor = Mentor.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentor.pk)
    mentee = Mentee.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentee.pk)
    _must_decide_about(mentee, mentor, by)
    _must_be_whole(kind, reason, note, until)
    if PairRule.objects.filter(mentee=mentee, mentor=mentor).standing().exists():
        raise RuleError(_("There is already a rule about these two. Please end it first."))
    if kind == Kind.LOCK:
        _must_be_lockable(mentee, mentor)
    rule = PairRule.objects.create(
        centre_id=mentee.centre_id, mentee=mentee, mentor=mentor, kind=kind, reason=reason, note=note.strip() or None,
        until=until, made_by=by, made_at=now(),
    )  # fmt: skip
    if kind != Kind.LOCK:
        expire_of_pair(mentee.pk, mentor.pk)
    record("pair_rule.make", by=by, subject=rule, kind=rule.kind, until=until)
    return rule


@retried
@transaction.atomic
def end_rule(*, rule: PairRule, reason: str, by: User) -> None:
    """End a rule about a pair with a coded reason; the next run looks at the two like at anybody else."""
    lock_centre(rule.centre_id)
    if not (by.holds(Role.COORDINATOR, rule.centre) or rule.made_by_id == by.pk):
        raise RuleError(_("Only a coordinator of the centre, or whoever made the rule, ends it."))
    if rule.mentor.user_id == by.pk:
        raise RuleError(_("You are this mentor, so other people make rules about the pair."))
    must_be_without_conflict(rule.mentee_id, rule.mentor_id, by)
    if reason not in BY_HAND:
        raise RuleError(_("Please choose a reason from the list."))
    if not _end(PairRule.objects.filter(pk=rule.pk), reason, by):
        raise RuleError(_("This rule has ended already."))


@retried
@transaction.atomic
def end_holds() -> int:
    """End every “not now” whose last day is over, and say how many there were."""
    return _end(PairRule.objects.filter(kind=Kind.HOLD, until__lt=today()), End.OVER, None)


def fulfil(mentee_id: int, mentor_id: int, by: User) -> None:
    """The two are paired: the rule that kept them together has done its work, in the running transaction."""
    _end(PairRule.objects.filter(kind=Kind.LOCK, mentee=mentee_id, mentor=mentor_id), End.PAIRED, by)


def replace_rules(mentee_id: int, mentor_id: int, by: User) -> None:
    """Another rule about the two takes the place of those that stand, in the running transaction."""
    _end(PairRule.objects.filter(mentee=mentee_id, mentor=mentor_id), End.REPLACED, by)


def _end(rules: PairRuleQuerySet, reason: str, by: User | None) -> int:
    standing = rules.standing()
    ended = list(standing.only("pk", "public_id").order_by("pk"))
    standing.update(ended_at=now(), ended_by=by, end_reason=reason)
    record_many("pair_rule.end", by=by, subjects=ended)
    return len(ended)


def _must_decide_about(mentee: Mentee, mentor: Mentor, by: User) -> None:
    if mentor.centre_id != mentee.centre_id:
        raise RuleError(_("The mentor and the mentee belong to different centres."))
    is_specialist = by.holds(Role.SPECIALIST, mentee.centre) and mentee.specialist_id == by.pk
    if not (is_specialist or by.holds(Role.COORDINATOR, mentee.centre)):
        raise RuleError(_("Only a coordinator of the centre and the specialist of the mentee make rules about them."))
    if mentor.user_id == by.pk:
        raise RuleError(_("You are this mentor, so other people make rules about the pair."))
    must_be_without_conflict(mentee.pk, mentor.pk, by)


def _must_be_whole(kind: str, reason: str, note: str, until: date | None) -> None:
    if kind not in Kind.values or reason not in PairRule.Reason.values:
        raise RuleError(_("Please choose a reason from the list."))
    if reason == PairRule.Reason.OTHER and not note.strip():
        raise RuleError(_("Another reason needs a few words in the note."))
    if (kind == Kind.HOLD) != (until is not None):
        raise RuleError(_("“Not now” needs a day on which it ends, and nothing else has one."))
    if until and not today() < until <= today() + timedelta(days=LONGEST_HOLD_DAYS):
        raise RuleError(_("Please choose a day in the coming year."))


def _must_be_lockable(mentee: Mentee, mentor: Mentor) -> None:
    """The bars pass, no other lock holds the mentee, and with this one more the locks still fit into the seats."""
    agreement = Agreement.from_mapping(policy_of(mentee.centre).settings)
    pool = pool_of_pair(mentee, mentor, agreement, today())
    if against := reasons_against(pool, as_if_held=True):
        raise RuleError(" ".join(against))
    locks = PairRule.objects.filter(centre=mentee.centre, kind=Kind.LOCK, mentee__status="waiting").standing()
    if locks.filter(mentee=mentee).exists():
        raise RuleError(_("This mentee is kept together with another mentor. Please end that rule first."))
    if locks.filter(mentor=mentor).count() >= mentor.free_seats:
        raise RuleError(_("The free seats of this mentor are kept for others already. Please end one of those rules."))
    mentees = Mentee.objects.filter(pk__in=[mentee.pk, *locks.values_list("mentee", flat=True)])
    mentors = Mentor.objects.filter(pk__in=[mentor.pk, *locks.values_list("mentor", flat=True)])
    whole = pool_of_people(mentee.centre, agreement, today(), mentees, mentors)
    try:
        replace(whole.problem, locked=whole.held | {(str(mentee.public_id), str(mentor.public_id))})
    except EngineInputError as error:
        raise RuleError(
            _("With this rule the pairs that are kept together would need more places than there are.")
        ) from error
