"""Combinations of values that no province could carry out, refused in words before anything is computed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from helpers.inputs import InputError, Scenario

#: Values without which nothing can be served: what they are, in both languages.
ABOVE_NOUGHT = {
    "working_days_per_year": ("số ngày làm việc lớn hơn 0", "more than 0 working days"),
    "opening_hours_post_office": ("số giờ mở cửa lớn hơn 0", "more than 0 opening hours"),
    "opening_hours_culture_point": ("số giờ mở cửa lớn hơn 0", "more than 0 opening hours"),
    "staff_hours_per_day": ("số giờ làm việc lớn hơn 0", "more than 0 working hours"),
}


def refuse_impossible(scenario: Scenario, p: Mapping[str, float]) -> None:
    """Refuse a scenario that has points without staff, hours or days to serve in, or a budget below nought.

    Parameters
    ----------
    scenario : the scenario; p : values of the register by identifier, as the scenario sets them.

    Raises
    ------
    InputError : the first impossible value, with file, key, what is allowed and what to do.
    """
    for key, allowed, remedy in _rules(scenario, p):
        own = key in scenario.values
        raise InputError(f"data/scenarios/{scenario.name}.yml" if own else "data/parameters.csv", column=key,
                         value=f"{p[key]:g}", allowed_vi=allowed[0], allowed_en=allowed[1],
                         remedy_vi=remedy[0], remedy_en=remedy[1])


def _rules(scenario: Scenario, p: Mapping[str, float]) -> Iterator[tuple[str, tuple[str, str], tuple[str, str]]]:
    """Yield key, what is allowed and the remedy of every rule that is broken; what is no number breaks it too."""
    correct = ("sửa giá trị này", "correct this value")
    for key, allowed in ABOVE_NOUGHT.items():
        if not p[key] > 0:
            yield key, allowed, correct
    if scenario.levers.siting != "none" and not p["new_point_staff_fte"] > 0:
        yield ("new_point_staff_fte", ("nhân lực lớn hơn 0 khi phương án mở điểm mới",
                                       "more than 0 staff where the scenario opens points"),
               ("ghi nhân lực của điểm mới, hoặc chọn siting: none",
                "give the new points staff, or set siting: none"))
    if p["one_stop_desks"] > 0 and not p["one_stop_staff_per_desk"] > 0:
        yield ("one_stop_staff_per_desk", ("nhân viên lớn hơn 0 khi có Bộ phận Một cửa đặt tại bưu cục",
                                           "more than 0 staff where there are one-stop desks"),
               ("ghi số nhân viên, hoặc đặt one_stop_desks: 0", "give the desks staff, or set one_stop_desks: 0"))
    if not p["capital_budget_vnd_per_year"] >= 0:
        yield ("capital_budget_vnd_per_year", ("số tiền từ 0, với 0 là không đặt trần",
                                               "an amount from 0, where 0 sets no ceiling"), correct)
