"""Batches: parameter sets read and refused, tasks in their order, runs skipped, failed, summed up."""

from __future__ import annotations

import csv
import dataclasses
import itertools
import json
import shutil
import time

import nbformat
import openpyxl
import pytest
from batch_samples import ROOT, HerePool, executed_as_is, small_notebook
from model_samples import set_draws
from typer.testing import CliRunner

from helpers.inputs import InputError, load_inputs, load_scenario
from helpers.run import cli_batch, progress, workbook
from helpers.run.batch import (
    Outcome,
    Task,
    Wanted,
    WholeJob,
    chain_plan,
    given_sets,
    jobs,
    notebook_plan,
    run_tasks,
)
from helpers.run.batch.durations import keep_durations
from helpers.run.batch.of_notebook import declared_by
from helpers.run.batch.summary import failures, summary
from helpers.run.cache import results_for
from helpers.run.cli import app

# --- sets -------------------------------------------------------------------------------------------------


def texts(sets):
    return [{key: given.text for key, given in each.items()} for each in sets]


def test_a_grid_is_the_product_of_its_axes():
    found = texts(given_sets(["a=1,2", "b=x,y,z"]))
    assert found == [{"a": a, "b": b} for a, b in itertools.product("12", "xyz")]


def test_sets_of_a_file_and_a_list_stand_at_every_point_of_the_grid(tmp_path):
    path = tmp_path / "sets.csv"
    path.write_text("a,b\n1,\n2,y\n", encoding="utf-8")
    assert texts(given_sets(["c=5,6"], ["a=3; b=z"], path)) == [
        {"a": "1", "c": "5"}, {"a": "1", "c": "6"}, {"a": "2", "b": "y", "c": "5"}, {"a": "2", "b": "y", "c": "6"},
        {"a": "3", "b": "z", "c": "5"}, {"a": "3", "b": "z", "c": "6"}]


def test_a_semicolon_file_with_the_mark_of_excel_reads_as_one_with_commas(tmp_path):
    comma, other = tmp_path / "a.csv", tmp_path / "b.csv"
    comma.write_text("a,b\n1,2\n", encoding="utf-8")
    other.write_text("a;b\n1;2\n", encoding="utf-8-sig")
    assert texts(given_sets(csv=comma)) == texts(given_sets(csv=other)) == [{"a": "1", "b": "2"}]


def test_a_workbook_of_excel_reads_as_a_text_file_does(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["a", "b"])
    book.active.append([1, 0.5])
    book.active.append(["x", None])
    book.create_sheet("empty")
    book.save(tmp_path / "sets.xlsx")
    assert texts(given_sets(csv=tmp_path / "sets.xlsx")) == [{"a": "1", "b": "0.5"}, {"a": "x"}]


@pytest.fixture
def home(workbook_copy):
    set_draws(workbook_copy)
    return workbook_copy


@pytest.fixture
def typed_notebook(tmp_path):
    declared = ('scenario: str = "bau"\nyears: int = 3\nshare: float = 0.5\ndeep: bool = False\n'
                "points: list = []\nstandard_km: float = 5.0\nbare = 1")
    return small_notebook(tmp_path, "sample", "print(years)", parameters=declared)


def test_values_get_the_types_that_the_notebook_declares(typed_notebook, home, inputs):
    sets = given_sets(listed=["years=7; share=1; deep=true; points=[1, 2]; scenario=stepwise"])
    run, = notebook_plan(typed_notebook, sets, inputs, Wanted("b")).runs
    assert run.parameters == {"years": 7, "share": 1.0, "deep": True, "points": [1, 2], "scenario": "stepwise"}
    assert [type(run.parameters[key]) for key in ("years", "share", "deep")] == [int, float, bool]


REFUSED_IN_A_NOTEBOOK = [
    ("yers", "3", 1, "years"), ("years", "3.5", 2, "a whole number"), ("years", "abc", 2, "a whole number"),
    ("share", '"0,5"', 2, "write a decimal point"), ("share", "nan", 2, "a number"),
    ("deep", "yes", 2, "true or false"), ("points", "3", 2, "square brackets"),
    ("scenario", "stepwis", 2, "stepwise"), ("standard_km", "999", 2, "[0.5; 50] km"),
    ("bare", "2", 2, "annotate it"), ("share", "1e999", 2, "a number"),
]


@pytest.mark.parametrize(("column", "value", "row", "words"), REFUSED_IN_A_NOTEBOOK)
def test_a_bad_cell_is_refused_with_file_row_column_and_remedy_in_both_languages(
        typed_notebook, home, inputs, tmp_path, column, value, row, words):
    path = tmp_path / "sets.csv"
    path.write_text(f"{column}\n{value}\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        notebook_plan(typed_notebook, given_sets(csv=path), inputs, Wanted("b"))
    vi, en = str(caught.value).split("\n")
    assert (caught.value.file, caught.value.row, caught.value.column) == (str(path), row, column)
    assert words in en
    assert "Cách sửa" in vi
    assert "What to do" in en


REFUSED_IN_A_CHAIN = [
    ("scenario,discount_rate\nbau,5", 2, "discount_rate", "[0; 0.3]"),
    ("scenario,discount_rate\nbau,0.1\nbau,x", 3, "discount_rate", "a number"),
    ("scenario,case\nbau,lowest", 2, "case", "low"),
    ("scenario,seed\nbau,1.5", 2, "seed", "a whole number"),
    ("scenario,pinned\nstepwise,[99999]", 2, "pinned", "communes.csv"),
    ("scenario,plan_years\nstepwise,2", 2, "plan_years", "new_points_per_year"),
    ("discount_rate\n0.1", 2, "scenario", "the name of a scenario"),
    ("scenario\nrecommended", 2, "scenario", "stepwise"),
    ("scenario,x\nbau,1", 1, "x", "a lever or a parameter"),
    ("scenario,run\nbau,../up", 2, "run", "plain letters"),
    ("scenario,run\nbau,a\nstepwise,a", 3, "run", "each name"),
    ("scenario\nbau\nbau", 3, "run", "each set once"),
]


@pytest.mark.parametrize(("text", "row", "column", "words"), REFUSED_IN_A_CHAIN)
def test_a_bad_row_of_a_chain_is_refused_before_anything_runs(home, tmp_path, text, row, column, words):
    path = tmp_path / "sets.csv"
    path.write_text(text + "\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["batch", "chain", "--csv", str(path)])
    assert done.exit_code == cli_batch.REFUSED
    assert f"row {row}, column {column}" in done.output
    assert words in done.output
    assert list((home / "outputs").iterdir()) == []


@pytest.mark.parametrize("words", [
    ["--grid", "x"], ["--grid", "x="], ["--grid", "x=1", "--grid", "x=2"], ["--set", "x"], ["--set", "x=1; x=2"],
    ["--set", "x=1", "--grid", "x=1,2"], ["--csv", "nowhere.csv"], ["--name", "../up"], ["--papers"]])
def test_a_wrong_call_is_said_in_words_and_runs_nothing(home, tmp_path, words):
    done = CliRunner().invoke(app, ["batch", str(small_notebook(tmp_path, "n", "1")), *words])
    assert done.exit_code == cli_batch.REFUSED, done.output
    assert "What to do" in done.output
    assert not (home / "outputs" / "batch").exists()


def test_the_types_of_the_workbooks_own_notebooks_are_known(root):
    assert declared_by(root / "notebooks" / "documents" / "de_an.ipynb") == {"scenario": "str", "profile": "str"}
    assert declared_by(root / "notebooks" / "analysis" / "01_baseline.ipynb") == {"standard_km": "float"}


# --- tasks ------------------------------------------------------------------------------------------------


def note(name):
    return name


def fail(name):
    raise ValueError(f"{name} is wrong")


def task(name, *needs, call=note):
    return Task(name, call, (name,), frozenset(needs))


def test_no_task_starts_before_what_it_needs_and_all_are_run():
    chain = [task("d", "b", "c"), task("c", "a"), task("b", "a"), task("a"), task("e", "not a task")]
    pool = HerePool(3)
    outcomes = list(run_tasks(chain, pool))
    assert {outcome.task.name for outcome in outcomes} == set("abcde")
    for each in chain:
        assert all(pool.order.index(need) < pool.order.index(each.name) for need in each.needs if need in pool.order)


def test_of_tasks_that_may_start_the_one_with_most_work_behind_it_is_first():
    # Behind short stand 1 + 50 s, behind long 30 s alone, behind quick nothing.
    pool = HerePool()
    tasks = [task("quick"), task("long"), task("short"), task("after", "short")]
    list(run_tasks(tasks, pool, costs={"quick": 2, "long": 30, "short": 1, "after": 50}))
    assert pool.order == ["short", "after", "long", "quick"]


def test_a_failed_task_stops_those_that_need_it_and_no_others():
    tasks = [task("a", call=fail), task("b", "a"), task("c", "b"), task("d")]
    ended = {outcome.task.name: outcome for outcome in run_tasks(tasks, HerePool())}
    assert ended["a"].error == "ValueError: a is wrong"
    assert ended["d"].error is None
    assert [ended[name].started for name in "abcd"] == [True, False, False, True]
    assert "since a failed" in ended["b"].error


def test_tasks_that_become_known_late_are_run():
    later = iter([[task("b", "a")], []])
    assert [o.task.name for o in run_tasks([task("a")], HerePool(), more=lambda ended: next(later))] == ["a", "b"]


def test_documents_wait_for_every_scenario_and_a_failed_one_keeps_them_back(home, monkeypatch):
    monkeypatch.setattr("helpers.run.batch.whole.recommended_scenario", lambda inputs: "stepwise")
    job = WholeJob(load_inputs())
    first = {each.name: each for each in job.first()}
    assert first["stepwise/notebooks/02_demand.ipynb"].needs == {"stepwise", "bau"}
    assert len(first["comparison/notebooks/07_comparison.ipynb"].needs) == 6
    assert not any(name.startswith("dossier") for name in first)
    ended = {each.name: Outcome(each, 1.0) for each in job.computed}
    broken = {**ended, "budget_cap": Outcome(first["budget_cap"], 1.0, error="x")}
    assert job.documents(broken) == []
    choice, *papers = (each.name for each in job.documents(ended))
    stems = [path.stem for path in (home / "notebooks" / "documents").glob("*.ipynb")]
    assert choice == "comparison/choice"
    assert sorted(papers) == sorted([*(f"dossier/notebooks/{stem}.ipynb" for stem in stems),
                                     "dossier/notebooks/phu_luc_so_lieu.xlsx"])
    assert job.documents(ended) == []


def test_the_time_left_is_the_work_left_over_the_workers_and_no_less_than_the_longest_task(home, monkeypatch):
    tasks = [task("a"), task("b"), task("c")]
    keep_durations([Outcome(each, seconds) for each, seconds in zip(tasks, (30.0, 10.0, 50.0), strict=True)])
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    board = progress._Board(tasks, HerePool(2), "", [])
    board.show()
    assert board.bar.tasks[0].fields["ends"] == 150  # 90 s of work for two, but c alone takes 50
    board.started(tasks[0])
    board.started(tasks[2])
    now[0] = 120.0
    board.ended(Outcome(tasks[2], 20.0))  # sooner than the last time
    assert board.bar.tasks[0].fields["ends"] == 130  # a has 10 s left, b has 10


def test_without_any_known_duration_no_time_left_is_claimed(home):
    board = progress._Board([task("a"), task("b")], HerePool(), "", [])
    board.show()
    assert board.bar.tasks[0].fields["ends"] is None


# --- runs -------------------------------------------------------------------------------------------------


@pytest.fixture
def without_kernels(monkeypatch):
    monkeypatch.setattr(jobs, "run_notebook", executed_as_is)


def carried_out(plan, size=1):
    return summary(plan, run_tasks(plan.tasks, HerePool(size)))


@pytest.fixture
def plan_of(home, inputs):
    """Return a function that plans a batch of a small notebook in the copy of the workbook."""
    def plan(notebook, *sets, **wanted):
        return notebook_plan(notebook, given_sets(listed=sets), inputs, Wanted("b", **wanted))
    return plan


def states(lines):
    return [line.state for line in lines]


def test_unchanged_runs_are_skipped_and_a_changed_notebook_runs_all_again(home, without_kernels, plan_of):
    notebook = small_notebook(home, "n", "print(x)")
    assert states(carried_out(plan_of(notebook, "x=1", "x=2"))) == ["done", "done"]
    assert states(carried_out(plan_of(notebook, "x=1", "x=3", "x=2"))) == ["skipped", "done", "skipped"]
    assert states(carried_out(plan_of(notebook, "x=2", force=True))) == ["done"]
    small_notebook(home, "n", "print(x + 1)")
    assert states(carried_out(plan_of(notebook, "x=1", "x=2", "x=3"))) == ["done"] * 3


def test_every_run_has_a_folder_that_does_not_hang_on_its_place_in_the_list(home, without_kernels, plan_of):
    notebook = small_notebook(home, "n", "print(x)")
    first, other = (plan_of(notebook, *sets) for sets in (("x=1", "x=2"), ("x=2", "x=5", "x=1")))
    places = {run.parameters["x"]: run.place for run in first.runs}
    assert len(set(places.values())) == 2
    assert {run.parameters["x"]: run.place for run in other.runs}.items() >= places.items()
    named, = plan_of(notebook, "x=1; run=mine").runs
    assert named.place == "batch/b/mine"
    carried_out(first)
    for x, place in places.items():
        output, = (home / "outputs" / place / "notebooks").glob("*.ipynb")
        assert f"[('x', {x})]" in output.read_text(encoding="utf-8")


def test_the_summary_says_of_each_run_what_came_of_it_on_the_screen_and_beside_the_runs(home):
    notebook = small_notebook(home, "n", "assert x < 3, 'too \"large\", this'")
    call = ["batch", str(notebook), "--grid", "x=1,3,4", "--workers", "1", "--name", "mine"]
    done = CliRunner().invoke(app, call)
    assert done.exit_code == 2, done.output  # as many as failed
    folder = home / "outputs" / "batch" / "mine"
    with (folder / "summary.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [(row["x"], row["state"]) for row in rows] == [("1", "done"), ("3", "failed"), ("4", "failed")]
    assert all(float(row["seconds"]) > 0 for row in rows)
    assert 'too "large", this' in rows[1]["error"]
    stored = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert [(line["parameters"], line["state"]) for line in stored] == [
        ({"x": 1}, "done"), ({"x": 3}, "failed"), ({"x": 4}, "failed")]
    for line in stored[1:]:
        kept = nbformat.read(home / line["output"] / "notebooks" / "n.failed.ipynb", as_version=4)
        assert any(out.get("ename") == "AssertionError" for cell in kept.cells for out in cell.get("outputs", []))
    assert not (home / stored[0]["output"] / "notebooks" / "n.failed.ipynb").exists()
    assert "done" in done.output
    assert "failed" in done.output
    again = CliRunner().invoke(app, [*call[:2], "--set", "x=1", *call[4:]])
    assert again.exit_code == 0
    assert "unchanged" in again.output


def test_the_exit_code_counts_failed_runs_up_to_a_hundred(home, plan_of):
    plan = plan_of(small_notebook(home, "n", "1"), *(f"x={x}" for x in range(101)))
    failed = [Outcome(task, 1.0, error="boom") for task in plan.tasks]
    assert [failures(summary(plan, failed[:count])) for count in (0, 101)] == [100, 100]  # not run counts too
    done = [dataclasses.replace(outcome, error=None) for outcome in failed]
    assert [failures(summary(plan, [*failed[:count], *done[count:]])) for count in (0, 1, 99)] == [0, 1, 99]


# --- the chain --------------------------------------------------------------------------------------------


PLAIN = "scenario=do_minimum; run=plain"
DEAR = "scenario=do_minimum; discount_rate=0.2; run=dear"


@pytest.fixture(scope="module")
def chain(tmp_path_factory):
    """Two runs of the chain, computed once, in a small copy of the workbook."""
    home = tmp_path_factory.mktemp("home")
    for name in ("data", "notebooks"):
        shutil.copytree(ROOT / name, home / name)
    set_draws(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("QD45_HOME", str(home))
        inputs = load_inputs()
        lines = carried_out(chain_plan(given_sets(listed=[DEAR, PLAIN]), inputs, Wanted("c")))
        yield home, inputs, lines


def test_a_run_of_the_chain_has_its_own_record_and_results_of_the_changed_scenario(chain):
    home, _, lines = chain
    assert states(lines) == ["done", "done"]
    folder = home / "outputs" / "batch" / "c"
    texts = {name: (folder / name / "run.json").read_text(encoding="utf-8") for name in ("dear", "plain")}
    records = {name: json.loads(text) for name, text in texts.items()}
    assert records["dear"]["resolved_values"]["discount_rate"] == 0.2
    assert records["plain"]["resolved_values"]["discount_rate"] != 0.2
    assert records["dear"]["made_from"] == {"scenario": "do_minimum", "changes": {"discount_rate": 0.2}}
    npv = {name: abs(record["headlines"]["state_npv_vnd"]) for name, record in records.items()}
    assert npv["dear"] < npv["plain"]
    assert not (home / "outputs" / "do_minimum").exists()


def test_unchanged_runs_of_the_chain_are_skipped(chain):
    _, inputs, _ = chain
    other = "scenario=do_minimum; discount_rate=0.25"
    again = chain_plan(given_sets(listed=[PLAIN, other]), inputs, Wanted("c"))
    assert [len(run.tasks) for run in again.runs] == [0, 1]


def test_a_notebook_opens_a_run_of_the_chain_by_its_place_and_the_title_says_what_is_changed(chain):
    _, inputs, _ = chain
    results, plain = results_for("batch/c/dear", inputs), results_for("batch/c/plain", inputs)
    assert results.scenario.values["discount_rate"] == 0.2
    assert results.scenario.title_vi.endswith("(biến thể: discount_rate)")
    assert results.headlines["state_npv_vnd"] != plain.headlines["state_npv_vnd"]
    assert plain.scenario.title_vi == load_scenario("do_minimum", inputs.register).title_vi
    with pytest.raises(InputError, match="qd45 batch"):
        results_for("batch/c/nope", inputs)


def test_a_stored_run_is_not_shown_once_the_data_have_changed(chain):
    home, _, _ = chain
    table = home / "data" / "tables" / "terms.csv"
    before = table.read_bytes()
    table.write_bytes(before.replace(b"\n", b"\r\n", 1))
    try:
        with pytest.raises(InputError, match="run again the command qd45 batch"):
            workbook.results_for("batch/c/dear")
    finally:
        table.write_bytes(before)


def test_notebooks_and_papers_of_a_run_go_to_its_folder_and_need_its_results(chain):
    home, inputs, _ = chain
    sets = given_sets(listed=[PLAIN])
    run, = chain_plan(sets, inputs, Wanted("c", notebooks=True, papers=True)).runs
    names = {task.name for task in run.tasks}
    assert "batch/c/plain/notebooks/02_demand.ipynb" in names
    assert "batch/c/plain/papers/notebooks/to_trinh.ipynb" in names
    job = next(task.arguments[0] for task in run.tasks if task.name.endswith("to_trinh.ipynb"))
    assert job.parameters == {"scenario": "batch/c/plain"}
    assert {path.name for path in job.papers} == {"to_trinh.pdf", "to_trinh.docx"}
    assert all(path.parent == home / "outputs" / "batch" / "c" / "plain" / "papers" for path in job.papers)
