"""A scenario: the difference from the baseline that one proposal makes, checked and frozen."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from helpers.inputs.errors import InputError, nearest, unknown_name
from helpers.inputs.parameters import Register
from helpers.inputs.place import data_dir

BASELINE = "_baseline"


class Levers(BaseModel):
    """The choices of a scenario that are not numbers of the register."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    first_year: int = Field(ge=2018, le=2060)
    last_year: int = Field(ge=2018, le=2060)
    plan_years: int = Field(ge=1, le=10, description="years of the plan, in which points open")
    case: Literal["low", "base", "high"] = Field(description="level of the uncertain demand parameters")
    siting: Literal["none", "p_median", "max_cover", "every_commune"]
    siting_weight: Literal["people", "dossiers"]
    new_points_per_year: tuple[int, ...] = Field(description="points opened in each plan year")
    pinned: tuple[str, ...] = Field(description="commune codes that must get a point")
    banned: tuple[str, ...] = Field(description="commune codes that must not get a point")
    seed: int = Field(ge=0)

    @model_validator(mode="after")
    def _years_agree(self):
        if self.last_year < self.first_year + self.plan_years - 1:
            raise ValueError("last_year must not come before the last plan year")
        if len(self.new_points_per_year) > self.plan_years:
            raise ValueError("new_points_per_year has more entries than plan_years")
        if any(count < 0 for count in self.new_points_per_year):
            raise ValueError("new_points_per_year must not be negative")
        if set(self.pinned) & set(self.banned):
            raise ValueError("a commune is both pinned and banned")
        return self


class Scenario(BaseModel):
    """A validated, frozen scenario.

    ``values`` holds the parameters that the scenario changes; all others are at their base value in the
    register.
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
    InputError : no such scenario, an unknown key or parameter (with the nearest valid name), a value of the
        wrong type or outside its allowed range.
    """
    folder = folder or data_dir() / "scenarios"
    if name not in scenario_names(folder):
        raise unknown_name("data/scenarios", name, scenario_names(folder), what_vi="tên kịch bản",
                           what_en="a scenario name")
    file = f"data/scenarios/{name}.yml"
    baseline, _ = _read(folder / f"{BASELINE}.yml", f"data/scenarios/{BASELINE}.yml")
    content, lines = _read(folder / f"{name}.yml", file)
    header = _validated(_Header, content, file, lines)
    changes = {**header.change, **overrides}
    levers = {key: baseline["change"][key] for key in Levers.model_fields if key in baseline["change"]}
    values = {}
    for key, value in changes.items():
        line = lines.get(key)
        if key in Levers.model_fields:
            levers[key] = value
        elif key in register:
            values[key] = register.check_value(key, value, file=file, row=line)
        else:
            raise unknown_name(file, key, [*Levers.model_fields, *register], row=line, what_vi="khóa",
                               what_en="a key")
    levers = {key: tuple(v) if isinstance(v, list) else v for key, v in levers.items()}
    fields = header.model_dump(exclude={"change"})
    fields["legal_basis"] = tuple(fields["legal_basis"])
    return Scenario(name=name, levers=_validated(Levers, levers, file, lines), values=values, **fields)


def _read(path: Path, file: str) -> tuple[dict, dict[str, int]]:
    """Return the content of a YAML file and the line of each key, so that errors can point at it."""
    text = path.read_text(encoding="utf-8")
    try:
        content, node = yaml.safe_load(text), yaml.compose(text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputError(file, row=line, allowed_vi="tệp YAML đúng cú pháp", allowed_en="well-formed YAML",
                         remedy_vi="sửa thụt dòng hoặc dấu hai chấm",
                         remedy_en="mend the indent or the colon") from None
    lines = {}
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            lines[key.value] = key.start_mark.line + 1
            if isinstance(value, yaml.MappingNode):
                lines.update({k.value: k.start_mark.line + 1 for k, _ in value.value})
    if not isinstance(content, dict) or not isinstance(content.get("change", {}), dict | None):
        raise InputError(file, allowed_vi="khóa và giá trị", allowed_en="keys and values",
                         remedy_vi="xem tệp kịch bản mẫu", remedy_en="see another scenario file")
    content["change"] = content.get("change") or {}
    return content, lines


def _validated(model, content: dict, file: str, lines: dict[str, int]):
    """Validate with pydantic and say the first failure in the workbook's own words."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0]) if first["loc"] else "change"
        close = nearest(key, model.model_fields) if first["type"] == "extra_forbidden" else None
        allowed = f"khóa trong {', '.join(model.model_fields)}" if close else first["msg"]
        raise InputError(
            file, row=lines.get(key), column=key, value=json.dumps(first.get("input"), default=str)[:80],
            allowed_vi=allowed, allowed_en=f"a key of {', '.join(model.model_fields)}" if close else first["msg"],
            remedy_vi=f"có phải là “{close}”?" if close else "sửa giá trị của khóa này",
            remedy_en=f"did you mean “{close}”?" if close else "correct the value of this key",
        ) from None
