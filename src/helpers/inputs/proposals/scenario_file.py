"""Write a scenario file: the difference from the baseline, with who proposed each value and why beside it."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from helpers.inputs.bundle import Inputs
from helpers.inputs.errors import InputError
from helpers.inputs.parameters import Register
from helpers.inputs.place import data_dir
from helpers.inputs.proposals.read import Change
from helpers.inputs.scenario import BASELINE, Scenario, baseline_values, check_references, difference, load_scenario

UNNAMED = "Chưa ghi đơn vị đề nghị"


@dataclass(frozen=True)
class Header:
    """The titles of a new scenario, who proposes it (an office or a role), and a line on where it is from."""

    title_vi: str
    title_en: str
    proposed_by: str
    origin: str


def proposers(changes: Iterable[Change]) -> str:
    """Return the offices that propose, each once, or that none is named."""
    return "; ".join(dict.fromkeys(change.proposer for change in changes if change.proposer)) or UNNAMED


def changed_values(base: Scenario, changes: Sequence[Change], register: Register) -> dict[str, object]:
    """Return what the new scenario changes against the baseline: what its base changes, with the proposals over it.

    A value that goes back to that of the baseline is left out.
    """
    at_baseline, kept = baseline_values(register), difference(base, register)
    for change in changes:
        kept[change.key] = change.after
        if at_baseline.get(change.key) == change.after:
            del kept[change.key]
    return kept


def scenario_text(base: Scenario, header: Header, values: Mapping[str, object], changes: Sequence[Change]) -> str:
    """Return the text of the scenario file.

    Parameters
    ----------
    base : the scenario that the proposals start from; its legal basis, date and profile are kept.
    values : see :func:`changed_values`.
    changes : the proposals, whose comments stand beside their values.
    """
    notes = {change.key: _note(change) for change in changes}
    lines = [
        f"# {header.origin}",
        f"title_vi: {_scalar(header.title_vi)}",
        f"title_en: {_scalar(header.title_en)}",
        f"proposed_by: {_scalar(header.proposed_by)}",
        f"legal_basis: {_scalar(list(base.legal_basis))}",
        f"as_of: {base.as_of.isoformat()}",
        f'profile: "{base.profile}"',
        "change:" if values else "change: {}",
        *(f"  {key}: {_scalar(value)}{notes.pop(key, '')}" for key, value in values.items()),
        # What goes back to the baseline has no line of its own; who proposed it is still said.
        *(f"# {key}: về mốc chung{note.replace('  # ', '; ', 1)}" for key, note in notes.items()),
    ]
    return "\n".join(lines) + "\n"


def checked(name: str, text: str, inputs: Inputs, file: str) -> Scenario:
    """Return the scenario that a text makes, before it is kept anywhere.

    Raises
    ------
    InputError : it is no valid scenario; the message names ``file``, from which its values came.
    """
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        place.joinpath(f"{BASELINE}.yml").write_bytes((data_dir() / "scenarios" / f"{BASELINE}.yml").read_bytes())
        place.joinpath(f"{name}.yml").write_text(text, encoding="utf-8")
        try:
            scenario = load_scenario(name, inputs.register, folder=place)
        except InputError as error:
            raise error.elsewhere(file, None) from None
    check_references(scenario, inputs["communes"]["commune_code"], inputs["legal_basis"]["doc_id"])
    return scenario


def _note(change: Change) -> str:
    said = {"đề nghị": change.proposer, "lý do": change.reason}
    return "  # " + "; ".join([change.label, *(f"{word}: {text}" for word, text in said.items() if text)])


def _scalar(value) -> str:
    """Return a value as YAML on one line; a whole number without a decimal point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, tuple):
        value = list(value)
    said = yaml.safe_dump(value, allow_unicode=True, default_flow_style=True, width=float("inf"))
    return said.removesuffix("...\n").strip()
