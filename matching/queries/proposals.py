"""Why is this pair proposed, what do both sides say, and does anything stand in the way today?"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from kernel.clock import today
from matching.agreements import Agreement
from matching.explanations import BarLine, bar_lines, distance_of, score_rows
from matching.improvements import Improvement, improvements
from matching.models import Proposal, Run
from matching.queries.problem import pool_of_pair
from matching.queries.runs import KeyLine, can_turn, key_lines, proposals_for_page
from matching.queries.standing import reasons_against
from matching.sentences import cost_sentences, words
from mentorship.ages import age_band
from mentorship.models import Mentee, Mentor

MOST_AT_ONCE = 200


@dataclass(frozen=True)
class SideBySide:
    """One thing that both sides said."""

    label: str
    mentee: str
    mentor: str


@dataclass(frozen=True)
class ProposalPage:
    """What the page of a proposal shows."""

    scores: list[dict[str, Any]]
    total: dict[str, Any]
    bars: list[BarLine]
    facts: list[SideBySide]
    cost: list[str]
    keys: list[KeyLine]
    may_turn: bool
    may_refuse: bool
    is_last_key: bool
    against: list[str]
    improvements: list[Improvement]
    distance: str

    @property
    def close_bars(self) -> list[BarLine]:
        return [bar for bar in self.bars if bar.close or not bar.passed]


def proposal_page(proposal: Proposal, viewer: User) -> ProposalPage:
    keys = key_lines(proposal)
    is_open = proposal.status == Proposal.Status.OPEN and not proposal.run.is_dry
    agreement = Agreement.from_mapping(proposal.run.policy.settings)
    against = reasons_against(pool_of_pair(proposal.mentee, proposal.mentor, agreement, today())) if is_open else []
    total = {
        "label": _("Fit"), "percent": proposal.fit // 10,
        "text": _("%(fit)d of 1000") % {"fit": proposal.fit},
    }  # fmt: skip
    return ProposalPage(
        scores=score_rows(proposal.explanation), total=total, bars=bar_lines(proposal.explanation),
        facts=side_by_side(proposal.mentee, proposal.mentor), cost=cost_sentences(proposal.cost_if_refused),
        keys=keys, may_turn=can_turn(proposal, viewer) and not against,
        may_refuse=is_open and viewer.may_in(Permission.PROPOSAL_DECIDE, proposal.run.centre),
        is_last_key=sum(not key.turned for key in keys) == 1, against=against,
        improvements=improvements(proposal.explanation), distance=distance_of(proposal.explanation),
    )  # fmt: skip


def side_by_side(mentee: Mentee, mentor: Mentor) -> list[SideBySide]:
    """Both sides' facts as far as the decision needs them: bands instead of ages, areas instead of addresses."""
    day = today()
    return [
        SideBySide(_("Group"), mentee.get_population_display(), words("populations", mentor.populations)),
        SideBySide(_("Gender"), mentee.get_gender_display(), mentor.get_gender_display()),
        SideBySide(_("Age"), age_band(mentee.birth_year, day), age_band(mentor.birth_year, day)),
        SideBySide(_("Languages"), words("languages", mentee.languages), words("languages", mentor.languages)),
        SideBySide(_("Strain and experience"), mentee.get_risk_display(), mentor.get_experience_display()),
        SideBySide(_("Needs and skills"), words("skills", mentee.needs), words("skills", mentor.skills)),
        SideBySide(_("Likes"), words("interests", mentee.interests), words("interests", mentor.interests)),
        SideBySide(_("Does not like"), words("dislikes", mentee.dislikes), words("dislikes", mentor.dislikes)),
        SideBySide(_("Ways of meeting"), words("modes", mentee.modes), words("modes", mentor.modes)),
        SideBySide(_("Area"), mentee.place.name, mentor.place.name),
        SideBySide(
            _("Can travel"), _("%(km)d km") % {"km": mentee.radius_km}, _("%(km)d km") % {"km": mentor.radius_km}
        ),
    ]


def chosen_of(run: Run, viewer: User, ids: list[str]) -> list[Proposal]:
    """The proposals of a run that somebody ticked, in the order of the list; what names nothing is passed over."""
    known = [one for one in ids if _is_id(one)][:MOST_AT_ONCE]
    return list(proposals_for_page(viewer).filter(run=run, public_id__in=known).order_by("tier", "-fit", "pk"))


def _is_id(text: str) -> bool:
    try:
        return bool(UUID(text))
    except ValueError:
        return False
