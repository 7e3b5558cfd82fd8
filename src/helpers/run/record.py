"""What made an output: digests of inputs, scenario and code, versions, seed and solver status."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import helpers
from helpers.inputs import Inputs, Scenario
from helpers.model import Results, build_world

NAMED_PACKAGES = (
    "highspy",
    "matplotlib",
    "nbconvert",
    "numpy",
    "pandas",
    "papermill",
    "pypandoc-binary",
    "python-docx",
    "scipy",
    "typst",
)


@cache
def code_digest(*rooms: str) -> str:
    """Return one SHA-256 over the source files of the named rooms of ``helpers``, hexadecimal."""
    root = Path(helpers.__file__).parent
    files = sorted(p for room in rooms for p in (root / room).rglob("*") if p.is_file() and p.suffix != ".pyc")
    return digest_of(f"{p.relative_to(root).as_posix()} {digest_file(p)}" for p in files)


def digest_file(path: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def digest_of(parts: Iterable[str]) -> str:
    """Return one SHA-256 over several texts in order, hexadecimal."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def results_key(scenario: Scenario, inputs: Inputs) -> str:
    """Return the content hash that results hang on: inputs, scenario and code."""
    code = code_digest("inputs", "model", "analysis")
    return digest_of([inputs.digest(), scenario.digest(), code, *package_versions().values()])


def run_record(results: Results, inputs: Inputs) -> dict:
    """Return what ``run.json`` says of a run."""
    scenario = results.scenario
    return {
        "key": results_key(scenario, inputs),
        "scenario": json.loads(scenario.model_dump_json()),
        "resolved_values": build_world(scenario, inputs).p,
        "inputs": dict(inputs.digests),
        "code": {room: code_digest(room) for room in ("inputs", "model", "analysis")},
        "seed": scenario.levers.seed,
        "solver": {"name": "HiGHS", **results.siting},
        "versions": package_versions(),
        "headlines": dict(results.headlines),
    }


def without_times(record: dict) -> dict:
    """Return a record without what differs from one computation of the same run to the next: how long it took.

    >>> without_times({"solver": {"name": "HiGHS", "seconds": 0.03}, "seed": 45})
    {'solver': {'name': 'HiGHS'}, 'seed': 45}
    """
    solver = {key: value for key, value in record["solver"].items() if key != "seconds"}
    return {**record, "solver": solver}


@cache
def package_versions() -> dict[str, str]:
    return {"python": platform.python_version(), **{name: metadata.version(name) for name in NAMED_PACKAGES}}
