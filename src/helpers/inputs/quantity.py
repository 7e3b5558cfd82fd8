"""A number with what a reader needs to judge it, carried through arithmetic."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

#: From the best to the worst: what rests on several values has the worst of their statuses.
STATUSES = ("observed", "derived", "assumed", "synthetic")
#: The statuses as staff and papers say them.
STATUS_WORDS = {"observed": "quan sát", "derived": "suy ra", "assumed": "giả định", "synthetic": "mô phỏng"}
#: Units without a dimension: a product with one of them keeps the unit of the other factor.
_PURE = ("share", "ratio", "")


def worst_status(statuses: Iterable[str]) -> str:
    """Return the worst of several statuses; nothing at all counts as observed.

    >>> worst_status(["observed", "assumed", "derived"])
    'assumed'
    """
    return max(statuses, key=STATUSES.index, default=STATUSES[0])


@dataclass(frozen=True, eq=False)
class Quantity:
    """A value with unit, range, status and source; what is computed from it lists it among its parents.

    Sums, differences, products and quotients of quantities and plain numbers are quantities: their ``id`` is the
    expression itself, their status the worst among the parents and at best ``derived``. A range is kept where one
    quantity meets a plain number (the map is then monotone), and dropped where two meet: ranges alone do not say
    how two values move together. A quantity compares with numbers by its value.

    Parameters
    ----------
    id : key of the register, of a result, or the expression that gives the value.
    value : number, in ``unit``; ``low`` and ``high`` bound it, or are None.
    label_vi : what it is, in Vietnamese.
    status : one of ``STATUSES``.
    source_id, locator : row of ``data/sources.csv`` and the place in it.
    valid_from : ISO date from which it holds.
    formula : how it is computed, for a reader.
    parents : the quantities it was computed from.

    Examples
    --------
    >>> near = Quantity("near", 0.6, "share", "Người ở gần", "assumed", low=0.5, high=0.7)
    >>> far = 1 - near
    >>> far.id, far.value, far.low, far.status, [parent.id for parent in far.parents]
    ('1 - near', 0.4, 0.30000000000000004, 'assumed', ['near'])
    """

    id: str
    value: float
    unit: str
    label_vi: str
    status: str
    source_id: str = ""
    locator: str = ""
    low: float | None = None
    high: float | None = None
    valid_from: str = ""
    note: str = ""
    formula: str = ""
    parents: tuple[Quantity, ...] = ()

    def __float__(self) -> float:
        return float(self.value)

    def __eq__(self, other) -> bool:
        if isinstance(other, Quantity):
            return (self.id, self.value, self.unit) == (other.id, other.value, other.unit)
        return self.value == other

    def __hash__(self) -> int:
        return hash((self.id, self.value))

    def __lt__(self, other) -> bool:
        return self.value < float(other)

    def __le__(self, other) -> bool:
        return self.value <= float(other)

    def __gt__(self, other) -> bool:
        return self.value > float(other)

    def __ge__(self, other) -> bool:
        return self.value >= float(other)

    def __add__(self, other) -> Quantity:
        return _combined("+", operator.add, self, other)

    def __radd__(self, other) -> Quantity:
        return _combined("+", operator.add, other, self)

    def __sub__(self, other) -> Quantity:
        return _combined("-", operator.sub, self, other)

    def __rsub__(self, other) -> Quantity:
        return _combined("-", operator.sub, other, self)

    def __mul__(self, other) -> Quantity:
        return _combined("*", operator.mul, self, other)

    def __rmul__(self, other) -> Quantity:
        return _combined("*", operator.mul, other, self)

    def __truediv__(self, other) -> Quantity:
        return _combined("/", operator.truediv, self, other)

    def __rtruediv__(self, other) -> Quantity:
        return _combined("/", operator.truediv, other, self)

    def ancestors(self) -> Iterator[Quantity]:
        """Yield the quantity and all it was computed from, each once, parents after children."""
        seen, waiting = set(), [self]
        while waiting:
            quantity = waiting.pop(0)
            if quantity.id not in seen:
                seen.add(quantity.id)
                waiting += quantity.parents
                yield quantity


def derived(id: str, value: float, unit: str, label_vi: str, parents: Iterable[Quantity], **more) -> Quantity:
    """Return a quantity computed from others: at best ``derived``, as uncertain as the worst of them."""
    parents = tuple(parents)
    status = worst_status(["derived", *(parent.status for parent in parents)])
    return Quantity(id, value, unit, label_vi, status, formula=more.pop("formula", id), parents=parents, **more)


def _combined(sign: str, act: Callable, left, right) -> Quantity:
    """Apply ``act`` to two operands of which at least one is a quantity.

    Raises
    ------
    TypeError : an operand is neither a quantity nor a number, or a sum mixes two units.
    """
    for part in (left, right):
        if not isinstance(part, Quantity) and (isinstance(part, bool) or not isinstance(part, int | float)):
            return NotImplemented
    parents = [part for part in (left, right) if isinstance(part, Quantity)]
    ends: tuple[float | None, float | None] = (None, None)
    if len(parents) == 1 and parents[0].low is not None and parents[0].high is not None:
        known = parents[0]
        ends = tuple(sorted(act(*(end if part is known else part for part in (left, right)))
                            for end in (known.low, known.high)))
    return derived(
        f"{_operand(left, sign, False)} {sign} {_operand(right, sign, True)}", act(float(left), float(right)),
        _unit(sign, left, right), f"{_label(left)} {sign} {_label(right)}", parents, low=ends[0], high=ends[1],
        valid_from=max(parent.valid_from for parent in parents),
    )


def _operand(part, sign: str, on_the_right: bool) -> str:
    """Return an operand as it stands in an expression, in parentheses where precedence asks for them."""
    if not isinstance(part, Quantity):
        return f"{part:g}"
    depth, signs = 0, []
    for char in part.id:
        depth += {"(": 1, ")": -1}.get(char, 0)
        if depth == 0 and char in "+-*/":
            signs.append(char)
    loose = any(char in "+-" for char in signs) and (sign in "*/" or (on_the_right and sign == "-"))
    tight = bool(signs) and on_the_right and sign == "/"
    return f"({part.id})" if loose or tight else part.id


def _label(part) -> str:
    return part.label_vi if isinstance(part, Quantity) else f"{part:g}"


def _unit(sign: str, left, right) -> str:
    units = [part.unit if isinstance(part, Quantity) else "" for part in (left, right)]
    if sign in "+-":
        named = [unit for part, unit in zip((left, right), units, strict=True) if isinstance(part, Quantity)]
        if len(set(named)) > 1:
            raise TypeError(f"cannot add {named[0]} and {named[1]}: {_label(left)}, {_label(right)}")
        return named[0]
    if sign == "/":
        return "ratio" if units[0] == units[1] else units[0] if units[1] in _PURE else f"{units[0]}/{units[1]}"
    if units[0] in _PURE or units[1] in _PURE:
        return units[1] if units[0] in _PURE else units[0]
    return f"{units[0]}*{units[1]}"
