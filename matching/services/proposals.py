"""Who decides about a proposed pair, and what must still be true at that moment?

Why one person alone never opens a pairing: docs/decisions/0006-two-keys.md.

Rows are locked in one order: centre, then as in `mentorship.services.pairings` mentor and mentee, then the proposal,
and the end of the audit chain last. The centre comes first because a supervisor's caseload and a university's seats
are counted over its open pairings, whoever the mentor is: of several people who decide at one centre at once one goes
first, and the others see what became true meanwhile.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Role
from kernel.audit import record, retried
from kernel.clock import now, today
from kernel.errors import RuleError
from kernel.workflow import advance
from matching.agreements import Agreement
from matching.explanations import stored_explanation
from matching.freshness import FRESH_DAYS, oldest_fresh
from matching.keys import needs_two_keys
from matching.models import PairRule, Proposal, ProposalKey, Run
from matching.queries.problem import pool_of_pair
from matching.queries.standing import explanation_of, reasons_against
from matching.services.conflicts import must_be_without_conflict
from matching.services.expiries import expire_of_mentee
from matching.services.pair_rules import fulfil, replace_rules
from matching.services.policies import lock_centre, policy_of
from matching.services.refusals import Aftermath, aftermath_of, follow
from mentorship.models import Mentee, Mentor, Pairing
from mentorship.services.pairings import open_pairing

Profession = ProposalKey.Profession
Status = Proposal.Status


@dataclass(frozen=True)
class Answer:
    """What became of one proposal of several that were decided in one go."""

    proposal: Proposal
    pairing: Pairing | None = None
    refusal: str = ""


@retried
@transaction.atomic
def turn_key(*, proposal: Proposal, by: User) -> Pairing | None:
    """Turn the key of the own profession; the last key opens the pairing, if every bar still lets the two pass."""
    proposal = _locked(proposal)
    _must_be_decidable(proposal)
    profession = _profession(proposal, by)
    agreement = Agreement.from_mapping(proposal.run.policy.settings)
    _must_be_possible(proposal.mentee, proposal.mentor, agreement)
    _turn(proposal, profession, by)
    if not _is_agreed(proposal):
        return None
    planned_until = today() + timedelta(days=agreement.policy.commitment_days)
    pairing = open_pairing(mentor=proposal.mentor, mentee=proposal.mentee, planned_until=planned_until, by=by)
    advance(proposal, "approve", by=by, pairing=pairing)
    expire_of_mentee(proposal.mentee_id)
    fulfil(proposal.mentee_id, proposal.mentor_id, by)
    return pairing


def turn_keys(*, proposals: Iterable[Proposal], by: User) -> list[Answer]:
    """Turn the own key of several proposals, each in a transaction of its own, with one answer each."""
    answers = []
    for proposal in proposals:
        try:
            answers.append(Answer(proposal, pairing=turn_key(proposal=proposal, by=by)))
        except RuleError as error:
            answers.append(Answer(proposal, refusal=str(error)))
    return answers


@retried
@transaction.atomic
def refuse(*, proposal: Proposal, reason: str, by: User) -> None:
    """Refuse a proposal with a coded reason, keep these two apart in every run to come, and solve the rest again.

    Proposals with a key turned stay; others move only as far as the best plan without this pair needs it.
    """
    if reason not in Proposal.Refusal.values:
        raise RuleError(_("Please choose a reason from the list."))
    proposal = _locked(proposal)
    _must_be_of_a_real_run(proposal)
    _must_decide_here(proposal, by)
    aftermath = aftermath_of(proposal) if proposal.status == Status.OPEN else Aftermath()
    advance(proposal, "refuse", by=by, refusal=reason)
    _keep_apart(proposal, reason, by)
    follow(proposal, aftermath, by)


@retried
@transaction.atomic
def pair_by_hand(*, mentee: Mentee, mentor: Mentor, by: User) -> Proposal:
    """Propose two people to each other under the rules of every run, and turn the own key."""
    lock_centre(mentee.centre_id)
    mentor = Mentor.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentor.pk)
    mentee = Mentee.objects.select_for_update(no_key=True, of=("self",)).get(pk=mentee.pk)
    if mentor.centre_id != mentee.centre_id:
        raise RuleError(_("The mentor and the mentee belong to different centres."))
    if Proposal.objects.filter(mentee=mentee, mentor=mentor, status=Status.OPEN, run__is_dry=False).exists():
        raise RuleError(_("These two are proposed to each other already."))
    policy = policy_of(mentee.centre)
    pool = pool_of_pair(mentee, mentor, Agreement.from_mapping(policy.settings), today())
    if against := reasons_against(pool):
        raise RuleError(" ".join(against))
    run = Run.objects.create(
        centre=mentee.centre, policy=policy, kind=Run.Kind.BY_HAND, status=Run.Status.DONE, progress=100, seed=0,
        solved_for=today(), requested_by=by, requested_at=now(), finished_by=by, finished_at=now(),
    )  # fmt: skip
    explanation = stored_explanation(explanation_of(pool))
    proposal = Proposal.objects.create(
        run=run, mentee=mentee, mentor=mentor, tier=pool.problem.mentees[0].tier, fit=explanation["fit"],
        explanation=explanation,
    )  # fmt: skip
    record("proposal.by_hand", by=by, subject=proposal)
    turn_key(proposal=proposal, by=by)
    proposal.refresh_from_db()
    return proposal


def _locked(proposal: Proposal) -> Proposal:
    """The rows as they are now, and nobody else decides at this centre until this is done."""
    lock_centre(proposal.run.centre_id)
    mentor = Mentor.objects.select_for_update(no_key=True).get(pk=proposal.mentor_id)
    mentee = Mentee.objects.select_for_update(no_key=True).get(pk=proposal.mentee_id)
    proposals = Proposal.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "run__policy", "run__centre"
    )
    fresh: Proposal = proposals.get(pk=proposal.pk)
    fresh.mentor, fresh.mentee = mentor, mentee
    return fresh


def _must_be_of_a_real_run(proposal: Proposal) -> None:
    if proposal.run.is_dry:
        raise RuleError(_("This was a dry run: it shows what would be proposed, and nothing of it can be decided."))


def _must_be_decidable(proposal: Proposal) -> None:
    _must_be_of_a_real_run(proposal)
    if proposal.status == Status.APPROVED:
        raise RuleError(_("This proposal is approved already."))
    if proposal.expiry:
        raise RuleError(_("This proposal is no longer open. %(reason)s") % {"reason": proposal.get_expiry_display()})
    if proposal.status != Status.OPEN:
        raise RuleError(
            _("This proposal is no longer open: the status is now “%(status)s”.")
            % {"status": proposal.get_status_display()}
        )
    finished_at = proposal.run.finished_at
    if finished_at is None or finished_at < oldest_fresh(now()):
        raise RuleError(_("This proposal is older than %(days)d days. Please start a new run.") % {"days": FRESH_DAYS})


def _must_be_possible(mentee: Mentee, mentor: Mentor, agreement: Agreement) -> None:
    if against := reasons_against(pool_of_pair(mentee, mentor, agreement, today())):
        raise RuleError(" ".join(against))


def _professions(proposal: Proposal, by: User) -> list[str]:
    """In which professions this person may decide here: coordinator of the centre, specialist of the mentee."""
    found = [Profession.COORDINATOR] if by.holds(Role.COORDINATOR, proposal.run.centre) else []
    if by.holds(Role.SPECIALIST, proposal.run.centre) and proposal.mentee.specialist_id == by.pk:
        found.append(Profession.SPECIALIST)
    return [str(profession) for profession in found]


def _must_decide_here(proposal: Proposal, by: User) -> list[str]:
    professions = _professions(proposal, by)
    if not professions:
        raise RuleError(
            _("Only a coordinator of the centre and the specialist of the mentee decide about this proposal.")
        )
    if proposal.mentor.user_id == by.pk:
        raise RuleError(_("You are the mentor of this proposal, so other people decide about it."))
    must_be_without_conflict(proposal.mentee_id, proposal.mentor_id, by)
    return professions


def _profession(proposal: Proposal, by: User) -> str:
    professions = _must_decide_here(proposal, by)
    turned = {key.profession: key.turned_by_id for key in proposal.keys.all()}
    if by.pk in turned.values():
        raise RuleError(_("You have turned your key already. The second key is for another person."))
    free = [profession for profession in professions if profession not in turned]
    if not free:
        raise RuleError(_("A colleague of your profession has turned this key already."))
    return free[0]


def _turn(proposal: Proposal, profession: str, by: User) -> None:
    ProposalKey.objects.create(proposal=proposal, profession=profession, turned_by=by, turned_at=now())
    record("proposal.key", by=by, subject=proposal, profession=profession)


def _is_agreed(proposal: Proposal) -> bool:
    turned = dict(proposal.keys.values_list("profession", "turned_by_id"))
    return turned.keys() == set(Profession.values) or not needs_two_keys(proposal.run, turned.values())


def _keep_apart(proposal: Proposal, reason: str, by: User) -> None:
    replace_rules(proposal.mentee_id, proposal.mentor_id, by)
    rule = PairRule.objects.create(
        centre=proposal.run.centre, mentee=proposal.mentee, mentor=proposal.mentor, kind=PairRule.Kind.FORBID,
        reason=reason, made_by=by, made_at=now(),
    )  # fmt: skip
    record("pair_rule.make", by=by, subject=rule, kind=rule.kind)
