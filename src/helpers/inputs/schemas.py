"""The columns of every data table: one pandera schema per file of ``data/tables``, and ``data/sources.csv``.

A column says once, in its metadata, what it holds and what is allowed; the messages to the user and the data
dictionary both read it there.
"""

from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

# The province with a margin: a point outside it is a slip of the pen, usually latitude and longitude swapped.
LON_RANGE = (105.4, 107.3)
LAT_RANGE = (16.7, 18.3)

STATUSES = ("observed", "derived", "assumed", "synthetic")
GRADES = ("high", "medium", "low")
SERVICE_FORMS = ("send", "receive", "both")
POINT_KINDS = ("post_office", "commune_culture_post_office", "one_stop_centre")
COMMUNE_KINDS = ("phường", "xã", "thị trấn")


def _column(dtype, vi: str, en: str, allowed_vi: str, allowed_en: str, test, blank: bool) -> pa.Column:
    """Build a column whose metadata tells a person what it holds and what is allowed."""
    if blank:
        allowed_vi, allowed_en = f"{allowed_vi}, hoặc để trống", f"{allowed_en}, or blank"
    meta = {"label_vi": vi, "label_en": en, "allowed_vi": allowed_vi, "allowed_en": allowed_en}
    checks = [] if test is None else [pa.Check(test, name="allowed", error=allowed_en)]
    return pa.Column(dtype, checks, nullable=blank, title=vi, description=en, metadata=meta)


def _range_words(low, high) -> tuple[str, str]:
    if low is None and high is None:
        return "", ""
    if high is None:
        return f" từ {low} trở lên", f" of at least {low}"
    return f" từ {low} đến {high}", f" from {low} to {high}"


def _within(low, high):
    low = float("-inf") if low is None else low
    high = float("inf") if high is None else high
    return lambda values: values.between(low, high)


def _text(vi: str, en: str, blank: bool = False) -> pa.Column:
    return _column(str, vi, en, "một đoạn chữ", "a text", None, blank)


def _whole(vi: str, en: str, low=0, high=None, blank: bool = False) -> pa.Column:
    words = _range_words(low, high)
    dtype = "Int64" if blank else "int64"
    words = "số nguyên" + words[0], "a whole number" + words[1]
    return _column(dtype, vi, en, *words, _within(low, high), blank)


def _number(vi: str, en: str, low=None, high=None, blank: bool = False) -> pa.Column:
    words = _range_words(low, high)
    words = "số" + words[0], "a number" + words[1]
    return _column("float64", vi, en, *words, _within(low, high), blank)


def _choice(vi: str, en: str, *values: str, blank: bool = False) -> pa.Column:
    listed = ", ".join(values)
    words = f"một trong: {listed}", f"one of: {listed}"
    column = _column(str, vi, en, *words, lambda s: s.isin(values), blank)
    column.metadata["choices"] = list(values)
    return column


def _flag(vi: str, en: str, blank: bool = False) -> pa.Column:
    dtype = "Int64" if blank else "int64"
    words = "0 (không) hoặc 1 (có)", "0 (no) or 1 (yes)"
    return _column(dtype, vi, en, *words, lambda s: s.isin([0, 1]), blank)


def _code(vi: str, en: str, pattern: str, shape_vi: str, shape_en: str, blank: bool = False) -> pa.Column:
    return _column(str, vi, en, shape_vi, shape_en, lambda s: s.str.fullmatch(pattern), blank)


def _date(vi: str, en: str, blank: bool = False) -> pa.Column:
    def is_day(values: pd.Series) -> pd.Series:
        shaped = values.str.fullmatch(r"\d{4}-\d{2}-\d{2}").astype(bool)
        return shaped & pd.to_datetime(values, format="%Y-%m-%d", errors="coerce").notna()

    words = "ngày dạng NNNN-TT-NN, ví dụ 2018-11-07", "a date as YYYY-MM-DD, for example 2018-11-07"
    return _column(str, vi, en, *words, is_day, blank)


def _commune_code(en: str = "code of the commune", blank: bool = False) -> pa.Column:
    return _code("mã đơn vị hành chính cấp xã", en, r"\d{5}", "mã 5 chữ số", "a code of 5 digits", blank)


def _district_code() -> pa.Column:
    return _code(
        "mã đơn vị hành chính cấp huyện",
        "code of the district",
        r"\d{3}",
        "mã 3 chữ số",
        "a code of 3 digits",
    )


def _slug(vi: str, en: str, blank: bool = False) -> pa.Column:
    words = "mã gồm chữ không dấu, số, gạch", "a code of plain letters, digits and dashes"
    return _code(vi, en, r"[A-Za-z0-9][A-Za-z0-9_.-]*", *words, blank=blank)


def _name(vi: str, en: str, blank: bool = False) -> pa.Column:
    words = "chữ thường không dấu, số, gạch dưới", "plain lower-case letters, digits, underscores"
    return _code(vi, en, r"[a-z][a-z0-9_]*", *words, blank=blank)


def _source() -> pa.Column:
    return _slug("mã nguồn", "key into data/sources.csv")


def _status(vi: str = "tình trạng của số liệu", en: str = "how the value is known") -> pa.Column:
    return _choice(vi, en, *STATUSES)


def _note() -> pa.Column:
    return _text("ghi chú", "note", blank=True)


def _lat(vi: str = "vĩ độ", en: str = "latitude, WGS 84 [degrees]") -> pa.Column:
    return _number(vi, en, *LAT_RANGE)


def _lon(vi: str = "kinh độ", en: str = "longitude, WGS 84 [degrees]") -> pa.Column:
    return _number(vi, en, *LON_RANGE)


def _table(unique: str | list[str], columns: dict[str, pa.Column]) -> pa.DataFrameSchema:
    """Build a strict schema; the second of two rows with one key is the one reported."""
    keys = [unique] if isinstance(unique, str) else unique
    return pa.DataFrameSchema(columns, strict=True, unique=keys, report_duplicates="exclude_first")


SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "communes": _table("commune_code", {
        "commune_code": _commune_code(),
        "name_vi": _text("tên đơn vị cấp xã năm 2018", "name of the commune in 2018"),
        "kind": _choice("loại đơn vị", "kind of commune", *COMMUNE_KINDS),
        "district_code": _district_code(),
        "lat": _lat(),
        "lon": _lon(),
        "place_quality": _choice("độ tin cậy của tọa độ", "quality of the coordinates", *GRADES),
        "area_km2": _number("diện tích", "area [km2]", 0.01, 2000),
        "area_status": _status("tình trạng của diện tích", "how the area is known"),
        "area_source_id": _source(),
        "population_2019": _whole("dân số điều tra 01/4/2019", "census population [people]"),
        "population_urban_2019": _whole("dân số thành thị", "urban population [people]"),
        "population_rural_2019": _whole("dân số nông thôn", "rural population [people]"),
        "households_2019": _whole("số hộ", "households [households]"),
        "coastal": _flag("giáp biển", "lies on the coast", blank=True),
        "laos_border": _flag("giáp biên giới Lào", "lies on the border with Laos"),
        "difficult_area": _choice("vùng khó khăn", "class of difficult area",
                                  "none", "II", "III", "bai_ngang", "unknown"),
        "terrain": _choice("địa hình, theo quy tắc (huyện 452, 453; giáp Lào; từ 80 km² trở lên là núi)",
                           "terrain, by rule: mountain in districts 452, 453, on the border, from 80 km2",
                           "mountain", "plain"),
        "source_id": _source(),
        "note": _note(),
    }),
    "districts": _table("district_code", {
        "district_code": _district_code(),
        "name_vi": _text("tên đơn vị cấp huyện", "name of the district"),
        "seat_name_vi": _text("nơi đặt huyện lỵ", "seat of the district"),
        "seat_commune_code": _commune_code("commune of the seat"),
        "seat_lat": _lat("vĩ độ huyện lỵ", "latitude of the seat [degrees]"),
        "seat_lon": _lon("kinh độ huyện lỵ", "longitude of the seat [degrees]"),
        "communes": _whole("số đơn vị cấp xã", "communes of all kinds [communes]", 1),
        "wards": _whole("số phường", "wards [communes]"),
        "rural_communes": _whole("số xã", "rural communes [communes]"),
        "towns": _whole("số thị trấn", "towns [communes]"),
        "population_2019": _whole("dân số điều tra 01/4/2019", "census population [people]"),
        "area_km2": _number("diện tích", "area, sum of the communes [km2]", 1, 9000),
        "road_km_from_dong_hoi": _number("đường bộ từ Đồng Hới", "road distance from Đồng Hới [km]",
                                         0, 300, blank=True),
        "wage_region": _choice("vùng lương tối thiểu", "region of the minimum wage", "II", "III", "IV"),
        "source_id": _source(),
        "note": _note(),
    }),
    "service_points": _table("point_id", {
        "point_id": _code("mã điểm", "key of the point", r"P\d{2,3}", "P và 2-3 chữ số", "P and 2-3 digits"),
        "name_vi": _text("tên điểm", "name of the point"),
        "kind": _choice("loại điểm", "kind of point", *POINT_KINDS),
        "commune_code": _commune_code(),
        "address_vi": _text("địa chỉ", "address", blank=True),
        "postal_code": _code("mã bưu cục", "code of the post office", r"\d{5,6}", "mã 5-6 chữ số",
                             "a code of 5-6 digits", blank=True),
        "lat": _lat(),
        "lon": _lon(),
        "existence_status": _status("điểm có thật không", "how its existence is known"),
        "place_status": _choice("vị trí biết được thế nào", "how its place is known", "observed", "assumed"),
        "source_id": _source(),
        "note": _note(),
    }),
    "procedures": _table("level", {
        "level": _choice("mức độ trực tuyến", "level of the online service", "1-2", "3", "4"),
        "label_vi": _text("tên mức độ", "name of the level"),
        "procedures": _whole("số thủ tục", "procedures [procedures]"),
        "as_of": _date("tính đến ngày", "as of"),
        "source_id": _source(),
        "status": _status(),
    }),
    "legal_basis": _table("doc_id", {
        "doc_id": _slug("mã văn bản", "key of the document"),
        "kind_vi": _text("loại văn bản", "kind of document"),
        "number": _text("số, ký hiệu", "number", blank=True),
        "date_issued": _date("ngày ban hành", "date of issue", blank=True),
        "issuer_vi": _text("cơ quan ban hành", "issuer"),
        "title_vi": _text("trích yếu", "title"),
        "rank": _whole("thứ bậc trong phần căn cứ", "order of precedence, 1 = law", 1, 9),
        "articles": _text("điều khoản dùng đến", "articles used", blank=True),
        "effective_from": _date("có hiệu lực từ", "in force from", blank=True),
        "effective_to": _date("hết hiệu lực từ", "no longer in force from", blank=True),
        "cite_2018": _choice("viện dẫn được ngày 07/11/2018", "may be cited on 2018-11-07",
                             "yes", "verify", "no"),
        "confidence": _choice("độ tin cậy", "confidence", *GRADES),
        "relevance_vi": _text("dùng để làm gì", "what it is used for"),
        "source_id": _source(),
        "note": _note(),
    }),
    "tariffs": _table(["service", "weight_from_g"], {
        "service": _choice("dịch vụ", "service", "send_dossier", "return_result", "collect_fee"),
        "weight_from_g": _whole("khối lượng trên", "weight above [g]", 0, 30000, blank=True),
        "weight_to_g": _whole("khối lượng đến", "weight up to [g]", 1, 30000, blank=True),
        "intra_district_vnd": _whole("cước nội huyện", "fare inside a district [VND]"),
        "inter_district_vnd": _whole("cước liên huyện", "fare between districts [VND]"),
        "intra_region_vnd": _whole("cước liên tỉnh nội vùng", "fare between provinces of a region [VND]"),
        "inter_region_vnd": _whole("cước liên tỉnh cách vùng", "fare between regions [VND]"),
        "step": _flag("mức cộng thêm mỗi 500 g", "1: added for each further 500 g"),
        "status": _status(),
        "valid_from": _date("áp dụng từ", "valid from", blank=True),
        "source_id": _source(),
        "note": _note(),
    }),
    "precedents": _table(["province", "year", "metric_vi"], {
        "province": _text("địa phương", "province or area"),
        "year": _whole("năm", "year", 2010, 2100),
        "metric_vi": _text("chỉ tiêu", "what was counted"),
        "value": _number("giá trị", "value [unit_vi]", 0, blank=True),
        "unit_vi": _text("đơn vị", "unit"),
        "context_vi": _text("bối cảnh", "context", blank=True),
        "source_id": _source(),
        "confidence": _choice("độ tin cậy", "confidence", *GRADES),
    }),
    "province_population": _table(["year", "kind"], {
        "year": _whole("năm", "year", 1900, 2100),
        "population_persons": _whole("dân số", "population [people]", 1),
        "kind": _choice("loại số liệu", "kind of figure", "average", "census"),
        "source_id": _source(),
        "status": _status(),
        "note": _note(),
    }),
    "road_facts": _table(["from_vi", "to_vi"], {
        "from_vi": _text("từ", "from"),
        "to_vi": _text("đến", "to", blank=True),
        "road_km": _number("đường bộ", "road distance [km]", 0.1, 1000),
        "straight_km": _number("đường thẳng", "great-circle distance [km]", 0.1, 1000, blank=True),
        "ratio": _number("đường bộ / đường thẳng", "road over great-circle distance [1]",
                         0.1, 10, blank=True),
        "usable_for_detour": _flag("dùng để tính hệ số đường vòng", "usable to calibrate the detour factor"),
        "terrain": _choice("địa hình", "terrain, by rule", "mountain", "plain", blank=True),
        "source_id": _source(),
        "note": _note(),
    }),
    "unverified_figures": _table("figure_id", {
        "figure_id": _slug("mã", "key of the figure"),
        "quantity_vi": _text("đại lượng", "quantity"),
        "value_text": _text("giá trị theo trí nhớ", "value as remembered"),
        "note_vi": _text("ghi chú", "note"),
        "source_id": _source(),
    }),
    "basemap": _table(["line_id", "seq"], {
        "line_id": _slug("mã đường", "key of the line"),
        "kind": _choice("loại đường", "kind of line", "coast", "laos_border"),
        "seq": _whole("thứ tự điểm", "order of the vertex in the line", 1),
        "lon": _lon(),
        "lat": _lat(),
        "source_id": _source(),
    }),
    "actuals": _table(["quarter", "form", "field_vi"], {
        "quarter": _code("quý", "quarter", r"\d{4}Q[1-4]", "quý dạng 2018Q4", "a quarter such as 2018Q4"),
        "form": _choice("hình thức theo Điều 5 Quyết định 45", "form of service", *SERVICE_FORMS),
        "field_vi": _text("lĩnh vực", "field of the procedure"),
        "dossiers": _whole("số hồ sơ", "dossiers [dossiers]"),
        "revenue_vnd": _whole("doanh thu", "revenue [VND]", blank=True),
        "complaints": _whole("số khiếu nại", "complaints [complaints]", blank=True),
        "lost_or_damaged": _whole("hồ sơ mất, hỏng", "lost or damaged [dossiers]", blank=True),
        "compensated": _whole("hồ sơ đã bồi thường", "compensated [dossiers]", blank=True),
        "source_id": _source(),
    }),
    "terms": _table("term_id", {
        "term_id": _name("mã thuật ngữ", "key of the term"),
        "label_vi": _text("thuật ngữ", "term"),
        "meaning_vi": _text("nghĩa trong sổ tay", "meaning in the workbook"),
        "source_id": _source(),
    }),
    "control_totals": _table("control_id", {
        "control_id": _slug("mã phép kiểm", "key of the control"),
        "label_vi": _text("kiểm điều gì", "what is controlled"),
        "table": _text("bảng", "table"),
        "value_column": _text("cột cộng; trống: đếm dòng", "column summed; blank: rows counted", blank=True),
        "filter_column": _text("cột lọc", "column of the filter", blank=True),
        "filter_value": _text("giá trị lọc", "value of the filter", blank=True),
        "total": _number("tổng phải bằng", "total to be met", 0),
        "source_id": _source(),
    }),
    "cash_lines": _table("line_id", {
        "line_id": _name("mã khoản", "key of the cash line"),
        "label_vi": _text("khoản thu, chi", "cash line"),
        "payer": _choice("bên trả hoặc thu", "who pays or receives", "state_budget", "vietnam_post", "users"),
        "doc_id": _slug("mã văn bản", "key of the document", blank=True),
        "articles": _text("điều khoản", "articles", blank=True),
        "basis": _choice("căn cứ", "legal basis", "has_basis", "no_basis", "no_cash"),
        "note": _note(),
    }),
    "criteria": _table("criterion_id", {
        "criterion_id": _name("mã tiêu chí", "key of the criterion"),
        "label_vi": _text("tiêu chí", "criterion"),
        "metric_id": _name("mã chỉ tiêu", "key of the metric"),
        "kind": _choice("loại", "gate: must hold; score: is weighed", "gate", "score"),
        "direction": _choice("hướng tốt", "better direction or kind of limit", "min", "max"),
        "threshold": _number("ngưỡng", "limit of a gate [unit of the metric]", blank=True),
        "weight": _number("trọng số", "weight of a score [1]", 0, 1, blank=True),
        "basis_vi": _text("căn cứ", "basis"),
        "status": _status(),
    }),
    "metrics": _table("metric_id", {
        "metric_id": _name("mã chỉ tiêu", "key of the metric"),
        "label_vi": _text("chỉ tiêu", "metric"),
        "short_vi": _text("tên ngắn cho đầu cột", "short name for column heads", blank=True),
        "unit": _name("đơn vị", "unit"),
        "decimals": _whole("số chữ số thập phân", "decimals shown", 0, 6),
        "stages": _text("các bước tính dùng đến", "stages of the model it depends on"),
    }),
    "tasks": _table("task_id", {
        "task_id": _name("mã nhiệm vụ", "key of the task"),
        "label_vi": _text("nhiệm vụ giao cho bưu điện", "task given to the post"),
        "applies_when": _name("khi nào có nhiệm vụ", "lever that brings the task"),
        "doc_id": _slug("mã văn bản", "key of the document"),
        "articles": _text("điều khoản", "articles"),
        "verdict": _choice("kết luận", "has a basis, needs an agreement, needs a pilot",
                           "basis", "agreement", "pilot"),
        "reason_vi": _text("lý do", "reason", blank=True),
    }),
    "risks": _table("risk_id", {
        "risk_id": _name("mã rủi ro", "key of the risk"),
        "label_vi": _text("rủi ro", "risk"),
        "probability": _choice("khả năng", "probability", "low", "medium", "high"),
        "impact": _choice("tác động", "impact", "low", "medium", "high"),
        "owner_vi": _text("đơn vị chịu trách nhiệm", "owner"),
        "measure_vi": _text("biện pháp", "measure"),
    }),
    "duties": _table("duty_id", {
        "duty_id": _name("mã việc", "key of the duty"),
        "unit_vi": _text("đơn vị chủ trì", "unit in charge"),
        "task_vi": _text("nhiệm vụ", "task"),
        "when_vi": _text("thời hạn", "time"),
        "partner_vi": _text("đơn vị phối hợp", "partner"),
    }),
    "kpis": _table("kpi_id", {
        "kpi_id": _name("mã chỉ tiêu", "key of the indicator"),
        "label_vi": _text("chỉ tiêu", "indicator"),
        "parameter_id": _name("mã tham số cho trị số", "parameter that holds the target", blank=True),
        "metric_id": _name("mã kết quả cho trị số", "result that gives the target", blank=True),
        "direction": _choice("chiều", "at least or at most the target", "min", "max"),
        "measure_vi": _text("cách đo", "how it is measured"),
        "when_vi": _text("kỳ báo cáo", "when it is reported"),
    }),
    # This one lies in data/ itself; every source_id points into it.
    "sources": _table("source_id", {
        "source_id": _source(),
        "issuer_vi": _text("cơ quan, tổ chức", "issuer"),
        "title_vi": _text("tên tài liệu", "title"),
        "document_number": _text("số, ký hiệu", "number of the document", blank=True),
        "date": _code("ngày hoặc năm", "date or year", r"\d{4}(-\d{2}(-\d{2})?)?",
                      "năm hoặc ngày, ví dụ 2018-11-07", "a year or a date, for example 2018-11-07", blank=True),
        "where_seen": _text("nơi đã xem", "where it was seen"),
        "licence": _text("quyền sử dụng", "licence"),
        "last_checked": _date("kiểm tra lần cuối", "last checked"),
        "note": _note(),
    }),
}  # fmt: skip

# (table, column, table it points to, column there)
FOREIGN_KEYS = (
    ("communes", "district_code", "districts", "district_code"),
    ("districts", "seat_commune_code", "communes", "commune_code"),
    ("service_points", "commune_code", "communes", "commune_code"),
    ("cash_lines", "doc_id", "legal_basis", "doc_id"),
    ("tasks", "doc_id", "legal_basis", "doc_id"),
    ("criteria", "metric_id", "metrics", "metric_id"),
    ("kpis", "metric_id", "metrics", "metric_id"),
)
