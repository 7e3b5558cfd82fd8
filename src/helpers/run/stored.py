"""Stored runs: where they lie and what their records say."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from helpers.inputs import InputError, Scenario, workbook_root
from helpers.run.cache import PREVIOUS, RECORD
from helpers.run.paths import outputs_dir
from helpers.run.record import code_digest, digest_file, package_versions


@dataclass(frozen=True)
class Stored:
    """A stored run: the file of its record, what that says, and the scenario."""

    path: Path
    record: dict
    scenario: Scenario

    @property
    def folder(self) -> Path:
        """The folder of the run."""
        return self.path.parent

    @property
    def name(self) -> str:
        """The place of the run in ``outputs/``, or its path; the run before ends in ``.previous``."""
        ending = self.path.name.removeprefix("run").removesuffix(".json")
        return place_of(self.folder).removeprefix("outputs/") + ending

    @property
    def headlines(self) -> dict[str, float]:
        """The headlines of the record."""
        return {key: float(value) for key, value in self.record["headlines"].items()}

    @property
    def same_code(self) -> bool:
        """Whether the code that computed it is the present one."""
        return self.record["code"] == {room: code_digest(room) for room in self.record["code"]}

    @property
    def other_packages(self) -> dict[str, tuple[str, str]]:
        """Versions of Python and packages that differ: in the run, and now."""
        now = package_versions()
        return {name: (then, now.get(name, "")) for name, then in self.record.get("versions", {}).items()
                if now.get(name) != then}

    def edited(self) -> list[str]:
        """Return the files of ``results/`` that are not what the run wrote: changed, gone, or put there later."""
        told, folder = self.record["files"], self.folder / "results"
        found = {path.name: digest_file(path) for path in folder.glob("*.csv")}
        return sorted(name for name in told.keys() | found.keys() if told.get(name) != found.get(name))


def stored_run(path: Path) -> Stored:
    """Return the run of a folder, of a scenario's name, or of a record ``run.json`` or ``run.previous.json``.

    Raises
    ------
    InputError : there is no readable record.
    """
    path = _existing(path)
    path = path / RECORD if path.is_dir() else path
    try:
        record = json.loads(path.read_text(encoding="utf-8"))
        # As JSON, since the levers are strict: what is a list there is a tuple here.
        run = Stored(path, record, Scenario.model_validate_json(json.dumps(record["scenario"])))
        if not all(isinstance(record[part], dict) for part in ("code", "files", "inputs")) or not run.headlines:
            raise ValueError("not the record of a run")
    except (OSError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            place_of(path), value=type(error).__name__,
            allowed_vi="run.json đọc được của một lượt chạy đã lưu, ví dụ trong outputs/stepwise",
            allowed_en="a readable run.json of a stored run, such as that in outputs/stepwise",
            remedy_vi="chạy qd45 run, rồi chỉ đúng thư mục",
            remedy_en="run qd45 run, then name that folder") from None
    return run


def previous_of(run: Stored) -> Stored:
    """Return the run that stood in the same folder before.

    Raises
    ------
    InputError : none is kept, or it cannot be read.
    """
    path = run.folder / PREVIOUS
    if not path.exists():
        raise InputError(
            place_of(path), allowed_vi="bản ghi của lượt chạy trước", allowed_en="the record of the run before",
            remedy_vi="chưa có: nó được giữ khi kịch bản chạy lại với số liệu khác; hoặc nêu hai lượt chạy",
            remedy_en="none is there yet: one is kept when the scenario runs again with other inputs; or name two")
    return stored_run(path)


def folders_of(named: Sequence[Path]) -> list[Path]:
    """Return the folders of the runs that are named, or that lie within; by default those of all scenarios.

    Raises
    ------
    InputError : there is no stored run.
    """
    if not named:
        found = [path.parent for path in sorted(outputs_dir().glob(f"*/{RECORD}"))]
        return found or _none(outputs_dir())
    folders: dict[Path, None] = {}
    for path in map(_existing, named):
        own = path.parent if path.name == RECORD else path
        inside = [own] if (own / RECORD).exists() else sorted(record.parent for record in own.rglob(RECORD))
        folders |= dict.fromkeys(inside or _none(path))
    return list(folders)


@contextlib.contextmanager
def made_again(name: str) -> Iterator[None]:
    """Say in words that the present code cannot make a run, where it fails.

    Raises
    ------
    InputError : that, or what the code itself says of an input.
    """
    try:
        yield
    except InputError:
        raise
    except (ArithmeticError, LookupError, ValueError) as error:
        raise InputError(
            name, value=error, allowed_vi="lượt chạy mà chương trình hiện nay còn tính được",
            allowed_en="a run that the present code can still make",
            remedy_vi="dùng chương trình của lượt chạy đó", remedy_en="use the code of that run") from None


def place_of(path: Path) -> str:
    """Return a path as the user knows it, relative to the workbook where it lies in it."""
    full = path.resolve()
    return full.relative_to(workbook_root()).as_posix() if full.is_relative_to(workbook_root()) else path.as_posix()


def _existing(path: Path) -> Path:
    """Return the path from the workbook, from its ``outputs/`` or from here, the first that is there."""
    places = (workbook_root() / path, outputs_dir() / path, path)
    return next((place for place in places if place.exists()), path)


def _none(path: Path) -> list[Path]:
    raise InputError(place_of(path), allowed_vi="thư mục có lượt chạy đã lưu (run.json)",
                     allowed_en="a folder with a stored run (run.json)",
                     remedy_vi="chạy qd45 run, rồi chỉ đúng thư mục",
                     remedy_en="run qd45 run, then name that folder")
