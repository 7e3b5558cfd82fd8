"""What every siting problem answers with: the sites, and how far the answer can be trusted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class SitingAnswer:
    """Sites that open and the certificate of the choice.

    ``opened[t]`` holds the indices of the sites opened in year t. ``objective`` is the weighted cost summed
    over the years (to be minimised), ``bound`` its proven lower bound, ``gap`` = (objective - bound) /
    max(1, objective), ``status`` one of ``proven``, ``feasible`` (a time limit stopped the search: not
    optimal as far as is known), ``not needed``.
    """

    opened: tuple[tuple[int, ...], ...]
    objective: float
    bound: float
    gap: float
    status: str
    seconds: float
