"""No result hangs on the words and lists of the papers, so that changing them leaves the stored results true."""

import dataclasses

import pandas as pd
import pytest
from model_samples import inputs, scenario

from helpers.analysis import study
from helpers.inputs import PAPER_TABLES, load_inputs
from helpers.model import run_scenario
from helpers.run.batch.jobs import document_jobs


@pytest.fixture
def without_papers():
    tables = {name: table.iloc[:0] if name in PAPER_TABLES else table for name, table in inputs().tables.items()}
    return dataclasses.replace(inputs(), tables=tables)


def test_the_chain_and_the_questions_asked_of_it_read_none_of_them(without_papers):
    chains = [run_scenario(scenario("stepwise"), known) for known in (inputs(), without_papers)]
    small = {"draws": 4, "layouts": 1, "siting_draws": 2, "explained": 2, "resited": 2}
    studies = [study(scenario("bau"), known, **small) for known in (inputs(), without_papers)]
    for first, last in (chains, studies):
        assert first.headlines == last.headlines
        assert first.tables.keys() == last.tables.keys()
        for name, table in first.tables.items():
            pd.testing.assert_frame_equal(table, last[name])


@pytest.mark.parametrize(("table", "moves"), [("wording", False), ("opinions", False), ("tariffs", True)])
def test_a_line_more_moves_the_papers_always_and_the_results_only_where_they_read_it(workbook_copy, table, moves):
    def state():
        known = load_inputs()
        return known.digest(), [job.key for job in document_jobs("stepwise", known)]

    results, papers = state()
    path = workbook_copy / "data" / "tables" / f"{table}.csv"
    path.write_text(path.read_text(encoding="utf-8").rstrip("\n") + "\n\n", encoding="utf-8")
    assert (state()[0] != results) == moves
    assert all(key != old for key, old in zip(state()[1], papers, strict=True))
