"""Tables of demand, options, criteria, intervals and indicators."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.inputs import Quantity, worst_status
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import CENTER, LEFT, RIGHT, note, table_block
from helpers.report.vietnamese import STATUS_WORDS, UNIT_WORDS, amount, number, percent


def volumes(book: Book) -> TableBlock:
    """Return what is known of volumes, with what is not known shown as such."""
    q17, q18 = book.parameter("dossiers_2017"), book.parameter("dossiers_2018_9m")
    year = book.result("dossiers_2018")
    rows = [
        [label, amount(q), "chưa tách", "chưa tách", STATUS_WORDS[q.status]]
        for label, q in (("Cả năm 2017", q17), ("9 tháng năm 2018", q18), ("Cả năm 2018, quy từ 9 tháng", year))
    ]
    columns = [
        ("Kỳ", LEFT, 0.34),
        ("Tổng hồ sơ", RIGHT, 0.17),
        ("Tiếp nhận", CENTER, 0.16),
        ("Trả kết quả", CENTER, 0.16),
        ("Trạng thái", LEFT, 0.17),
    ]
    return table_block(
        "bang-san-luong",
        "Sản lượng hồ sơ qua bưu chính công ích",
        columns,
        rows,
        note("tin làm việc ngày 07/11/2018; năm 2018 quy đổi có giả định về quý IV", year.status),
    )


def forecast(book: Book) -> TableBlock:
    """Return the path of dossiers by year: low, base and high, and the three forms of the base path."""
    path = book.results["province"]
    wide = path.pivot(index="year", columns="case", values="dossiers")
    base = path[path["case"] == "base"].set_index("year")
    rows = [
        [
            str(year),
            *(
                number(v)
                for v in (
                    wide.loc[year, "low"],
                    wide.loc[year, "base"],
                    wide.loc[year, "high"],
                    *base.loc[year, ["send_dossiers", "receive_dossiers", "both_dossiers"]],
                )
            ),
        ]
        for year in wide.index
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
        "bang-du-bao",
        "Dự báo hồ sơ theo năm (chưa kể phần tăng do mở điểm); ba hình thức của mức cơ sở",
        columns,
        rows,
        note("mô hình tính toán của Sở, từ hai số liệu đã công bố", "assumed"),
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
    rows, statuses = [], []
    for metric in metrics:
        quantities = [book.result(metric, name) for name in book.runs]
        statuses += [q.status for q in quantities]
        rows.append(
            [_metric_label(catalogue.loc[metric]), *(_metric_cell(q, catalogue.loc[metric]) for q in quantities)]
        )
    worth = [book.difference("society_npv_vnd", name) for name in book.runs]
    rows.append(
        ["Giá trị hiện tại ròng toàn xã hội (tỷ đồng) so với giữ nguyên", *(number(q.value / 1e9, 1) for q in worth)]
    )
    width = 0.68 / len(book.runs)
    columns = [("Chỉ tiêu", LEFT, 0.32), *((run.scenario.title_vi, RIGHT, width) for run in book.runs.values())]
    return table_block(
        block_id, "So sánh các phương án", columns, rows, note("mô hình tính toán của Sở", worst_status(statuses))
    )


def options_brief(book: Book, metrics: Sequence[str]) -> TableBlock:
    """Return the scenarios as rows and a few headlines as columns, for papers of two pages."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    rows, statuses = [], []
    for name, run in book.runs.items():
        quantities = [book.result(metric, name) for metric in metrics]
        worth = book.difference("society_npv_vnd", name)
        statuses += [q.status for q in (*quantities, worth)]
        cells = [_metric_cell(q, catalogue.loc[m]) for q, m in zip(quantities, metrics, strict=True)]
        rows.append([run.scenario.title_vi, *cells, number(worth.value / 1e9, 1)])
    heads = [_column_head(catalogue.loc[metric]) for metric in (*metrics, "society_npv_vnd")]
    columns = [("Phương án", LEFT, 0.34), *((head, RIGHT, 0.66 / len(heads)) for head in heads)]
    chosen = [list(book.runs).index(book.scenario.name)]
    under = note(
        "mô hình tính toán của Sở; dòng đậm là phương án trình; giá trị ròng so với giữ nguyên",
        worst_status(statuses),
    )
    return table_block("bang-phuong-an", "So sánh các phương án", columns, rows, under, chosen)


def _column_head(row: pd.Series) -> str:
    unit = {"vnd": "tỷ đồng", "share": "%", "km": "km"}.get(row["unit"])
    return f"{row['short_vi']} ({unit})" if unit else str(row["short_vi"])


def _metric_label(row: pd.Series) -> str:
    unit = {"vnd": "tỷ đồng", "share": "%"}.get(row["unit"], UNIT_WORDS.get(row["unit"], ""))
    return f"{row['label_vi']} ({unit})" if unit else row["label_vi"]


def _metric_cell(quantity: Quantity, row: pd.Series) -> str:
    if quantity.unit == "vnd":
        return number(quantity.value / 1e9, 2)
    scale = 100 if quantity.unit == "share" else 1
    return number(quantity.value * scale, int(row["decimals"]))


def judged(book: Book) -> TableBlock:
    """Return criteria by scenario: gates passed, scales of 0-1, weighted score and rank."""
    criteria, table = book.inputs["criteria"], book.judged
    names = list(book.runs)
    rows = []
    for row in criteria.itertuples():
        cells = table.loc[names, row.criterion_id]
        shown = [("đạt" if v else "không đạt") if row.kind == "gate" else number(v, 2) for v in cells]
        rows.append([row.label_vi, "điều kiện" if row.kind == "gate" else percent(row.weight, 0), *shown])
    rows.append(["Điểm tổng hợp", "", *(number(v, 2) for v in table.loc[names, "score"])])
    rows.append(["Xếp hạng", "", *("không xét" if pd.isna(v) else number(v) for v in table.loc[names, "rank"])])
    width = 0.60 / len(names)
    columns = [
        ("Tiêu chí", LEFT, 0.29),
        ("Trọng số", CENTER, 0.11),
        *((book.runs[name].scenario.title_vi, RIGHT, width) for name in names),
    ]
    return table_block(
        "bang-tieu-chi",
        "Các phương án theo tiêu chí đã định trước",
        columns,
        rows,
        note("tiêu chí và trọng số do Sở đề nghị, để thảo luận; 1 là tốt nhất trong các phương án", "assumed"),
        [len(rows) - 2, len(rows) - 1],
    )


def criteria(book: Book) -> TableBlock:
    """Return the criteria as they were set before any result: conditions first, then weights."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    rows = []
    for row in book.inputs["criteria"].itertuples():
        metric = catalogue.loc[row.metric_id]
        sign = "≤" if row.direction == "max" else "≥"
        limit = amount(Quantity("", row.threshold, metric["unit"], "", "")) if row.kind == "gate" else ""
        rule = f"điều kiện: {sign} {limit}" if row.kind == "gate" else f"trọng số {percent(row.weight, 0)}"
        rows.append([row.label_vi, rule, row.basis_vi])
    columns = [("Tiêu chí", LEFT, 0.42), ("Cách dùng", LEFT, 0.2), ("Căn cứ", LEFT, 0.38)]
    under = note("Sở đề nghị, để thảo luận", "assumed")
    return table_block("bang-bo-tieu-chi", "Tiêu chí định trước", columns, rows, under)


def weight_swings(book: Book) -> TableBlock:
    """Return who would be recommended if one weight were dropped or doubled."""
    labels = book.inputs["criteria"].set_index("criterion_id")["label_vi"]
    swings = book.weight_swings.pivot(index="criterion_id", columns="weight_factor", values="recommended")
    rows = [
        [labels[row.Index], *(book.runs[name].scenario.title_vi for name in row[1:])]
        for row in swings.loc[[c for c in labels.index if c in swings.index]].itertuples()
    ]
    columns = [("Tiêu chí", LEFT, 0.4), ("Bỏ trọng số", LEFT, 0.3), ("Nhân đôi trọng số", LEFT, 0.3)]
    return table_block(
        "bang-trong-so",
        "Phương án được kiến nghị khi đổi từng trọng số",
        columns,
        rows,
        note("tiêu chí và trọng số do Sở đề nghị", "assumed"),
    )


def interval_table(book: Book, metrics: Sequence[str]) -> TableBlock:
    """Return headlines with their intervals; a net present value is the difference from the reference."""
    catalogue = book.inputs["metrics"].set_index("metric_id")
    share = book.parameter("interval_share").value
    rows = []
    for metric in metrics:
        worth = metric.endswith("_npv_vnd")
        quantity, row = book.difference(metric) if worth else book.result(metric), catalogue.loc[metric]
        ends = [
            _metric_cell(Quantity(metric, end, quantity.unit, "", ""), row)
            for end in (quantity.low, quantity.value, quantity.high)
        ]
        rows.append([_metric_label(row) + (" so với giữ nguyên" if worth else ""), *ends])
    columns = [("Kết quả", LEFT, 0.49), ("Cận dưới", RIGHT, 0.17), ("Cơ sở", RIGHT, 0.17), ("Cận trên", RIGHT, 0.17)]
    return table_block(
        "bang-khoang",
        f"Khoảng {percent(share, 0)} của các kết quả chính khi mọi tham số chưa chắc cùng đổi",
        columns,
        rows,
        note("mô hình tính toán của Sở, vị trí điểm mới giữ nguyên", "assumed"),
    )


def indicators(book: Book, block_id: str = "bang-chi-tieu") -> TableBlock:
    """Return the indicators with their targets, from the law or from the chosen scenario."""
    rows, statuses = [], []
    for row in book.inputs["kpis"].itertuples():
        quantity = book.quote(
            book.result(row.metric_id) if pd.isna(row.parameter_id) else book.parameter(row.parameter_id)
        )
        statuses.append(quantity.status)
        sign = "≥" if row.direction == "min" else "≤"
        decimals = 1 if quantity.unit == "share" and quantity.value < 1 else 0
        rows.append(
            [
                row.label_vi,
                f"{sign} {amount(quantity, decimals)}",
                STATUS_WORDS[quantity.status],
                row.measure_vi,
                row.when_vi,
            ]
        )
    columns = [
        ("Chỉ tiêu", LEFT, 0.33),
        ("Mức", RIGHT, 0.13),
        ("Trạng thái", LEFT, 0.13),
        ("Cách đo", LEFT, 0.27),
        ("Kỳ", LEFT, 0.14),
    ]
    return table_block(
        block_id,
        "Chỉ tiêu theo dõi",
        columns,
        rows,
        note("quy định đã dẫn và kết quả của phương án", worst_status(statuses)),
    )
