"""Who finds the matching? One interface, three solvers; none of them is trusted, see ``certificate``.

``scipy`` is always there. ``ortools`` and ``pylmcf`` are rivals that pay from about 50,000 mentees in one
connected piece; they are imported only when asked for.
"""

import importlib
from collections.abc import Callable
from types import ModuleType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine.arrays import Ints, offsets, ranges
from matching.engine.errors import EngineInputError, NotProvedError
from matching.engine.fullest import fullest_plan
from matching.engine.market import Market

Solver = Callable[[Market], Ints]
"""Takes a market, gives the edge of every row, int64[R], -1 where it waits."""


def solver_named(name: str) -> Solver:
    """The solver of that name, ``scipy``, ``ortools`` or ``pylmcf``.

    Raises
    ------
    EngineInputError
        When there is no such solver or its package is not installed.
    """
    if name not in SOLVERS:
        raise EngineInputError(f"There is no solver {name!r}; choose one of {', '.join(SOLVERS)}.")
    return SOLVERS[name]


def _package(name: str, solver: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except ImportError as missing:
        raise EngineInputError(f"The solver {solver!r} needs a package that is not installed.") from missing


def solve_scipy(market: Market) -> Ints:
    """Shortest augmenting paths on a sparse matrix (LAPJVsp, Jonker and Volgenant 1987).

    Notes
    -----
    1. A column offers no more seats than it has edges; split it into single seats.
    2. The smaller side becomes the rows of the matrix: every row costs one path search. Rows with few entries come
       first, while the searches are short (5 to 30 % faster).
    3. An edge of weight w costs ``W - w`` with ``W = max(0, w) + 1``. A row that may stay alone has a private dummy
       column of cost W, so that staying alone costs exactly what it forgoes.
    4. The search looks at every column at every step, so dummies are dear. Where every optimum has as many pairs as
       possible, ``fullest`` tells the few rows that may stay alone; elsewhere all may.
    5. Every row begins with its pair of a fullest plan, or with its dummy: a full matching always exists, and the
       check for one ends at once instead of searching (SciPy's issue 26147).
    6. All entries are at least 1 (an explicit zero would vanish) and below 2**53 (exact in float64).
    7. Read the edges back; a dummy means alone.

    O(E) memory, no dense matrix. O(R * E log R) in the worst case, far less in practice.
    """
    match = np.full(market.rows, -1, dtype=np.int64)
    if not len(market.row):
        return match
    seats = np.minimum(market.capacity, np.diff(market.col_bounds))
    by_seat = bool(seats.sum() < market.rows)
    matrix = (_seat_rows if by_seat else _row_rows)(market, seats)
    chosen = _cheapest(market.weight, matrix)
    match[market.row[chosen]] = chosen
    return match


class Matrix(NamedTuple):
    """Who may sit where, row by row.

    Parameters
    ----------
    edge, target : int64[N]
        The market's edge and the column of every entry.
    bounds : int64[n + 1]
        Entries of row i are ``bounds[i]:bounds[i + 1]``.
    columns : int
        The number of columns, without dummies.
    own : int64[n]
        The column of every row in a plan that exists, -1 for none.
    alone : bool[n]
        Rows that need a dummy; all those without a column of their own are among them.
    """

    edge: Ints
    target: Ints
    bounds: Ints
    columns: int
    own: Ints
    alone: NDArray[np.bool_]


def _known(market: Market, *, by_column: bool) -> tuple[Ints, NDArray[np.bool_]]:
    """The column of every row in some plan, and which columns or rows may stay alone in the best one."""
    if market.is_fullest:
        return fullest_plan(market, by_column=by_column)
    return np.full(market.rows, -1, dtype=np.int64), np.ones(market.cols if by_column else market.rows, dtype=bool)


def _numbered(seat: Ints, seats: Ints) -> tuple[Ints, Ints]:
    """The rows that have a column, and which seat each of them takes, columns one after the other."""
    taken = np.argsort(seat, kind="stable")[np.count_nonzero(seat < 0) :]
    number = np.arange(len(taken)) - np.searchsorted(seat[taken], seat[taken])
    return taken, offsets(seats)[seat[taken]] + number


def _seat_rows(market: Market, seats: Ints) -> Matrix:
    """One matrix row per seat, one column per row of the market."""
    seat, may_be_empty = _known(market, by_column=True)
    degree = np.diff(market.col_bounds)
    fewest_first = np.argsort(np.repeat(degree, seats), kind="stable")
    owner = np.repeat(np.arange(market.cols), seats)[fewest_first]
    edge = market.by_col[ranges(market.col_bounds[owner], degree[owner])]
    taken, place = _numbered(seat, seats)
    own = np.full(len(owner), -1, dtype=np.int64)
    own[place] = taken
    own = own[fewest_first]
    bounds = offsets(degree[owner])
    return Matrix(edge, market.row[edge], bounds, market.rows, own, may_be_empty[owner])


def _row_rows(market: Market, seats: Ints) -> Matrix:
    """One matrix row per row of the market, one column per seat."""
    seat, may_wait = _known(market, by_column=False)
    degree = np.diff(market.bounds)
    row = np.argsort(degree, kind="stable")
    single = ranges(market.bounds[row], degree[row])
    copies = seats[market.col[single]]
    target = ranges(offsets(seats)[:-1][market.col[single]], copies)
    taken, place = _numbered(seat, seats)
    own = np.full(market.rows, -1, dtype=np.int64)
    own[taken] = place
    bounds = offsets(copies)[offsets(degree[row])]
    return Matrix(
        np.repeat(single, copies), target, bounds, int(seats.sum()), own[row], (may_wait | (degree == 0))[row]
    )


def _cheapest(weight: Ints, matrix: Matrix) -> Ints:
    """The edges of the cheapest full matching of a matrix, without dummies."""
    edge, target, bounds, columns, own, alone = matrix
    rows, extra = len(bounds) - 1, int(np.count_nonzero(alone))
    at = np.flatnonzero(target == np.repeat(own, np.diff(bounds)))
    first = bounds[:-1][own >= 0]
    for entries in (edge, target):
        entries[first], entries[at] = entries[at], entries[first]
    top = max(0, int(weight.max())) + 1
    with_dummy: Ints = bounds + offsets(alone.astype(np.int64))
    dummy = np.where(own < 0, with_dummy[:-1], with_dummy[1:] - 1)[alone]
    real = np.ones(with_dummy[-1], dtype=bool)
    real[dummy] = False
    cost = np.full(with_dummy[-1], float(top))
    cost[real] = top - weight[edge]
    column = np.empty(with_dummy[-1], dtype=np.int32)
    column[real] = target
    column[dummy] = columns + np.arange(extra)
    row, chosen = min_weight_full_bipartite_matching(
        csr_array((cost, column, with_dummy), shape=(rows, columns + extra))
    )
    wanted = np.empty(rows, dtype=np.int64)
    wanted[row] = chosen
    used: Ints = edge[target == np.repeat(wanted, np.diff(bounds))]
    return used


def solve_ortools(market: Market) -> Ints:
    """Cost scaling push-relabel minimum cost flow of OR-Tools, in int64 (Goldberg and Tarjan 1990)."""
    flow = _package("ortools.graph.python.min_cost_flow", "ortools").SimpleMinCostFlow()
    tail, head, limit, cost, supply = _network(market)
    arcs = flow.add_arcs_with_capacity_and_unit_cost(tail.astype(np.int32), head.astype(np.int32), limit, cost)
    flow.set_nodes_supplies(np.arange(len(supply), dtype=np.int32), supply)
    if flow.solve() != flow.OPTIMAL:
        raise NotProvedError("The flow solver gave up.")
    return _used_edges(market, flow.flows(arcs))


def solve_pylmcf(market: Market) -> Ints:
    """Network simplex of LEMON through pylmcf; costs are at least 0 and arcs sorted by tail."""
    tail, head, limit, cost, supply = _network(market)
    order = np.lexsort((head, tail))
    graph = _package("pylmcf", "pylmcf").Graph(len(supply), tail[order], head[order])
    graph.set_edge_costs(cost[order])
    graph.set_edge_capacities(limit[order])
    graph.set_node_supply(supply)
    graph.solve()
    flows = np.empty(len(tail), dtype=np.int64)
    flows[order] = graph.result()
    return _used_edges(market, flows)


def _network(market: Market) -> tuple[Ints, Ints, Ints, Ints, Ints]:
    """Arcs row -> column, row -> sink (alone), column -> sink, with limits, costs of at least 0, supplies."""
    rows, cols, edges = market.rows, market.cols, len(market.row)
    sink = rows + cols
    top = max(0, int(market.weight.max(initial=0)))
    tail = np.concatenate((market.row, np.arange(rows), rows + np.arange(cols)))
    head = np.concatenate((rows + market.col, np.full(rows + cols, sink)))
    limit = np.concatenate((np.ones(edges + rows, dtype=np.int64), market.capacity))
    cost = np.concatenate((top - market.weight, np.full(rows, top), np.zeros(cols, dtype=np.int64)))
    supply = np.concatenate((np.ones(rows, dtype=np.int64), np.zeros(cols, dtype=np.int64), [-rows]))
    return tail, head, limit, cost, supply


def _used_edges(market: Market, flows: Ints) -> Ints:
    match = np.full(market.rows, -1, dtype=np.int64)
    chosen = np.flatnonzero(flows[: len(market.row)] > 0)
    match[market.row[chosen]] = chosen
    return match


SOLVERS: dict[str, Solver] = {"scipy": solve_scipy, "ortools": solve_ortools, "pylmcf": solve_pylmcf}
