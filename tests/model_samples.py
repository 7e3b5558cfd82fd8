"""What several tests of the model share: the inputs, one run of each scenario, the register read plainly."""

import csv
import dataclasses
import functools
from pathlib import Path

from helpers.analysis import weighted_criteria
from helpers.inputs import load_inputs, load_scenario
from helpers.model import build_world, run_scenario

DATA = Path(__file__).parents[1] / "data"
SCENARIOS = ("bau", "budget_cap", "do_minimum", "every_commune", "one_stop_at_post", "stepwise")


@functools.cache
def inputs():
    return load_inputs(DATA)


def surveyed(answers):
    """Return the inputs with answers of points, given as rows of ``facilities`` with the columns that matter."""
    answers = answers.reindex(columns=inputs()["facilities"].columns)
    return dataclasses.replace(inputs(), tables={**inputs().tables, "facilities": answers})


@functools.cache
def run(name, **overrides):
    return run_scenario(scenario(name, **overrides), inputs())


def scenario(name, **overrides):
    return load_scenario(name, inputs().register, folder=DATA / "scenarios", **overrides)


@functools.cache
def world(name):
    return build_world(scenario(name), inputs())


def weighed():
    """Return the criteria with the weights of the register."""
    return weighted_criteria(inputs(), scenario("bau"))


def rows(path):
    """Return the rows of a CSV file of ``data/`` as dictionaries of text, without the code under test."""
    with (DATA / path).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def base_values(day="2018-11-07"):
    """Return the base values of the register in force on a day, without the code under test."""
    dated = sorted(rows("parameters.csv"), key=lambda row: row["valid_from"])
    later = {row["parameter_id"]: float(row["base"]) for row in reversed(dated)}
    return later | {row["parameter_id"]: float(row["base"]) for row in dated if row["valid_from"] <= day}


def set_base(home, **changes):
    """Change base values in the register of a copy of the workbook: ``parameter_id=(old, new)``."""
    path = home / "data" / "parameters.csv"
    lines = path.read_text(encoding="utf-8").splitlines()
    for key, (old, new) in changes.items():
        place = next(k for k, line in enumerate(lines) if line.startswith(f"{key},"))
        assert f",,{old},," in lines[place], key
        lines[place] = lines[place].replace(f",,{old},,", f",,{new},,", 1)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def set_draws(home):
    """Keep studies short in a copy of the workbook, in its kernels too."""
    set_base(home, uncertainty_draws=(2000, 3), sobol_base_draws=(512, 4), layout_draws=(100, 1),
             resited_draws=(60, 2),
             siting_draws=(1000, 3), siting_alternatives=(10, 2), stability_range_share=(0.25, 0),
             regret_futures=(48, 2))
