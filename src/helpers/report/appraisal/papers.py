"""The papers of the dossier as the appraisal sheet sees them: by name, each read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from helpers.report.book import Book
from helpers.report.outline import Outline, outline

#: Papers that answer questions, by notebook, as the sheet calls them.
PAPER_NAMES = {
    "de_an": "Đề án",
    "to_trinh": "Tờ trình",
    "thoa_thuan": "Thỏa thuận",
    "bao_cao_tom_tat": "Báo cáo tóm tắt",
    "quyet_dinh_phe_duyet": "Quyết định phê duyệt",
    "quyet_dinh_danh_muc": "Quyết định công bố danh mục",
    "tong_hop_y_kien": "Bảng tổng hợp ý kiến",
    "bao_cao_khao_sat": "Báo cáo khảo sát",
    "phu_luc_ky_thuat": "Phụ lục kỹ thuật",
}


@dataclass(eq=False)
class Papers(Mapping):
    """Outlines of the papers by the name of their notebook, read when they are first asked for.

    Raises
    ------
    InputError : a notebook is missing or damaged.
    """

    book: Book
    _read: dict[str, Outline] = field(default_factory=dict)

    def __getitem__(self, paper: str) -> Outline:
        if paper not in self._read:
            self._read[paper] = outline(self.book, paper)
        return self._read[paper]

    def __iter__(self):
        return iter(PAPER_NAMES)

    def __len__(self) -> int:
        return len(PAPER_NAMES)
