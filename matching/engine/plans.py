"""What is a plan, and what comes with it as proof?"""

from dataclasses import dataclass, field
from functools import cached_property

from matching.engine.arrays import Ints
from matching.engine.certificate import Proof, maximal_prices
from matching.engine.encoding import Encoding


@dataclass(frozen=True, eq=False)
class Assignment:
    """A plan and the proof that no other is better.

    Parameters
    ----------
    edge : int64[Y]
        The graph's edge of every mentee, -1 where the mentee waits.
    objective : tuple of int, length T + 1
        Mentees matched in tier 1, ..., tier T, then total fit.
    mentee_price : int64[Y]
        What would be lost if the mentee went, in weight (``scale.read`` takes it apart).
    seat_price : int64[M]
        Gain of one more seat of every mentor (minimal prices), in weight.
    certified : bool
        Whether primal equals dual in int64.
    optimality : str
        What is proved, in a sentence.
    primal, dual : int
        Weight of the plan and bound on every plan, blockers included.
    solved : Solved, optional
        The market behind it, for refusal costs, alternatives and sessions; None for caps that cross.
    """

    edge: Ints
    objective: tuple[int, ...]
    mentee_price: Ints
    seat_price: Ints
    certified: bool
    optimality: str
    primal: int
    dual: int
    solved: "Solved | None" = field(default=None, repr=False)


@dataclass(frozen=True, eq=False)
class Solved:
    """The encoded market of a proved plan.

    Parameters
    ----------
    encoding : Encoding
    match : int64[R]
        The market's edge of every row.
    proof : Proof
        With minimal prices.
    """

    encoding: Encoding
    match: Ints
    proof: Proof

    @cached_property
    def highest_price(self) -> Ints:
        """Loss when one seat of a column goes (maximal prices), int64[M], in weight; computed when asked for."""
        return maximal_prices(self.encoding.market, self.match, self.proof.price)
