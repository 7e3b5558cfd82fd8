"""What an official list says against what was published and assumed before it came."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from helpers.inputs.lists.official import same_points

KIND_LABELS = {
    "post_office": "bưu cục",
    "commune_culture_post_office": "điểm Bưu điện - Văn hóa xã",
    "one_stop_centre": "quầy tại Trung tâm Hành chính công",
}
KNOWN, RIGHT, NEW = "vị trí đã biết", "giả định đúng xã và loại", "chưa có trong bố trí giả định"
LOST, WRONG = "đã biết, nay không có trong danh sách", "giả định không đúng, không có trong danh sách"
_COLUMNS = ["phần", "dòng", "mã điểm", "tên điểm", "loại", "mã xã", "xã", "huyện", "trong danh sách", "trước đây",
            "chênh lệch", "kết luận"]  # fmt: skip


def published_counts(tables: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Return the published counts of points from the control totals: by kind, and in all under ``""``."""
    controls = tables["control_totals"]
    rows = controls[(controls["table"] == "service_points") & controls["value_column"].isna()]
    return {"" if pd.isna(row.filter_value) else row.filter_value: int(row.total) for row in rows.itertuples()}


def points_report(listed: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Return counts against the published ones and by district, then every point against the layout on file.

    Parameters
    ----------
    listed : rows of ``official_points`` with ``line``, the row of the file.
    tables : the tables of the workbook; ``service_points`` is the layout on file.

    Returns
    -------
    frame with Vietnamese heads; ``phần`` tells its three parts.
    """
    base = tables["service_points"]
    parts = [_totals(listed, tables), _by_district(listed, base, tables), _points(listed, base, tables)]
    return pd.concat([pd.DataFrame(part) for part in parts], ignore_index=True).reindex(columns=_COLUMNS)


def _totals(listed: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[dict]:
    rows = []
    for kind, published in published_counts(tables).items():
        now = int((listed["kind"] == kind).sum()) if kind else len(listed)
        verdict = "bằng số đã công bố" if now == published else "khác số đã công bố"
        rows.append({"phần": "so với số đã công bố", "loại": KIND_LABELS.get(kind, "tổng số điểm"),
                     "trong danh sách": now, "trước đây": published, "chênh lệch": now - published,
                     "kết luận": verdict})  # fmt: skip
    return rows


def _by_district(listed: pd.DataFrame, base: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[dict]:
    district = tables["communes"].set_index("commune_code")["district_code"]
    sizes = [frame.groupby([frame["commune_code"].map(district), "kind"]).size() for frame in (listed, base)]
    rows = []
    for row in tables["districts"].itertuples():
        for kind, label in KIND_LABELS.items():
            now, then = (int(size.get((row.district_code, kind), 0)) for size in sizes)
            rows.append({"phần": "theo huyện, so với bố trí giả định", "loại": label, "huyện": row.name_vi,
                         "trong danh sách": now, "trước đây": then, "chênh lệch": now - then})  # fmt: skip
    return rows


def _points(listed: pd.DataFrame, base: pd.DataFrame, tables: Mapping[str, pd.DataFrame]) -> list[dict]:
    places = tables["communes"].set_index("commune_code")
    districts = tables["districts"].set_index("district_code")["name_vi"]
    status, found = base.set_index("point_id")["place_status"], same_points(listed, base)
    missing = base[~base["point_id"].isin(found.values())]
    verdicts = [{"observed": KNOWN, "assumed": RIGHT}[status[found[i]]] if i in found else NEW for i in listed.index]
    verdicts += list(missing["place_status"].map({"observed": LOST, "assumed": WRONG}))
    rows = pd.concat([listed, missing.assign(line=None)]).assign(verdict=verdicts)
    return [
        {"phần": "từng điểm", "dòng": row.line, "mã điểm": row.point_id, "tên điểm": row.name_vi,
         "loại": KIND_LABELS[row.kind], "mã xã": row.commune_code, "xã": places.loc[row.commune_code, "name_vi"],
         "huyện": districts[places.loc[row.commune_code, "district_code"]], "kết luận": row.verdict}
        for row in rows.itertuples()
    ]  # fmt: skip
