"""How does a run stand today? The question of today's people, the best plan, and what of it people know already.

Who was paired meanwhile is gone together with the seat; a proposal with a key turned is held; of equally good plans the
one that keeps most open proposals counts, so that as long as nothing changed the plan is the one that is stored.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from kernel.clock import today
from matching.agreements import Agreement
from matching.engine import EngineInputError, Problem, Solution, input_digest, solve
from matching.engine.pool import Pool as EnginePool
from matching.engine.session import Session
from matching.engine.solving import restored
from matching.models import Proposal, ProposalKey, Run, Waiting
from matching.queries.facts import Fallen, fallen_in
from matching.queries.prices import earlier_prices
from matching.queries.problem import Pairs, Pool, pool_of_centre
from matching.queries.published import digest_with

Status = Proposal.Status


@dataclass(frozen=True)
class Standing:
    """The people of a run as they are today, nothing held yet, and the run's open proposals.

    Parameters
    ----------
    proposals : list of Proposal
        Those that could still be approved.
    fallen : list of (Proposal, Fallen)
        Those whose facts changed so that a bar forbids them.
    keyed : frozenset of int
        Those for which somebody turned a key.
    """

    pool: Pool
    proposals: list[Proposal]
    fallen: list[tuple[Proposal, Fallen]]
    keyed: frozenset[int]

    @cached_property
    def known(self) -> dict[tuple[str, str], Proposal]:
        """The proposals by the public ids of their two people."""
        return {(str(one.mentee.public_id), str(one.mentor.public_id)): one for one in self.proposals}

    def kept(self, about: str = "") -> Pairs:
        """Pairs with a key turned, but not that of the mentee who is asked about, and not against a standing rule."""
        ruled = {mentee for mentee, _mentor in self.pool.held}
        return frozenset(
            pair
            for pair, one in self.known.items()
            if one.pk in self.keyed and pair[0] not in ruled and pair[0] != about
        )

    def problem(self) -> Problem:
        """Today's question with everything held that people keep together.

        Raises
        ------
        EngineInputError
            When what is held contradicts the places that are left today.
        """
        return replace(self.pool.problem, locked=self.pool.held | self.kept())

    @property
    def digest(self) -> str:
        """Tells one question from another, also where what is held contradicts."""
        held = self.pool.held | self.kept()
        return digest_with(input_digest(self.pool.problem), held)

    def without(self, refused: Proposal) -> "Standing":
        """The same with the pair of a proposal kept apart."""
        pair = str(refused.mentee.public_id), str(refused.mentor.public_id)
        problem = replace(self.pool.problem, forbidden=self.pool.problem.forbidden | self._taking_part(pair))
        return replace(
            self,
            pool=replace(self.pool, problem=problem, held=self.pool.held - {pair}),
            proposals=[one for one in self.proposals if one.pk != refused.pk],
            fallen=[(one, why) for one, why in self.fallen if one.pk != refused.pk],
        )

    def _taking_part(self, pair: tuple[str, str]) -> Pairs:
        """The pair, if both take part."""
        problem = self.pool.problem
        return frozenset({pair} if pair[0] in problem.mentee_of and pair[1] in problem.mentor_of else ())


@dataclass(frozen=True)
class LiveRun:
    """A stored run, opened for questions.

    Parameters
    ----------
    pool : Pool
        `pool.problem` is what `solution` answers; public ids lead back to rows.
    solution : Solution
        The best plan of today.
    is_as_stored : bool
        Whether that plan is what the open proposals and the waiting mentees of the run say. Otherwise something changed
        since, and the answers are those of today.
    """

    run: Run
    pool: Pool
    solution: Solution
    is_as_stored: bool

    @cached_property
    def mentee_row(self) -> dict[str, int]:
        """The number of every mentee in the session, by public id."""
        return {code: row for row, code in enumerate(self.pool.problem.mentee_of)}

    @cached_property
    def mentor_row(self) -> dict[str, int]:
        """The number of every mentor in the session, by public id."""
        return {code: row for row, code in enumerate(self.pool.problem.mentor_of)}

    def session(self) -> Session:
        """A session of the engine at this plan, for questions and changes about open pairs.

        Raises
        ------
        EngineInputError
            When groups of mentors with limits cross: such a plan has no prices.
        """
        pool = EnginePool.of(self.pool.problem)
        return Session(pool.graph, restored(pool, self.solution))


def session_of(run: Run, *, about: str = "", agreement: Agreement | None = None) -> LiveRun:
    """The run as it stands today.

    Parameters
    ----------
    run : Run
    about : str
        The public id of a mentee whose own pair is asked about: a key turned for it does not hold it.
    agreement : Agreement, optional
        Another one than the run's, to see what it would change.
    """
    standing = standing_of(run, agreement)
    problem, solution = _solved(standing, about)
    pool = replace(standing.pool, problem=problem)
    return LiveRun(run, pool, solution, _is_as_stored(run, standing, solution))


def is_in_force(run: Run) -> bool:
    """Whether people decide about this run: it was solved, and no newer one took its place."""
    real = Run.objects.filter(centre=run.centre_id, kind=Run.Kind.SOLVED, is_dry=False, status=Run.Status.DONE)
    return real.filter(pk__gte=run.pk).order_by("-pk").values_list("pk", flat=True).first() == run.pk


def standing_of(run: Run, agreement: Agreement | None = None) -> Standing:
    """Today's people of the run's centre and the run's open proposals, in a constant number of queries."""
    agreement = agreement or Agreement.from_mapping(run.policy.settings)
    earlier = earlier_prices(run, agreement.policy.tiers) if agreement.hold_back else []
    pool = pool_of_centre(run.centre, agreement, today(), run.seed, earlier, is_solved=False)
    opened = Proposal.objects.filter(run=run, status=Status.OPEN).order_by("pk")
    proposals = list(opened.select_related("mentee", "mentor").defer("explanation"))
    keys = ProposalKey.objects.filter(proposal__run=run, proposal__status=Status.OPEN).order_by()
    fallen = fallen_in(pool, proposals)
    return Standing(
        pool,
        [one for one in proposals if one.pk not in fallen],
        [(one, fallen[one.pk]) for one in proposals if one.pk in fallen],
        frozenset(keys.values_list("proposal", flat=True)),
    )


def _solved(standing: Standing, about: str) -> tuple[Problem, Solution]:
    """With all that is held, or with less where that contradicts what is possible today."""
    for problem in _problems(standing, about):
        try:
            return problem, solve(problem, published=standing.known)
        except EngineInputError:
            continue
    return standing.pool.problem, solve(standing.pool.problem, published=standing.known)


def _problems(standing: Standing, about: str) -> Iterator[Problem]:
    for held in (standing.kept(about), frozenset()):
        try:
            yield replace(standing.pool.problem, locked=standing.pool.held | held)
        except EngineInputError:
            continue


def _is_as_stored(run: Run, standing: Standing, solution: Solution) -> bool:
    planned = {(pair.mentee, pair.mentor) for pair in solution.pairs}
    if standing.fallen or planned != standing.known.keys():
        return False
    waiting = Waiting.objects.filter(run=run).values_list("mentee__public_id", flat=True)
    return {one.mentee for one in solution.waiting} == {str(code) for code in waiting}
