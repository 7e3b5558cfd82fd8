"""The commands ``qd45 points``: take the official list of points in, or put it away again."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import numpy as np
import pandas as pd
import typer
from rich.table import Table

from helpers.inputs import InputError, data_dir
from helpers.inputs.lists.official import check_answers_kept
from helpers.inputs.lists.points import OfficialList, read_official_list
from helpers.inputs.lists.points_report import KIND_LABELS, RIGHT, WRONG
from helpers.inputs.tables import check_tables
from helpers.model.access import great_circle_km
from helpers.run.paths import outputs_dir, write_whole
from helpers.run.saying import console, said_plainly, say

app = typer.Typer(
    help="Danh sách chính thức các điểm phục vụ. / The official list of service points.", no_args_is_help=True
)
_DISTANCE = "km đến trung tâm xã"


@app.command("import")
def import_list(
    file: Annotated[Path, typer.Argument(help="Tệp CSV hoặc XLSX của Bưu điện tỉnh. / CSV or XLSX of the post.")],
    answer: Annotated[
        list[str], typer.Option("--answer", help="DÒNG=MÃ XÃ, nhiều lần. / ROW=COMMUNE CODE, repeatable.")
    ] = (),
    date: Annotated[str | None, typer.Option("--date", help="Ngày lập, NNNN-TT-NN. / Date, YYYY-MM-DD.")] = None,
) -> None:
    """Nhập danh sách điểm thay cho bố trí giả định. / Import the list in place of the assumed layout."""
    with said_plainly():
        tables = check_tables(data_dir() / "tables")
        found = read_official_list(file, tables, dict(_answer(text) for text in answer), _day(date))
    report = _with_distance(found, tables["communes"])
    path = outputs_dir() / "points" / "import_report.csv"
    write_whole(path, report.to_csv(index=False, lineterminator="\n").encode("utf-8-sig"))
    _write_points(found.points)
    _summary(found, report, tables)
    say("→ data/tables/official_points.csv, outputs/points/import_report.csv")


@app.command()
def clear(yes: Annotated[bool, typer.Option("--yes", help="Không hỏi lại. / Do not ask.")] = False) -> None:
    """Bỏ danh sách đã nhập, trở về bố trí giả định. / Drop the list; the assumed layout comes back."""
    with said_plainly():
        tables = check_tables(data_dir() / "tables")
        official = tables["official_points"]
        if official.empty:
            say("Chưa nhập danh sách nào. / No list has been imported.")
            return
        check_answers_kept(tables, tables["service_points"])
    if not yes:
        typer.confirm(f"Bỏ {len(official)} điểm đã nhập? / Drop the {len(official)} points imported?", abort=True)
    _write_points(official.iloc[:0])
    say("Đã bỏ danh sách; dùng lại bố trí giả định. / The list is dropped; the assumed layout is used again.")


def _write_points(points: pd.DataFrame) -> None:
    content = points.to_csv(index=False, lineterminator="\n").encode()
    write_whole(data_dir() / "tables" / "official_points.csv", content)


def _answer(text: str) -> tuple[int, str]:
    line, _, code = text.partition("=")
    if line.strip().isdecimal() and code.strip().isdecimal():
        return int(line), code.strip()
    raise InputError(
        "--answer", value=text, allowed_vi="DÒNG=MÃ XÃ", allowed_en="ROW=COMMUNE CODE",
        remedy_vi="ví dụ: --answer 12=19021", remedy_en="for example: --answer 12=19021",
    )  # fmt: skip


def _day(text: str | None) -> str | None:
    try:
        return text and dt.datetime.strptime(text, "%Y-%m-%d").date().isoformat()
    except ValueError:
        raise InputError(
            "--date", value=text, allowed_vi="ngày dạng NNNN-TT-NN", allowed_en="a date as YYYY-MM-DD",
            remedy_vi="ví dụ: --date 2018-11-07", remedy_en="for example: --date 2018-11-07",
        ) from None  # fmt: skip


def _with_distance(found: OfficialList, communes: pd.DataFrame) -> pd.DataFrame:
    """Return the report with the distance of each listed point from the centre of its commune [km]."""
    points = found.points
    centre = communes.set_index("commune_code").loc[points["commune_code"]]
    km = great_circle_km(points["lat"].to_numpy(), points["lon"].to_numpy(), centre["lat"].to_numpy(),
                         centre["lon"].to_numpy())
    by_key = dict(zip(points["point_id"], np.round(km, 1), strict=True))
    listed = found.report["dòng"].notna()
    return found.report.assign(**{_DISTANCE: found.report["mã điểm"].where(listed).map(by_key)})


def _summary(found: OfficialList, report: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> None:
    say(f"Đã nhập {len(found.points)} điểm, vị trí quan sát. / {len(found.points)} points imported, places observed.")
    totals = report[report["phần"] == "so với số đã công bố"]
    for row in totals[totals["chênh lệch"] != 0].to_dict("records"):
        say(f"Khác số đã công bố: {row['loại']} {row['trong danh sách']:.0f}, đã công bố {row['trước đây']:.0f}. / "
            "Differs from the published count.")
    verdicts = report["kết luận"].value_counts()
    right, wrong = int(verdicts.get(RIGHT, 0)), int(verdicts.get(WRONG, 0))
    say(f"Vị trí giả định đúng xã và loại: {right}/{right + wrong}. / Assumed places that were right: "
        f"{right} of {right + wrong}.")
    if found.totals:
        lines = ", ".join(str(line) for line in found.totals)
        say(f"Bỏ qua dòng cộng: {lines}. / Rows of totals left out: {lines}.")
    if found.ignored:
        say(f"Cột không dùng: {', '.join(found.ignored)}. / Columns not used.")
    for key in _far_from_home(found.points, report, tables["communes"]):
        say(f"Nên xem lại tọa độ của {key}: ở xa trung tâm xã. / Look again at {key}: far from its commune.")
    console.print(_by_district(report))


def _far_from_home(points: pd.DataFrame, report: pd.DataFrame, communes: pd.DataFrame) -> list[str]:
    """Return the points farther from their commune's centre than the diameter of a disc of the commune's area."""
    km = report.dropna(subset=["dòng"]).set_index("mã điểm")[_DISTANCE]
    area = communes.set_index("commune_code")["area_km2"]
    across = 2 * np.sqrt(points["commune_code"].map(area) / np.pi)
    return points.loc[(points["point_id"].map(km) > across), "point_id"].to_list()


def _by_district(report: pd.DataFrame) -> Table:
    table = Table(title="Điểm trong danh sách (trước đây giả định) / points listed (assumed before)")
    part = report[report["phần"].str.startswith("theo huyện")]
    labels = list(KIND_LABELS.values())
    for place, head in enumerate(["Huyện", *labels]):
        table.add_column(head, justify="right" if place else "left")
    for name, rows in part.groupby("huyện", sort=False):
        cells = [f"{row['trong danh sách']:.0f} ({row['trước đây']:.0f})" for row in rows.to_dict("records")]
        table.add_row(name, *cells)
    return table
