"""Running: strict parameters, results kept by content, files whole or untouched, errors said plainly."""

from __future__ import annotations

import json
from pathlib import Path

import nbformat
import papermill
import pytest
from model_samples import set_draws
from nbformat.v4 import new_code_cell, new_notebook
from typer.testing import CliRunner

from helpers.inputs import InputError, load_inputs, load_scenario
from helpers.run import batch, cache, engine
from helpers.run.cli import app
from helpers.run.paths import replace_folder, write_whole


@pytest.fixture
def notebook(tmp_path) -> Path:
    cells = [
        new_code_cell("scenario: str = 'bau'\nyears: int = 3", metadata={"tags": ["parameters"]}),
        new_code_cell("print(scenario, years)\nassert years > 0"),
    ]
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    path = tmp_path / "sample.ipynb"
    nbformat.write(new_notebook(cells=cells, metadata={"kernelspec": spec}), path)
    return path


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"scenarios": "bau"}, "scenario"),
        ({"year": 3}, "years"),
        ({"years": "3"}, "kiểu int"),
        ({"years": True}, "kiểu int"),
        ({"scenario": 3}, "kiểu str"),
    ],
)
def test_a_misspelt_or_mistyped_parameter_stops_before_anything_runs(notebook, tmp_path, given, words):
    output = tmp_path / "out.ipynb"
    with pytest.raises(InputError, match=words):
        engine.run_notebook(notebook, output, given)
    assert not output.exists()


def test_papermill_itself_is_as_strict_with_the_engine_of_the_workbook(notebook, tmp_path):
    with pytest.raises(InputError, match="years"):
        papermill.execute_notebook(
            str(notebook),
            str(tmp_path / "out.ipynb"),
            parameters={"yers": 3},
            engine_name="qd45",
            kernel_name="python3",
            progress_bar=False,
        )


def test_a_failed_notebook_keeps_the_old_output_and_shows_the_failing_cell(notebook, tmp_path):
    output = engine.run_notebook(notebook, tmp_path / "out.ipynb", {"years": 2})
    before = output.read_bytes()
    with pytest.raises(engine.NotebookFailed, match="AssertionError"):
        engine.run_notebook(notebook, output, {"years": 0})
    assert output.read_bytes() == before
    kept = nbformat.read(tmp_path / "out.failed.ipynb", as_version=4)
    assert any(out.get("ename") == "AssertionError" for cell in kept.cells for out in cell.get("outputs", []))
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_write_that_fails_leaves_the_folder_as_it_was(tmp_path):
    folder = replace_folder(tmp_path / "results", lambda fresh: (fresh / "a.csv").write_text("1"))

    def fill(fresh):
        (fresh / "a.csv").write_text("2")
        raise RuntimeError("disk full")

    with pytest.raises(RuntimeError, match="disk full"):
        replace_folder(folder, fill)
    assert (folder / "a.csv").read_text() == "1"
    assert [p.name for p in tmp_path.iterdir()] == ["results"]


def test_write_whole_replaces_a_file_and_leaves_no_other(tmp_path):
    write_whole(tmp_path / "a.txt", b"1")
    assert write_whole(tmp_path / "a.txt", b"2").read_bytes() == b"2"
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]


@pytest.fixture
def few_draws(workbook_copy):
    """Keep studies short, in kernels too: what is tested here is keeping results, not computing them."""
    set_draws(workbook_copy)


def test_results_are_loaded_while_inputs_stand_and_computed_when_one_changes(workbook_copy, few_draws):
    first = cache.results_for("bau")
    record = workbook_copy / "outputs" / "bau" / "run.json"
    stamp = record.stat().st_mtime_ns
    again = cache.results_for("bau")
    assert record.stat().st_mtime_ns == stamp
    assert again.headlines == pytest.approx(dict(first.headlines), nan_ok=True)
    register = workbook_copy / "data" / "parameters.csv"
    register.write_text(
        register.read_text(encoding="utf-8").replace("km,lever,,5,,", "km,lever,,6,,"), encoding="utf-8"
    )
    changed = cache.results_for("bau")
    assert changed.headlines["people_within_share"] > first.headlines["people_within_share"]
    assert json.loads(record.read_text(encoding="utf-8"))["resolved_values"]["standard_km"] == 6


def test_stored_results_equal_computed_ones(workbook_copy, few_draws):
    computed = cache.results_for("stepwise")
    loaded = cache.results_for("stepwise")
    for name, table in computed.tables.items():
        kept = loaded[name]
        assert list(kept.columns) == list(table.columns), name
        assert len(kept) == len(table), name
    numbers = computed["sites"].select_dtypes("number")
    assert loaded["sites"][numbers.columns].to_numpy() == pytest.approx(numbers.to_numpy())


def test_the_record_says_what_made_the_run(workbook_copy, few_draws):
    cache.results_for("stepwise")
    record = json.loads((workbook_copy / "outputs" / "stepwise" / "run.json").read_text(encoding="utf-8"))
    assert record["solver"]["status"] == "proven"
    assert record["solver"]["gap"] <= 1e-9
    assert record["seed"] == 45
    assert set(record["versions"]) >= {"python", "highspy", "pandas", "typst"}
    assert "parameters.csv" in record["inputs"]
    assert record["scenario"]["levers"]["new_points_per_year"] == [8, 9, 9]


def test_a_job_is_done_until_its_output_is_touched(workbook_copy, few_draws):
    job = next(j for j in batch.analysis_jobs(["bau"], load_inputs()) if j.notebook.stem == "02_demand")
    assert not job.is_done()
    batch.run_job(job)
    assert job.is_done()
    assert list((workbook_copy / "outputs" / "bau" / "figures").glob("02_demand-*.png"))
    job.output.write_bytes(b"{}")
    assert not job.is_done()


def test_bad_input_is_said_plainly_and_leaves_outputs_alone(workbook_copy):
    kept = write_whole(workbook_copy / "outputs" / "dossier" / "de_an.pdf", b"old")
    table = workbook_copy / "data" / "tables" / "communes.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    lines[7] = lines[7].replace(lines[7].split(",")[10], "-5", 1)
    table.write_text("\n".join(lines) + "\n", encoding="utf-8")
    result = CliRunner().invoke(app, ["run"])
    assert result.exit_code == 2
    assert "data/tables/communes.csv, dòng 8, cột population_2019" in result.output.replace("\n", " ")
    assert kept.read_bytes() == b"old"


def test_an_unknown_scenario_key_names_its_line_and_the_nearest_key(workbook_copy):
    path = workbook_copy / "data" / "scenarios" / "stepwise.yml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("new_points_per_year", "new_point_per_year"), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"stepwise.yml, dòng 10.*new_points_per_year") as caught:
        load_scenario("stepwise", load_inputs().register)
    assert caught.value.row == 10


def test_the_command_says_what_it_can_do_and_exits_as_it_says():
    runner = CliRunner()
    for command in ([], ["run"], ["scenario"], ["check"]):
        shown = runner.invoke(app, [*command, "--help"])
        assert shown.exit_code == 0
    assert runner.invoke(app, ["scenario", "stepwis"]).exit_code == 2
    assert runner.invoke(app, ["scenario", "bau", "--set", "nonsense"]).exit_code == 2
    assert runner.invoke(app, ["check"]).exit_code == 0
