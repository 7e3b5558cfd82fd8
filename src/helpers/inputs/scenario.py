"""A scenario: the difference from the baseline that one proposal makes, checked and frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from helpers.inputs.errors import InputError, nearest, unknown_name
from helpers.inputs.parameters import Register
from helpers.inputs.place import data_dir

BASELINE = "_baseline"
_Model = TypeVar("_Model", bound=BaseModel)


class Levers(BaseModel):
    """The choices of a scenario that are not numbers of the register.

    A lever that the siting method would not use is refused rather than ignored.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    first_year: int = Field(ge=2018, le=2060)
    last_year: int = Field(ge=2018, le=2060)
    plan_years: int = Field(ge=1, le=10, description="years of the plan, in which points open")
    case: Literal["low", "base", "high"] = Field(description="level of the uncertain demand parameters")
    siting: Literal["none", "p_median", "max_cover", "p_center", "least_points", "every_commune"]
    siting_weight: Literal["people", "dossiers"]
    new_points_per_year: tuple[int, ...] = Field(description="points opened in each plan year")
    pinned: tuple[str, ...] = Field(description="commune codes that must get a point")
    banned: tuple[str, ...] = Field(description="commune codes that must not get a point")
    seed: int = Field(ge=0)
    assignment: Literal["nearest", "huff"] = Field(
        description="which open point dossiers go to: the nearest, or a choice by travel time (Huff 1964)")

    @model_validator(mode="after")
    def _agree(self):
        plan_end = self.first_year + self.plan_years - 1
        rules = (
            (self.last_year < plan_end, "last_year không trước năm cuối của kế hoạch, {0}",
             "last_year not before the last plan year, {0}"),
            (len(self.new_points_per_year) > self.plan_years, "new_points_per_year có nhiều nhất {1} số",
             "at most {1} entries in new_points_per_year"),
            (any(count < 0 for count in self.new_points_per_year), "new_points_per_year không âm",
             "no negative entry in new_points_per_year"),
            (bool(self.new_points_per_year) and self.siting in ("none", "every_commune", "least_points"),
             "new_points_per_year chỉ khi siting là p_median, max_cover hoặc p_center",
             "new_points_per_year only where siting is p_median, max_cover or p_center"),
            (not self.new_points_per_year and self.siting == "p_center",
             "new_points_per_year khi siting là p_center", "new_points_per_year where siting is p_center"),
            (bool(self.pinned or self.banned) and self.siting == "none",
             "pinned, banned chỉ khi có chọn vị trí (siting khác none)",
             "pinned and banned only where sites are chosen (siting is not none)"),
            (bool(set(self.pinned) & set(self.banned)), "không xã nào vừa pinned vừa banned",
             "no commune both pinned and banned"),
        )
        for broken, vi, en in rules:
            if broken:
                both = {"vi": vi.format(plan_end, self.plan_years), "en": en.format(plan_end, self.plan_years)}
                raise PydanticCustomError("levers_disagree", "{en}", both)
        return self


class Scenario(BaseModel):
    """A validated, frozen scenario.

    ``values`` holds the parameters that the scenario changes; all others are at their base value in the
    register (or, where ``levers.case`` is not ``base``, uncertain demand parameters at that case).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title_vi: str
    title_en: str
    proposed_by: str
    legal_basis: tuple[str, ...]
    as_of: dt.date
    profile: str
    levers: Levers
    values: dict[str, float]

    @property
    def years(self) -> range:
        """Years of the evaluation, first to last."""
        return range(self.levers.first_year, self.levers.last_year + 1)

    @property
    def plan(self) -> range:
        """Years of the plan, in which points open."""
        return range(self.levers.first_year, self.levers.first_year + self.levers.plan_years)

    def digest(self) -> str:
        """Return the SHA-256 of the whole scenario, hexadecimal."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class _Header(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    title_vi: str
    title_en: str
    proposed_by: str
    legal_basis: list[str]
    as_of: dt.date
    profile: str
    change: dict


def scenario_names(folder: Path | None = None) -> list[str]:
    """Return the names of the scenario files, in the order of the alphabet."""
    folder = folder or data_dir() / "scenarios"
    return sorted(p.stem for p in folder.glob("*.yml") if not p.stem.startswith("_"))


def load_scenario(name: str, register: Register, *, folder: Path | None = None, **overrides) -> Scenario:
    """Read ``data/scenarios/<name>.yml`` over the baseline; ``overrides`` win over both.

    Raises
    ------
    InputError : no such scenario, the file is not well-formed YAML, a key is unknown (with the nearest valid
        name) or stands twice, a value is of the wrong type or outside its allowed range, levers contradict
        each other.
    """
    folder = folder or data_dir() / "scenarios"
    if name not in scenario_names(folder):
        raise unknown_name("data/scenarios", name, scenario_names(folder), what_vi="tên kịch bản",
                           what_en="a scenario name")
    base_file, file = f"data/scenarios/{BASELINE}.yml", f"data/scenarios/{name}.yml"
    baseline, base_lines = _read(folder / f"{BASELINE}.yml", base_file)
    content, lines = _read(folder / f"{name}.yml", file)
    header = _validated(_Header, content, file, lines)
    base_change = _validated(_Header, baseline, base_file, base_lines).change
    levers, values = _sorted_out(base_change, register, base_file, base_lines)
    own_levers, own_values = _sorted_out({**header.change, **overrides}, register, file, lines)
    fields = header.model_dump(exclude={"change"})
    fields["legal_basis"] = tuple(fields["legal_basis"])
    return Scenario(name=name, levers=_validated(Levers, levers | own_levers, file, lines),
                    values=values | own_values, **fields)


def difference(scenario: Scenario, register: Register) -> dict:
    """Return what a scenario changes against the baseline: levers first, then parameters as the register has them.

    Raises
    ------
    InputError : the baseline is not valid.
    """
    levers, values = _baseline(register)
    own = scenario.levers.model_dump()
    changed = {key: value for key, value in own.items() if value != levers[key]}
    return changed | {key: scenario.values[key] for key in register
                      if key in scenario.values and scenario.values[key] != values.get(key)}


def baseline_values(register: Register) -> dict:
    """Return every lever and parameter at its value in the baseline.

    Raises
    ------
    InputError : the baseline is not valid.
    """
    levers, values = _baseline(register)
    return register.base_values() | values | levers


def _baseline(register: Register) -> tuple[dict, dict]:
    file = f"data/scenarios/{BASELINE}.yml"
    content, lines = _read(data_dir() / "scenarios" / f"{BASELINE}.yml", file)
    levers, values = _sorted_out(_validated(_Header, content, file, lines).change, register, file, lines)
    return _validated(Levers, levers, file, lines).model_dump(), values


def check_references(scenario: Scenario, communes: Iterable[str], documents: Iterable[str]) -> None:
    """Check that the communes and legal documents which a scenario names exist.

    Raises
    ------
    InputError : a code of ``pinned`` or ``banned`` or a document of ``legal_basis`` is not among them.
    """
    file = f"data/scenarios/{scenario.name}.yml"
    for code in (*scenario.levers.pinned, *scenario.levers.banned):
        if code not in set(communes):
            raise InputError(
                file, column="pinned, banned", value=code,
                allowed_vi="mã xã trong data/tables/communes.csv",
                allowed_en="a commune code of data/tables/communes.csv",
                remedy_vi="sửa mã xã, viết trong dấu nháy", remedy_en="correct the code, written in quotes")
    for document in scenario.legal_basis:
        if document not in set(documents):
            raise unknown_name(file, document, documents, what_vi="mã văn bản trong data/tables/legal_basis.csv",
                               what_en="a document of data/tables/legal_basis.csv")


def _sorted_out(change: dict, register: Register, file: str, lines: dict[str, int]) -> tuple[dict, dict]:
    """Split changes into levers and checked parameter values."""
    levers, values = {}, {}
    for key, value in change.items():
        if key in Levers.model_fields:
            levers[key] = tuple(value) if isinstance(value, list) else value
        elif key in register:
            values[key] = register.check_value(key, value, file=file, row=lines.get(key))
        else:
            raise unknown_name(file, str(key), [*Levers.model_fields, *register], row=lines.get(key),
                               what_vi="khóa", what_en="a key")
    return levers, values


def _read(path: Path, file: str) -> tuple[dict, dict[str, int]]:
    """Return the content of a YAML file and the line of each key, so that errors can point at it."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        content, node = yaml.safe_load(text), yaml.compose(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise InputError(file, row=mark.line + 1 if mark else None,
                         allowed_vi="tệp YAML đúng cú pháp, mã UTF-8", allowed_en="well-formed YAML in UTF-8",
                         remedy_vi="sửa thụt dòng hoặc dấu hai chấm",
                         remedy_en="mend the indent or the colon") from None
    if not isinstance(content, dict) or not isinstance(content.get("change"), dict | None):
        raise InputError(file, allowed_vi="khóa và giá trị", allowed_en="keys and values",
                         remedy_vi="xem tệp kịch bản mẫu", remedy_en="see another scenario file")
    return {**content, "change": content.get("change") or {}}, _lines(node, file)


def _lines(node: yaml.MappingNode, file: str) -> dict[str, int]:
    """Return the line of each key of a file and of its mappings.

    Raises
    ------
    InputError : a key stands twice, of which YAML would silently keep the last.
    """
    lines: dict[str, int] = {}
    for key, value in node.value:
        if key.value in lines:
            raise InputError(file, row=key.start_mark.line + 1, column=key.value,
                             allowed_vi="mỗi khóa một lần", allowed_en="each key once",
                             remedy_vi="xóa dòng lặp", remedy_en="delete the repeated line")
        lines[key.value] = key.start_mark.line + 1
        if isinstance(value, yaml.MappingNode):
            lines |= _lines(value, file)
    return lines


#: What is allowed, by the type of a failure, in Vietnamese and English; the placeholders are pydantic's.
_ALLOWED = {
    "int_type": ("một số nguyên", "a whole number"),
    "string_type": ("một chuỗi chữ, viết trong dấu nháy", "text, written in quotes"),
    "tuple_type": ("một danh sách trong ngoặc vuông", "a list in square brackets"),
    "list_type": ("một danh sách trong ngoặc vuông", "a list in square brackets"),
    "date_type": ("ngày dạng 2018-11-07", "a date such as 2018-11-07"),
    "literal_error": ("một trong: {expected}", "one of: {expected}"),
    "greater_than_equal": ("từ {ge} trở lên", "at least {ge}"),
    "less_than_equal": ("không quá {le}", "at most {le}"),
    "missing": ("khóa này phải có", "this key must be there"),
    "extra_forbidden": ("khóa trong: {keys}", "a key among: {keys}"),
    "levers_disagree": ("{vi}", "{en}"),
}


def _validated(model: type[_Model], content: dict, file: str, lines: dict[str, int]) -> _Model:
    """Validate with pydantic and say the first failure in the workbook's own words."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else "change"
        known = {"keys": ", ".join(model.model_fields), **first.get("ctx", {})}
        vi, en = _ALLOWED.get(first["type"], (first["msg"], first["msg"]))
        close = nearest(key, model.model_fields) if first["type"] == "extra_forbidden" else None
        found = None if first["type"] in ("missing", "levers_disagree") else repr(first["input"])[:80]
        raise InputError(
            file, row=lines.get(key), column=key, value=found,
            allowed_vi=vi.format(**known), allowed_en=en.format(**known),
            remedy_vi=f"có phải là “{close}”?" if close else "sửa giá trị của khóa này",
            remedy_en=f"did you mean “{close}”?" if close else "correct the value of this key",
        ) from None
