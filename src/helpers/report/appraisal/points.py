"""What the workbook tests itself of the questions of the appraisal sheet.

A check sees the book and the papers and gives a verdict. It never says that a question is answered well: the boxes
are the reviewer's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from helpers.inputs import InputError, Quantity, sealed
from helpers.report import legal
from helpers.report.appraisal.papers import Papers
from helpers.report.blocks import TableBlock
from helpers.report.book import Book
from helpers.report.numbers import is_reference, pick
from helpers.report.prose import typed_numbers
from helpers.report.vietnamese import number

MONEY_TOLERANCE_VND = 1.0
#: Scenarios against which every other is held.
REFERENCES = ("bau", "do_minimum")
#: Headlines on which the choice rests; each needs an interval.
KEY_METRICS = ("dossiers_plan_end", "people_within_share", "delivery_on_time_share", "society_npv_vnd")
_REPORTS = ("báo cáo quý", "báo cáo sáu tháng", "báo cáo năm")
_FIGURE = re.compile(r"-?\d+(?:\.\d{3})*(?:,\d+)?")


@dataclass(frozen=True)
class Verdict:
    """Whether a check holds, and what is lacking where it does not."""

    passed: bool
    lack: str = ""


Check = Callable[[Book, Papers], Verdict]


def verdict(question_id: str, book: Book, papers: Papers) -> tuple[str, Verdict] | None:
    """Return the name and the verdict of the check of a question, or None where only people can tell."""
    check = CHECKS.get(question_id)
    return None if check is None else (check.__name__, check(book, papers))


# --- law and procedures -----------------------------------------------------------------------------------


def law_checked(book: Book, papers: Papers) -> Verdict:
    """Every document that a paper cites is in force on its day and has been checked against the original."""
    cited = {ref.removeprefix("law:") for paper in papers.values() for piece in paper.pieces
             for _, ref in piece.references() if ref.startswith("law:")}
    table = book.inputs["legal_basis"]
    for doc_id in cited:
        try:
            legal.document(table, doc_id, book.day)
        except InputError:
            return Verdict(False, f"{doc_id} không còn hiệu lực")
    waiting = cited & set(legal.unchecked(table, book.day))
    return Verdict(not waiting, f"{len(waiting)} văn bản viện dẫn chưa đối chiếu bản gốc")


def tasks_have_basis(book: Book, papers: Papers) -> Verdict:
    """No task given to the post waits for a pilot."""
    waiting = int(book.result("pilot_tasks").value)
    return Verdict(waiting == 0, f"{waiting} nhiệm vụ phải xin thí điểm")


def lists_complete(book: Book, papers: Papers) -> Verdict:
    """The two lists of procedures add up to all procedures of the province."""
    known, total = len(book.inputs["procedure_list"]), book.parameter("procedures_total").value
    return Verdict(known == total, f"hai danh mục có {number(known)} trên {number(total)} thủ tục")


# --- need -------------------------------------------------------------------------------------------------


def numbers_have_home(book: Book, papers: Papers) -> Verdict:
    """No number is typed in the prose of a paper, and every cell of a table with a figure says where it is from."""
    typed = [paper for paper in papers
             if any(typed_numbers(cell.source.removeprefix("%%prose")) for cell in book.paper(paper).cells
                    if cell.source.startswith("%%prose"))]
    return Verdict(not typed, f"có số gõ tay: {', '.join(typed)}")


def survey_complete(book: Book, papers: Papers) -> Verdict:
    """Every unit of the survey has answered."""
    asked, came = (int(pick(book, "count", "roster", **keys).value) for keys in ({}, {"answered": True}))
    return Verdict(came == asked, f"{number(came)} trên {number(asked)} đơn vị, điểm đã trả lời")


def forms_add_up(book: Book, papers: Papers) -> Verdict:
    """In every year and case the three forms add up to the forecast."""
    table = book.results["province"]
    parts = table["send_dossiers"] + table["receive_dossiers"] + table["both_dossiers"]
    gap = (parts - table["dossiers"]).abs()
    return Verdict(bool((gap < 1e-6 * table["dossiers"]).all()), "tổng ba hình thức lệch")


# --- options ----------------------------------------------------------------------------------------------


def goals_measured(book: Book, papers: Papers) -> Verdict:
    """Every indicator has a value, a way to measure it and a time."""
    table = book.inputs["kpis"]
    lacking = table[table["parameter_id"].isna() & table["metric_id"].isna()]
    return Verdict(lacking.empty and _filled(table, "measure_vi", "when_vi"), "có chỉ tiêu thiếu trị số")


def criteria_weighed(book: Book, papers: Papers) -> Verdict:
    """Every criterion has its limit or its weight, and its basis."""
    table = book.inputs["criteria"]
    gates, scores = (table[table["kind"] == kind] for kind in ("gate", "score"))
    whole = _filled(gates, "threshold") and _filled(scores, "weight_id") and _filled(table, "basis_vi")
    return Verdict(whole, "có tiêu chí thiếu ngưỡng, trọng số hoặc căn cứ")


def references_compared(book: Book, papers: Papers) -> Verdict:
    """The table of options has business as usual and the least that could be done."""
    table = _table(papers, "de_an", "bang-phuong-an")
    words = " ".join([*(column.label for column in table.columns), *(" ".join(row) for row in table.rows)])
    lacking = [name for name in REFERENCES if book.say(book.runs[name].scenario.title_vi) not in words]
    return Verdict(not lacking, f"thiếu {', '.join(lacking)}")


def parties_add_up(book: Book, papers: Papers) -> Verdict:
    """What the parties gain and lose adds up to that of society."""
    parts = sum(book.result(f"{party}_npv_vnd").value for party in ("state", "post", "users"))
    gap = parts - book.result("society_npv_vnd").value
    return Verdict(abs(gap) < MONEY_TOLERANCE_VND, f"lệch {number(gap)} đồng")


def switching_known(book: Book, papers: Papers) -> Verdict:
    """Switching values of the conditions have been looked for."""
    return Verdict(not book.results["switching"].empty, "chưa tính giá trị chuyển đổi")


def delivery_on_time(book: Book, papers: Papers) -> Verdict:
    """No pair of point and agency breaks its delivery limit."""
    late = book.result("delivery_late_pairs").value
    return Verdict(late == 0, f"{number(late)} cặp điểm - cơ quan trễ")


# --- delivery of the plan ---------------------------------------------------------------------------------


def money_has_basis(book: Book, papers: Papers) -> Verdict:
    """Every line that costs money has a legal basis on the day."""
    flow = book.results["cash_flow"].query("amount_vnd != 0 and basis == 'no_basis'")
    labels = book.inputs["cash_lines"].set_index("line_id")["label_vi"]
    lacking = [str(labels[line]).lower() for line in flow["line"].unique()]
    return Verdict(not lacking, f"chưa có căn cứ: {', '.join(lacking)}")


def stand_in_trained(book: Book, papers: Papers) -> Verdict:
    """More than one person is trained for each point."""
    trained = book.parameter("trained_per_point").value
    return Verdict(trained > 1, f"mỗi điểm chỉ tập huấn {number(trained)} người")


def risks_owned(book: Book, papers: Papers) -> Verdict:
    """Every risk has an owner, a probability, an impact and a measure."""
    whole = _filled(book.inputs["risks"], "owner_vi", "probability", "impact", "measure_vi")
    return Verdict(whole, "có rủi ro thiếu chủ")


def duties_whole(book: Book, papers: Papers) -> Verdict:
    """Every duty has a unit in charge, a partner and a time."""
    whole = _filled(book.inputs["duties"], "unit_vi", "partner_vi", "when_vi")
    return Verdict(whole, "có việc thiếu đơn vị, thời hạn")


def reports_dated(book: Book, papers: Papers) -> Verdict:
    """The agreement asks for the three reports of the circular."""
    said = papers["thoa_thuan"].said().casefold()
    lacking = [words for words in _REPORTS if words not in said]
    return Verdict(not lacking, f"thiếu {', '.join(lacking)}")


def opinions_answered(book: Book, papers: Papers) -> Verdict:
    """Every body asked has answered, and every opinion has its answer."""
    asked = book.consulted
    waiting, open_ = int((~asked["answered"]).sum()), int((asked["opinions"] - asked["replied"]).sum())
    return Verdict(waiting == 0 and open_ == 0, f"{waiting} cơ quan chưa trả lời, {open_} ý kiến chưa giải trình")


# --- agreement --------------------------------------------------------------------------------------------


def articles_whole(book: Book, papers: Papers) -> Verdict:
    """The agreement has every article of the clause map, in its order."""
    rules = book.inputs["agreement_clauses"].query("rule == 'title'")
    titles = {place.words: words for words, place in papers["thoa_thuan"].places.items() if place.kind == "dieu"}
    lacking = [row.place.rpartition("_")[2] for row in rules.itertuples()
               if row.place.startswith("article_")
               and not re.search(row.pattern, titles.get(f"Điều {row.place.rpartition('_')[2]}", ""), re.IGNORECASE)]
    return Verdict(not lacking, f"thiếu hoặc sai tên Điều {', '.join(lacking)}")


def same_points(book: Book, papers: Papers) -> Verdict:
    """The agreement lists the points of the proposal, cell by cell."""
    both = [_table(papers, paper, "bang-moi-diem") for paper in ("thoa_thuan", "de_an")]
    return Verdict(both[0].rows == both[1].rows, "danh sách điểm khác đề án")


def fair_terms(book: Book, papers: Papers) -> Verdict:
    """The agreement leaves other ways open and names no lower compensation than the law."""
    said = papers["thoa_thuan"].said().casefold()
    least = number(book.parameter("compensation_fare_multiple").value)
    lacking = [words for words in ("không hạn chế quyền nộp hồ sơ", "doanh nghiệp bưu chính khác",
                                   f"không thấp hơn {least} lần giá cước", "giá cước không vượt mức tối đa")
               if words not in said]
    return Verdict(not lacking, f"thiếu: {'; '.join(lacking)}")


# --- model ------------------------------------------------------------------------------------------------


def register_whole(book: Book, papers: Papers) -> Verdict:
    """Every parameter has its source, quality and impact, and every uncertain one its range."""
    rows = book.inputs.register.rows
    lacking = [key for key, row in rows.items() if not (row.quantity.source_id and row.quality and row.impact)
               or (row.role == "uncertainty" and None in (row.quantity.low, row.quantity.high))]
    return Verdict(not lacking, f"thiếu trường: {', '.join(lacking[:3])}")


def sources_sealed(book: Book, papers: Papers) -> Verdict:
    """Every source stands as it was sealed."""
    seals, now = book.inputs["sources_seal"], sealed(book.inputs["sources"])
    same = now.reset_index(drop=True).equals(seals.reset_index(drop=True).astype(now.dtypes.to_dict()))
    return Verdict(bool(same), "có nguồn chưa niêm phong")


def results_have_intervals(book: Book, papers: Papers) -> Verdict:
    """Every headline on which the choice rests has an interval."""
    lacking = [name for name in KEY_METRICS if _without_ends(book.result(name))]
    return Verdict(not lacking, f"thiếu khoảng: {', '.join(lacking)}")


def run_recorded(book: Book, papers: Papers) -> Verdict:
    """The record of the run holds its inputs, code, seed and versions."""
    lacking = [name for name in ("inputs", "code", "seed", "versions") if name not in book.record]
    return Verdict(not lacking, f"thiếu {', '.join(lacking)}")


def numbers_agree(book: Book, papers: Papers) -> Verdict:
    """A number that several papers print with as many decimals is the same in all of them."""
    printed: dict[tuple, set[str]] = defaultdict(set)
    for paper in papers.values():
        for piece in paper.pieces:
            for text, ref in piece.references():
                figure = _FIGURE.search(text)
                if is_reference(ref) and figure:
                    printed[ref, len(figure[0].partition(",")[2]), text.replace(figure[0], "").strip()].add(figure[0])
    wrong = [ref for (ref, *_), figures in printed.items() if len(figures) > 1]
    return Verdict(not wrong, f"khác nhau: {', '.join(wrong[:3])}")


def drafts_marked(book: Book, papers: Papers) -> Verdict:
    """Every paper is marked as a draft and leaves its number to whoever signs."""
    wrong = [name for name, paper in papers.items() if not paper.front.draft or re.match(r"\d", paper.front.symbol)]
    return Verdict(not wrong, f"không ghi DỰ THẢO: {', '.join(wrong)}")


def _table(papers: Papers, paper: str, block_id: str) -> TableBlock:
    return next(piece for piece in papers[paper].pieces if isinstance(piece, TableBlock) and piece.id == block_id)


def _filled(table: pd.DataFrame, *columns: str) -> bool:
    return bool(table[list(columns)].notna().all().all())


def _without_ends(quantity: Quantity) -> bool:
    return quantity.low is None or quantity.high is None or pd.isna(quantity.low) or pd.isna(quantity.high)


#: The check of each question that the workbook can test.
CHECKS: dict[str, Check] = {
    "A01": law_checked, "A03": tasks_have_basis, "A04": lists_complete, "B01": numbers_have_home,
    "B02": survey_complete, "B03": forms_add_up, "C01": goals_measured, "C02": criteria_weighed,
    "C04": references_compared, "C06": parties_add_up, "C08": switching_known, "C11": delivery_on_time,
    "D01": money_has_basis, "D02": stand_in_trained, "D05": risks_owned, "D06": duties_whole, "D07": reports_dated,
    "D09": opinions_answered, "E01": articles_whole, "E02": same_points, "E03": fair_terms, "F01": register_whole,
    "F02": sources_sealed, "F04": results_have_intervals, "F07": run_recorded, "F09": numbers_agree,
    "G03": drafts_marked,
}  # fmt: skip
