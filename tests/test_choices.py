"""What the draws say of the choice, kept beside the results it follows from."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd
import pytest

from helpers.run import choices


@dataclass
class Scenario:
    name: str = "stepwise"


@dataclass
class Run:
    scenario: Scenario


@dataclass
class Asking:
    """As much of a book as the keeper of the choice looks at."""

    scenario: Scenario = field(default_factory=Scenario)
    day: date = date(2018, 11, 7)
    inputs: str = "inputs"
    runs: dict = field(default_factory=lambda: {"stepwise": Run(Scenario()), "bau": Run(Scenario("bau"))})


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """Keep in a folder of the test, with keys that hang on the names of the runs and on ``key[0]``."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "parameters.csv").touch()
    monkeypatch.setenv("QD45_HOME", str(tmp_path))
    key = ["one"]
    monkeypatch.setattr(choices, "results_key", lambda scenario, inputs: f"{scenario.name} {inputs} {key[0]}")
    return key


def tables() -> dict[str, pd.DataFrame]:
    rng = np.random.default_rng(45)
    return {"numbers": pd.DataFrame({"who": ["a", "b", None], "value": [*rng.random(2) / 3, np.nan],
                                     "count": [1, 2, 3], "first": [True, False, True]}),
            "named": pd.DataFrame({"x": [0.1 + 0.2]}, index=pd.Index(["k"], name="metric_id")),
            "none": pd.DataFrame(columns=["input_id", "value"])}


def test_what_is_kept_comes_back_to_the_last_digit_and_is_computed_once(kept):
    calls = []

    def compute():
        calls.append(1)
        return tables()

    first = choices.kept_choice("facts", Asking(), compute)
    again = choices.kept_choice("facts", Asking(), compute)
    assert len(calls) == 1
    for name, table in first.items():
        pd.testing.assert_frame_equal(again[name], table, check_exact=True)


@pytest.mark.parametrize("change", ["results", "part", "day", "scenario"])
def test_what_it_hangs_on_makes_it_be_computed_anew(kept, change):
    choices.kept_choice("facts", Asking(), tables)
    asking, part = Asking(), "facts"
    if change == "results":
        kept[0] = "two"
    if change == "part":
        part = "options"
    if change == "day":
        asking.day = date(2026, 8, 17)
    if change == "scenario":
        asking.scenario = Scenario("bau")
    fresh = choices.kept_choice(part, asking, lambda: {"numbers": pd.DataFrame({"value": [7]})})
    assert fresh["numbers"]["value"].tolist() == [7]


@pytest.mark.parametrize("content", ["", "{", "[]", '{"key": 1}', '{"key": "x", "tables": {}}'])
def test_a_torn_file_is_computed_anew(kept, tmp_path, content):
    choices.kept_choice("facts", Asking(), tables)
    (path,) = (tmp_path / "outputs" / choices.FOLDER).glob("*.json")
    path.write_text(content)
    assert choices.kept_choice("facts", Asking(), tables).keys() == tables().keys()
    assert json.loads(path.read_text())["tables"].keys() == tables().keys()
