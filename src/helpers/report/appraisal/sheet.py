"""The table of the appraisal sheet: questions, where they are answered, what is tested, room for the reviewer."""

from __future__ import annotations

from helpers.report.appraisal.papers import Papers
from helpers.report.appraisal.pointers import answers
from helpers.report.appraisal.points import verdict
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.tables.common import CENTER, LEFT, table_block

GROUP_WORDS = {
    "A": "Pháp lý", "B": "Sự cần thiết", "C": "Phương án", "D": "Tổ chức thực hiện", "E": "Thỏa thuận hợp tác",
    "F": "Chất lượng tính toán", "G": "Thể thức văn bản",
}
BOXES = "□ Đạt\n□ Một phần\n□ Không"
BREAK = "\u200b"


def sheet(book: Book) -> TableBlock:
    """Return the questions by group; the boxes and the last column are left to the reviewer.

    Raises
    ------
    InputError : a place that should answer a question is not in the papers.
    """
    papers, rows, heads, failed = Papers(book), [], [], []
    for group, questions in book.inputs["appraisal_questions"].groupby("group", sort=True):
        heads.append(len(rows))
        rows.append([group, GROUP_WORDS[group], "", "", "", ""])
        for row in questions.itertuples():
            found = verdict(row.question_id, book, papers)
            failed += [row.question_id] if found and not found[1].passed else []
            rows.append([Shown(row.question_id, "text:appraisal_questions"), _question(row),
                         Shown(answers(papers, row.question_id), "text:places"), _tested(found), BOXES, ""])
    columns = [
        ("Câu", CENTER, 0.05),
        ("Câu hỏi", LEFT, 0.31),
        ("Tìm ở đâu", LEFT, 0.25),
        ("Máy kiểm", LEFT, 0.16),
        ("Đánh giá", LEFT, 0.09),
        ("Ý kiến", LEFT, 0.14),
    ]
    source = "sổ câu hỏi thẩm định; chỗ trả lời theo các dự thảo cùng lần chạy"
    if failed:
        source += f"; máy kiểm thấy chưa đạt: {', '.join(failed)}"
    return table_block(book, "bang-tham-dinh", "Câu hỏi thẩm định và chỗ trả lời trong hồ sơ", columns, rows, source,
                       status="derived", emphasis=heads)


def _question(row) -> Shown:
    must = "" if row.strength == "must" else " (nên có)"
    return Shown(f"{row.question_vi}{must}\nĐạt khi: {row.pass_vi}.", "text:appraisal_questions")


def _tested(found: tuple | None) -> Shown | str:
    """Return what the workbook found and the name of its check; nothing where only people can tell."""
    if found is None:
        return "Người thẩm định xem"
    name, told = found
    said = "đạt" if told.passed else f"không; {told.lack}"
    return Shown(f"Máy kiểm: {said} [{name.replace('_', '_' + BREAK)}]", "text:checks")
