"""Evaluations of Erlang C a second, against a scalar loop; run this file with Python.

Four million loads at utilisations of 5 to 105 %, with 1 to 20 counters: the same number everywhere, mixed, and the
table of every number of counters for each of 200,000 loads. The peer is the same recurrence written as a plain loop
over single numbers, as in textbooks, on the first 20,000 of the same values. Prints medians of seven runs.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from helpers.model.capacity import erlang_c

RUNS, VALUES, PEER_VALUES = 7, 4_000_000, 20_000


def scalar_erlang_c(load: float, servers: int) -> float:
    """The probability of waiting, one number at a time."""
    if load >= servers:
        return 1.0
    inverse = 1.0
    for k in range(1, servers + 1):
        inverse = 1 + k / load * inverse
    return servers / (load + (servers - load) * inverse)


def per_second(run, number: int) -> float:
    """Median of evaluations a second over several runs."""
    seconds = []
    for _ in range(RUNS):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return number / statistics.median(seconds)


def main() -> None:
    rng = np.random.default_rng(1)
    share, mixed = rng.uniform(0.05, 1.05, VALUES), rng.integers(1, 21, VALUES)
    few = share[:VALUES // 20, None]
    cases = {f"{c} counters": (share * c, np.array(c)) for c in (1, 3, 5, 10, 20)}
    cases |= {"1 to 20 counters, mixed": (share * mixed, mixed),
              "1 to 20 counters for each load": (few * 10, np.arange(1, 21)),
              "10,000 counters": (share[:20_000] * 10_000, np.array(10_000))}
    for name, (load, servers) in cases.items():
        number = np.broadcast(load, servers).size
        ours = per_second(lambda load=load, servers=servers: erlang_c(load, servers), number)
        peer_n = min(PEER_VALUES, number) if int(servers.max()) <= 20 else 200
        pairs = list(zip(*(part.ravel()[:peer_n].tolist() for part in np.broadcast_arrays(load, servers)),
                         strict=True))
        peer = per_second(lambda pairs=pairs: [scalar_erlang_c(*pair) for pair in pairs], len(pairs))
        print(f"{name:32s} {ours / 1e6:8.2f} million a second, loop {peer / 1e6:8.3f}, ratio {ours / peer:7.1f}")


if __name__ == "__main__":
    main()
