"""What a notebook holds in its hand: one scenario, its results, the other scenarios, and the numbers it quotes."""

from __future__ import annotations

import copy
import dataclasses
import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property

import pandas as pd
from nbformat import NotebookNode

from helpers.analysis import (
    REFERENCE,
    choice,
    headline_table,
    judge,
    one_at_a_time,
    recommended,
    tails,
    weight_swings,
    weighted_criteria,
)
from helpers.analysis.backtest import BackTest, back_test
from helpers.inputs import Inputs, Quantity, Scenario, as_rows, derived, scenario_names, unknown_name
from helpers.inputs.consultation import consulted
from helpers.model import Results, computed, headline_quantity, known_by, parameter_quantity, table_quantity
from helpers.report import english, legal, wording
from helpers.report.blocks import Context, TableBlock
from helpers.report.dated import with_law_of
from helpers.report.language import Language
from helpers.report.survey.answers import answered_roster
from helpers.report.vietnamese import VIETNAMESE, lowered

#: What the firmness of the new points is tried against.
CAUSE_WORDS = {"": "vị trí giả định, tham số và mục tiêu", "layout": "vị trí giả định của điểm hiện có",
               "parameters": "tham số", "standard": "mục tiêu"}
#: Results of which it is said how far a number alone moves them; worth besides.
MOVED = ("receptions_plan_end", "people_within_share", "counters_total", "delivery_late_pairs")
WORTH = "society_npv_vnd"
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
    used : the quantities quoted so far in prose, by identifier.
    shown : the tables shown so far, by identifier; their cells carry their own references.
    cited : documents cited so far; a later citation is short.
    papers : returns the notebook of a paper by name, for tables that say where something stands in another paper.
    record : the record of the run, which a paper carries in its files.
    keep : gives tables of the choice by their name from where they are kept, or computes them by what it is handed
        last; None computes them anew.
    language : the language of the paper.
    sign_offs : who has signed papers off.
    quotes : returns which papers may quote a number, by its name.
    """

    inputs: Inputs
    results: Results
    load: Callable[[str], Results]
    profile: dict
    run: str
    marks: bool = False
    used: dict[str, Quantity] = field(default_factory=dict)
    shown: dict[str, TableBlock] = field(default_factory=dict)
    cited: set[str] = field(default_factory=set)
    record: dict = field(default_factory=dict, repr=False)
    keep: Callable[[str, Book, Callable], dict[str, pd.DataFrame]] | None = field(default=None, repr=False)
    papers: Callable[[str], NotebookNode] | None = field(default=None, repr=False)
    language: Language = VIETNAMESE
    sign_offs: list[dict[str, str]] = field(default_factory=list)
    quotes: Callable[[], Mapping[str, Sequence[str]]] = dict

    @property
    def scenario(self) -> Scenario:
        return self.results.scenario

    @property
    def day(self) -> dt.date:
        """Day of the paper, on which law is looked up; figures are those of the scenario's own day."""
        return wording.paper_day(self.profile, self.scenario.as_of)

    @property
    def profile_name(self) -> str:
        """Name of the format profile."""
        return self.profile.get("name", "")

    def word(self, key: str) -> str:
        """Return what the profile calls a body, a level or a service; blank where it has no such thing."""
        return wording.word(self.profile, key)

    def say(self, text: str) -> str:
        """Return a label of the data in the words of the profile."""
        return wording.say(self.profile, text)

    @cached_property
    def year_words(self) -> dict[str, str]:
        """How the paper names the years of the plan and of its evaluation."""
        told = english.year_words if self.language.code == "en" else wording.year_words
        return told(self.scenario.plan, self.scenario.years, self.day)

    def year_name(self, year: int) -> str:
        """Return how the paper names a year of the evaluation: the year, or its place in a plan not ahead of it."""
        first = self.scenario.plan[0]
        return str(year) if first > self.day.year or year < first else wording.ordinal(year - first)

    @cached_property
    def runs(self) -> dict[str, Results]:
        """Results of every scenario in the order of tables; the book's own among them."""
        rank = {name: place for place, name in enumerate(ORDER)}
        names = sorted(scenario_names(), key=lambda name: (rank.get(name, len(rank)), name))
        own = {self.scenario.name: self.results}
        return {name: own.get(name) or with_law_of(self.load(name), self.inputs, self.day) for name in names}

    @cached_property
    def headlines(self) -> pd.DataFrame:
        """Headlines of every scenario: metrics by row, scenarios by column."""
        return headline_table(self.runs)

    @cached_property
    def criteria(self) -> pd.DataFrame:
        """The criteria with the weights of the book's scenario, by which all scenarios are judged."""
        return weighted_criteria(self.inputs, self.scenario)

    @cached_property
    def judged(self) -> pd.DataFrame:
        """Scenarios judged by the criteria, the recommended one first."""
        return judge(self.headlines, self.criteria)

    @cached_property
    def weight_swings(self) -> pd.DataFrame:
        """Scenario recommended when one weight alone is dropped or doubled."""
        return weight_swings(self.headlines, self.criteria)

    @cache  # noqa: B019
    def choice(self, table: str) -> pd.DataFrame:
        """Return what the common draws say of the choice among scenarios, and of this one's failures.

        Raises
        ------
        KeyError : no such table.
        """
        found = (self._turns if table == "choice_switching" else self._failures if table.startswith("failure")
                 else self._options if table in self._options else self._facts)
        return found[table]

    @cached_property
    def _options(self) -> dict[str, pd.DataFrame]:
        return self._kept("options", lambda: choice.options(self.inputs, self.criteria, self.runs))

    @cached_property
    def _turns(self) -> dict[str, pd.DataFrame]:
        return self._kept("turns", lambda: {"choice_switching": choice.turns(self.inputs, self.criteria, self.runs)})

    @cached_property
    def _failures(self) -> dict[str, pd.DataFrame]:
        own = self.scenario.name
        return self._kept("failures", lambda: choice.failures(self.inputs, self.criteria, self.runs, own))

    @cached_property
    def _facts(self) -> dict[str, pd.DataFrame]:
        own = self.scenario.name
        return self._kept("facts", lambda: choice.facts(self.inputs, self.criteria, self.runs, own))

    def _kept(self, part: str, compute: Callable[[], dict[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
        return compute() if self.keep is None else self.keep(part, self, compute)

    @cached_property
    def backtest(self) -> BackTest:
        """The forecast of the scenario against the reports of ``actuals``."""
        return back_test(self.results, self.inputs)

    @cached_property
    def roster(self) -> pd.DataFrame:
        """Who must answer the survey, who has, and what they have answered."""
        return answered_roster(self.inputs.tables)

    @cached_property
    def one_at_a_time(self) -> pd.DataFrame:
        """What each uncertain parameter alone moves; worth to society is the difference from the reference."""
        own, reference = self.scenario, self.runs[REFERENCE].scenario
        against = one_at_a_time(own, self.inputs, [WORTH], None if own == reference else reference)
        return pd.concat([one_at_a_time(own, self.inputs, MOVED), against], ignore_index=True)

    @cached_property
    def consulted(self) -> pd.DataFrame:
        """Who is asked for an opinion on the drafts under the paper's profile, and how each stands on its day."""
        return consulted(self.inputs.tables, self.profile_name, self.day.isoformat())

    @property
    def recommended(self) -> str:
        """Name of the recommended scenario."""
        return recommended(self.judged)

    def __post_init__(self):
        self.inputs = self.inputs.at(self.scenario.as_of)
        self.results = with_law_of(self.results, self.inputs, self.day)

    def parameter(self, parameter_id: str) -> Quantity:
        """Return a number of the register at the value the scenario gives it."""
        return parameter_quantity(self.scenario, self.inputs, parameter_id)

    @cache  # noqa: B019  a book lives as long as its kernel, and a paper quotes a result many times
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

    @cache  # noqa: B019
    def of(self, scenario: str) -> Book:
        """Return the book of another scenario, with the same inputs; quotes and shown tables are kept together."""
        run = self.runs[self._known(scenario)]
        return self if run is self.results else dataclasses.replace(self, results=run)

    @cache  # noqa: B019
    def difference(self, metric_id: str, scenario: str | None = None) -> Quantity:
        """Return a headline less that of the reference, with the interval of the difference draw by draw."""
        own, base = self.result(metric_id, scenario), self.result(metric_id, REFERENCE)
        runs = self.runs[scenario] if scenario else self.results, self.runs[REFERENCE]
        gap = runs[0]["draws"][metric_id] - runs[1]["draws"][metric_id]
        low, high = gap.quantile(list(tails(self.inputs)))
        return derived(f"diff({own.id})", own.value - base.value, own.unit,
                       f"{own.label_vi}, so với {lowered(runs[1].scenario.title_vi)}", [own, base],
                       source_id="MODEL", locator=runs[0].scenario.name, formula=f"{own.id} - {base.id}",
                       low=float(low), high=float(high))

    @cached_property
    def column_kinds(self) -> dict[tuple[str, str], object]:
        """Rows of ``result_columns`` by table and column."""
        return {(row.table, row.column): row for row in self.inputs["result_columns"].itertuples()}

    @cache  # noqa: B019
    def kind(self, row) -> Quantity:
        """Return what every value of one column of a result table has in common."""
        return computed(self.results, self.inputs, row, "", 0.0)

    @cache  # noqa: B019
    def firm_points(self, cause: str = "") -> Quantity:
        """Return how many new points stay chosen in most draws.

        ``cause`` is blank for the joint draws, or names what alone changes: ``layout``, ``parameters`` or
        ``standard``.
        """
        sites, level = self.results["sites"], self.parameter("firm_selection_share")
        column = f"frequency_{cause}" if cause else "frequency"
        often = self.results["selection"].set_index("commune_code")[column]
        new = sites.loc[~sites["existing"], "commune_code"]
        tried = self.parameter("layout_draws" if cause else "siting_draws")
        return derived(f"firm_points({cause})", float((often.reindex(new) >= level.value).sum()), "points",
                       f"Điểm mới vẫn được chọn khi đổi {CAUSE_WORDS[cause]}",
                       [level, table_quantity(self.inputs, "service_points"), tried],
                       source_id="MODEL", locator=self.scenario.name,
                       formula="số điểm mới có tỷ lệ được chọn ≥ mức coi là chắc chắn")

    def aside(self) -> Book:
        """Return the same book with nothing quoted or shown yet; what it has worked out is kept."""
        _ = self.recommended, self.one_at_a_time  # worked out once for all of them
        twin = copy.copy(self)
        twin.used, twin.shown, twin.cited = {}, {}, set()
        return twin

    def opening_rank(self) -> dict[str, int]:
        """Return the place of each new point in the order of opening, by site."""
        return self.results["openings"].set_index("site_id")["place"].to_dict()

    def swings(self) -> Quantity:
        """Return in how many of the single changes of a weight another scenario would be recommended."""
        moved = float((self.weight_swings["recommended"] != self.recommended).sum())
        return self._of_criteria("swings()", moved, "Lần đổi một trọng số làm đổi phương án xếp đầu")

    def swing_cases(self) -> Quantity:
        """Return how many single changes of a weight were tried."""
        return self._of_criteria("swing_cases()", float(len(self.weight_swings)), "Lần đổi một trọng số đã thử")

    def _of_criteria(self, id: str, value: float, label: str) -> Quantity:
        return derived(id, value, "times", label, [table_quantity(self.inputs, "criteria")], source_id="MODEL",
                       locator="criteria", formula="bỏ hoặc nhân đôi từng trọng số rồi chọn lại")

    def siting_gap(self) -> Quantity:
        """Return how far the siting may be from the best, as the solver bounds it."""
        return derived("siting_gap()", float(self.results.siting["gap"]), "share", "Sai số của lời giải chọn vị trí",
                       [], source_id="MODEL", locator="HiGHS", formula="|mục tiêu - cận| / |mục tiêu|")

    def context(self) -> Context:
        """Return the block that tells the exporters the date, profile and run of the paper."""
        values = {"period": self.year_words["period"], "scenario_title": self.scenario.title_vi}
        return Context(
            as_of=self.day.isoformat(),
            profile=self.profile,
            values=values,
            run=self.run,
            scenario=self.title(self.scenario),
            name=self.scenario.name,
            language=self.language.code,
            open_laws=legal.unchecked(self.inputs["legal_basis"], self.day),
            record=self.record,
            sign_offs=self.sign_offs,
            sign_off_rules=as_rows(self.inputs["sign_off_rules"]),
        )

    def title(self, scenario: Scenario) -> str:
        """Return the title of a scenario in the language of the paper."""
        return getattr(scenario, self.language.title)

    def places_known(self) -> bool:
        """Return whether the place of every existing point is known, as by the official list."""
        return known_by(self.inputs["service_points"], ["place_status"])[0] == "observed"

    def _known(self, scenario: str) -> str:
        if scenario not in self.runs:
            raise unknown_name(
                "data/scenarios", scenario, self.runs, what_vi="tên kịch bản", what_en="a scenario name"
            )
        return scenario

    def paper(self, name: str) -> NotebookNode:
        """Return the notebook of a paper.

        Raises
        ------
        InputError : there is no such notebook, or the book was opened without any.
        """
        if self.papers is None:
            raise unknown_name("notebooks/documents", name, [], what_vi="sổ văn bản", what_en="a document notebook")
        return self.papers(name)

    def quote(self, quantity: Quantity) -> Quantity:
        """Note that a paper quotes the quantity, and return it."""
        self.used[quantity.id] = quantity
        return quantity
