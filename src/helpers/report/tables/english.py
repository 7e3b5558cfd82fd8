"""Tables of the English summary: the same numbers, named and written in English."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from helpers.inputs import Quantity
from helpers.report.blocks import Shown, TableBlock
from helpers.report.book import Book
from helpers.report.numbers import end
from helpers.report.shown import shown, words
from helpers.report.tables.common import LEFT, RIGHT, table_block

MODEL = "the Department's model"
BRIEF = ("points_total", "people_within_share", "difficult_mean_distance_km", "delivery_on_time_share",
         "state_plan_vnd", "post_plan_vnd", "pilot_tasks")
RANGED = ("dossiers_plan_end", "receptions_plan_end", "people_within_share", "counters_total", "cost_per_dossier_vnd",
          "state_npv_vnd", "post_npv_vnd", "users_npv_vnd", "society_npv_vnd")
_WORTH = "society_npv_vnd"


def options_en(book: Book, metrics: Sequence[str] = BRIEF) -> TableBlock:
    """Return the options as rows and a few results as columns; worth to society is against business as usual."""
    about = book.inputs["metrics"].set_index("metric_id")
    rows = [[words(book.title(run.scenario), f"../scenarios/{name}"),
             *(metric_cell_en(book, book.result(metric, name), about.loc[metric]) for metric in metrics),
             metric_cell_en(book, book.difference(_WORTH, name), about.loc[_WORTH])]
            for name, run in book.runs.items()]
    heads = [metric_label_en(about.loc[metric], short=True) for metric in (*metrics, _WORTH)]
    columns = [("Option", LEFT, 0.3), *((head, RIGHT, 0.7 / len(heads)) for head in heads)]
    own = [place for place, name in enumerate(book.runs) if name == book.scenario.name]
    under = f"{MODEL}; J+n: delivery limit in working days; net present value (NPV) is against business as usual"
    return table_block(book, "table-options", "The options compared", columns, rows, under, emphasis=own)


def ranges_en(book: Book, metrics: Sequence[str] = RANGED) -> TableBlock:
    """Return results with both ends of their interval and status; present values are against business as usual."""
    about, rows = book.inputs["metrics"].set_index("metric_id"), []
    for metric in metrics:
        quantity = book.difference(metric) if metric.endswith("_npv_vnd") else book.result(metric)
        parts = (end(quantity, "low"), quantity, end(quantity, "high"))
        rows.append([words(metric_label_en(about.loc[metric]), "metrics"),
                     *(metric_cell_en(book, part, about.loc[metric]) for part in parts),
                     book.language.statuses[quantity.status]])
    share = book.language.amount(book.parameter("interval_share"))
    columns = [("Result", LEFT, 0.5), ("Low", RIGHT, 0.12), ("Base", RIGHT, 0.12), ("High", RIGHT, 0.12),
               ("Status", LEFT, 0.14)]
    caption = f"Results with their {share} intervals, all uncertain inputs varied at once"
    return table_block(book, "table-ranges", caption, columns, rows,
                       f"{MODEL}; net present values (NPV) against business as usual")


def metric_label_en(row: pd.Series, *, short: bool = False) -> str:
    """Return the English label of a headline with its unit: money in billions of dong."""
    label = row["short_en"] if short and not pd.isna(row["short_en"]) else row["label_en"]
    unit = {"vnd": "VND billion", "share": "%", "km": "km", "vnd_per_dossier": "VND"}.get(row["unit"], "")
    return f"{label} ({unit})" if unit else label


def metric_cell_en(book: Book, quantity: Quantity, row: pd.Series) -> Shown:
    """Return a headline in the unit of its English label."""
    decimals = 2 if row["unit"] == "vnd" else int(row["decimals"])
    scale = {"vnd": 1e-9, "share": 100}.get(row["unit"], 1)
    return shown(quantity, book.language.number(quantity.value * scale, decimals))
