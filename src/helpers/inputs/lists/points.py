"""Turn the list of points that the post hands in into rows of ``official_points``, or refuse it in plain words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from helpers.inputs.columns import LAT_RANGE, LON_RANGE
from helpers.inputs.errors import InputError
from helpers.inputs.lists.foreign import Foreign, Heads, RefusedFile, Row, decimal, read_foreign
from helpers.inputs.lists.names import Gazetteer, find_commune, find_district, gazetteer, plain, spelling
from helpers.inputs.lists.official import check_answers_kept, point_keys, same_points, with_official_points
from helpers.inputs.lists.points_report import KIND_LABELS, points_report, published_counts

SOURCE = "VNPOST-OFFICIAL"
_MEND = ("sửa ô này", "correct this cell")
#: What in the written kind, without diacritics, tells each kind; the first that fits counts.
_KIND_SIGNS = {
    "one_stop_centre": r"hanh chinh cong|hcc|one stop centre",
    "commune_culture_post_office": r"van hoa xa|vhx|commune culture post office",
    "post_office": r"^(diem )?buu cuc|^bc\b|^post office$",
}
HEADS = Heads(
    {
        "name_vi": ("tên điểm", "tên điểm phục vụ", "tên bưu cục", "tên bưu cục, điểm phục vụ", "điểm phục vụ", "tên",
                    "point name", "name"),
        "kind": ("loại", "loại điểm", "loại hình", "loại hình điểm", "loại bưu cục", "kind", "type"),
        "commune": ("xã/phường", "xã", "phường/xã", "xã, phường, thị trấn", "tên xã", "tên xã, phường",
                    "tên xã, phường, thị trấn", "thuộc xã", "thuộc xã, phường", "đơn vị cấp xã", "commune"),
        "commune_code": ("mã xã", "mã xã, phường", "mã xã, phường, thị trấn", "mã đơn vị cấp xã", "mã ĐVHC",
                         "commune code"),
        "district": ("huyện", "huyện, thị xã, thành phố", "huyện/thị xã/thành phố", "huyện/thị/thành phố",
                     "quận/huyện", "tên huyện", "thuộc huyện", "mã huyện", "đơn vị cấp huyện", "district",
                     "district code"),
        "address_vi": ("địa chỉ", "địa chỉ chi tiết", "address"),
        "postal_code": ("mã bưu cục", "mã bưu chính", "mã BC", "postal code"),
        "lat": ("vĩ độ", "latitude", "lat"),
        "lon": ("kinh độ", "longitude", "lon", "lng", "long"),
    },
    (("name_vi",), ("kind",), ("commune", "commune_code")),
)  # fmt: skip


@dataclass(frozen=True)
class OfficialList:
    """What a list brings: the table ``official_points``, the report row by row, and rows left out as totals."""

    points: pd.DataFrame
    report: pd.DataFrame
    totals: tuple[int, ...]
    ignored: tuple[str, ...]


def read_official_list(
    path: Path, tables: Mapping[str, pd.DataFrame], answers: Mapping[int, str], as_of: str | None = None
) -> OfficialList:
    """Read a list of points and check it whole.

    Parameters
    ----------
    path : CSV or XLSX file, left as it is.
    tables : the tables of the workbook as ``check_tables`` gives them.
    answers : commune code by row of the file, for rows whose name alone does not decide.
    as_of : date of the list, ISO; None when it is not known.

    Raises
    ------
    InputError : the file cannot be read, or a point with survey answers would vanish.
    RefusedFile : cells that do not fit, communes that could be several, points named twice.
    """
    table = read_foreign(path, HEADS)
    places = gazetteer(tables["communes"], tables["districts"])
    problems = _answer_problems(table, places, answers)
    drafts = []
    for row in table.rows:
        cells = _cells(table, row, places, answers.get(row.line))
        problems += [value for value in cells.values() if isinstance(value, InputError)]
        drafts.append({"line": row.line} | cells)
    if not drafts:
        problems.append(_empty(table))
    if not problems:
        problems = _repeats(table, pd.DataFrame(drafts).astype({"postal_code": "object"}))
    if problems:
        raise RefusedFile(table.file, problems)
    lines = _numbered(pd.DataFrame(drafts), tables)
    points = _as_points(lines, tables, as_of)
    check_answers_kept(tables, points)
    report = points_report(points.merge(lines[["point_id", "line"]]), tables)
    return OfficialList(points, report, table.totals, table.ignored)


# --- one row ----------------------------------------------------------------------------------------------


def _cells(table: Foreign, row: Row, places: Gazetteer, answer: str | None) -> dict[str, object]:
    """Return the values of a row by column; a value that is refused is its error."""
    if len(row.cells) == 1:
        only = next(iter(row.cells))
        return {"name_vi": table.problem(
            row, only, ("mỗi dòng một điểm, đủ tên, loại, xã", "one point in each row, with name, kind and commune"),
            ("điền đủ dòng này; nếu là tên nhóm hay chữ ký thì xóa dòng ở bản nhập",
             "fill the row; if it heads a group or is a signature, delete it from the copy to import"))}  # fmt: skip
    return {
        "name_vi": _name(table, row), "kind": _kind(table, row),
        "commune_code": _commune(table, row, places, answer), "address_vi": row.text("address_vi") or None,
        "postal_code": _postal_code(table, row), **_coordinates(table, row),
    }  # fmt: skip


def _name(table: Foreign, row: Row) -> str | InputError:
    return row.text("name_vi") or table.problem(
        row, "name_vi", ("tên của điểm", "the name of the point"), ("điền ô này", "fill this cell"))


def _kind(table: Foreign, row: Row) -> str | InputError:
    written = plain(row.text("kind"))
    for kind, sign in _KIND_SIGNS.items():
        if re.search(sign, written):
            return kind
    listed = ", ".join(KIND_LABELS.values())
    return table.problem(row, "kind", (f"một trong: {listed}", f"one of: {listed}"), _MEND)


def _postal_code(table: Foreign, row: Row) -> str | InputError | None:
    written = row.text("postal_code")
    if not written or re.fullmatch(r"\d{5,6}", written):
        return written or None
    return table.problem(row, "postal_code", ("mã 5-6 chữ số, hoặc để trống", "a code of 5-6 digits, or blank"),
                         _MEND)


def _coordinates(table: Foreign, row: Row) -> dict[str, float | InputError | None]:
    """Return both coordinates, or neither; swapped ones are named as such."""
    given = {field: row.cells[field] for field in ("lat", "lon") if field in row.cells}
    if not given:
        return {"lat": None, "lon": None}
    values = {field: decimal(cell) for field, cell in given.items()}
    swapped = _inside(values.get("lat"), LON_RANGE) and _inside(values.get("lon"), LAT_RANGE)
    remedy = (
        ("vĩ độ và kinh độ đổi chỗ cho nhau: sửa lại", "latitude and longitude are swapped: put them right")
        if swapped else ("sửa ô này, hoặc để trống cả hai tọa độ", "correct it, or leave both coordinates blank")
    )  # fmt: skip
    checked: dict[str, float | InputError | None] = {}
    for field, ends in (("lat", LAT_RANGE), ("lon", LON_RANGE)):
        low, high = (str(end) for end in ends)
        allowed = (f"số độ từ {low.replace('.', ',')} đến {high.replace('.', ',')}, hoặc để trống cả hai tọa độ",
                   f"degrees from {low} to {high}, or both coordinates blank")  # fmt: skip
        inside = _inside(values.get(field), ends)
        checked[field] = values[field] if inside else table.problem(row, field, allowed, remedy)
    return checked


def _inside(value: float | None, ends: tuple[float, float]) -> bool:
    return value is not None and ends[0] <= value <= ends[1]


# --- which commune ----------------------------------------------------------------------------------------


def _commune(table: Foreign, row: Row, places: Gazetteer, answer: str | None) -> str | InputError:
    """Return the code of the commune of a row; a code decides, unless the name clearly says another commune."""
    district = None
    if written := row.text("district"):
        district = find_district(places, written)
        if not district:
            names = ", ".join(places.district_names.values())
            return table.problem(row, "district", (f"một trong: {names}", f"one of: {names}"),
                                 ("sửa tên huyện, hoặc để trống", "correct the district, or leave it blank"))
    by_name = find_commune(places, row.text("commune"), district)
    code = answer or row.text("commune_code")
    if not code:
        return by_name.code or _question(table, row, places, by_name.candidates)
    found = find_commune(places, code, None if answer else district).code if code.isdecimal() else None
    other = by_name.code not in (None, found) or (by_name.named and found not in by_name.candidates)
    return _contradiction(table, row, places, code) if found is None or other else found


def _contradiction(table: Foreign, row: Row, places: Gazetteer, code: str) -> InputError:
    field = "commune_code" if row.text("commune_code") else "commune"
    known = next((place.code for place in places.places if place.code == code.zfill(5)), None)
    said = places.described(known) if known else f"{code}: không có mã này / no such code"
    return table.problem(
        row, field, (f"mã 5 chữ số của xã ghi ở dòng này ({said})", f"the code of the commune named here ({said})"),
        ("sửa mã, hoặc sửa tên xã, tên huyện cho khớp", "correct the code, or the names of commune and district"))


def _question(table: Foreign, row: Row, places: Gazetteer, candidates: tuple[str, ...]) -> InputError:
    listed = "; ".join(places.described(code) for code in candidates)
    example = candidates[0] if candidates else places.places[0].code
    if not row.text("commune"):
        allowed = ("tên hoặc mã của xã", "the name or code of a commune")
    elif listed:
        allowed = (f"tên chỉ rõ một xã; có thể là: {listed}", f"a name that means one commune; perhaps: {listed}")
    else:
        allowed = ("tên một xã của tỉnh năm 2018", "the name of a commune of the province in 2018")
    how = f"--answer {row.line}={example}"
    return table.problem(
        row, "commune", allowed,
        (f"ghi đủ dấu và tên huyện, hoặc thêm cột “mã xã”, hoặc chạy lại với {how} nếu đúng là xã đó",
         f"write all diacritics and the district, add a column “mã xã”, or run again with {how} if that is the one"),
    )  # fmt: skip


def _answer_problems(table: Foreign, places: Gazetteer, answers: Mapping[int, str]) -> list[InputError]:
    lines, codes = {row.line for row in table.rows}, {place.code for place in places.places}
    return [
        InputError(
            "--answer", value=f"{line}={code}", allowed_vi="DÒNG=MÃ: dòng có trong tệp, mã xã 5 chữ số",
            allowed_en="ROW=CODE: a row of the file, a commune code of 5 digits",
            remedy_vi="sửa số dòng hoặc mã xã", remedy_en="correct the row or the code",
        )
        for line, code in answers.items() if line not in lines or code not in codes
    ]  # fmt: skip


# --- the list as a whole ----------------------------------------------------------------------------------


def _empty(table: Foreign) -> InputError:
    return InputError(
        table.file, allowed_vi="danh sách có ít nhất một điểm", allowed_en="a list with at least one point",
        remedy_vi="kiểm tra lại tệp; muốn bỏ danh sách đã nhập thì dùng qd45 points clear",
        remedy_en="check the file; to drop the list imported before use qd45 points clear",
    )  # fmt: skip


def _repeats(table: Foreign, drafts: pd.DataFrame) -> list[InputError]:
    problems = []
    for column, keys in point_keys(drafts).items():
        for place in drafts.index[keys.duplicated() & keys.notna()]:
            first = drafts["line"][keys == keys[place]].iloc[0]
            problems.append(table.problem(
                table.rows[place], column, ("mỗi điểm một dòng", "one row for each point"),
                (f"trùng với dòng {first}: xóa một dòng, hoặc ghi rõ tên, mã",
                 f"the same as row {first}: delete one, or tell the names or codes apart")))  # fmt: skip
    return problems


def _numbered(drafts: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Give every point its key: that of the same point today where there is one, else the next free number.

    New numbers follow commune, kind and name, so that the order of the rows does not matter.
    """
    today = with_official_points(tables)["service_points"]
    kept = same_points(drafts, today)
    used = pd.concat([today["point_id"], tables["service_points"]["point_id"]]).str.removeprefix("P").astype(int)
    ordered = drafts.assign(order=drafts["name_vi"].map(spelling)).sort_values(["commune_code", "kind", "order"])
    new = [place for place in ordered.index if place not in kept]
    fresh = {place: f"P{number:02d}" for number, place in enumerate(new, used.max() + 1)}
    return drafts.assign(point_id=pd.Series(kept | fresh, dtype="str"))


def _as_points(lines: pd.DataFrame, tables: Mapping[str, pd.DataFrame], as_of: str | None) -> pd.DataFrame:
    """Return the rows of the table ``official_points``; a point without coordinates gets its commune's centre."""
    places, placed = tables["communes"].set_index("commune_code"), lines["lat"].notna()
    centre = places.loc[lines["commune_code"], ["lat", "lon"]].set_axis(lines.index)
    day = f"danh sách ngày {'/'.join(reversed(as_of.split('-')))}" if as_of else "danh sách không ghi ngày"
    counts = _count_note(lines, tables)
    notes = [f"{day}{'' if own else '; chưa có tọa độ, lấy trung tâm xã'}{counts}" for own in placed]
    points = lines.assign(
        lat=lines["lat"].astype(float).fillna(centre["lat"]), lon=lines["lon"].astype(float).fillna(centre["lon"]),
        existence_status="observed", place_status="observed", as_of=as_of, source_id=SOURCE, note=notes,
    )  # fmt: skip
    columns = list(tables["official_points"].columns)
    return points.sort_values("point_id", key=lambda keys: keys.str[1:].astype(int))[columns].reset_index(drop=True)


def _count_note(lines: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> str:
    total = published_counts(tables)[""]
    return "" if len(lines) == total else f"; danh sách có {len(lines)} điểm, số đã công bố là {total}"
