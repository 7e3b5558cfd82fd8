"""Tables of demand, options, criteria, intervals and indicators."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import pandas as pd

from helpers.inputs import STATUS_WORDS, Quantity
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick
from helpers.report.shown import shown
from helpers.report.tables.choice import gate_share
from helpers.report.tables.common import (
    CENTER,
    LEFT,
    MODEL,
    RIGHT,
    billions,
    cell,
    event_day,
    metric_cell,
    metric_label,
    share,
    table_block,
    titled,
    words_of,
    years,
)
from helpers.report.vietnamese import amount, percent


def volumes(book: Book) -> TableBlock:
    """Return what is known of volumes, with what is not known shown as such."""
    periods = ("full_year_reported", "part_year_reported", "months_reported_2018")
    full, part, months = (book.parameter(key) for key in periods)
    known = (
        (f"Cả năm {amount(full)}", full, book.parameter("dossiers_2017")),
        (f"{amount(months)} tháng năm {amount(part)}", part, book.parameter("dossiers_2018_9m")),
        (f"Cả năm {amount(part)}, quy từ {amount(months)} tháng", part, book.result("dossiers_2018")),
    )
    rows = [
        [shown(period, label), shown(quantity), "chưa tách", "chưa tách", STATUS_WORDS[quantity.status]]
        for label, period, quantity in known
    ]
    columns = [
        ("Kỳ", LEFT, 0.34),
        ("Tổng hồ sơ", RIGHT, 0.17),
        ("Tiếp nhận", CENTER, 0.16),
        ("Trả kết quả", CENTER, 0.16),
        ("Trạng thái", LEFT, 0.17),
    ]
    return table_block(
        book,
        "bang-san-luong",
        "Sản lượng hồ sơ qua bưu chính công ích",
        columns,
        rows,
        f"tin làm việc ngày {event_day(book, 'meeting')}; năm {amount(part)} quy đổi có giả định về quý IV",
    )


def forecast(book: Book) -> TableBlock:
    """Return the path of dossiers by year: low, base and high, and the three forms of the base path."""
    path = partial(cell, book)
    rows = [
        [
            years(year, book.year_name(year)),
            *(path("province.dossiers", case=case, year=year) for case in ("low", "base", "high")),
            *(path(f"province.{form}_dossiers", case="base", year=year) for form in ("send", "receive", "both")),
        ]
        for year in book.scenario.years
    ]
    columns = [
        ("Năm", CENTER, 0.1),
        ("Thấp", RIGHT, 0.15),
        ("Cơ sở", RIGHT, 0.15),
        ("Cao", RIGHT, 0.15),
        ("Chỉ gửi hồ sơ", RIGHT, 0.15),
        ("Chỉ nhận kết quả", RIGHT, 0.15),
        ("Cả hai", RIGHT, 0.15),
    ]
    return table_block(
        book,
        "bang-du-bao",
        "Dự báo hồ sơ theo năm (chưa kể phần tăng do mở điểm); ba hình thức của mức cơ sở",
        columns,
        rows,
        f"{MODEL}, từ hai số liệu đã công bố",
    )


def options(
    book: Book,
    metrics: Sequence[str] = (
        "points_total",
        "communes_with_point",
        "people_within_share",
        "mean_distance_km",
        "difficult_mean_distance_km",
        "dossiers_plan_end",
        "delivery_on_time_share",
        "capital_total_vnd",
        "state_plan_vnd",
        "post_plan_vnd",
        "pilot_tasks",
    ),
    block_id: str = "bang-phuong-an",
) -> TableBlock:
    """Return the scenarios side by side; the net present value to society is the difference from the reference."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    rows = [
        [metric_label(row), *(metric_cell(book.result(row.name, name), row) for name in book.runs)]
        for _, row in catalogue.loc[list(metrics)].iterrows()
    ]
    worth = [billions(book.difference("society_npv_vnd", name)) for name in book.runs]
    rows.append(["Giá trị hiện tại ròng toàn xã hội (tỷ đồng) so với giữ nguyên", *worth])
    width = 0.68 / len(book.runs)
    columns = [("Chỉ tiêu", LEFT, 0.32), *((run.scenario.title_vi, RIGHT, width) for run in book.runs.values())]
    return table_block(book, block_id, "So sánh các phương án", columns, rows, MODEL)


def options_brief(book: Book, metrics: Sequence[str]) -> TableBlock:
    """Return the scenarios as rows and a few headlines as columns, for papers of two pages."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    rows = [
        [
            titled(run),
            *(metric_cell(book.result(metric, name), catalogue.loc[metric]) for metric in metrics),
            billions(book.difference("society_npv_vnd", name)),
        ]
        for name, run in book.runs.items()
    ]
    heads = [_column_head(catalogue.loc[metric]) for metric in (*metrics, "society_npv_vnd")]
    columns = [("Phương án", LEFT, 0.34), *((head, RIGHT, 0.66 / len(heads)) for head in heads)]
    return table_block(
        book,
        "bang-phuong-an",
        "So sánh các phương án",
        columns,
        rows,
        f"{MODEL}; dòng đậm là phương án trình; giá trị ròng so với giữ nguyên",
        emphasis=[list(book.runs).index(book.scenario.name)],
    )


def _column_head(row: pd.Series) -> str:
    unit = {"vnd": "tỷ đồng", "share": "%", "km": "km"}.get(row["unit"])
    return f"{row['short_vi']} ({unit})" if unit else str(row["short_vi"])


def judged(book: Book) -> TableBlock:
    """Return criteria by scenario: gates passed, scales of 0-1, weighted score and rank, each in how far it is sure.

    A gate with the share of draws in which it is passed, a scale and the score with both ends of their intervals.
    """
    table, names = book.judged, list(book.runs)
    held = book.choice("option_robustness").set_index("scenario")
    rows = []
    for row in book.inputs["criteria"].itertuples():
        if row.kind == "gate":
            gates = [_passed(book, row.criterion_id, name, table, held) for name in names]
            rows.append([row.label_vi, "điều kiện", *gates])
        else:
            scales = [_spread(book, row.criterion_id, name) for name in names]
            rows.append([row.label_vi, _weight(book, row.weight_id), *scales])
    rows.append(["Điểm tổng hợp", "", *(_spread(book, "score", name) for name in names)])
    ranked = table["rank"].notna()
    ranks = [cell(book, "judged.rank", scenario=name) if ranked[name] else "không xét" for name in names]
    rows.append(["Xếp hạng", "", *ranks])
    width = 0.60 / len(names)
    columns = [
        ("Tiêu chí", LEFT, 0.29),
        ("Trọng số", CENTER, 0.11),
        *((book.runs[name].scenario.title_vi, RIGHT, width) for name in names),
    ]
    return table_block(
        book,
        "bang-tieu-chi",
        "Các phương án theo tiêu chí đã định trước",
        columns,
        rows,
        f"tiêu chí và trọng số do Sở đề nghị, để thảo luận; thang từ không (kém nhất) đến một (tốt nhất); trong "
        f"ngoặc: khoảng {amount(book.parameter('interval_share'))} khi các số chưa chắc cùng đổi, và phần "
        "lần thử đạt điều kiện",
        emphasis=[len(rows) - 2, len(rows) - 1],
    )


def _weight(book: Book, weight_id: str) -> Shown:
    return share(book.parameter(weight_id), 0)


def _spread(book: Book, criterion_id: str, name: str) -> Shown:
    """Return a scale or score with both ends of its interval: ``0,62 [0,58; 0,66]``."""
    base = pick(book, "cell", f"judged.{criterion_id}", scenario=name)
    ends = [amount(pick(book, "cell", f"judged_range.{which}", scenario=name, criterion_id=criterion_id), 2)
            for which in ("low", "high")]
    return shown(base, f"{amount(base, 2)} [{'; '.join(ends)}]")


def _passed(book: Book, gate: str, name: str, table: pd.DataFrame, held: pd.DataFrame) -> Shown:
    """Return whether a gate is passed, and in which share of the draws: ``đạt (98%)``."""
    kept, word = gate_share(book, held.reset_index(), gate, name), "đạt" if table.loc[name, gate] else "không đạt"
    return Shown(f"{word} ({kept.text})", kept.ref, kept.about, kept.status)


def criteria(book: Book) -> TableBlock:
    """Return the criteria as they were set before any result: conditions first, then weights."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    rows = []
    for row in book.inputs["criteria"].itertuples():
        if row.kind == "gate":
            limit = pick(book, "cell", "criteria.threshold", criterion_id=row.criterion_id)
            worth = amount(Quantity("", limit.value, catalogue.loc[row.metric_id, "unit"], "", ""))
            rule = shown(limit, f"điều kiện: {'≤' if row.direction == 'max' else '≥'} {worth}")
        else:
            weight = book.parameter(row.weight_id)
            rule = shown(weight, f"trọng số {percent(weight.value, 0)}")
        rows.append([row.label_vi, rule, words_of(book, "criteria", row.basis_vi)])
    columns = [("Tiêu chí", LEFT, 0.42), ("Cách dùng", LEFT, 0.2), ("Căn cứ", LEFT, 0.38)]
    return table_block(
        book, "bang-bo-tieu-chi", "Tiêu chí định trước", columns, rows, "Sở đề nghị, để thảo luận", status="assumed"
    )


def weight_swings(book: Book) -> TableBlock:
    """Return who would be recommended if one weight were dropped or doubled."""
    labels = book.inputs["criteria"].set_index("criterion_id")["label_vi"]
    swings = book.weight_swings.pivot(index="criterion_id", columns="weight_factor", values="recommended")
    rows = [
        [labels[row.Index], *(titled(book.runs[name]) for name in row[1:])]
        for row in swings.loc[[c for c in labels.index if c in swings.index]].itertuples()
    ]
    columns = [("Tiêu chí", LEFT, 0.4), ("Bỏ trọng số", LEFT, 0.3), ("Nhân đôi trọng số", LEFT, 0.3)]
    return table_block(
        book,
        "bang-trong-so",
        "Phương án được kiến nghị khi đổi từng trọng số",
        columns,
        rows,
        "tiêu chí và trọng số do Sở đề nghị",
        status="assumed",
    )


def indicators(book: Book, block_id: str = "bang-chi-tieu") -> TableBlock:
    """Return the indicators with their targets, from the law or from the chosen scenario."""
    rows = []
    for row in book.inputs["kpis"].itertuples():
        quantity = book.quote(
            book.result(row.metric_id) if pd.isna(row.parameter_id) else book.parameter(row.parameter_id)
        )
        decimals = 1 if quantity.unit == "share" and quantity.value < 1 else 0
        target = shown(quantity, f"{'≥' if row.direction == 'min' else '≤'} {amount(quantity, decimals)}")
        rows.append([row.label_vi, target, STATUS_WORDS[quantity.status], row.measure_vi, row.when_vi])
    columns = [
        ("Chỉ tiêu", LEFT, 0.33),
        ("Mức", RIGHT, 0.13),
        ("Trạng thái", LEFT, 0.13),
        ("Cách đo", LEFT, 0.27),
        ("Kỳ", LEFT, 0.14),
    ]
    return table_block(
        book, block_id, "Chỉ tiêu theo dõi", columns, rows, "quy định đã dẫn và kết quả của phương án"
    )
