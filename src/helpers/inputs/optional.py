"""Schemas of the files of ``data/`` that may be absent."""

from __future__ import annotations

import pandera.pandas as pa

from helpers.inputs.columns import code, commune_code, number, source, status, table

OPTIONAL_SCHEMAS: dict[str, pa.DataFrameSchema] = {
    "travel": table(["from_commune_code", "to_commune_code", "to_point_id"], {
        "from_commune_code": commune_code("commune where the way begins"),
        "to_commune_code": commune_code("commune where it ends; the same one: a way inside it", blank=True),
        "to_point_id": code("mã điểm có vị trí đã biết, khi đường đi đến đúng điểm đó",
                            "key of a point of known place, for a way to exactly that point",
                            r"P\d{2,3}", "P và 2-3 chữ số", "P and 2-3 digits", blank=True),
        "km": number("quãng đường bộ", "road distance [km]", 0, 2000),
        "minutes": number("thời gian đi", "travel time [min]", 0, 6000),
        "status": status("tình trạng của quãng đường và thời gian", "how distance and time are known"),
        "source_id": source(),
    }),
}  # fmt: skip
