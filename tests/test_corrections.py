"""The past of the data: sources are only added to, and a wrong cell is corrected in the open."""

from __future__ import annotations

import csv
import io
import subprocess

import pytest
from model_samples import rows
from typer.testing import CliRunner

from helpers.inputs import InputError, load_inputs
from helpers.run.cli import app

HEAD = "table,key,column,old_value,new_value,reason_vi,decided_by_role,decided_on,source_id\n"


def correct(home, *lines):
    text = HEAD + "".join(f"{line},đếm lại,Trưởng phòng BCVT,2018-12-01,WORKBOOK\n" for line in lines)
    (home / "data" / "corrections.csv").write_text(text, encoding="utf-8")


# --- corrections ------------------------------------------------------------------------------------------


def test_a_correction_takes_the_place_of_the_cell_and_the_file_stays_as_it_was(workbook_copy):
    path = workbook_copy / "data" / "tables" / "districts.csv"
    before = path.read_bytes()
    correct(workbook_copy, "districts,452,road_km_from_dong_hoi,120,121")
    table = load_inputs()["districts"].set_index("district_code")
    assert table.loc["452", "road_km_from_dong_hoi"] == 121
    assert path.read_bytes() == before


def test_a_correction_of_a_key_of_two_columns_joins_them(workbook_copy):
    correct(workbook_copy, "road_facts,Đồng Hới|Hoàn Lão,road_km,13,16")
    table = load_inputs()["road_facts"].set_index(["from_vi", "to_vi"])
    assert table.loc[("Đồng Hới", "Hoàn Lão"), "road_km"] == 16


def test_a_corrected_cell_is_checked_like_any_other(workbook_copy):
    correct(workbook_copy, "districts,452,road_km_from_dong_hoi,120,-3")
    with pytest.raises(InputError, match=r"districts.csv, dòng 3, cột road_km_from_dong_hoi"):
        load_inputs()


@pytest.mark.parametrize(("line", "words"), [
    ("districts,452,road_km_from_dong_hoi,119,121", "dòng 2, cột old_value: giá trị 119.*: 120"),
    ("districts,999,road_km_from_dong_hoi,120,121", "cột 999.*khóa district_code"),
    ("districts,452,road_km,120,121", "road_km_from_dong_hoi"),
    ("district,452,road_km_from_dong_hoi,120,121", "districts"),
])
def test_a_correction_that_does_not_fit_is_refused_in_words(workbook_copy, line, words):
    correct(workbook_copy, line)
    with pytest.raises(InputError, match=words):
        load_inputs()


# --- sources ----------------------------------------------------------------------------------------------


def sources(home):
    return home / "data" / "sources.csv"


def test_every_source_is_sealed_in_its_order():
    assert [row["source_id"] for row in rows("sources_seal.csv")] == [row["source_id"] for row in rows("sources.csv")]


@pytest.mark.parametrize("change", [
    lambda text: text.replace("UBND tỉnh Quảng Bình làm việc", "UBND tỉnh làm việc", 1),
    lambda text: "".join(line for line in text.splitlines(True) if not line.startswith("RECALL,")),
    lambda text: text.replace("\nRECALL,", "\nNEW,A,B,,,C,MIT,2026-11-25,\nRECALL,", 1),
])
def test_a_source_that_was_changed_dropped_or_moved_is_refused(workbook_copy, change):
    path = sources(workbook_copy)
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(InputError, match=r"data/sources\.csv"):
        load_inputs()


def test_a_source_may_be_looked_at_again_and_a_new_one_added_at_the_end(workbook_copy):
    path = sources(workbook_copy)
    text = path.read_text(encoding="utf-8").replace("2026-11-23", "2026-11-24", 1)
    path.write_text(text + "NEW-2027,A,B,,,C,MIT,2026-11-25,\n", encoding="utf-8")
    assert "NEW-2027" in set(load_inputs()["sources"]["source_id"])
    check = CliRunner().invoke(app, ["check"])
    assert (check.exit_code, "NEW-2027" in check.output) == (1, True)
    assert CliRunner().invoke(app, ["seal"]).exit_code == 0
    assert CliRunner().invoke(app, ["check"]).exit_code == 0
    path.write_text(path.read_text(encoding="utf-8").replace("NEW-2027,A,", "NEW-2027,Z,"), encoding="utf-8")
    with pytest.raises(InputError, match="NEW-2027"):
        load_inputs()


def test_no_source_of_the_history_was_ever_changed_or_dropped(root):
    """Where the history is at hand: every committed version holds a beginning of today's rows."""
    command = ["git", "log", "--first-parent", "--format=%H", "--", "data/sources.csv"]
    log = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    today = [_without_check(row) for row in rows("sources.csv")]
    for commit in log.stdout.split() if log.returncode == 0 else []:
        text = subprocess.run(["git", "show", f"{commit}:data/sources.csv"], cwd=root, capture_output=True, text=True,
                              check=True).stdout
        then = [_without_check(row) for row in csv.DictReader(io.StringIO(text))]
        assert today[: len(then)] == then, commit


def _without_check(row):
    return {key: value for key, value in row.items() if key != "last_checked"}

