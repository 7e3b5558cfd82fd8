"""What values mean whose names the workbook knows: a scenario, a profile, a parameter of the register."""

from __future__ import annotations

from helpers.inputs import InputError, Inputs, load_profile, scenario_names, unknown_name
from helpers.run.batch.sets import Given

#: A scenario that a notebook may ask for besides those of the files.
RECOMMENDED = "recommended"


def check_meaning(key: str, value, given: Given, inputs: Inputs) -> None:
    """Check a value whose name the workbook knows: a scenario, a profile, a parameter of the register."""
    if key == "scenario":
        known = [*scenario_names(), RECOMMENDED]
        if value not in known:
            raise misnamed(given, key, value, known)
    elif key == "profile" and value:
        _at(given, lambda: load_profile(value))
    elif key in inputs.register:
        _at(given, lambda: inputs.register.check_value(key, value))


def misnamed(given: Given, key: str, value: str, known: list[str]) -> InputError:
    """Return the error for a name that is not among those known."""
    error = unknown_name(given.file, value, known, row=given.row, what_vi="tên kịch bản", what_en="a scenario name")
    return error.elsewhere(given.file, given.row, column=key, value=value)


def _at(given: Given, check):
    """Make a check; an error is said of the place where the value stands."""
    try:
        return check()
    except InputError as error:
        raise error.elsewhere(given.file, given.row) from None
