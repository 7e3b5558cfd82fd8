"""Open a returned file without trusting it: what it is, how large it is, and whether it opens at all."""

from __future__ import annotations

import io
import warnings
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import openpyxl
from openpyxl.workbook import Workbook

# A filled form has some 30 kB, a dozen parts and 0.3 MB unpacked: these limits are far above, and far below harm.
LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 30_000_000
MOST_PARTS = 200

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BROKEN = "tệp hỏng, không mở được"
_SEND_AGAIN = "gửi lại phiếu gốc dạng .xlsx"


class FileRefused(ValueError):
    """A file that is not a form: the reason and what to do, in Vietnamese."""

    def __init__(self, reason_vi: str, remedy_vi: str = _SEND_AGAIN):
        super().__init__(reason_vi)
        self.reason_vi, self.remedy_vi = reason_vi, remedy_vi


@dataclass(frozen=True)
class InboxFile:
    """A file of the inbox: its path there and its bytes, None when it is too large or cannot be read."""

    name: str
    content: bytes | None
    size: int = 0

    @property
    def is_clutter(self) -> bool:
        """Whether programs left the file: lock files of Excel and LibreOffice, hidden and system files."""
        parts = PurePosixPath(self.name).parts
        hidden = any(part.startswith((".", "~$", "__MACOSX")) for part in parts)
        return hidden or parts[-1].lower() in ("thumbs.db", "desktop.ini")


def inbox_files(folder: Path) -> list[InboxFile]:
    """Return every file of the inbox and its folders, by name; nothing is written or moved.

    The placeholder that keeps the empty folder in the workbook is not a file of the inbox.

    Parameters
    ----------
    folder : the inbox, ``data/inbox``.
    """
    found = folder.rglob("*") if folder.is_dir() else ()
    paths = sorted(path for path in found if not path.is_dir() and path != folder / ".gitkeep")
    return [_inbox_file(path, path.relative_to(folder).as_posix()) for path in paths]


def _inbox_file(path: Path, name: str) -> InboxFile:
    try:
        size = path.stat().st_size
        return InboxFile(name, path.read_bytes() if size <= LARGEST_FILE else None, size)
    except OSError:
        return InboxFile(name, None)


def open_workbook_file(file: InboxFile) -> Workbook:
    """Open a returned workbook, formulas as formulas.

    Raises
    ------
    FileRefused : not an .xlsx file, too large, empty, locked by a password, broken, or packed to harm.
    """
    _check_kind(file)
    _check_parts(file.content)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(io.BytesIO(file.content), keep_links=False)
    except Exception:
        # A damaged workbook can fail anywhere inside the reader; whatever the error, the answer is the same.
        raise FileRefused(_BROKEN) from None


def _check_kind(file: InboxFile) -> None:
    suffix = PurePosixPath(file.name).suffix.lower()
    if suffix == ".xls":
        raise FileRefused("tệp Excel đời cũ (.xls)", "mở tệp bằng Excel, chọn Lưu thành dạng .xlsx rồi gửi lại")
    if suffix != ".xlsx":
        raise FileRefused(f"tệp dạng {suffix or 'không có đuôi'}; chỉ nhận .xlsx",
                          "điền vào phiếu Excel được gửi và gửi lại tệp .xlsx")
    if file.content is None and file.size > LARGEST_FILE:
        raise FileRefused("tệp quá lớn so với một phiếu")
    if file.content is None:
        raise FileRefused("không đọc được tệp", "kiểm tra quyền đọc tệp rồi nhập lại")
    if not file.content:
        raise FileRefused("tệp rỗng")
    if file.content.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in file.content:
            raise FileRefused("tệp đặt mật khẩu", "bỏ mật khẩu mở tệp rồi gửi lại")
        raise FileRefused("tệp Excel đời cũ đổi đuôi thành .xlsx",
                          "mở tệp bằng Excel, chọn Lưu thành dạng .xlsx rồi gửi lại")


def _check_parts(content: bytes) -> None:
    """Check the size of the unpacked parts before anything is unpacked, then look for what no form holds."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise FileRefused("tệp nén bất thường, mở ra quá lớn so với một phiếu")
            if any(part.flag_bits & 1 for part in parts):
                raise FileRefused("tệp đặt mật khẩu", "bỏ mật khẩu mở tệp rồi gửi lại")
            if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
                raise FileRefused("tệp có mã lệnh (macro)")
            # Excel writes no document type; entities defined in one can unfold without end.
            if any(b"<!DOCTYPE" in archive.read(part) for part in parts):
                raise FileRefused("tệp có khai báo bất thường, không phải Excel ghi ra")
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError):
        raise FileRefused(_BROKEN) from None
