"""The annex of figures: the run's own numbers, each with its home, in a workbook that Excel computes and draws."""

from __future__ import annotations

import datetime as dt
import io
import re
import shutil
import zipfile

import pytest
from annex_samples import annex, book, cells_of, filled, form, opened, saved, slim, through_libreoffice
from model_samples import rows

from helpers.inputs import InputError
from helpers.inputs.proposals.form import CHOICE_LABEL, ID, LABEL, PRESENT, PROPOSED, PROPOSER, REASON, UNIT
from helpers.report.annex import annex_xlsx, read_manifest
from helpers.report.annex.parts import Column, Figure, Sheet, Table
from helpers.report.annex.write import xlsx
from helpers.report.numbers import is_reference, resolve

SHEETS = ["Bìa", "Biểu đồ", "So sánh phương án", "Khoảng kết quả", "Điểm mới", "Mọi điểm", "Theo xã", "Theo năm",
          "Năng lực", "Thời hạn phát", "Giả định", "Lựa chọn", "Nguồn", "Từ điển cột", "_nguon_goc"]
NEEDS_OFFICE = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def workbook():
    return opened(annex(), data_only=True)


@pytest.fixture(scope="module")
def manifest():
    return read_manifest(annex())


def filled_cells(sheet):
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


# --- whole ------------------------------------------------------------------------------------------------


def test_the_same_inputs_give_the_same_bytes():
    assert annex_xlsx(book()) == annex()


def test_the_sheets_are_there_in_order_and_only_the_origin_is_hidden(workbook):
    assert workbook.sheetnames == SHEETS
    assert [sheet.title for sheet in workbook if sheet.sheet_state != "visible"] == ["_nguon_goc"]


def test_the_file_says_which_run_made_it(workbook, manifest):
    said = {prop.name: prop.value for prop in workbook.custom_doc_props.props}
    assert said == {"qd45.paper": "phu_luc_so_lieu", "qd45.scenario": "stepwise", "qd45.profile": "2018",
                    "qd45.as_of": "2018-11-07", "qd45.run": "a1b2c3d4e5", "qd45.status": "draft"}
    assert {key: manifest[key] for key in ("format", "scenario", "profile", "as_of", "run", "status")} == {
        "format": 1, "scenario": "stepwise", "profile": "2018", "as_of": "2018-11-07", "run": "a1b2c3d4e5",
        "status": "draft"}


def test_a_table_that_print_would_cut_begins_a_page(workbook):
    sheet = workbook["Theo năm"]
    title = next(cell.row for cell in sheet["A"] if str(cell.value).startswith("Chi theo năm và bên chi"))
    assert [item.id for item in sheet.row_breaks.brk] == [title - 1]


def test_a_draft_says_so_on_every_sheet_and_every_printed_page(workbook):
    for sheet in (workbook[name] for name in SHEETS[:-1]):
        assert sheet["A2"].value.startswith("DỰ THẢO")
        assert "DỰ THẢO" in sheet.oddHeader.right.text


def test_every_page_is_a4_and_as_wide_as_it_should_be(workbook):
    for sheet in (workbook[name] for name in SHEETS[:-1]):
        assert int(sheet.page_setup.paperSize) == 9, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert int(sheet.page_setup.fitToWidth or 1) == (2 if sheet.title == "Giả định" else 1)


def test_long_tables_repeat_and_keep_their_heads(workbook):
    for name in ("So sánh phương án", "Khoảng kết quả", "Điểm mới", "Mọi điểm", "Theo xã", "Giả định", "Nguồn"):
        sheet = workbook[name]
        head = int(re.search(r"\$(\d+):", sheet.print_title_rows).group(1))
        assert sheet.freeze_panes.endswith(str(head + 1)), name
        assert next(iter(sheet.tables.values())).ref.split(":")[0] == f"A{head}"


def test_every_table_has_a_filter_and_heads_that_differ(workbook):
    tables = [(sheet, table) for sheet in workbook for table in sheet.tables.values()]
    assert len(tables) >= 18
    for sheet, table in tables:
        assert table.autoFilter is not None
        heads = [cell.value for cell in sheet[table.ref][0]]
        assert len({head.casefold() for head in heads}) == len(heads), table.name


def test_two_columns_with_one_head_are_refused():
    bad = Sheet("S", "S", [Table("T", "T", [Column("a"), Column("A")], [["x", "y"]])])
    facts = {"title": "", "agency": "", "scenario_title": "", "status_label": "", "line": "x", "as_of": "2018-11-07"}
    with pytest.raises(ValueError, match="two columns with one head"):
        xlsx([bad], {**facts, **dict.fromkeys(("paper", "scenario", "profile", "run", "status"), "")})


# --- numbers ----------------------------------------------------------------------------------------------


def test_every_number_of_a_cell_has_a_home(workbook, manifest):
    known = {(number["sheet"], number["cell"]) for number in manifest["numbers"]}
    loose = [f"{sheet.title}!{cell.coordinate}" for sheet in workbook if sheet.title != "_nguon_goc"
             for cell in filled_cells(sheet) if isinstance(cell.value, int | float)
             and (sheet.title, cell.coordinate) not in known]
    assert loose == []


def test_every_number_is_the_one_that_its_name_gives(manifest):
    here, wrong = book(), []
    named = [number for number in manifest["numbers"] if is_reference(number["ref"])]
    assert len(named) > 4000
    for number in named:
        value = resolve(here, number["ref"]).value
        if value != pytest.approx(number["value"], rel=1e-9, abs=1e-9):
            wrong.append((number["sheet"], number["cell"], number["ref"], number["value"], value))
    assert wrong == []


def test_numbers_of_the_register_are_those_of_its_file(manifest):
    register = {row["parameter_id"]: row for row in reversed(rows("parameters.csv"))}
    found = [number for number in manifest["numbers"] if number["ref"].startswith("parameters:")]
    assert len(found) > 400
    for number in found:
        key, column = number["ref"].removeprefix("parameters:").rsplit(".", 1)
        assert float(register[key][column]) == number["value"], number


def test_numbers_are_stored_whole_and_shown_by_their_unit(workbook):
    sheet = workbook["So sánh phương án"]
    by_label = {row[0].value: row for row in sheet.iter_rows(min_row=6)}
    share = by_label["Người dân trong chuẩn khoảng cách chính cuối giai đoạn"][4]
    assert share.value == pytest.approx(book().results.headlines["people_within_share"], rel=1e-12)
    assert share.number_format == "0.0%"
    assert by_label["Chi ngân sách nhà nước giai đoạn kế hoạch"][4].number_format == "#,##0"
    assert by_label["Quãng đường bình quân đến điểm gần nhất cuối giai đoạn"][4].number_format == "#,##0.00"


def test_full_dates_are_dates_and_others_stay_as_they_are(workbook):
    sheet = workbook["Nguồn"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Mã nguồn")
    at = [cell.value for cell in head].index("Ngày")
    days = {row[0].value: row[at] for row in sheet.iter_rows(min_row=head[0].row + 1)}
    assert days["QD45-2016"].value == dt.datetime(2016, 10, 19)
    assert days["QD45-2016"].number_format == "dd/mm/yyyy"
    assert days["STAT-QB-2006"].value == "2006"


def test_intervals_of_every_option_stand_beside_its_headlines(workbook):
    sheet, here = workbook["Khoảng kết quả"], book()
    label = "Hồ sơ năm cuối giai đoạn kế hoạch"
    found = {row[1].value: [cell.value for cell in row[3:6]] for row in sheet.iter_rows(min_row=6)
             if row[0].value == label}
    assert set(found) == {run.scenario.title_vi for run in here.runs.values()}
    for run in here.runs.values():
        low, high = run.intervals.set_index("metric_id").loc["dossiers_plan_end", ["low", "high"]]
        assert found[run.scenario.title_vi] == pytest.approx([low, run.headlines["dossiers_plan_end"], high])


def test_every_commune_and_every_point_has_its_row(workbook):
    communes = {row[0].value: row for row in workbook["Theo xã"].iter_rows() if str(row[0].value).isdigit()}
    assert set(communes) == {row["commune_code"] for row in rows("tables/communes.csv")}
    sites = book().results["sites"].set_index("site_id")
    points = {row[0].value: row for row in workbook["Mọi điểm"].iter_rows() if row[0].value in set(sites.index)}
    assert set(points) == set(sites.index)
    words = {"observed": "quan sát", "derived": "suy ra", "assumed": "giả định", "synthetic": "mô phỏng"}
    assert all(row[-1].value == words[sites.loc[site, "place_status"]] for site, row in points.items())
    assert {row[-1].value for row in points.values()} == {"quan sát", "giả định"}


def test_every_table_of_numbers_shows_how_they_are_known(workbook, manifest):
    with_numbers = {number["sheet"] for number in manifest["numbers"]}
    words = {"quan sát", "suy ra", "giả định", "mô phỏng"}
    for name in with_numbers:
        sheet = workbook[name]
        for table in sheet.tables.values():
            area = sheet[table.ref]
            above = {cell.value for cell in sheet[area[0][0].row - 1]}
            heads = [head.value for head in area[0]]
            below = {row[heads.index("Trạng thái")].value for row in area[1:]} if "Trạng thái" in heads else set()
            if any(isinstance(cell.value, int | float) for row in area[1:] for cell in row):
                assert (above | below) & words or table.name == "LuaChon", table.name


def test_the_dictionary_tells_every_column(workbook):
    told = {(row[0].value, row[2].value) for row in workbook["Từ điển cột"].iter_rows()}
    for sheet in workbook:
        if sheet.title not in ("Từ điển cột", "_nguon_goc"):
            for table in sheet.tables.values():
                assert {(sheet.title, cell.value) for cell in sheet[table.ref][0]} <= told


# --- formulas ---------------------------------------------------------------------------------------------


def computed(workbook, formula: str, sheet: str, values) -> float:
    """Compute a formula of the few kinds that the annex has, from the values of the cells it names."""
    names = {name: defined.attr_text for name, defined in workbook.defined_names.items()}

    def area(text: str) -> list:
        if text in names:
            text = names[text]
        where, _, cells = text.rpartition("!")
        there = values[where.strip("'") or sheet][cells.replace("$", "")]
        return [cell.value for row in there for cell in row] if isinstance(there, tuple) else [there.value]

    body = formula.removeprefix("=")
    if found := re.fullmatch(r"SUMIFS\((.+),(.+),(.+)\)", body):
        amounts, keys, wanted = map(area, found.groups())
        return sum(amount for amount, key in zip(amounts, keys, strict=True) if key == wanted[0])
    if found := re.fullmatch(r"SUMPRODUCT\(--\(\((.+)<=(.+)\)\),(.+)\)/SUM\((.+)\)", body) or re.fullmatch(
            r"SUMPRODUCT\(--\((.+)<=(.+)\),(.+)\)/SUM\((.+)\)", body):
        far, limit, people, whole = map(area, found.groups())
        return sum(n for km, n in zip(far, people, strict=True) if km <= limit[0]) / sum(whole)
    if found := re.fullmatch(r"SUMPRODUCT\((.+),(.+)\)/SUM\((.+)\)", body):
        left, right, whole = map(area, found.groups())
        return sum(a * b for a, b in zip(left, right, strict=True)) / sum(whole)
    if found := re.fullmatch(r"SUM\((.+)\)", body):
        return sum(value or 0 for part in found.group(1).split(",") for value in area(part))
    left, right = body.split("-")
    return area(left)[0] - area(right)[0]


def test_formulas_compute_what_the_model_found(workbook):
    formulas, seen = opened(annex()), 0
    for sheet in formulas:
        for cell in filled_cells(sheet):
            if cell.data_type == "f":
                seen += 1
                found = computed(formulas, cell.value, sheet.title, workbook)
                stored = workbook[sheet.title][cell.coordinate].value
                assert found == pytest.approx(stored, rel=1e-9, abs=1e-6), f"{sheet.title}!{cell.coordinate}"
    assert seen > 60


@NEEDS_OFFICE
def test_another_program_computes_the_same_and_keeps_every_cell(tmp_path):
    # Saved without values of formulas, so that they must be computed.
    back = through_libreoffice(saved(opened(annex())), tmp_path)
    found = read_manifest(back)
    assert found["edited"] == []
    assert len(found["numbers"]) == len(read_manifest(annex())["numbers"])


def test_a_number_of_the_register_has_a_name_for_formulas(workbook):
    address = workbook.defined_names["ts_discount_rate"].attr_text
    sheet, cell = address.replace("$", "").split("!")
    assert workbook[sheet.strip("'")][cell].value == 0.08


# --- charts -----------------------------------------------------------------------------------------------


def chart_parts():
    with zipfile.ZipFile(io.BytesIO(annex())) as archive:
        return [archive.read(name).decode() for name in archive.namelist() if name.startswith("xl/charts/chart")]


def test_excel_draws_five_charts_from_cells_with_numbers(workbook):
    charts = chart_parts()
    assert len(charts) == 5
    for chart in charts:
        areas = re.findall(r"<c:val><c:numRef><c:f>(.*?)</c:f>", chart)
        assert areas
        for area in areas:
            sheet, cells = area.replace("&apos;", "'").replace("$", "").rsplit("!", 1)
            values = [cell.value for row in workbook[sheet.strip("'")][cells] for cell in row]
            assert values
            assert all(isinstance(value, int | float) for value in values), area


def test_axes_of_shares_start_at_nought_and_options_show_their_intervals():
    charts = chart_parts()
    shares = [chart for chart in charts if 'formatCode="0%"' in chart]
    assert len(shares) == 2
    assert all('<c:min val="0"/>' in chart for chart in shares)
    assert sum("<c:errBars>" in chart for chart in charts) == 2


def test_every_chart_is_described_in_words():
    with zipfile.ZipFile(io.BytesIO(annex())) as archive:
        drawing = archive.read("xl/drawings/drawing1.xml").decode()
    described = re.findall(r'<xdr:cNvPr [^>]*descr="([^"]{20,})"', drawing)
    assert len(described) == 5


# --- edits ------------------------------------------------------------------------------------------------


def test_a_changed_number_and_a_changed_word_are_found():
    manifest = read_manifest(slim())
    assert manifest["edited"] == []
    workbook = opened(slim())
    number = next(number for number in manifest["numbers"] if number["sheet"] == "Theo xã")
    workbook["Theo xã"][number["cell"]].value = number["value"] + 1
    workbook["Giả định"]["A1"].value = "GIẢ ĐỊNH KHÁC"
    edited = read_manifest(saved(workbook))["edited"]
    assert [(cell["sheet"], cell["cell"], cell["found"]) for cell in edited] == [
        ("Theo xã", number["cell"], number["value"] + 1), ("Giả định", "A1", "GIẢ ĐỊNH KHÁC")]


def test_a_formula_that_was_typed_over_is_found():
    workbook = opened(slim())
    cell = next(cell for cell in filled_cells(workbook["Theo xã"]) if cell.data_type == "f")
    cell.value = "=1+1"
    edited = read_manifest(saved(workbook))["edited"]
    assert [(item["sheet"], item["cell"]) for item in edited] == [("Theo xã", cell.coordinate)]


def test_a_proposal_is_no_edit():
    assert read_manifest(filled({"discount_rate": 0.1}, who="Sở Tài chính", content=slim()))["edited"] == []


def test_a_workbook_of_another_kind_has_no_manifest():
    other = opened(form())
    del other["_nguon_goc"]
    with pytest.raises(InputError, match="phụ lục số liệu"):
        read_manifest(saved(other))


# --- what comes back --------------------------------------------------------------------------------------


def test_only_what_may_be_proposed_is_unlocked_and_nothing_has_a_password(workbook):
    register = {row["parameter_id"]: row for row in rows("parameters.csv")}
    for name, heads in (("Giả định", 3), ("Lựa chọn", 3)):
        sheet = workbook[name]
        assert sheet.protection.sheet
        assert not sheet.protection.password
        open_cells = [cell for row in sheet.iter_rows() for cell in row if not cell.protection.locked]
        by_row = {row: [cell for cell in open_cells if cell.row == row] for row in {cell.row for cell in open_cells}}
        assert all(len(cells) == heads for cells in by_row.values())
        if name == "Giả định":
            ids = {sheet.cell(row, 1).value for row in by_row}
            assert not {key for key in ids if register[key]["role"] == "fact"}
            assert {"discount_rate", "standard_km", "working_days_per_year", "weight_near"} <= ids
            assert not {"uncertainty_draws", "limit_intra_district_days", "interval_share"} & ids


def test_excel_holds_each_proposal_to_its_allowed_range(workbook):
    sheet = workbook["Giả định"]
    cell = cells_of(sheet, "discount_rate")["Giá trị đề nghị"].coordinate
    rule = next(rule for rule in sheet.data_validations.dataValidation if cell in rule.sqref)
    assert (rule.type, rule.operator or "between") == ("decimal", "between")
    assert (float(rule.formula1), float(rule.formula2)) == (0.0, 0.3)


@pytest.mark.parametrize("name", ["bau", "every_commune"])
def test_no_new_points_and_very_many_both_make_a_whole_workbook(name):
    found = opened(annex(name), data_only=True)
    assert found.sheetnames == SHEETS
    said = " ".join(str(cell.value) for cell in filled_cells(found["Điểm mới"]))
    new = int((~book(name).results["sites"]["existing"]).sum())
    assert ("không mở điểm mới" in said) == (new == 0)
    assert sum(str(cell.value).startswith("N1") for cell in filled_cells(found["Điểm mới"])) == new


def test_a_profile_has_its_own_words_and_day_and_the_sheets_that_come_back_keep_their_heads():
    said = read_manifest(annex("stepwise", "2026"))
    words = " ".join(said["text"])
    assert (said["profile"], said["as_of"]) == ("2026", "2026-08-17")
    assert "SỞ KHOA HỌC VÀ CÔNG NGHỆ" in words
    assert "Sở Thông tin và Truyền thông" not in words
    assert "Năm thứ nhất" in words
    assert not any("Năm 2019" in text for text in said["text"])
    assert "Giờ đóng túi thư tại bưu cục huyện cũ" in words
    say = book("stepwise", "2026").say
    assert all(say(head) == head for head in (ID, LABEL, UNIT, PRESENT, PROPOSED, PROPOSER, REASON, CHOICE_LABEL))


def test_figures_show_vietnamese_text_for_the_papers():
    assert Figure(0.5, "x", "share", 1).text == "50,0%"
    assert Figure(1234567.0, "x", "vnd").text == "1.234.567"
