"""Why a headline moved between two stored runs: the change shared among the inputs that changed."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

import pandas as pd

from helpers.analysis import attribute
from helpers.inputs import Inputs, Register, Scenario, table_file
from helpers.model import run_headlines
from helpers.run.archive import inputs_of
from helpers.run.verify import Stored

#: The changed code of one of the two runs, as an input of its own.
CODE = "code"


@dataclasses.dataclass(frozen=True)
class Side:
    """One of the two runs: its scenario and its inputs."""

    scenario: Scenario
    inputs: Inputs


def why(old: Stored, new: Stored) -> pd.DataFrame:
    """Return what each changed input adds to the change of every headline, ``input_id, metric_id, part``.

    Inputs are parameters, tables, and levers and values of the scenario. What the present code makes of the same
    inputs otherwise than the code of a run did is the part ``code``. All parts of a metric add up to its change.

    Raises
    ------
    InputError : an input of a run is no longer there.
    """
    sides = [Side(run.scenario, inputs_of(run.record["inputs"])) for run in (old, new)]
    changes, made = changed(*sides), {}

    def evaluate(taken: frozenset[str]) -> Mapping[str, float]:
        if taken not in made:
            mixed = _mixed(*sides, taken)
            made[taken] = run_headlines(mixed.scenario, mixed.inputs)
        return made[taken]

    parts = [attribute(evaluate, changes)] if changes else []
    ends = evaluate(frozenset()), evaluate(frozenset(changes))
    return pd.concat([*parts, _by_code(old, new, *ends)], ignore_index=True)


def changed(old: Side, new: Side) -> dict[str, str]:
    """Return the inputs that differ, each with the file it stands in."""
    files = {}
    for key in dict.fromkeys([*old.inputs.register, *new.inputs.register]):
        if _value(old.inputs.register, key) != _value(new.inputs.register, key):
            files[key] = "data/parameters.csv"
    for name in dict.fromkeys([*old.inputs.tables, *new.inputs.tables]):
        if name not in old.inputs.tables or name not in new.inputs.tables or not (
                old.inputs[name].equals(new.inputs[name])):
            files[f"tables/{name}"] = table_file(name)
    for key in _told(old.scenario) | _told(new.scenario):
        if _told(old.scenario).get(key) != _told(new.scenario).get(key):
            files[f"scenario/{key}"] = f"data/scenarios/{new.scenario.name}.yml"
    return files


def _value(register: Register, key: str) -> tuple | None:
    if key not in register:
        return None
    row = register[key]
    return row.quantity.value, row.quantity.low, row.quantity.high, row.role


def _told(scenario: Scenario) -> dict[str, object]:
    """Return what a scenario decides: levers, values and the date."""
    return {**scenario.levers.model_dump(), **scenario.values, "as_of": scenario.as_of}


def _mixed(old: Side, new: Side, taken: frozenset[str]) -> Side:
    """Return the old run with the named inputs of the new one."""
    def of(key: str) -> Side:
        return new if key in taken else old
    registers = {key: of(key).inputs.register for key in dict.fromkeys([*old.inputs.register, *new.inputs.register])}
    register = Register({key: here[key] for key, here in registers.items() if key in here},
                        {key: here.versions[key] for key, here in registers.items() if key in here.versions})
    names = dict.fromkeys([*old.inputs.tables, *new.inputs.tables])
    tables = {name: here[name] for name in names for here in [of(f"tables/{name}").inputs] if name in here.tables}
    told = [_told(side.scenario) for side in (old, new)]
    chosen = {key: told[f"scenario/{key}" in taken].get(key, told[0].get(key)) for key in told[0] | told[1]}
    keys = set(told[0] | told[1])
    gone = {key for key in keys if key not in told[f"scenario/{key}" in taken]}
    levers = old.scenario.levers.model_copy(update={key: chosen[key] for key in old.scenario.levers.model_dump()})
    values = {key: chosen[key] for key in keys - gone - set(levers.model_dump()) - {"as_of"}}
    scenario = old.scenario.model_copy(update={"levers": levers, "values": values, "as_of": chosen["as_of"]})
    return Side(scenario, Inputs(register, tables, new.inputs.digests))


def _by_code(old: Stored, new: Stored, first: Mapping[str, float], last: Mapping[str, float]) -> pd.DataFrame:
    """Return the part of the code: what it makes otherwise of the same inputs, in the old and in the new run."""
    told = old.record["headlines"], new.record["headlines"]
    metrics = [key for key in last if key in told[0] and key in told[1]]
    parts = [(first[key] - told[0][key]) + (told[1][key] - last[key]) for key in metrics]
    return pd.DataFrame({"input_id": CODE, "metric_id": metrics, "part": parts})
