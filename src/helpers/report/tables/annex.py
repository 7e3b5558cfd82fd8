"""Tables of the technical annex: steps of the model, decisions, data, checks, reproduction, renewal."""

from __future__ import annotations

import re
from collections import Counter

import pandas as pd

from helpers.inputs import table_file
from helpers.report import legal
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import pick, quantity_named
from helpers.report.shown import cited, shown, words
from helpers.report.tables.common import LEFT, RIGHT, figure, order, table_block, words_of
from helpers.report.tables.registers import BREAK
from helpers.report.vietnamese import parameter_words, sort_key

KINDS = {"published": "trị số, bài toán đã công bố", "solved": "giải tay, liệt kê hết hoặc tính lại cách khác",
         "peer": "thư viện độc lập", "spreadsheet": "bảng tính lập riêng", "data": "số đã công bố"}
NOTHING = "Chưa có đính chính"
_WORKBOOK = "sổ tay"
_SHORT = 12  # signs of a digest that are enough to tell two apart


def model_stages(book: Book) -> TableBlock:
    """Return every step of the model in words and in symbols, with where its formula comes from."""
    rows = []
    for row in book.inputs["model_stages"].sort_values("seq").itertuples():
        origin = words_of(book, "model_stages", row.origin_vi)
        if not pd.isna(row.doc_id):
            document = legal.document(book.inputs["legal_basis"], row.doc_id, book.day)
            origin = cited(document, row.doc_id, row.origin_vi)
        rows.append([order(row.seq), row.label_vi, *(words_of(book, "model_stages", text)
                     for text in (row.words_vi, row.formula)), origin, _broken(row.module)])
    columns = [("Số", RIGHT, 0.05), ("Bước", LEFT, 0.12), ("Cách tính", LEFT, 0.28), ("Công thức", LEFT, 0.24),
               ("Lấy từ đâu", LEFT, 0.17), ("Mã nguồn", LEFT, 0.14)]
    return table_block(book, "bang-buoc-tinh", "Các bước của mô hình", columns, rows,
                       "mã nguồn và tài liệu của sổ tay")


def decisions(book: Book) -> TableBlock:
    """Return the design decisions by version, each with its reason."""
    rows = [[words(_version(row.version), "decisions"), row.topic_vi, words_of(book, "decisions", row.decision_vi),
             words_of(book, "decisions", row.reason_vi)] for row in book.inputs["decisions"].itertuples()]
    columns = [("Phiên bản", LEFT, 0.12), ("Phần", LEFT, 0.15), ("Quyết định", LEFT, 0.38), ("Lý do", LEFT, 0.35)]
    return table_block(book, "bang-quyet-dinh", "Nhật ký quyết định", columns, rows,
                       "nhật ký thay đổi của sổ tay; nhật ký ghi theo phiên bản, không ghi ngày")


def _version(text: str) -> str:
    return "chưa phát hành" if text == "Unreleased" else text


# --- data ---------------------------------------------------------------------------------------------------


def sources(book: Book) -> TableBlock:
    """Return every source, in its own words, with its issuer, number, date and the day it was last checked."""
    table = book.inputs["sources"].fillna("")
    rows = [[_broken(row.source_id), *(words(text, "../sources") for text in (row.issuer_vi, row.title_vi)),
             _said("; ".join(part for part in (row.document_number, _written_day(row.date)) if part)),
             _said(_written_day(row.last_checked)),
             words(row.note, "../sources")] for row in table.itertuples()]
    columns = [("Mã nguồn", LEFT, 0.13), ("Cơ quan", LEFT, 0.15), ("Tài liệu", LEFT, 0.28), ("Số; ngày", LEFT, 0.12),
               ("Xem lần cuối", LEFT, 0.11), ("Ghi chú", LEFT, 0.21)]
    return table_block(book, "bang-nguon-du-lieu", "Nguồn dữ liệu", columns, rows,
                       f"{table_file('sources')}, mỗi dòng được niêm phong")


def _written_day(text: str) -> str:
    """Return a day of the data as a reader writes it; what is no whole day stays.

    >>> _written_day("2018-11-07"), _written_day("2022")
    ('07/11/2018', '2022')
    """
    return re.sub(r"(\d{4})-(\d{2})-(\d{2})", r"\3/\2/\1", text)


def corrections(book: Book) -> TableBlock:
    """Return the declared corrections, or that there is none."""
    rows = [[words(f"{row.table}: {row.key}, {row.column}", "../corrections"),
             *(words_of(book, "../corrections", text) for text in (row.old_value, row.new_value, row.reason_vi)),
             words(f"{row.decided_by_role}, {_written_day(row.decided_on)}", "../corrections")]
            for row in book.inputs["corrections"].itertuples()]
    columns = [("Ô được đính chính", LEFT, 0.28), ("Trong tệp", RIGHT, 0.13), ("Giá trị đúng", RIGHT, 0.13),
               ("Lý do", LEFT, 0.28), ("Ai, ngày nào", LEFT, 0.18)]
    return table_block(book, "bang-dinh-chinh", "Đính chính đã khai báo", columns, rows or [[NOTHING, *[""] * 4]],
                       table_file("corrections"))


# --- checks -------------------------------------------------------------------------------------------------


def verification_kinds(book: Book) -> TableBlock:
    """Return how many checks there are of each kind."""
    rows = [[label[:1].upper() + label[1:], figure(pick(book, "count", "verification", kind=kind))]
            for kind, label in KINDS.items()]
    rows.append(["Cộng", figure(pick(book, "count", "verification"))])
    columns = [("Kiểm bằng", LEFT, 0.75), ("Số phép kiểm", RIGHT, 0.25)]
    return table_block(book, "bang-loai-kiem", "Phép kiểm theo cách kiểm", columns, rows, table_file("verification"),
                       emphasis=[len(rows) - 1])


def verification(book: Book) -> TableBlock:
    """Return every check: what is claimed, against what, and which test says so."""
    rows = [[row.part_vi, row.claim_vi, words_of(book, "verification", row.against_vi), KINDS[row.kind],
             words(f"{_broken(row.test_file).text} :: {_broken(row.test_name).text}", "verification")]
            for row in book.inputs["verification"].itertuples()]
    columns = [("Phần", LEFT, 0.13), ("Điều được kiểm", LEFT, 0.23), ("So với", LEFT, 0.2), ("Cách kiểm", LEFT, 0.14),
               ("Phép kiểm thử", LEFT, 0.3)]
    return table_block(book, "bang-phep-kiem", "Phép kiểm đối chiếu của mô hình", columns, rows,
                       f"{table_file('verification')}; chạy lại bằng lệnh make test")


def reconciliation(book: Book) -> TableBlock:
    """Return each published total beside what the table adds up to."""
    rows = []
    for row in book.inputs["control_totals"].itertuples():
        keys = {} if pd.isna(row.filter_column) else {row.filter_column: row.filter_value}
        counts = pd.isna(row.value_column)
        place = row.table if counts else f"{row.table}.{row.value_column}"
        found = pick(book, "count" if counts else "total", place, **keys)
        total = pick(book, "cell", "control_totals.total", control_id=row.control_id)
        same = "khớp" if abs(found.value - total.value) < 1e-6 else "lệch"  # sums of shares are rounded
        rows.append([words_of(book, "control_totals", row.label_vi), figure(total), figure(found), same,
                     _broken(row.source_id)])
    columns = [("Đối chiếu", LEFT, 0.36), ("Đã công bố hoặc quy ước", RIGHT, 0.17), ("Cộng lại từ bảng", RIGHT, 0.17),
               ("Kết luận", LEFT, 0.12), ("Nguồn", LEFT, 0.18)]
    return table_block(book, "bang-khop-so", "Đối chiếu dữ liệu với số đã công bố", columns, rows,
                       table_file("control_totals"))


def mismatches(book: Book) -> list[str]:
    """Return what of the reconciliation does not agree."""
    return [row[0] for row in reconciliation(book).rows if row[3] != "khớp"]


# --- reproduction, renewal, where numbers stand ---------------------------------------------------------------


def reproduction(book: Book) -> TableBlock:
    """Return what made the run: its key, digests of inputs and code, seed, solver and versions."""
    record, scenario = book.record, book.scenario
    solver, title = record["solver"], f"{scenario.title_vi} ({scenario.name})"
    rows = [["Mã lần chạy", _said(record["key"])], ["Mã in ở chân trang", _said(book.run)],
            ["Kịch bản", words(title, f"../scenarios/{scenario.name}")],
            ["Hạt giống của các lần rút thử", _said(str(record["seed"]))],
            ["Bộ giải", _said(f"{solver['name']}; {solver['method']}; trạng thái {_proof(str(solver['status']))}")],
            *([f"Mã băm của {room}", _said(digest)] for room, digest in record["code"].items()),
            *([f"Phiên bản {name}", _said(version)] for name, version in record["versions"].items())]
    columns = [("Nội dung", LEFT, 0.34), ("Giá trị", LEFT, 0.66)]
    return table_block(book, "bang-lan-chay", "Lần chạy đã tạo ra các văn bản", columns,
                       [[label, _split(value)] for label, value in rows], "hồ sơ lần chạy run.json")


def _proof(status: str) -> str:
    return {"proven": "đã chứng minh tối ưu"}.get(status, status)


def inputs_used(book: Book) -> TableBlock:
    """Return the digest of every input file, its first signs."""
    rows = [[_broken(name), _said(digest[:_SHORT])] for name, digest in sorted(book.record["inputs"].items())]
    half = (len(rows) + 1) // 2
    rows = [[*left, *right] for left, right in zip(rows[:half], [*rows[half:], ["", ""]][:half], strict=True)]
    columns = [("Tệp", LEFT, 0.31), ("Mã băm SHA", LEFT, 0.19)] * 2
    return table_block(book, "bang-ma-bam", "Mã băm của các tệp đầu vào (các ký tự đầu)", columns, rows,
                       "hồ sơ lần chạy run.json")


def renewals(book: Book) -> TableBlock:
    """Return what calls for a renewal of the model, on which day where that is known, and why."""
    rows = []
    for row in book.inputs["renewals"].sort_values("seq").itertuples():
        day = "khi xảy ra" if pd.isna(row.due_on) else _day(row.due_on)
        said = [words_of(book, "renewals", text) for text in (row.action_vi, row.reason_vi)]
        rows.append([row.label_vi, day, *said, _broken(row.source_id)])
    columns = [("Sự kiện", LEFT, 0.2), ("Ngày", LEFT, 0.12), ("Phải làm", LEFT, 0.25), ("Lý do", LEFT, 0.29),
               ("Nguồn", LEFT, 0.14)]
    return table_block(book, "bang-lam-moi", "Khi nào phải làm mới mô hình", columns, rows, table_file("renewals"),
                       status="assumed")


def sunset(book: Book) -> pd.Series:
    """Return the row of the day after which the model is not to be used."""
    return book.inputs["renewals"].set_index("renewal_id").loc["sunset"]


def sunset_day(book: Book) -> str:
    """Return the day after which the model is not to be used, with its home."""
    return str(_day(sunset(book)["due_on"]))


def is_past_sunset(book: Book) -> bool:
    """Return whether the paper is of a day on which the model is not to be used any more."""
    return book.day.isoformat() > sunset(book)["due_on"]


def _day(iso: str) -> Shown:
    return Shown(_written_day(iso), "date:sunset", "data/tables/renewals.csv")


def numbers_by_paper(book: Book) -> TableBlock:
    """Return every number that papers name, with its value here and the papers in which it may stand."""
    rows = []
    for name, papers in book.quotes().items():
        if name not in book.inputs.register and name not in set(book.inputs["metrics"]["metric_id"]):
            continue
        quantity = quantity_named(book, name)
        rows.append((sort_key(quantity.label_vi), [
            words(quantity.label_vi, "../parameters"), shown(quantity, parameter_words(quantity)),
            book.language.statuses[quantity.status], _broken(name), _broken(", ".join(papers))]))
    columns = [("Số liệu", LEFT, 0.31), ("Giá trị", RIGHT, 0.14), ("Trạng thái", LEFT, 0.1), ("Mã", LEFT, 0.19),
               ("Văn bản có nêu", LEFT, 0.26)]
    return table_block(book, "bang-noi-neu", "Số liệu trong lời văn của các văn bản và nơi nêu", columns,
                       [cells for _, cells in sorted(rows, key=lambda row: row[0])],
                       "các sổ tay văn bản; kể cả câu chỉ in ở một số phương án; giá trị của phương án này")


def papers_of_numbers(book: Book) -> Counter:
    """Return how many numbers each paper names in its prose."""
    return Counter(paper for papers in book.quotes().values() for paper in papers)


def _said(text: str) -> Shown:
    """Return words of the run or of a list of data, whose figures are names and not quantities."""
    return Shown(text, "text:record") if any(char.isdigit() for char in text) else Shown(text, "")


def _broken(text: str) -> Shown:
    """Return a name that may break over lines."""
    return Shown("".join(char + (BREAK if char in "_/.,-" else "") for char in text), "text:name")


def _split(value: Shown) -> Shown:
    """Return a long digest with places where it may break."""
    text = value.text
    if " " in text or len(text) <= _SHORT * 2:
        return value
    parts = [text[at : at + _SHORT] for at in range(0, len(text), _SHORT)]
    return Shown(BREAK.join(parts), value.ref)
