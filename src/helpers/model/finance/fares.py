"""Fares by form, weight and distance band, and what exemptions leave of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from helpers.inputs import InputError, table_file

#: Distance bands of a province: both ends in one district, or in two.
BANDS = ("intra_district", "inter_district")


def net_fare(fare: np.ndarray, exempt_share: float, reduced_share: float, reduction: float) -> np.ndarray:
    """Return the mean fare [VND] after exemptions: F (1 - e - d k), e exempt, d reduced by the share k."""
    return fare * (1 - exempt_share - reduced_share * reduction)


def liability_vnd(fare: np.ndarray, p: Mapping[str, float]) -> np.ndarray:
    """Return the compensation to be expected for a dossier [VND], shape of the fares before exemptions.

    L = p_loss (m F + R) + p_late F, with the fare F, the compensation multiple m and the cost R of re-issuing papers.

    Source
    ------
    Decree 47/2011/NĐ-CP, article 25.1.
    """
    lost = p["compensation_fare_multiple"] * fare + p["reissue_cost_vnd"]
    return p["loss_probability"] * lost + p["late_probability"] * fare


def fare_of_weight(tariffs: pd.DataFrame, service: str, weight_g: float, step_g: float,
                   bands: Sequence[str] = BANDS) -> np.ndarray:
    """Return the fare [VND] of one item by distance band, shape (bands,).

    The fare F of the row with from < weight <= to. Above the last of these rows, whose end is w [g], it is
    F + S ceil((weight - w) / g) with the added fare S of the row of steps (``step`` = 1) and g = ``step_g``: a
    step begun is a step paid.

    Parameters
    ----------
    tariffs : rows ``service, weight_from_g, weight_to_g, <band>_vnd, step``.
    service : send_dossier or return_result; weight_g : weight of the item [g]; step_g : weight of a step [g].
    bands : names of distance bands, each with a column ``<band>_vnd``.

    Raises
    ------
    InputError : no row holds the weight.

    >>> rows = {"service": "send", "weight_from_g": [0, 100], "weight_to_g": [100, None], "step": [0, 1]}
    >>> table = pd.DataFrame(rows | {"intra_district_vnd": [20000, 2000], "inter_district_vnd": [25000, 3000]})
    >>> fare_of_weight(table, "send", 100, 50), fare_of_weight(table, "send", 151, 50)
    (array([20000., 25000.]), array([24000., 31000.]))
    """
    own = (tariffs["service"] == service).to_numpy()
    above, upto, step = (tariffs[name].to_numpy(float)[own] for name in ("weight_from_g", "weight_to_g", "step"))
    vnd = np.column_stack([tariffs[f"{band}_vnd"].to_numpy(float)[own] for band in bands])
    plain, steps = step == 0, step == 1
    held = plain & (above < weight_g) & (upto >= weight_g)
    if held.any():
        return vnd[held][0]
    end = upto[plain].max(initial=0)
    if not (end and steps.any() and weight_g > end):
        raise _no_fare(service, weight_g)
    return vnd[plain & (upto == end)][0] + np.ceil((weight_g - end) / step_g) * vnd[steps][0]


def fares_by_band(tariffs: pd.DataFrame, *, dossier_g: float, result_g: float, step_g: float,
                  bands: Sequence[str] = BANDS) -> np.ndarray:
    """Return the fare [VND] before exemptions by form and distance band, shape (3, bands).

    Forms are send, receive and both ways, which pays the sum of the two. What is collected for agencies
    (``collect_fee`` and the fees themselves) is no fare and is not read here.

    Parameters
    ----------
    tariffs : rows of the table ``tariffs``; dossier_g, result_g : weight of a dossier and of a result [g];
    step_g : weight of an added step [g]; bands : names of distance bands.

    Raises
    ------
    InputError : no row holds one of the weights.

    Source
    ------
    Decision 45/2016/QĐ-TTg, article 5 (forms) and article 12 (fares, set by the ministry).
    """
    send = fare_of_weight(tariffs, "send_dossier", dossier_g, step_g, bands)
    receive = fare_of_weight(tariffs, "return_result", result_g, step_g, bands)
    return np.array([send, receive, send + receive])


def _no_fare(service: str, weight_g: float) -> InputError:
    return InputError(
        table_file("tariffs"), column="weight_to_g", value=f"{service} {weight_g:g} g",
        allowed_vi="khối lượng nằm trong một bậc cước của dịch vụ",
        allowed_en="a weight that a row of the service holds",
        remedy_vi="thêm bậc cước còn thiếu hoặc sửa khối lượng trong data/parameters.csv",
        remedy_en="add the missing row or correct the weight in data/parameters.csv")
