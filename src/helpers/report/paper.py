"""The fixed wording around the text of a paper, worked out once for the PDF and for Word."""

from __future__ import annotations

from datetime import date
from typing import Any

from helpers.report.approval import DRAFT
from helpers.report.blocks import Context
from helpers.report.front import PLAIN, SUBJECT, WITH_CONTENTS, FrontMatter, Profile
from helpers.report.language import Language
from helpers.report.languages import LANGUAGES
from helpers.report.wording import word

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
TYPE_NAMES = {
    "to_trinh": "Tờ trình",
    "de_an": "Đề án",
    "bao_cao": "Báo cáo",
    "thoa_thuan": "Thỏa thuận",
    "cong_van": "Công văn",
    "quyet_dinh": "Quyết định",
    "bang_tong_hop": "Bảng tổng hợp",
    "phieu_tham_dinh": "Phiếu thẩm định",
    "phu_luc": "Phụ lục kỹ thuật",
    "summary": "Summary",
}

_DATED_LATER = ("thoa_thuan", "quyet_dinh", "phieu_tham_dinh")
_BLANK_DATE = "{}, ngày …… tháng …… năm ……"
_BLANK_NUMBER = "\u00a0" * 6


def place_and_date(place: str, day: date) -> str:
    """Return the line of place and date; days below 10 and the months 1 and 2 get a leading zero.

    Source: Decree 30/2020/NĐ-CP, Annex I, part II, point 4; Circular 01/2011/TT-BNV says the same.

    >>> place_and_date("Quảng Bình", date(2018, 11, 7))
    'Quảng Bình, ngày 07 tháng 11 năm 2018'
    >>> place_and_date("Quảng Bình", date(2019, 2, 15))
    'Quảng Bình, ngày 15 tháng 02 năm 2019'
    """
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def punctuated(items: list[str]) -> list[str]:
    """Return list items ending in ``;`` and the last one in a full stop.

    >>> punctuated(["Như trên", "Lưu: VT, BCVT."])
    ['Như trên;', 'Lưu: VT, BCVT.']
    """
    bare = [item.rstrip(" .;") for item in items]
    return [f"{item};" for item in bare[:-1]] + [f"{item}." for item in bare[-1:]]


def paper_parts(front: FrontMatter, context: Context, profile: Profile, standing: str = DRAFT) -> dict[str, Any]:
    """Return every text of the paper that is not its body, ready to be set."""
    day = date.fromisoformat(context.as_of)
    type_name, signature = TYPE_NAMES[front.type], front.signatory.model_dump()
    language = LANGUAGES[front.language]
    status = [(language.words["scenario"], context.scenario), (language.words["run"], context.run)]
    return {
        "tag": language.tag,
        "plain": front.type in PLAIN,
        "nation": NATION,
        "motto": MOTTO,
        "agreement": front.type == "thoa_thuan",
        "contents": front.type in WITH_CONTENTS,
        # A paper that is an annex as a whole says under its title what it is attached to.
        "attached": front.attached if front.type == "phu_luc" else "",
        "parent_agency": front.parent if front.issuer else profile.parent_agency,
        "agency": front.issuer.split("\n") if front.issuer else [profile.agency],
        "authority": front.authority,
        "number": f"Số: {_BLANK_NUMBER}/{front.symbol}" if front.symbol else "",
        # An agreement, a decision and an appraisal get their date when they are signed, which the workbook never
        # knows: its approval is the department's, and the day of the paper that of the draft.
        "place_and_date": _BLANK_DATE.format(profile.place) if front.type in _DATED_LATER
        else place_and_date(profile.place, day),
        # A letter shows no type name: its subject stands under the number.
        "subject": f"V/v {front.title.removeprefix(SUBJECT)}" if front.type == "cong_van" else "",
        "type_name": type_name.upper(),
        "title": front.title.upper() if front.type == "phu_luc" else front.title,
        "document_title": f"{type_name} {front.title[:1].lower()}{front.title[1:]}",
        "year_month_day": [day.year, day.month, day.day],
        "draft": language.words["draft"] if front.draft else "",
        "addressees": front.addressees if len(front.addressees) < 2 else punctuated(front.addressees),
        "recipients": punctuated(front.recipients),
        "signature": signature,
        "signed": any(signature.values()) or bool(front.recipients),
        "status": " · ".join([*(f"{label}: {value}" for label, value in status if value),
                              *([] if standing == DRAFT else [language.words[standing]])]),
        "layout": profile.layout.model_dump(),
        **(_english_parts(front, context, language, day) if front.type == "summary" else {}),
    }


def _english_parts(front: FrontMatter, context: Context, language: Language, day: date) -> dict[str, Any]:
    """Return the parts that a paper in English has in place of the official ones."""
    return {
        "parent_agency": word(context.profile, "en_ppc").upper(),
        "agency": [word(context.profile, "en_agency").upper()],
        "place_and_date": f"{word(context.profile, 'en_place')}, {language.date(day)}",
        "document_title": f"{TYPE_NAMES[front.type]}: {front.title}",
    }
