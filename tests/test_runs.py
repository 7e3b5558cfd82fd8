"""Stored runs can be made again from their records, and a change between two of them falls on what changed."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
from model_samples import set_base, set_draws
from typer.testing import CliRunner

from helpers.analysis.attribution import OTHERS
from helpers.inputs import InputError, data_dir, load_inputs, load_scenario
from helpers.model import run_headlines, run_scenario
from helpers.run import archive, cache, verify
from helpers.run import why as why_module
from helpers.run.archive import archive_dir, inputs_of
from helpers.run.cli import app
from helpers.run.locks import clean_leftovers
from helpers.run.paths import outputs_dir
from helpers.run.stored import folders_of, previous_of, stored_run
from helpers.run.why import CHAIN_TABLES, CODE, PLAN, changed, mixture, runs_needed, side_of, why


def load_once(folder=None):
    """Load inputs, those of the same content once in all tests: loading is not what is tested here."""
    folder = folder or data_dir()
    files = [*folder.glob("*.csv"), *folder.glob("tables/*.csv")]
    content = frozenset((path.relative_to(folder), path.read_bytes()) for path in files)
    if content not in LOADED:
        LOADED[content] = load_inputs(folder)
    return LOADED[content]


def run_once(scenario, inputs):
    """Run the chain alone, without draws, each scenario with the same inputs once in all tests."""
    key = scenario.digest(), inputs.digest()
    if key not in MADE:
        MADE[key] = run_scenario(scenario, inputs)
    return MADE[key]


LOADED, MADE = {}, {}


@pytest.fixture
def home(workbook_copy, monkeypatch):
    """A workbook whose runs take a moment."""
    monkeypatch.setattr(cache, "study", run_once)
    monkeypatch.setattr(cache, "load_inputs", load_once)
    monkeypatch.setattr(archive, "load_inputs", load_once)
    return workbook_copy


@pytest.fixture
def kept(home):
    """A home with one stored run."""
    cache.results_for("stepwise")
    return home


def qd45(*words):
    return CliRunner().invoke(app, list(words), env={"COLUMNS": "200"})


def edit(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def edit_record(path, change):
    record = json.loads(path.read_text(encoding="utf-8"))
    change(record)
    path.write_text(json.dumps(record), encoding="utf-8")


def run_again(home, name="stepwise", *, set_values=None, change=()):
    """Change parameters and files, run the scenario again, and return the run before and the new one."""
    set_base(home, **(set_values or {}))
    for place, old, new in change:
        edit(home / "data" / place, old, new)
    cache.results_for(name)
    new = stored_run(outputs_dir() / name)
    return previous_of(new), new


def part(parts, metric, key):
    return parts.set_index(["metric_id", "input_id"])["part"][metric, key]


# --- a run made again -------------------------------------------------------------------------------------


def test_a_whole_run_with_its_draws_is_made_again_alike(workbook_copy):
    set_draws(workbook_copy)
    set_base(workbook_copy, uncertainty_draws=(3, 2))
    cache.results_for("bau")
    shown = qd45("verify", "outputs/bau")
    assert shown.exit_code == 0, shown.output
    tables = len(list((outputs_dir() / "bau" / "results").glob("*.csv")))
    assert f"đúng / equal; đã đối chiếu {tables} bảng" in shown.output
    # The draws are compared too: the quick way does not see a change of them, the full way does.
    table = outputs_dir() / "bau" / "results" / "draws.csv"
    draws = pd.read_csv(table)
    draws.assign(points_total=draws["points_total"] * 2).to_csv(table, index=False, lineterminator="\n")
    edit_record(outputs_dir() / "bau" / "run.json",
                lambda record: record["files"].update({"draws.csv": cache.digest_file(table)}))
    run = stored_run(outputs_dir() / "bau")
    assert verify.verify(run, chain=True).equal
    assert [(found.table, found.column) for found in verify.verify(run).differences] == [("draws", "points_total")]


def test_a_number_of_a_table_changed_by_hand_is_named_with_its_size(kept):
    path = kept / "outputs" / "stepwise" / "results" / "cash_flow.csv"
    table = pd.read_csv(path)
    column = next(name for name in table.select_dtypes("float") if (table[name] != 0).any())
    row = int(np.flatnonzero(table[column])[0])
    table.loc[row, column] *= 1.25
    table.to_csv(path, index=False, lineterminator="\n")
    shown = qd45("verify", "--chain", "outputs/stepwise")
    assert shown.exit_code == 1
    assert "khác / different" in shown.output
    assert "results/cash_flow.csv: tệp bị sửa" in shown.output
    # 1.25 against 1: a fifth of the larger.
    assert f"cash_flow, {column}: chênh tương đối lớn nhất 2,0e-01" in shown.output


def test_a_headline_changed_in_the_record_is_named(kept):
    edit_record(kept / "outputs" / "stepwise" / "run.json",
                lambda record: record["headlines"].update(people_within_share=0.99))
    verdict = verify.verify(stored_run(outputs_dir() / "stepwise"), chain=True)
    assert [(found.table, found.column) for found in verdict.differences] == [("run.json", "people_within_share")]
    assert verdict.edited == []


def test_a_file_lost_one_added_and_one_written_otherwise_are_named(kept):
    folder = kept / "outputs" / "stepwise" / "results"
    (folder / "sites.csv").unlink()
    (folder / "extra.csv").write_text("a\n1\n")
    table = pd.read_csv(folder / "access.csv", dtype=str, keep_default_na=False)
    table.to_csv(folder / "access.csv", index=False, lineterminator="\r\n")
    (folder / "demand.csv").write_text("")
    verdict = verify.verify(stored_run(folder.parent), chain=True)
    assert verdict.edited == ["access.csv", "demand.csv", "extra.csv", "sites.csv"]
    # The numbers of access.csv are the same: the file is named, no column of it.
    assert [(found.table, found.kind) for found in verdict.differences] == [("sites", verify.MISSING),
                                                                             ("demand", verify.SHAPE)]


def test_words_and_blanks_that_differ_are_told_from_numbers():
    columns = pd.Series([1.0, np.nan, 3.0]), pd.Series([1.0, 2.0, 3.0 + 1e-12])
    assert verify._of_columns("t", "c", *columns) == verify.Difference("t", "c", verify.NUMBERS, np.inf)
    assert verify._of_columns("t", "c", columns[1], columns[1] * (1 + 1e-10)) is None
    words = pd.Series(["a", "b"]), pd.Series(["a", "c"])
    assert verify._of_columns("t", "c", *words) == verify.Difference("t", "c", verify.WORDS)


def test_inputs_changed_afterwards_do_not_matter(kept):
    set_base(kept, dossiers_2017=(94000, 95000))
    edit(kept / "data" / "tables" / "tariffs.csv", ",26000,", ",29000,")
    (kept / "data" / "tables" / "risks.csv").unlink()
    assert qd45("verify", "--chain").exit_code == 0


def test_kept_inputs_are_those_that_were_read(kept):
    before = load_once()
    set_base(kept, dossiers_2017=(94000, 95000))
    again = inputs_of(before.digests)
    assert again.register["dossiers_2017"].quantity.value == 94000
    assert again.digests == before.digests


def test_an_input_that_is_no_longer_known_is_said_with_its_file(kept):
    digest = stored_run(outputs_dir() / "stepwise").record["inputs"]["parameters.csv"]
    (archive_dir() / digest).write_bytes(b"spoilt")
    assert qd45("verify", "--chain").exit_code == 0  # the file of data/ is still the same
    set_base(kept, dossiers_2017=(94000, 95000))
    shown = qd45("verify", "--chain")
    assert shown.exit_code == 2
    assert "data/parameters.csv" in shown.output
    assert digest[:10] in shown.output
    # The run that can be read is seen to all the same.
    cache.results_for("bau")
    shown = qd45("verify", "--chain")
    assert shown.exit_code == 2
    assert "outputs/bau: đúng" in shown.output


def test_a_kept_file_that_no_longer_fits_its_schema_is_not_taken_for_one_of_data(kept):
    digests = load_once().digests
    spoilt = {name: digest for name, digest in digests.items() if name != "tables/risks.csv"}
    with pytest.raises(InputError, match=r"risks.csv \(bản lưu / as kept\)"):
        inputs_of(spoilt)


def test_changed_code_and_packages_are_said(kept):
    def change(record):
        record["code"]["model"] = "0" * 64
        record["versions"]["numpy"] = "1.0"
    assert "Mã chương trình đã đổi" not in qd45("verify", "--chain").output
    edit_record(kept / "outputs" / "stepwise" / "run.json", change)
    shown = qd45("verify", "--chain")
    assert shown.exit_code == 0
    assert "Mã chương trình đã đổi" in shown.output
    assert "numpy 1.0 → " in shown.output


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"scenario": {}}', '{"scenario": null, "headlines": {}}'])
def test_a_record_that_cannot_be_read_is_refused_in_words(home, content):
    (home / "outputs" / "stepwise").mkdir()
    (home / "outputs" / "stepwise" / "run.json").write_text(content)
    for words in (["verify", "outputs/stepwise"], ["why", "outputs/stepwise"]):
        shown = qd45(*words)
        assert shown.exit_code == 2
        assert "outputs/stepwise/run.json" in shown.output
        assert "Traceback" not in shown.output


def test_a_folder_without_a_run_is_refused_and_a_folder_of_runs_means_all_of_them(kept):
    shutil.copytree(outputs_dir() / "stepwise", outputs_dir() / "batch" / "b" / "run-1")
    shutil.copytree(outputs_dir() / "stepwise", outputs_dir() / "batch" / "b" / "run-2")
    names = ["outputs/stepwise", "outputs/batch/b/run-1", "outputs/batch/b/run-2"]
    assert folders_of([]) == [outputs_dir() / "stepwise"]
    assert folders_of([outputs_dir() / "batch"]) == [kept / name for name in names[1:]]
    assert folders_of([outputs_dir() / "batch" / "b" / "run-2" / "run.json"]) == [kept / names[2]]
    shown = qd45("verify", "--chain", "outputs/batch/b/run-2", "stepwise")
    assert shown.exit_code == 0
    assert re.findall(r"outputs/\S+(?=:)", shown.output) == ["outputs/batch/b/run-2", "outputs/stepwise"]
    (kept / "outputs" / "empty").mkdir()
    assert qd45("verify", "outputs/empty").exit_code == 2


# --- what is kept -----------------------------------------------------------------------------------------


def test_the_record_of_the_run_before_is_kept_until_another_takes_its_place(kept):
    record, before = outputs_dir() / "stepwise" / "run.json", outputs_dir() / "stepwise" / "run.previous.json"
    first = record.read_bytes()
    cache.results_for("stepwise", force=True)
    assert not before.exists()  # the same run made again has no other before it
    set_base(kept, dossiers_2017=(94000, 95000))
    cache.results_for("stepwise")
    assert before.read_bytes() == first
    cache.results_for("stepwise", force=True)
    assert before.read_bytes() == first
    second = record.read_bytes()
    set_base(kept, dossiers_2017=(95000, 96000))
    cache.results_for("stepwise")
    assert before.read_bytes() == second


def test_a_torn_record_is_replaced_and_not_kept(kept):
    (outputs_dir() / "stepwise" / "run.json").write_text("{")
    cache.results_for("stepwise")
    assert stored_run(outputs_dir() / "stepwise").headlines
    assert not (outputs_dir() / "stepwise" / "run.previous.json").exists()


def test_inputs_are_kept_once_and_half_written_ones_are_cleaned_away(kept):
    files = set(load_once().digests.values())
    assert {path.name for path in archive_dir().iterdir()} == files
    stamps = {path: path.stat().st_mtime_ns for path in archive_dir().iterdir()}
    set_base(kept, dossiers_2017=(94000, 95000))
    cache.results_for("stepwise")
    assert len(list(archive_dir().iterdir())) == len(files) + 1
    assert all(path.stat().st_mtime_ns == stamp for path, stamp in stamps.items())
    (archive_dir() / ".abc.x1").write_bytes(b"half")
    (outputs_dir() / "stepwise" / ".run.previous.json.x1").write_bytes(b"half")
    assert sorted(clean_leftovers()) == [".inputs/.abc.x1", "stepwise/.run.previous.json.x1"]
    assert len(list(archive_dir().iterdir())) == len(files) + 1


# --- why a number moved -----------------------------------------------------------------------------------


def test_the_parts_of_two_factors_are_those_computed_by_hand(kept):
    old, new = run_again(kept, set_values={"dossiers_2017": (94000, 98000), "working_days_per_year": (250, 240)})
    parts, metric = why(old, new), "dossiers_per_point_day_2017"
    # The headline is dossiers / points / days; the mean over the two orders of changing dossiers and days.
    dossiers = (4000 / 58 / 250 + 4000 / 58 / 240) / 2
    days = (94000 / 58 * (1 / 240 - 1 / 250) + 98000 / 58 * (1 / 240 - 1 / 250)) / 2
    assert part(parts, metric, "dossiers_2017") == pytest.approx(dossiers, rel=1e-9)
    assert part(parts, metric, "working_days_per_year") == pytest.approx(days, rel=1e-9)
    assert part(parts, metric, CODE) == pytest.approx(0, abs=1e-12)


@pytest.fixture
def moved(kept):
    """Two runs between which a parameter, a table, a value and a lever of the scenario have changed."""
    return run_again(
        kept, set_values={"standard_km": (5, 5.5)},
        change=[("tables/tariffs.csv", "send_dossier,0,100,26000,30000", "send_dossier,0,100,27000,31000"),
                ("scenarios/stepwise.yml", "with_communication: 1", "with_communication: 0"),
                ("scenarios/stepwise.yml", "[8, 9, 9]", "[8, 9, 10]")])


KEYS = {"standard_km", "tables/tariffs", "scenario/with_communication", "scenario/new_points_per_year"}


def test_parts_of_a_parameter_a_table_and_the_scenario_add_up_to_the_change(moved):
    old, new = moved
    parts = why(old, new)
    assert set(parts["input_id"]) == KEYS | {CODE}
    total = parts.groupby("metric_id")["part"].sum()
    assert set(total.index) == set(old.headlines) == set(new.headlines)
    for metric, found in total.items():
        before, after = old.headlines[metric], new.headlines[metric]
        if np.isfinite([before, after]).all():
            assert found == pytest.approx(after - before, rel=1e-9, abs=1e-9 * max(1, abs(after))), metric
    # One point more and nothing else changes how many there are; the standard alone moves the share within it most.
    assert part(parts, "new_points", "scenario/new_points_per_year") == 1
    assert part(parts, "new_points", "standard_km") == 0
    own = parts[parts["metric_id"] == "people_within_share"].set_index("input_id")["part"]
    assert own.idxmax() == "standard_km"


def test_the_two_ends_of_the_mixture_are_the_two_runs(moved):
    sides = [side_of(run) for run in moved]
    for taken, run in ((frozenset(), moved[0]), (frozenset(KEYS), moved[1])):
        mixed = mixture(*sides, taken)
        assert run_headlines(mixed.scenario, mixed.inputs) == pytest.approx(run.headlines, rel=1e-12, nan_ok=True)


def test_what_the_code_makes_otherwise_is_its_own_part(moved):
    old, new = moved
    record = new.record["headlines"]
    record["new_points"] += 3
    old.record["headlines"]["new_points"] -= 2
    parts = why(old, new)
    # As if the code of the new run had counted 3 more, and that of the old one 2 less.
    assert part(parts, "new_points", CODE) == 5
    assert part(parts, "new_points", "scenario/new_points_per_year") == 1
    assert part(parts, "points_total", CODE) == 0


def test_code_alone_explains_runs_with_the_same_inputs(kept):
    path = outputs_dir() / "stepwise" / "run.json"
    shutil.copy(path, path.with_name("run.previous.json"))
    edit_record(path, lambda record: record["headlines"].update(new_points=30))
    parts = why(previous_of(stored_run(path)), stored_run(path))
    assert set(parts["input_id"]) == {CODE}
    assert part(parts, "new_points", CODE) == 4


def test_levers_that_contradict_each_other_change_at_once(kept):
    cache.results_for("bau")
    old, new = (stored_run(outputs_dir() / name) for name in ("bau", "stepwise"))
    changes = changed(side_of(old), side_of(new))
    assert f"scenario/{PLAN}" in changes
    assert "scenario/siting" not in changes
    parts = why(old, new)
    # Without sites there are no new points: 0 becomes 8 + 9 + 9.
    assert part(parts, "new_points", f"scenario/{PLAN}") == 26


def test_the_row_of_a_parameter_that_is_in_force_counts_not_the_last_one(kept):
    runs, sides = [], []
    for day in ("2018-11-07", "2040-01-01"):
        edit(kept / "data" / "scenarios" / "stepwise.yml", "as_of: 2018-11-07", f"as_of: {day}")
        cache.results_for("stepwise")
        runs.append(stored_run(outputs_dir() / "stepwise"))
        sides.append(side_of(runs[-1]))
        edit(kept / "data" / "scenarios" / "stepwise.yml", f"as_of: {day}", "as_of: 2018-11-07")
    changes = changed(*sides)
    # The minimum wages have rows of several dates; nothing else of the register has.
    dated = {key for key in changes if not key.startswith(("tables/", "scenario/"))}
    assert dated == {f"minimum_wage_region_{k}_vnd_per_month" for k in (2, 3, 4)}
    assert "scenario/as_of" in changes
    for taken, run in ((frozenset(), runs[0]), (frozenset(changes), runs[1])):
        mixed = mixture(*sides, taken)
        assert run_headlines(mixed.scenario, mixed.inputs) == pytest.approx(run.headlines, rel=1e-12, nan_ok=True)


def test_a_changed_table_that_the_chain_does_not_read_costs_no_run(kept):
    edit(kept / "data" / "tables" / "risks.csv", "ngân sách", "Ngân sách")
    set_base(kept, dossiers_2017=(94000, 95000))
    cache.results_for("stepwise")
    new = stored_run(outputs_dir() / "stepwise")
    changes = changed(side_of(previous_of(new)), side_of(new))
    assert list(changes) == ["dossiers_2017"]
    assert runs_needed(changes) == 2


@pytest.mark.parametrize(("name", "overrides"), [
    ("stepwise", {}), ("stepwise", {"assignment": "huff"}), ("every_commune", {}), ("one_stop_at_post", {})])
def test_the_chain_reads_no_table_but_those_named(inputs, name, overrides):
    scenario = load_scenario(name, inputs.register, **overrides)
    few = type(inputs)(inputs.register, {key: inputs[key] for key in CHAIN_TABLES}, inputs.digests)
    assert run_headlines(scenario, few) == pytest.approx(run_headlines(scenario, inputs), nan_ok=True)


def test_mixtures_that_cannot_be_computed_are_left_out_by_taking_more_at_once(moved, monkeypatch):
    old, new = moved
    real, alone = why_module.run_headlines, []

    def fussy(scenario, inputs):
        points, means = scenario.levers.new_points_per_year, scenario.values["with_communication"]
        if (points == (8, 9, 10)) != (means == 0):
            alone.append(points)
            raise ValueError("these two go together")
        return real(scenario, inputs)

    monkeypatch.setattr(why_module, "run_headlines", fussy)
    parts = why(old, new)
    assert alone
    assert set(parts["input_id"]) == {"standard_km", "tables/tariffs", "data/scenarios/stepwise.yml", CODE}
    total = parts.groupby("metric_id")["part"].sum()
    change = new.headlines["society_npv_vnd"] - old.headlines["society_npv_vnd"]
    assert total["society_npv_vnd"] == pytest.approx(change, rel=1e-9)

    def fussier(scenario, inputs):
        if (inputs.register["standard_km"].quantity.value == 5) != (scenario.values["with_communication"] == 1):
            raise KeyError("these two go together")
        return real(scenario, inputs)

    monkeypatch.setattr(why_module, "run_headlines", fussier)
    assert set(why(old, new)["input_id"]) == {OTHERS, CODE}


def test_runs_that_the_present_code_cannot_make_are_refused_in_words(moved, monkeypatch):
    def broken(scenario, inputs):
        raise KeyError("a parameter that the old run has not")
    monkeypatch.setattr(why_module, "run_headlines", broken)
    with pytest.raises(InputError, match="a parameter that the old run has not"):
        why(*moved)
    monkeypatch.setattr(verify, "run_scenario", broken)
    shown = qd45("verify", "--chain", "stepwise")
    assert shown.exit_code == 2
    assert "a parameter that the old run has not" in shown.output


def test_many_changed_parameters_are_taken_together_by_stage_and_still_add_up(kept):
    path = kept / "data" / "parameters.csv"
    starts = ("staff_cost", "rent_", "running_", "capital_", "handling_", "training_", "communication_", "loss_",
              "late_", "value_of_time")
    table = pd.read_csv(path, dtype=str, keep_default_na=False)
    money = table["parameter_id"].str.startswith(starts) & (table["low"] != "") & (table["low"] != table["base"])
    keys = [*table.loc[money, "parameter_id"], "speed_plain_kmh", "standard_km"]
    for row in table.index[table["parameter_id"].isin(keys)]:
        low, base = table.loc[row, "low"], float(table.loc[row, "base"])
        table.loc[row, "base"] = str((float(low) + base) / 2 if low else base - 1)
    table.to_csv(path, index=False, lineterminator="\n")
    cache.results_for("stepwise")
    new = stored_run(outputs_dir() / "stepwise")
    old = previous_of(new)
    changes = changed(side_of(old), side_of(new))
    assert list(changes) == [key for key in table["parameter_id"] if key in keys]
    assert len(changes) > 10
    topics = [changes[key] for key in ("speed_plain_kmh", "standard_km", "staff_cost_vnd")]
    assert topics == [f"data/parameters.csv ({topic})" for topic in ("đường đi", "khác", "tài chính")]
    parts = why(old, new)
    assert {"speed_plain_kmh", "standard_km", "data/parameters.csv (tài chính)"} <= set(parts["input_id"])
    assert runs_needed(changes) == 2 ** (parts["input_id"].nunique() - 1)
    total = parts.groupby("metric_id")["part"].sum()["society_npv_vnd"]
    assert total == pytest.approx(new.headlines["society_npv_vnd"] - old.headlines["society_npv_vnd"], rel=1e-9)


# --- the command ------------------------------------------------------------------------------------------


def test_why_shows_and_writes_values_that_add_up(moved):
    shown = qd45("why", "outputs/stepwise", "--metric", "new_points", "--metric", "people_within_share",
                 "--metric", "points_total")
    assert shown.exit_code == 0, shown.output
    assert "4 đầu vào đã đổi, chạy chuỗi 16 lần" in shown.output
    row = next(line for line in shown.output.splitlines() if "Chuẩn khoảng cách chính" in line)
    assert "5 km → 5,5 km" in row
    assert re.search(r"\+\d,\d", row)
    assert re.search(r"Số điểm mới mỗi năm \(kịch bản\).*8, 9, 9 → 8, 9, 10.*\+1 ", shown.output)
    assert "không làm đổi các kết quả trên: Bảng data/tables/tariffs.csv; Có truyền thông" in shown.output
    folder = outputs_dir() / "why"
    table = pd.read_csv(folder / "stepwise.previous-stepwise.csv", encoding="utf-8-sig")
    assert set(table["metric_id"]) == {"new_points", "people_within_share", "points_total"}
    for _, own in table.groupby("metric_id"):
        steps = own.groupby("step")["value"].sum()
        assert steps["before"] + steps["part"] == pytest.approx(steps["after"], rel=1e-9)
    charts = {path.name for path in folder.glob("*.png")}
    assert charts == {f"stepwise.previous-stepwise-{metric}.png"
                      for metric in ("new_points", "people_within_share", "points_total")}
    assert all(path.stat().st_size > 10_000 for path in folder.glob("*.png"))
    assert folders_of([]) == [outputs_dir() / "stepwise"]  # what is written is not taken for a run


def test_why_of_two_named_runs_goes_from_the_first_to_the_second(kept):
    cache.results_for("do_minimum")
    folder = outputs_dir() / "batch" / "b" / "r"
    shutil.copytree(outputs_dir() / "do_minimum", folder)
    shown = qd45("why", "outputs/stepwise", str(folder), "--metric", "new_points")
    assert shown.exit_code == 0, shown.output
    table = pd.read_csv(outputs_dir() / "why" / "stepwise-batch~b~r.csv", encoding="utf-8-sig")
    values = table.set_index("step")["value"]
    told = [stored_run(outputs_dir() / name).headlines["new_points"] for name in ("stepwise", "do_minimum")]
    assert [values["before"], values["after"]] == told
    assert told[0] != told[1]


def test_why_says_in_words_what_it_cannot_explain(kept):
    shown = qd45("why", "outputs/stepwise")
    assert shown.exit_code == 2
    assert "run.previous.json" in shown.output
    shown = qd45("why", "outputs/stepwise", "outputs/stepwise")
    assert shown.exit_code == 2
    assert "hai lượt này giống nhau" in shown.output
    run_again(kept, set_values={"dossiers_2017": (94000, 95000)})
    shown = qd45("why", "outputs/stepwise", "--metric", "new_point")
    assert shown.exit_code == 2
    assert "có phải là “new_points”?" in shown.output


def test_a_headline_that_only_one_run_has_is_refused_and_the_others_are_explained(kept):
    run_again(kept, set_values={"dossiers_2017": (94000, 95000)})
    edit_record(outputs_dir() / "stepwise" / "run.previous.json",
                lambda record: record["headlines"].pop("society_npv_vnd"))
    shown = qd45("why", "outputs/stepwise")
    assert shown.exit_code == 2
    assert "lượt stepwise.previous không có kết quả này" in shown.output
    assert qd45("why", "outputs/stepwise", "--metric", "dossiers_per_point_day_2017").exit_code == 0


def test_why_says_which_input_of_a_run_is_no_longer_known(kept):
    old, _ = run_again(kept, set_values={"dossiers_2017": (94000, 95000)})
    (archive_dir() / old.record["inputs"]["parameters.csv"]).unlink()
    shown = qd45("why", "outputs/stepwise")
    assert shown.exit_code == 2
    assert "data/parameters.csv" in shown.output
    assert "không còn biết số liệu của lượt chạy này" in shown.output
