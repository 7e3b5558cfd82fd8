"""Where the papers answer each question of the appraisal sheet.

A pointer is ``paper#anchor``: the identifier of a table or heading, or the words of a heading. One that ends in ``?``
may be missing in a scenario, as a table of new points where none opens; any other must be there.
"""

from __future__ import annotations

from helpers.inputs import InputError, table_file
from helpers.report.appraisal.papers import PAPER_NAMES, Papers

#: Said where the answer lies in every paper alike, and not at one place.
EVERYWHERE = {
    "G01": "Mọi văn bản; kiểm tệp đã xuất bằng lệnh qd45 check-papers",
    "G02": "Phần vai trò ký duyệt do Sở ghi trước khi trình: ……",
    "G03": "Trang đầu của mọi văn bản",
}

ANSWERS: dict[str, tuple[str, ...]] = {
    "A01": ("de_an#Căn cứ pháp lý", "quyet_dinh_phe_duyet#Phê duyệt Đề án"),
    "A02": ("to_trinh#Kiến nghị", "quyet_dinh_phe_duyet#Phê duyệt Đề án",
            "quyet_dinh_danh_muc#Công bố hai danh mục"),
    "A03": ("de_an#bang-can-cu", "to_trinh#Vấn đề xin ý kiến"),
    "A04": ("quyet_dinh_danh_muc#bang-thuc-hien", "quyet_dinh_danh_muc#bang-khong-thuc-hien",
            "de_an#Danh mục thủ tục hành chính"),
    "A05": ("de_an#Quan điểm, nguyên tắc", "thoa_thuan#Nguyên tắc hợp tác"),
    "B01": ("de_an#Sự cần thiết", "phu_luc_ky_thuat#Số liệu dùng trong các văn bản"),
    "B02": ("bao_cao_khao_sat#Kết quả trả lời", "de_an#bang-khao-sat"),
    "B03": ("de_an#bang-du-bao", "de_an#bang-san-luong"),
    "B04": ("de_an#bang-tien-le", "de_an#Lộ trình và cổng kiểm tra"),
    "B05": ("de_an#Tác động về tiếp cận", "de_an#Giá cước và đối tượng miễn, giảm"),
    "C01": ("de_an#bang-muc-tieu", "de_an#bang-chi-tieu"),
    "C02": ("de_an#bang-bo-tieu-chi",),
    "C03": ("de_an#Danh sách dài và lý do loại",),
    "C04": ("de_an#Phương án rút gọn", "de_an#bang-phuong-an"),
    "C05": ("de_an#Tài chính", "de_an#bang-chi-phi"),
    "C06": ("de_an#Tài chính", "de_an#bang-nguon"),
    "C07": ("de_an#Tài chính",),
    "C08": ("de_an#Rủi ro, độ nhạy", "de_an#bang-ben-vung?"),
    "C09": ("de_an#Tài chính",),
    "C10": ("de_an#So sánh, kiến nghị, điều kiện đổi ý", "bao_cao_tom_tat#Kiến nghị"),
    "C11": ("de_an#Mạng vận chuyển và thời hạn phát", "de_an#bang-thoi-han"),
    "D01": ("de_an#bang-nguon", "thoa_thuan#Kinh phí", "quyet_dinh_phe_duyet#bang-kinh-phi"),
    "D02": ("de_an#Nhân lực, tập huấn", "thoa_thuan#Trách nhiệm của Bên B"),
    "D03": ("de_an#Công nghệ thông tin và an toàn", "thoa_thuan#Bảo mật, dữ liệu cá nhân, an toàn thông tin"),
    "D04": ("de_an#Lộ trình và cổng kiểm tra",),
    "D05": ("de_an#bang-rui-ro",),
    "D06": ("de_an#bang-phan-cong", "quyet_dinh_phe_duyet#Tổ chức thực hiện"),
    "D07": ("de_an#Theo dõi, báo cáo", "de_an#bang-chi-tieu", "thoa_thuan#Theo dõi, báo cáo, kiểm tra"),
    "D08": ("de_an#Xử lý tình huống", "thoa_thuan#Mất, hỏng, chậm; bồi thường",
            "thoa_thuan#Khiếu nại, giải quyết tranh chấp"),
    "D09": ("tong_hop_y_kien#bang-y-kien", "to_trinh#Ý kiến của các đơn vị"),
    "E01": ("thoa_thuan#Mục đích, phạm vi", "thoa_thuan#Điều khoản thi hành"),
    "E02": ("thoa_thuan#bang-moi-diem", "de_an#bang-moi-diem"),
    "E03": ("thoa_thuan#Mục đích, phạm vi", "thoa_thuan#Giá cước, miễn giảm, thu hộ phí, lệ phí",
            "thoa_thuan#Mất, hỏng, chậm; bồi thường"),
    "E04": ("thoa_thuan#Thời hạn, sửa đổi, chấm dứt",),
    "F01": ("phu_luc_ky_thuat#Sổ giả định", "de_an#Cách tính"),
    "F02": ("phu_luc_ky_thuat#Nhật ký quyết định và dữ liệu",),
    "F03": ("phu_luc_ky_thuat#Kiểm chứng", "de_an#Vai trò và xem lại"),
    "F04": ("de_an#bang-khoang", "bao_cao_tom_tat#Kiến nghị"),
    "F05": ("phu_luc_ky_thuat#Giới hạn: mô hình không biết điều gì", "phu_luc_ky_thuat#Khi nào phải làm mới",
            "de_an#Giới hạn"),
    "F06": ("de_an#Vai trò và xem lại",),
    "F07": ("phu_luc_ky_thuat#Tái lập",),
    "F08": ("de_an#Giới hạn",),
    "F09": ("phu_luc_ky_thuat#Số liệu dùng trong các văn bản", "to_trinh#bang-so-lieu"),
}


def answers(papers: Papers, question_id: str) -> str:
    """Return where the papers answer a question, a line for each paper, as they are in this scenario.

    Raises
    ------
    InputError : a paper has not the place that a pointer names, or no pointer is known for the question.
    """
    if question_id in EVERYWHERE:
        return EVERYWHERE[question_id]
    if question_id not in ANSWERS:
        raise InputError(
            table_file("appraisal_questions"), column="question_id", value=question_id,
            allowed_vi="câu hỏi có chỗ trả lời ghi trong ANSWERS của report/appraisal/pointers.py",
            allowed_en="a question whose place is in ANSWERS of report/appraisal/pointers.py",
            remedy_vi="ghi chỗ trả lời của câu này", remedy_en="add the place that answers it",
        )  # fmt: skip
    found: dict[str, list[str]] = {}
    for pointer in ANSWERS[question_id]:
        paper, _, anchor = pointer.partition("#")
        if anchor.endswith("?") and not papers[paper].has(anchor[:-1]):
            continue
        found.setdefault(paper, []).append(papers[paper].place(anchor.removesuffix("?")).told)
    return "\n".join(f"{PAPER_NAMES[paper]}: {'; '.join(places)}" for paper, places in found.items())
