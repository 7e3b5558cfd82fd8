"""What is asked of a plan, and the reasons in words why no plan can satisfy it.

Each ``refuse_`` function knows one reason that simple counting proves, and names its numbers. What only the
interplay of several demands forbids is left to the solver; ``contradiction`` then finds the single demands
without which a plan exists.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

#: Shares and sums of money that differ by less than this, relatively, are the same number after rounding.
ROUNDING = 1e-9


class ImpossibleDemands(ValueError):
    """No plan can satisfy the demands; the message says why."""

    def __init__(self, reason: str):
        super().__init__(f"no plan satisfies the demands: {reason}")


class WrongPin(ImpossibleDemands):
    """A pinned site is banned or open already."""


class TooFewSites(ImpossibleDemands):
    """More points are to open than sites are free."""


class TooFewPoints(ImpossibleDemands):
    """Pins or floors need more points than may open."""


class TooLittleMoney(ImpossibleDemands):
    """Numbers, pins or floors cost more than the budget."""


class FloorTooHigh(ImpossibleDemands):
    """A floor asks for more open sites than its group has."""


class BeyondStandard(ImpossibleDemands):
    """Too many demand points lie beyond the standard of every site."""


class TooLittleCapacity(ImpossibleDemands):
    """All counters together serve less than the demand."""


class Contradiction(ImpossibleDemands):
    """Each demand can be met, but not all of them together."""


@dataclass(frozen=True, eq=False)
class Floor:
    """At least ``least`` sites of a group are open by a year; existing points of the group count.

    Leave the existing points out of ``sites`` to ask for new ones only.

    Parameters
    ----------
    sites : mask of the group, shape (m,), or indices of its sites.
    least : number of open sites wanted.
    year : year by which, 0 being the first; the last year when None.
    name : what the group is called in a refusal.
    """

    sites: Sequence[int] | np.ndarray
    least: int
    year: int | None = None
    name: str = "the group"


@dataclass(frozen=True, eq=False)
class CoverageFloor:
    """At least the share ``share`` of the weight of a group of demand points lies within the standard by a year.

    Parameters
    ----------
    cover : whether site j is within the standard of demand point i (distance ``<=`` standard), shape (n, m).
    share : share of the group's weight [0-1].
    points : mask of the group, shape (n,), or indices of its demand points; all when None.
    year : year by which, 0 being the first; the last year when None.
    name : what the group is called in a refusal.
    """

    cover: np.ndarray
    share: float
    points: Sequence[int] | np.ndarray | None = None
    year: int | None = None
    name: str = "all demand points"


@dataclass(frozen=True, eq=False)
class Demands:
    """All that is asked of a plan of one or more years.

    Parameters
    ----------
    existing : mask of the sites that are open already, shape (m,).
    weights : weight of each demand point, shape (n,).
    years : number of years.
    counts, budgets : sites to open and most that may be spent in each year; not limited when None.
    site_cost : cost of opening each site, shape (m,).
    pinned, banned : sites that must be open by the last year / must not open.
    floors : floors on open sites and on coverage.
    """

    existing: np.ndarray
    weights: np.ndarray
    years: int = 1
    counts: tuple[int, ...] | None = None
    budgets: tuple[float, ...] | None = None
    site_cost: np.ndarray | None = None
    pinned: tuple[int, ...] = ()
    banned: tuple[int, ...] = ()
    floors: tuple[Floor | CoverageFloor, ...] = ()

    @cached_property
    def candidates(self) -> np.ndarray:
        """Indices of the sites that may open."""
        return np.setdiff1d(np.flatnonzero(~self.existing), np.asarray(self.banned, dtype=int))

    @cached_property
    def is_pinned(self) -> np.ndarray:
        """Mask of the pinned ones among the candidates."""
        return np.isin(self.candidates, self.pinned)

    def site_floors(self) -> list[Floor]:
        return [floor for floor in self.floors if isinstance(floor, Floor)]

    def coverage_floors(self) -> list[CoverageFloor]:
        return [floor for floor in self.floors if isinstance(floor, CoverageFloor)]

    def year_of(self, floor: Floor | CoverageFloor) -> int:
        """Return the year by which a floor holds."""
        year = self.years - 1 if floor.year is None else floor.year
        if not 0 <= year < self.years:
            raise ValueError(f"a floor of {floor.name} names year {year + 1}, but the plan has {self.years}")
        return year

    def group(self, floor: Floor) -> np.ndarray:
        """Return the mask of the sites of a floor, shape (m,)."""
        return as_mask(floor.sites, len(self.existing))

    def missing(self, floor: Floor) -> int:
        """Return how many new sites a floor needs above the existing ones."""
        return max(0, floor.least - int((self.group(floor) & self.existing).sum()))

    def group_weights(self, floor: CoverageFloor) -> np.ndarray:
        """Return the weights of the demand points of a floor, 0 for all others, shape (n,)."""
        if floor.points is None:
            return self.weights
        return np.where(as_mask(floor.points, len(self.weights)), self.weights, 0)

    def fewer(self) -> Iterator[tuple[str, Demands]]:
        """Yield every single demand in words, and the demands without it."""
        if self.counts is not None:
            yield "the number of points", dataclasses.replace(self, counts=None)
        if self.budgets is not None:
            yield "the budget", dataclasses.replace(self, budgets=None)
        for k, site in enumerate(self.pinned):
            yield f"the pin of site {site}", dataclasses.replace(self, pinned=_without(self.pinned, k))
        for k, site in enumerate(self.banned):
            yield f"the ban of site {site}", dataclasses.replace(self, banned=_without(self.banned, k))
        for k, floor in enumerate(self.floors):
            kind = "the floor" if isinstance(floor, Floor) else "the coverage floor"
            yield f"{kind} of {floor.name}", dataclasses.replace(self, floors=_without(self.floors, k))


def _without(items: tuple, place: int) -> tuple:
    return items[:place] + items[place + 1:]


def as_mask(members: Sequence[int] | np.ndarray, size: int) -> np.ndarray:
    """Return a mask of the given size from a mask or from indices.

    Raises
    ------
    ValueError : a mask of another size, or an index outside it.

    Examples
    --------
    >>> as_mask([0, 2], 3)
    array([ True, False,  True])
    """
    members = np.asarray(members)
    if members.dtype == bool:
        if members.shape != (size,):
            raise ValueError(f"a mask of {members.size} was given for {size}")
        return members
    if members.size and not (0 <= members.min() and members.max() < size):
        raise ValueError(f"an index lies outside 0 to {size - 1}")
    mask = np.zeros(size, dtype=bool)
    mask[members.astype(int)] = True
    return mask


def check(demands: Demands) -> None:
    """Refuse demands that simple counting proves impossible.

    Raises
    ------
    ImpossibleDemands : one subclass for each kind of reason, with the reason in words.

    Examples
    --------
    >>> check(Demands(np.array([True, False]), np.ones(1), counts=(2,)))
    Traceback (most recent call last):
    helpers.model.siting.demands.TooFewSites: no plan satisfies the demands: 2 points are to open, but 1 site is free
    """
    for refuse in (refuse_wrong_pins, refuse_more_points_than_sites, refuse_fewer_points_than_pins,
                   refuse_points_beyond_budget, refuse_pins_beyond_budget, refuse_floors_above_their_sites,
                   refuse_floors_above_the_points, refuse_floors_beyond_budget, refuse_points_beyond_standard):
        refuse(demands)


def refuse_wrong_pins(d: Demands) -> None:
    """Refuse pins of sites that are open already, or banned."""
    existing, banned = as_mask(d.pinned, len(d.existing)) & d.existing, np.intersect1d(d.pinned, d.banned)
    if existing.any():
        raise WrongPin(f"{_sites(np.flatnonzero(existing))} pinned, but exists already")
    if banned.size:
        raise WrongPin(f"{_sites(banned)} both pinned and banned")


def refuse_more_points_than_sites(d: Demands) -> None:
    """Refuse more points than free sites, and negative numbers."""
    if d.counts is not None and min(d.counts, default=0) < 0:
        raise ValueError(f"the number of points to open is negative: {min(d.counts)}")
    if d.counts is not None and sum(d.counts) > len(d.candidates):
        raise TooFewSites(f"{_points(sum(d.counts))} to open, but {_free(len(d.candidates))} free")


def refuse_fewer_points_than_pins(d: Demands) -> None:
    """Refuse fewer points than pinned sites."""
    if d.counts is not None and sum(d.counts) < d.is_pinned.sum():
        raise TooFewPoints(f"{_free(int(d.is_pinned.sum()))} pinned, but only {_points(sum(d.counts))} to open")


def refuse_points_beyond_budget(d: Demands) -> None:
    """Refuse a number of points whose cheapest sites cost more than the budget of their year."""
    if d.counts is None or d.budgets is None:
        return
    prices = np.sort(d.site_cost[d.candidates])
    for year, (count, budget) in enumerate(zip(d.counts, d.budgets, strict=True)):
        least = prices[:count].sum()
        if _more(least, budget):
            raise TooLittleMoney(f"{_points(count)} to open in year {year + 1}; the cheapest cost {_money(least)}, "
                                 f"the budget is {_money(budget)}")


def refuse_pins_beyond_budget(d: Demands) -> None:
    """Refuse pinned sites that cost more than all budgets, and one that costs more than every yearly budget."""
    if d.budgets is None or not d.is_pinned.any():
        return
    prices, total = d.site_cost[d.candidates][d.is_pinned], sum(d.budgets)
    if _more(prices.sum(), total):
        raise TooLittleMoney(f"the pinned sites cost {_money(prices.sum())}, the budget is {_money(total)} in all")
    if _more(prices.max(), max(d.budgets)):
        raise TooLittleMoney(f"a pinned site costs {_money(prices.max())}, more than the budget of any year, "
                             f"at most {_money(max(d.budgets))}")


def refuse_floors_above_their_sites(d: Demands) -> None:
    """Refuse a floor above the sites that its group has, open or free."""
    for floor in d.site_floors():
        free, group = as_mask(d.candidates, len(d.existing)), d.group(floor)
        most = int((group & (free | d.existing)).sum())
        if floor.least > most:
            raise FloorTooHigh(f"the floor of {floor.name} is {floor.least} open sites, but only {most} "
                               f"can be open, existing points included")


def refuse_floors_above_the_points(d: Demands) -> None:
    """Refuse a floor that needs more new sites than may open by its year."""
    for floor in d.site_floors():
        by_then = None if d.counts is None else sum(d.counts[: d.year_of(floor) + 1])
        if by_then is not None and d.missing(floor) > by_then:
            raise TooFewPoints(f"the floor of {floor.name} needs {d.missing(floor)} new, but only "
                               f"{_points(by_then)} to open by year {d.year_of(floor) + 1}")


def refuse_floors_beyond_budget(d: Demands) -> None:
    """Refuse a floor whose cheapest sites cost more than the budgets until its year."""
    if d.budgets is None:
        return
    for floor in d.site_floors():
        prices = np.sort(d.site_cost[d.candidates][d.group(floor)[d.candidates]])
        least, total = prices[: d.missing(floor)].sum(), sum(d.budgets[: d.year_of(floor) + 1])
        if _more(least, total):
            raise TooLittleMoney(f"the floor of {floor.name} costs at least {_money(least)}, the budget is "
                                 f"{_money(total)} by year {d.year_of(floor) + 1}")


def refuse_points_beyond_standard(d: Demands) -> None:
    """Refuse a coverage floor that all sites together do not reach."""
    usable = as_mask(d.candidates, len(d.existing)) | d.existing
    for floor in d.coverage_floors():
        d.year_of(floor)
        weights = d.group_weights(floor)
        beyond = (weights > 0) & ~np.asarray(floor.cover, dtype=bool)[:, usable].any(axis=1)
        most = 1 - weights[beyond].sum() / weights.sum() if beyond.any() else 1.0
        if floor.share > most + ROUNDING or (floor.share >= 1 and beyond.any()):
            raise BeyondStandard(
                f"{floor.name}: {int(beyond.sum())} of {int((weights > 0).sum())} demand points have no site within "
                f"the standard; the largest share that can be reached is {most:.4%}, asked are {floor.share:.4%}")


def contradiction(demands: Demands, exists: Callable[[Demands], bool | None]) -> Contradiction:
    """Return the refusal of demands that only together are impossible, with the demands that could be dropped.

    ``exists`` says whether a plan satisfies given demands; None when it could not find out in time.
    """
    found = [(words, exists(fewer)) for words, fewer in demands.fewer()]
    helps = [words for words, answer in found if answer]
    unknown = [words for words, answer in found if answer is None]
    text = "each can be met, but not all together"
    if helps:
        text += "; a plan exists without " + ", or without ".join(helps)
    elif not unknown:
        text += "; dropping a single demand is not enough"
    if unknown:
        text += "; not known in time: without " + ", without ".join(unknown)
    return Contradiction(text)


def _more(cost: float, budget: float) -> bool:
    return cost > budget + ROUNDING * max(1.0, abs(budget))


def _money(value: float) -> str:
    return f"{value:,.12g}"


def _points(number: int) -> str:
    return f"{number} point{' is' if number == 1 else 's are'}"


def _free(number: int) -> str:
    return f"{number} site{' is' if number == 1 else 's are'}"


def _sites(sites: np.ndarray) -> str:
    return f"site {', '.join(map(str, sites))} is"
