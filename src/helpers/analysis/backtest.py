"""How the forecast did: reported quarters against the path of the province, and against a naive forecast.

Only quarters after the months that the forecast was made from are tested. What is reported may include dossiers
that new points brought; the path does not.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from helpers.analysis.sampling import draw_values
from helpers.analysis.uncertainty import tails
from helpers.inputs import Inputs
from helpers.model import Results, build_world
from helpers.model.demand import FORMS
from helpers.model.serving import provincial_forecast

TOTAL = "total"
_QUARTERS, _MONTHS = 4, 12


@dataclass(frozen=True)
class BackTest:
    """What the test found.

    ``periods`` has one row for each tested quarter and year and each form: ``level`` (quarter or year), ``period``,
    ``form`` (send, receive, both or total), ``quarters`` (how many are summed), and in dossiers ``actual, low, base,
    high, draw_low, draw_high, naive``. ``scores`` has one row for each level and form. ``incomplete`` are the tested
    quarters that lack a form, so that their total is not known; ``outside`` those that the forecast does not cover.
    """

    periods: pd.DataFrame
    scores: pd.DataFrame
    incomplete: tuple[str, ...]
    outside: tuple[str, ...]


def back_test(results: Results, inputs: Inputs, *, draws: int | None = None) -> BackTest:
    """Test the forecast of a scenario against the table ``actuals``.

    A quarter is compared with a quarter of the forecast of its year: no season is assumed. A year is the sum of
    its n reported quarters and is compared with n/4 of its forecast.
    """
    reported = actual_quarters(inputs["actuals"])
    years = reported.index.str[:4].astype(int)
    path = forecast_path(results, inputs, draws or int(_value(inputs, "uncertainty_draws")))
    tested = years.isin(path.index.get_level_values("year")) & (reported.index > _last_known(inputs))
    quarters = reported[tested]
    periods = pd.concat([_compared(quarters, path, "quarter"), _compared(quarters, path, "year")], ignore_index=True)
    return BackTest(periods, scores(periods), tuple(quarters.index[quarters[TOTAL].isna()]),
                    tuple(reported.index[~tested]))


def actual_quarters(actuals: pd.DataFrame) -> pd.DataFrame:
    """Return reported dossiers: one row per quarter in order, columns send, receive, both and total.

    Fields are summed. A form without any row is missing, not nought, and the total with it.
    """
    frame = actuals.astype({"dossiers": float})
    wide = frame.pivot_table(index="quarter", columns="form", values="dossiers", aggfunc="sum")
    wide = wide.reindex(columns=list(FORMS)).sort_index()
    return wide.assign(**{TOTAL: wide.sum(axis=1, skipna=False)})


def forecast_path(results: Results, inputs: Inputs, draws: int) -> pd.DataFrame:
    """Return the forecast [dossiers per year] by (year, form): ``low, base, high, draw_low, draw_high, naive``.

    From the first year on the forecast is that of the table ``province``: base, and the least and the greatest of
    its three cases (of a form the case called high may be the least, since cases change the shares too). The
    draws vary every uncertain parameter, and their ends are the quantiles of the stated interval. In the year
    that was reported in part the forecast is the yearly rate of the months not reported, V = 12 D / m q, with D
    dossiers in m months and q the mean month left against the mean month reported. The naive forecast is 12 D / m
    in every year, parted by the form shares of the base path.
    """
    cases = pd.concat([_origin_rows(results, inputs), results["province"]], ignore_index=True)
    cases = cases.rename(columns={"dossiers": TOTAL} | {f"{form}_dossiers": form for form in FORMS})
    long = cases.melt(["case", "year"], [TOTAL, *FORMS], "form", "dossiers")
    by_case = long.pivot(index=["year", "form"], columns="case", values="dossiers")
    path = pd.DataFrame({"low": by_case.min(axis=1), "base": by_case["base"], "high": by_case.max(axis=1)})
    whole = path["base"].xs(TOTAL, level="form").reindex(path.index.get_level_values("year")).to_numpy()
    naive = path["base"] / whole * _reported_rate(inputs)
    return path.join(_drawn_ends(results, inputs, draws)).assign(naive=naive)


def scores(periods: pd.DataFrame) -> pd.DataFrame:
    """Return how the forecast did: one row per ``level, form``, over n periods t.

    With y the reported value, f the base forecast, e = y - f, [l, h] an interval and z the naive forecast:

    - ``coverage_band``, ``coverage_draws``: (1/n) sum of 1 where l <= y <= h, for low-high and for the draws [0-1];
    - ``mean_error``: (1/n) sum of e [dossiers], positive where the forecast is too low;
    - ``mean_percentage_error``: mean of e / y [0-1 scale] over the periods with y > 0;
    - ``mase``: sum of abs(e) / sum of abs(y - z), below 1 where the forecast beats the naive one; missing where the
      naive one makes no error.

    Examples
    --------
    >>> one = pd.DataFrame({"level": "year", "form": "total", "actual": [100.0, 120.0], "low": [90.0, 90.0],
    ...     "base": [95.0, 100.0], "high": [110.0, 110.0], "draw_low": 95.0, "draw_high": 125.0, "naive": 90.0})
    >>> scores(one)[["n", "coverage_band", "coverage_draws", "mean_error", "mase"]].to_dict("records")
    [{'n': 2, 'coverage_band': 0.5, 'coverage_draws': 1.0, 'mean_error': 12.5, 'mase': 0.625}]
    """
    rows = [{"level": level, "form": form, **_score(part)}
            for (level, form), part in periods.groupby(["level", "form"], sort=False)]
    columns = ["level", "form", "n", "coverage_band", "coverage_draws", "mean_error", "mean_percentage_error", "mase"]
    return pd.DataFrame(rows, columns=columns)


def _score(part: pd.DataFrame) -> dict[str, float]:
    actual, error = part["actual"], part["actual"] - part["base"]
    naive_error = (actual - part["naive"]).abs().sum()
    return {
        "n": len(part), "coverage_band": actual.between(part["low"], part["high"]).mean(),
        "coverage_draws": actual.between(part["draw_low"], part["draw_high"]).mean(), "mean_error": error.mean(),
        "mean_percentage_error": (error / actual.where(actual > 0)).mean(),
        "mase": error.abs().sum() / naive_error if naive_error else float("nan"),
    }


def _compared(quarters: pd.DataFrame, path: pd.DataFrame, level: str) -> pd.DataFrame:
    """Return reported values beside their share of the yearly forecast, by period and form."""
    long = quarters.reset_index().melt("quarter", [TOTAL, *FORMS], "form", "actual").dropna(subset=["actual"])
    long["year"] = long["quarter"].str[:4].astype(int)
    long["period"] = long["quarter"] if level == "quarter" else long["year"].astype(str)
    summed = long.groupby(["form", "year", "period"], as_index=False, sort=False).agg(
        quarters=("quarter", "nunique"), actual=("actual", "sum"))
    yearly = path.reindex(pd.MultiIndex.from_frame(summed[["year", "form"]]))
    share = summed["quarters"].to_numpy()[:, None] / _QUARTERS
    forecast = pd.DataFrame(yearly.to_numpy() * share, columns=path.columns)
    return summed.assign(level=level).join(forecast)[
        ["level", "period", "form", "quarters", "actual", *path.columns]]


def _last_known(inputs: Inputs) -> str:
    """Return the last quarter that the forecast was made from, in part at least."""
    months = _value(inputs, "months_reported_2018")
    return f"{_origin(inputs)}Q{int(np.ceil(months * _QUARTERS / _MONTHS))}"


def _reported_rate(inputs: Inputs) -> float:
    """Return the dossiers per year of the months reported, 12 D / m."""
    return _MONTHS * _value(inputs, "dossiers_2018_9m") / _value(inputs, "months_reported_2018")


def _origin(inputs: Inputs) -> int:
    """Return the year of the last observed volume, from which the path starts."""
    return int(_value(inputs, "part_year_reported"))


def _value(inputs: Inputs, parameter_id: str) -> float:
    return inputs.register[parameter_id].quantity.value


def _origin_rows(results: Results, inputs: Inputs) -> pd.DataFrame:
    first = results["province"].groupby("case", as_index=False).first()
    season = inputs.register["season_q4_factor"]
    own = results.scenario.values.get("season_q4_factor")
    rate = first["case"].map(lambda case: _reported_rate(inputs) * (own if own is not None else season.level(case)))
    columns = ["dossiers", *(f"{form}_dossiers" for form in FORMS)]
    return first[["case"]].assign(year=_origin(inputs)).join(first[columns].mul(rate / first["dossiers"], axis=0))


def _drawn_ends(results: Results, inputs: Inputs, draws: int) -> pd.DataFrame:
    """Return the ends of the interval of the draws by (year, form); all draws are computed at once."""
    scenario = results.scenario
    world, years = build_world(scenario, inputs), [_origin(inputs), *scenario.years]
    drawn = draw_values(inputs, draws, scenario.levers.seed)
    p = world.p | {key: drawn[key].to_numpy() for key in drawn} | scenario.values
    path, shares = provincial_forecast(world, p)
    whole = np.empty((draws, len(years)))
    whole[:, 0], whole[:, 1:] = _reported_rate(inputs) * p["season_q4_factor"], path
    forms = np.ones((draws, 1 + len(FORMS)))
    forms[:, 1:] = shares.T
    ends = np.quantile(whole[:, :, None] * forms[:, None, :], tails(inputs), axis=0)
    index = pd.MultiIndex.from_product([years, [TOTAL, *FORMS]], names=["year", "form"])
    return pd.DataFrame({"draw_low": ends[0].ravel(), "draw_high": ends[1].ravel()}, index=index)
