"""Catchment scores equal those of PySAL ``access``, computed once by a script of ``tests/reference``."""

import json
from pathlib import Path

import numpy as np
import pytest

from helpers.model import access

REFERENCE = json.loads((Path(__file__).parent / "reference" / "two_step_floating_catchment.json").read_text("utf-8"))
WEIGHTS = {
    "plain": lambda km: access.plain_weights(km, REFERENCE["limit"]),
    "step": lambda km: access.step_weights(km, REFERENCE["limits"], REFERENCE["weights"]),
    "gaussian": lambda km: access.gaussian_weights(km, REFERENCE["limit"]),
}


@pytest.mark.parametrize("kind", WEIGHTS)
@pytest.mark.parametrize("name", ["small", "province"])
def test_catchment_scores_equal_those_of_pysal(name, kind):
    case = REFERENCE["cases"][name]
    km, demand, supply = (np.array(case[key]) for key in ("distance", "demand", "supply"))
    expected = np.array(case["expected"][kind])
    found = access.two_step_floating_catchment(WEIGHTS[kind](km), demand, supply)
    assert expected.any()
    assert found == pytest.approx(expected, rel=1e-9, abs=1e-12 * expected.max())


def test_the_reference_covers_the_province_and_a_way_exactly_at_the_limit():
    assert REFERENCE["made_by"].startswith("access 1.1.10")
    assert np.shape(REFERENCE["cases"]["province"]["distance"]) == (159, 58)
    assert REFERENCE["limit"] in np.array(REFERENCE["cases"]["small"]["distance"])
    assert REFERENCE["cases"]["small"]["expected"]["plain"][2] == 0  # nothing within the limit
