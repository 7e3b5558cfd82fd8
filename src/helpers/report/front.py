"""Front matter of a document notebook and the format profile it is laid out by, both validated."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args

from jinja2 import Environment, StrictUndefined, meta
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpers.inputs.errors import InputError, unknown_name

KEY = "qd45.document"
PROFILES = "data/profiles.yml"

SUBJECT = "Về việc "  # a letter shortens it to “V/v”

DocumentType = Literal["to_trinh", "de_an", "bao_cao", "thoa_thuan", "cong_van", "quyet_dinh", "bang_tong_hop",
                       "phieu_tham_dinh", "phu_luc", "summary"]

#: Papers that nobody signs, that carry no masthead, and that have a table of contents.
UNSIGNED, PLAIN, WITH_CONTENTS = ("de_an", "phu_luc", "summary"), ("phu_luc", "summary"), ("de_an", "phu_luc")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Signatory(_Strict):
    """Whose office signs: ``lines`` for one signature, ``left`` and ``right`` for an agreement."""

    lines: list[str] = []
    name: str = ""
    left: list[str] = []
    right: list[str] = []


class FrontMatter(_Strict):
    """What the notebook's metadata ``qd45.document`` says of the paper.

    Texts may hold Jinja placeholders for the context's values, ``profile``, ``profile_name`` and the words ``w(...)``
    of the profile; an addressee or recipient that comes out blank is left out.

    A decision is not the department's own: ``issuer`` is the body in its masthead, a line break where its name
    breaks, ``parent`` the body above it where it has one, ``authority`` the office that decides, in capitals under
    the title. Where the chairman decides by a power of his own (as article 18 of Decision 45/2016/QĐ-TTg gives him)
    he signs ``CHỦ TỊCH``; ``TM. ỦY BAN NHÂN DÂN`` stands only over what the committee has decided as a body
    (Circular 01/2011/TT-BNV, article 12; Decree 30/2020/NĐ-CP, annex I, part II, point 7).
    ``landscape`` turns the whole paper, which the forms allow where its tables are not made into annexes.
    """

    type: DocumentType
    title: str
    signatory: Signatory = Signatory()
    symbol: str = ""
    addressees: list[str] = []
    recipients: list[str] = []
    numbering: Literal["phan", "dieu"] = "phan"
    draft: bool = True
    compact: bool = False
    landscape: bool = False
    issuer: str = ""
    parent: str = ""
    authority: str = ""
    attached: str = ""
    language: Literal["vi", "en"] = "vi"

    @model_validator(mode="after")
    def _signatures_fit_the_type(self):
        needed = () if self.type in UNSIGNED else ("left", "right") if self.type == "thoa_thuan" else ("lines",)
        missing = [f"signatory.{key}" for key in needed if not getattr(self.signatory, key)]
        if self.type == "quyet_dinh":
            missing += [key for key in ("issuer", "authority") if not getattr(self, key)]
        if missing:
            raise ValueError(f"{self.type}: {', '.join(missing)}")
        return self

    @model_validator(mode="after")
    def _only_the_summary_is_in_english(self):
        if (self.type == "summary") != (self.language == "en"):
            raise ValueError("language: en, và chỉ với type: summary / en, and only with type: summary")
        return self

    @model_validator(mode="after")
    def _a_letter_has_a_subject(self):
        if self.type == "cong_van" and not self.title.startswith(SUBJECT):
            raise ValueError(f"title: bắt đầu bằng / begins with “{SUBJECT}…”")
        return self


class PageNumber(_Strict):
    """Where the page number stands and how large it is [pt]."""

    place: Literal["bottom-right", "top-center"]
    pt: float


class Layout(_Strict):
    """Sizes [pt] and lengths [mm] of a profile; see ``data/profiles.yml`` for the allowed ranges."""

    page_mm: dict[Literal["width", "height"], float]
    margins_mm: dict[Literal["top", "bottom", "left", "right"], float]
    masthead_mm: dict[Literal["left", "right"], float]
    body_pt: Annotated[float, Field(ge=13, le=14)]
    first_line_mm: float
    paragraph_gap_pt: Annotated[float, Field(ge=6)]
    line_spacing: Annotated[float, Field(ge=1, le=1.5)]
    page_number: PageNumber
    annex_restarts_page_number: bool
    nation_pt: float
    motto_pt: float
    agency_pt: float
    number_pt: float
    subject_pt: Annotated[float, Field(ge=12, le=13)]
    date_pt: float
    type_name_pt: float
    title_pt: float
    addressee_pt: float
    signature_pt: float
    recipients_heading_pt: float
    recipients_pt: float
    table_pt: float
    note_pt: float
    row_gap_pt: float
    status_pt: float
    draft_box: bool

    @property
    def text_width_mm(self) -> float:
        """Width between the margins [mm]."""
        return self.page_mm["width"] - self.margins_mm["left"] - self.margins_mm["right"]


class Profile(BaseModel):
    """Whose paper it is and how it looks; other keys of the profile are left to other rooms."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str = ""
    parent_agency: str
    agency: str
    agency_symbol: str
    place: str
    layout: Layout
    compact: dict[str, float] = {}

    def turned(self) -> Profile:
        """Return the profile with its page on the long side; the masthead keeps its shares of the text width."""
        page, head, narrow = self.layout.page_mm, self.layout.masthead_mm, self.layout.text_width_mm
        layout = self.layout.model_copy(update={"page_mm": {"width": page["height"], "height": page["width"]}})
        wider = {side: length * layout.text_width_mm / narrow for side, length in head.items()}
        return self.model_copy(update={"layout": layout.model_copy(update={"masthead_mm": wider})})

    def compacted(self) -> Profile:
        """Return the profile with the smaller sizes that its rule allows, for papers of few pages."""
        return self.model_copy(update={"layout": self.layout.model_copy(update=self.compact)})


def read_front(raw: Mapping[str, Any], values: Mapping[str, Any], file: str) -> FrontMatter:
    """Validate raw front matter and fill in its placeholders.

    Parameters
    ----------
    raw : the metadata as stored in the notebook.
    values : what the placeholders may name.
    file : name of the notebook, for messages.

    Raises
    ------
    InputError : a key is missing, unknown or has a wrong value, or a placeholder is unknown.
    """
    front = _validated(FrontMatter, _plain(raw), file, KEY)
    return FrontMatter(**_kept(_rendered(front.model_dump(), values, file, KEY)))


def read_profile(raw: Mapping[str, Any]) -> Profile:
    """Validate a resolved format profile."""
    return _validated(Profile, _plain(raw), PROFILES, "profile")


def _plain(value: Any) -> Any:
    """Return metadata as plain, NFC-normalised Python values; nbformat stores its own mapping type."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return unicodedata.normalize("NFC", value) if isinstance(value, str) else value


def _validated(model: type[BaseModel], raw: Any, file: str, prefix: str):
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        raise _first_problem(model, error.errors()[0], file, prefix) from None


def _first_problem(model: type[BaseModel], problem: Mapping, file: str, prefix: str) -> InputError:
    place = [str(part) for part in problem["loc"]]
    if problem["type"] == "extra_forbidden":
        return unknown_name(
            file, place[-1], _fields_at(model, place[:-1]),
            what_vi=f"khóa của {prefix}", what_en=f"a key of {prefix}",
        )  # fmt: skip
    column = ".".join([prefix, *place])
    if problem["type"] == "missing":
        return InputError(
            file, column=column, allowed_vi="khóa này bắt buộc có", allowed_en="this key is required",
            remedy_vi="thêm khóa này", remedy_en="add this key",
        )  # fmt: skip
    return InputError(
        file, column=column, value=None if not place else problem["input"],
        allowed_vi=problem["msg"], allowed_en=problem["msg"],
        remedy_vi="sửa giá trị này", remedy_en="correct this value",
    )  # fmt: skip


def _fields_at(model: type[BaseModel], path: list[str]) -> list[str]:
    """Return the valid keys at a place inside nested models."""
    for name in path:
        annotation = model.model_fields[name].annotation
        if not isinstance(annotation, type) or not issubclass(annotation, BaseModel):
            return [str(key) for key in get_args(get_args(annotation)[0])]
        model = annotation
    return list(model.model_fields)


def _rendered(value: Any, values: Mapping[str, Any], file: str, key: str) -> Any:
    if isinstance(value, dict):
        return {name: _rendered(item, values, file, f"{key}.{name}") for name, item in value.items()}
    if isinstance(value, list):
        return [_rendered(item, values, file, key) for item in value]
    return _render(value, values, file, key) if isinstance(value, str) else value


def _kept(front: dict[str, Any]) -> dict[str, Any]:
    """Return front matter without the addressees and recipients that a profile does not have."""
    return front | {name: [item for item in front[name] if item.strip()] for name in ("addressees", "recipients")}


def _render(text: str, values: Mapping[str, Any], file: str, key: str) -> str:
    environment = Environment(undefined=StrictUndefined, autoescape=False)
    for name in sorted(meta.find_undeclared_variables(environment.parse(text)) - set(values)):
        raise unknown_name(
            f"{file}, {key}", name, values, what_vi="tên trong dấu {{ }}", what_en="a name inside {{ }}"
        )
    return environment.from_string(text).render(values)
