"""What a notebook holds in its hand: one scenario, its results, the other scenarios, and the numbers it quotes."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from helpers.analysis import REFERENCE, headline_table, judge, recommended, tails, weight_swings
from helpers.inputs import Inputs, Quantity, Scenario, scenario_names, unknown_name, worst_status
from helpers.model import Results, headline_quantity
from helpers.report.blocks import Context

#: Order in which scenarios stand in every table: from the least change to the most.
ORDER = ("bau", "do_minimum", "stepwise", "budget_cap", "every_commune", "one_stop_at_post")


@dataclass(eq=False)
class Book:
    """A scenario with everything a paper may quote.

    Parameters
    ----------
    inputs, results : inputs and results of the scenario.
    load : returns the results of another scenario by name.
    profile : resolved format profile.
    run : short identifier of the run, printed on every page.
    marks : whether numbers in prose carry the mark of their status.
    used : the quantities quoted so far, by identifier; filled by the prose and the tables.
    cited : documents cited so far; a later citation is short.
    """

    inputs: Inputs
    results: Results
    load: Callable[[str], Results]
    profile: dict
    run: str
    marks: bool = False
    used: dict[str, Quantity] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)

    @property
    def scenario(self) -> Scenario:
        return self.results.scenario

    @cached_property
    def runs(self) -> dict[str, Results]:
        """Results of every scenario in the order of tables; the book's own among them."""
        rank = {name: place for place, name in enumerate(ORDER)}
        names = sorted(scenario_names(), key=lambda name: (rank.get(name, len(rank)), name))
        own = {self.scenario.name: self.results}
        return {name: own.get(name) or self.load(name) for name in names}

    @cached_property
    def headlines(self) -> pd.DataFrame:
        """Headlines of every scenario: metrics by row, scenarios by column."""
        return headline_table(self.runs)

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Scenarios judged by the criteria, the recommended one first."""
        return judge(self.headlines, self.inputs["criteria"])

    @cached_property
    def weight_swings(self) -> pd.DataFrame:
        """Scenario recommended when one weight alone is dropped or doubled."""
        return weight_swings(self.headlines, self.inputs)

    @property
    def recommended(self) -> str:
        """Name of the recommended scenario."""
        return recommended(self.judged)

    def parameter(self, parameter_id: str) -> Quantity:
        """Return a number of the register at the value the scenario gives it."""
        quantity = self.inputs.register[parameter_id].quantity
        if parameter_id in self.scenario.values:
            quantity = dataclasses.replace(quantity, value=self.scenario.values[parameter_id])
        return quantity

    def result(self, metric_id: str, scenario: str | None = None) -> Quantity:
        """Return a headline of this or another scenario."""
        run = self.runs[self._known(scenario)] if scenario else self.results
        metrics = self.inputs["metrics"]["metric_id"]
        if metric_id not in set(metrics):
            raise unknown_name(
                "data/tables/metrics.csv", metric_id, metrics, what_vi="mã kết quả", what_en="a result id"
            )
        quantity = headline_quantity(run, self.inputs, metric_id)
        label = quantity.label_vi if run is self.results else f"{quantity.label_vi} ({run.scenario.title_vi})"
        name = metric_id if run is self.results else f"{metric_id}@{run.scenario.name}"
        return dataclasses.replace(quantity, id=name, label_vi=label)

    def difference(self, metric_id: str, scenario: str | None = None) -> Quantity:
        """Return a headline less that of the reference, with the interval of the difference draw by draw."""
        run = self.runs[self._known(scenario)] if scenario else self.results
        base = self.runs[REFERENCE]
        quantity = headline_quantity(run, self.inputs, metric_id)
        gap = run["draws"][metric_id] - base["draws"][metric_id]
        levels = tails(self.inputs)
        suffix = "" if run is self.results else f"@{run.scenario.name}"
        return dataclasses.replace(
            quantity,
            id=f"{metric_id}-{REFERENCE}{suffix}",
            value=run.headlines[metric_id] - base.headlines[metric_id],
            label_vi=f"{quantity.label_vi}, so với {base.scenario.title_vi.lower()}"
            + ("" if run is self.results else f" ({run.scenario.title_vi})"),
            low=float(gap.quantile(levels[0])),
            high=float(gap.quantile(levels[1])),
        )

    def firm_points(self) -> Quantity:
        """Return how many new points stay chosen in most plausible layouts of the existing ones."""
        sites, level = self.results["sites"], self.parameter("firm_selection_share").value
        often = self.results["selection"].set_index("commune_code")["frequency"]
        new = sites.loc[~sites["existing"], "commune_code"]
        return Quantity(
            "firm_points",
            float((often.reindex(new) >= level).sum()),
            "points",
            "Điểm mới vẫn được chọn khi đổi vị trí giả định của điểm hiện có",
            "assumed",
            source_id="MODEL",
            locator=self.scenario.name,
        )

    def swings(self) -> Quantity:
        """Return in how many of the single changes of a weight another scenario would be recommended."""
        moved = float((self.weight_swings["recommended"] != self.recommended).sum())
        return Quantity(
            "weight_swings",
            moved,
            "times",
            "Lần đổi một trọng số làm đổi phương án xếp đầu",
            "assumed",
            source_id="MODEL",
            locator="criteria",
        )

    def context(self) -> Context:
        """Return the block that tells the exporters the date, profile and run of the paper."""
        plan = self.scenario.plan
        values = {"period": f"{plan[0]}-{plan[-1]}", "scenario_title": self.scenario.title_vi}
        return Context(
            as_of=self.scenario.as_of.isoformat(),
            profile=self.profile,
            values=values,
            run=self.run,
            scenario=self.scenario.title_vi,
        )

    def status_of(self, *tables: str) -> str:
        """Return the worst status among the rows of the named tables."""
        columns = ("status", "place_status", "area_status")
        found = [self.inputs[t][c].dropna().unique() for t in tables for c in columns if c in self.inputs[t]]
        return worst_status(status for values in found for status in values)

    def _known(self, scenario: str) -> str:
        if scenario not in self.runs:
            raise unknown_name(
                "data/scenarios", scenario, self.runs, what_vi="tên kịch bản", what_en="a scenario name"
            )
        return scenario

    def quote(self, quantity: Quantity) -> Quantity:
        """Note that a paper quotes the quantity, and return it."""
        self.used[quantity.id] = quantity
        return quantity
