"""Who finds the matching? One interface, three solvers; none of them is trusted, see ``certificate``.

``scipy`` is always there. ``ortools`` and ``pylmcf`` are rivals that pay from about 50,000 mentees in one
connected piece; they are imported only when asked for.
"""

import importlib
from collections.abc import Callable
from types import ModuleType

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

from matching.engine.arrays import Ints, offsets, ranges
from matching.engine.errors import EngineInputError, NotProvedError
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
    3. An edge of weight w costs ``W - w`` with ``W = max(0, w) + 1``; every row has a private dummy column of cost W,
       so a full matching always exists and staying alone costs exactly what it forgoes.
    4. All entries are at least 1 (an explicit zero would vanish) and below 2**53 (exact in float64).
    5. Read the edges back; a dummy means alone.

    O(E) memory, no dense matrix. O(R * E log R) in the worst case, far less in practice.
    """
    match = np.full(market.rows, -1, dtype=np.int64)
    if not len(market.row):
        return match
    seats = np.minimum(market.capacity, np.diff(market.col_bounds))
    if seats.sum() < market.rows:
        edge, bounds = _seat_rows(market, seats)
        target = market.row[edge]
        columns = market.rows
    else:
        edge, target, bounds = _row_rows(market, seats)
        columns = int(seats.sum())
    chosen = _cheapest(market.weight, edge, target, bounds, columns)
    match[market.row[chosen]] = chosen
    return match


def _seat_rows(market: Market, seats: Ints) -> tuple[Ints, Ints]:
    """Edges of every seat, one seat after the other, and the boundaries of the seats."""
    degree = np.diff(market.col_bounds)
    fewest_first = np.argsort(degree, kind="stable")
    owner = np.repeat(fewest_first, seats[fewest_first])
    edge = market.by_col[ranges(market.col_bounds[owner], degree[owner])]
    return edge, offsets(degree[owner])


def _row_rows(market: Market, seats: Ints) -> tuple[Ints, Ints, Ints]:
    """Edges of every row with one copy per seat, the seats they lead to, and the boundaries of the rows."""
    degree = np.diff(market.bounds)
    row = np.argsort(degree, kind="stable")
    single = ranges(market.bounds[row], degree[row])
    copies = seats[market.col[single]]
    target = ranges(offsets(seats)[:-1][market.col[single]], copies)
    return np.repeat(single, copies), target, offsets(copies)[offsets(degree[row])]


def _cheapest(weight: Ints, edge: Ints, target: Ints, bounds: Ints, columns: int) -> Ints:
    """Solve the matrix whose row i holds the entries ``bounds[i]:bounds[i + 1]`` and its own dummy; used edges."""
    rows = len(bounds) - 1
    top = max(0, int(weight.max())) + 1
    index = np.arange(rows)
    with_dummy = bounds + np.arange(rows + 1)
    dummy = with_dummy[1:] - 1
    real = np.ones(with_dummy[-1], dtype=bool)
    real[dummy] = False
    cost = np.full(with_dummy[-1], float(top))
    cost[real] = top - weight[edge]
    column = np.empty(with_dummy[-1], dtype=np.int32)
    column[real] = target
    column[dummy] = columns + index
    matrix = csr_array((cost, column, with_dummy), shape=(rows, columns + rows))
    row, chosen = min_weight_full_bipartite_matching(matrix)
    used = chosen < columns
    return edge[_positions(target, bounds, row[used], chosen[used])]


def _positions(target: Ints, bounds: Ints, row: Ints, chosen: Ints) -> Ints:
    """Where in its row each chosen column stands; targets are sorted within a row."""
    wanted = np.full(len(bounds) - 1, -1, dtype=np.int64)
    wanted[row] = chosen
    return np.flatnonzero(target == np.repeat(wanted, np.diff(bounds)))


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
