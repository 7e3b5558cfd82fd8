"""Why a headline moved between two stored runs: the change shared among the inputs that changed."""

from __future__ import annotations

import dataclasses
import itertools
import json
import math
from collections.abc import Callable, Mapping

import pandas as pd
from pydantic import ValidationError

from helpers.analysis.attribution import attribute, players
from helpers.analysis.effort import MOST_PLAYERS
from helpers.inputs import InputError, Inputs, Register, Scenario, table_file
from helpers.inputs.scenario import Levers
from helpers.model import run_headlines
from helpers.model.provenance import STAGE_PARAMETERS, STAGE_TABLES
from helpers.run.archive import inputs_of
from helpers.run.stored import Stored, made_again

#: What the code, or a package, makes otherwise of the same inputs, as an input of its own.
CODE = "code"
#: Levers that rule each other; where they cannot be changed one by one they are one input, ``scenario/plan``.
LINKED, PLAN = ("first_year", "last_year", "plan_years", "siting", "new_points_per_year", "pinned", "banned"), "plan"
#: Stages of the chain whose parameters are one source, where there are too many to take one by one.
TOPICS = {"demand": "nhu cầu", "access": "đường đi", "capacity": "quầy", "delivery": "chuyển thư",
          "finance": "tài chính"}
#: Tables that the chain reads; changes of others move no headline.
CHAIN_TABLES = frozenset(table for stage, tables in STAGE_TABLES.items() for table in tables
                         if stage not in ("judged", "actuals", "survey"))


@dataclasses.dataclass(frozen=True)
class Side:
    """One of the two runs: its scenario, and its inputs as they stand on the scenario's date."""

    scenario: Scenario
    inputs: Inputs

    @property
    def told(self) -> dict[str, object]:
        """What the scenario decides: levers, values and the date."""
        return {**self.scenario.levers.model_dump(), **self.scenario.values, "as_of": self.scenario.as_of}


def side_of(run: Stored) -> Side:
    """Return the scenario and inputs of a stored run.

    Raises
    ------
    InputError : an input of the run is no longer known.
    """
    return Side(run.scenario, inputs_of(run.record["inputs"]).at(run.scenario.as_of))


def changed(old: Side, new: Side) -> dict[str, str]:
    """Return the inputs that differ and can move a headline, each with its source: a file, or a part of the register.

    Parameters stand under their own names, tables under ``tables/...``, what the scenario says under
    ``scenario/...``.
    """
    cases = {side.scenario.levers.case for side in (old, new)}
    files = {key: _source(key) for key in _both(old.inputs.register, new.inputs.register)
             if _row(old, key, cases) != _row(new, key, cases)}
    files |= {f"tables/{name}": table_file(name) for name in _both(old.inputs.tables, new.inputs.tables)
              if name in CHAIN_TABLES and not _same_table(old.inputs, new.inputs, name)}
    told = [key for key in _both(old.told, new.told) if old.told.get(key) != new.told.get(key)]
    linked = [key for key in told if key in LINKED]
    if not _apart(old.scenario.levers, new.scenario.levers, linked):
        told = [PLAN, *(key for key in told if key not in linked)]
    return files | {f"scenario/{key}": f"data/scenarios/{new.scenario.name}.yml" for key in told}


def runs_needed(changes: Mapping[str, str], most: int = MOST_PLAYERS) -> int:
    """Return how often the chain is run to share a change: 2^k for k inputs or groups of inputs.

    >>> runs_needed({"a": "x.csv", "b": "x.csv", "c": "y.csv"}), runs_needed({})
    (8, 1)
    """
    return 2 ** len(players(changes, most)) if changes else 1


def why(old: Stored, new: Stored, sides: tuple[Side, Side] | None = None,
        tick: Callable[[], None] = lambda: None) -> pd.DataFrame:
    """Return what each changed input adds to the change of every headline, ``input_id, metric_id, part``.

    Inputs are those of :func:`changed`; what the present code makes of the same inputs otherwise than the records of
    the two runs say is the part ``code``. All parts of a headline add up to its change. Where some mixture of the two
    runs cannot be computed, whole files are changed at once, and where that does not help either, everything.

    ``tick`` is called after each run of the chain.

    Raises
    ------
    InputError : an input of a run is no longer known, the present code cannot make a run, or the runs do not differ.
    """
    sides = sides or (side_of(old), side_of(new))
    changes, made = changed(*sides), {}
    refuse_alike(old, new, changes)

    def evaluate(taken: frozenset[str]) -> Mapping[str, float]:
        if taken not in made:
            mixed = mixture(*sides, taken)
            made[taken] = run_headlines(mixed.scenario, mixed.inputs)
            tick()
        return made[taken]

    with made_again(f"{old.name}, {new.name}"):
        ends = evaluate(frozenset()), evaluate(frozenset(changes))
    parts = [_shared(evaluate, changes, ends)] if changes else []
    return pd.concat([*parts, _by_code(old, new, *ends)], ignore_index=True)


def mixture(old: Side, new: Side, taken: frozenset[str]) -> Side:
    """Return the old run with the named inputs of the new one; what cannot move a headline is that of the new one."""
    def of(key: str) -> Side:
        return new if key in taken else old

    def teller(key: str) -> Side:
        return new if f"scenario/{key}" in taken or (key in LINKED and f"scenario/{PLAN}" in taken) else old

    rows = {key: of(key).inputs.register for key in _both(old.inputs.register, new.inputs.register)}
    # Rows of other dates are left out: the date of the mixture is not to bring them back.
    register = Register({key: here[key] for key, here in rows.items() if key in here})
    homes = {name: of(f"tables/{name}").inputs if name in CHAIN_TABLES else new.inputs
             for name in _both(old.inputs.tables, new.inputs.tables)}
    tables = {name: here[name] for name, here in homes.items() if name in here.tables}
    told = {key: teller(key).told[key] for key in _both(old.told, new.told) if key in teller(key).told}
    levers = {key: told.pop(key) for key in Levers.model_fields}
    day = told.pop("as_of")
    # Documents are only looked up in a table, which may be that of the other run.
    scenario = new.scenario.model_copy(update={"levers": Levers(**levers), "values": told, "as_of": day,
                                               "legal_basis": ()})
    return Side(scenario, Inputs(register, tables, new.inputs.digests))


def _shared(evaluate: Callable[[frozenset[str]], Mapping[str, float]], changes: Mapping[str, str],
            ends: tuple[Mapping[str, float], Mapping[str, float]]) -> pd.DataFrame:
    known = {key for key in ends[0] if all(math.isfinite(end[key]) for end in ends)}
    for most in dict.fromkeys((MOST_PLAYERS, len(set(changes.values())))):
        try:
            parts = attribute(evaluate, changes, most)
        except (ArithmeticError, LookupError, ValueError):  # a mixture that contradicts itself
            continue
        if parts.loc[parts["metric_id"].isin(known), "part"].notna().all():
            return parts
    return attribute(evaluate, changes, most=1)


def _by_code(old: Stored, new: Stored, first: Mapping[str, float], last: Mapping[str, float]) -> pd.DataFrame:
    """Return the part of the code: what it makes otherwise of the same inputs, in the old and in the new run."""
    told = old.headlines, new.headlines
    metrics = [key for key in last if key in told[0] and key in told[1]]
    parts = [(first[key] - told[0][key]) + (told[1][key] - last[key]) for key in metrics]
    return pd.DataFrame({"input_id": CODE, "metric_id": metrics, "part": parts})


def _both(old: Mapping, new: Mapping) -> list[str]:
    return list(dict.fromkeys([*old, *new]))


def _row(side: Side, key: str, cases: set[str]) -> tuple | None:
    """Return what runs of some cases take from a row of the register; what is beside a value moves no headline."""
    if key not in side.inputs.register:
        return None
    row = side.inputs.register[key]
    return row.role, *(row.level(case) for case in sorted(cases))


def _source(key: str) -> str:
    """Return the source of a parameter: the register and the first stage that rests on it."""
    topic = next((words for stage, words in TOPICS.items() if key.startswith(STAGE_PARAMETERS[stage])), "khác")
    return f"data/parameters.csv ({topic})"


def _same_table(old: Inputs, new: Inputs, name: str) -> bool:
    if name not in old.tables or name not in new.tables:
        return False
    return old[name].reset_index(drop=True).equals(new[name].reset_index(drop=True))


def _apart(old: Levers, new: Levers, keys: list[str]) -> bool:
    """Return whether every mixture of the levers is one that a scenario may have."""
    for size in range(len(keys) + 1):
        for taken in itertools.combinations(keys, size):
            try:
                Levers(**{**old.model_dump(), **{key: getattr(new, key) for key in taken}})
            except ValidationError:
                return False
    return True


def refuse_alike(old: Stored, new: Stored, changes: Mapping[str, str]) -> None:
    """Refuse two runs between which there is nothing to explain.

    Raises
    ------
    InputError : the runs have the same inputs, scenario and headlines.
    """
    # As text: a headline that is not a number is like itself here.
    told = [json.dumps(run.headlines, sort_keys=True) for run in (old, new)]
    if changes or told[0] != told[1]:
        return
    raise InputError(
        f"{old.name}, {new.name}", allowed_vi="hai lượt chạy khác nhau về số liệu, kịch bản hoặc kết quả",
        allowed_en="two runs that differ in inputs, scenario or results",
        remedy_vi="hai lượt này giống nhau, không có gì để giải thích; chọn lượt chạy khác",
        remedy_en="these two are alike and there is nothing to explain; name another run")
