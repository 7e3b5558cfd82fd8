"""Write ``finance_case.xlsx``: a small case of the finance of a plan, worked out in formulas of a spreadsheet.

Run by hand, with openpyxl and LibreOffice (``soffice``) installed. The formulas are put in by hand and use nothing of
the workbook's own code; all figures of the case are invented and round, and describe no place. LibreOffice works the
formulas out once, so that their values lie in the file. In the tests the formulas are worked out a second time.
"""

import subprocess
import tempfile
from pathlib import Path

from openpyxl import Workbook
from openpyxl.styles import Font

HERE = Path(__file__).parent
YEARS = (2019, 2020, 2021, 2022)
COLUMNS = "BCDE"
FORMS = ("send", "receive", "both")

INPUTS = [
    ("discount_rate", 0.07, "per year"), ("optimism_bias_share", 0.15, "share"),
    ("capital_culture_point_vnd", 50_000_000, "VND"), ("capital_mountain_ratio", 1.3, "ratio"),
    ("capital_counter_vnd", 20_000_000, "VND"), ("capital_one_stop_desk_vnd", 250_000_000, "VND"),
    ("rent_one_stop_vnd", 40_000_000, "VND per year"), ("staff_cost_vnd", 70_000_000, "VND per year"),
    ("new_point_staff_fte", 0.4, "full-time"), ("one_stop_staff_per_desk", 1.5, "full-time"),
    ("running_cost_point_vnd", 20_000_000, "VND per year"), ("handling_vnd_per_dossier", 9_000, "VND per dossier"),
    ("loss_probability", 0.0001, "share"), ("late_probability", 0.03, "share"),
    ("compensation_fare_multiple", 4, "times the fare"), ("reissue_cost_vnd", 250_000, "VND per dossier"),
    ("exempt_share", 0.02, "share"), ("reduced_share", 0.2, "share"), ("fare_exempt_reduction", 0.5, "share"),
    ("motorbike_vnd_per_km", 1_300, "VND per km"), ("value_of_time_vnd_per_hour", 21_000, "VND per hour"),
    ("training_vnd_per_person", 1_800_000, "VND"), ("trained_per_point", 2, "people"),
    ("inspection_vnd_per_point", 600_000, "VND per year"), ("communication_vnd_per_year", 90_000_000, "VND per year"),
    ("with_communication", 1, "flag"), ("it_connection_vnd", 400_000_000, "VND"), ("with_it_connection", 1, "flag"),
    ("it_running_share", 0.2, "share"), ("working_days_per_year", 248, "days"),
    ("inter_district_share", 0.4, "share"), ("dossier_weight_g", 620, "g"), ("result_weight_g", 100, "g"),
    ("fare_step_g", 250, "g"), ("share_send", 0.1, "share"), ("share_receive", 0.7, "share"),
    ("share_both", 0.2, "share"),
]
#: service, above [g], up to [g], within a district, between districts, 1 where added for each further step.
TARIFFS = [
    ("send_dossier", 0, 100, 20_000, 24_000, 0), ("send_dossier", 100, 500, 21_000, 25_500, 0),
    ("send_dossier", 500, None, 1_500, 2_500, 1), ("return_result", 0, 100, 19_000, 23_000, 0),
    ("return_result", 100, 500, 22_000, 26_000, 0), ("return_result", 500, None, 1_700, 2_600, 1),
    ("collect_fee", None, None, 8_000, 8_000, 0),
]
#: Two points that exist (A, B), two that open in the plain and in the mountains (N1 in 2019, N2 in 2020), and one
#: that opens in 2021 (N3). Rows: new, mountain, first year, dossiers, counters and staff added at points that exist.
POINTS = {
    "A": (0, 0, 0, (9_000, 9_500, 10_400, 11_000), (0, 1, 0, 1), (0.25, 1.25, 1.25, 2.25)),
    "B": (0, 1, 0, (1_200, 1_250, 1_300, 1_350), (0, 0, 0, 0), (0, 0, 0, 0)),
    "N1": (1, 0, 2019, (3_000, 4_100, 5_000, 5_600), (0, 0, 0, 0), (0, 0, 0, 0)),
    "N2": (1, 1, 2020, (0, 700, 900, 1_000), (0, 0, 0, 0), (0, 0, 0, 0)),
    "N3": (1, 0, 2021, (0, 0, 2_400, 2_900), (0, 0, 0, 0), (0, 0, 0, 0)),
}
#: By year: dossiers that come because points are nearer, desks, and travel saved.
ACTIVITY = {
    "induced": (150, 420, 700, 800), "desks": (2, 2, 2, 2), "opened_desks": (2, 0, 0, 0),
    "saved_km": (21_000, 48_500, 77_000, 81_500), "saved_hours": (800, 1_900, 3_100, 3_300),
}
PAYERS = {
    "state_budget": ("one_stop_capital", "one_stop_rent", "training", "inspection", "communication", "it_connection"),
    "vietnam_post": ("point_capital", "counter_capital", "staff", "running", "handling", "liability",
                     "fares_received"),
    "users": ("fares_paid", "induced_worth", "travel_saved", "time_saved"),
}
AT = {name: f"inputs!$B${row}" for row, (name, _, _) in enumerate(INPUTS, 2)}


def main():
    """Write the case with its formulas, let LibreOffice work them out, and keep the result."""
    book = Workbook()
    book.remove(book.active)
    sheets = (("inputs", inputs), ("tariffs", tariffs), ("fares", fares), ("activity", activity), ("lines", lines),
              ("worth", worth), ("points", points))
    for name, fill in sheets:
        fill(book.create_sheet(name))
    for sheet in book:
        sheet.column_dimensions["A"].width = 30
        for cell in sheet[1]:
            cell.font = Font(bold=True)
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder) / "raw" / "finance_case.xlsx"
        raw.parent.mkdir()
        book.save(raw)
        as_xlsx = ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", HERE]
        subprocess.run(["soffice", "--headless", *as_xlsx, raw], check=True)


def inputs(sheet):
    """Write the values of the case, one a row."""
    for row in (("name", "value", "unit"), *INPUTS):
        sheet.append(row)


def tariffs(sheet):
    """Write the fares by weight, and how many steps a weight above the last row begins."""
    sheet.append(["service", "from_g", "to_g", "intra_district", "inter_district", "step"])
    for row in TARIFFS:
        sheet.append(row)


def fares(sheet):
    """Write the fare by form and band: the row that holds the weight, or the last row and the steps begun."""
    sheet.append(["form", "intra_district", "inter_district", "mean", "mean after exemptions"])
    rows = {"send": (2, 3, 4, AT["dossier_weight_g"]), "receive": (5, 6, 7, AT["result_weight_g"])}
    for form, (first, last, step, weight) in rows.items():
        bands = []
        for column in "DE":
            held = (f"SUMPRODUCT((tariffs!$B${first}:$B${last}<{weight})*(tariffs!$C${first}:$C${last}>={weight})"
                    f"*tariffs!{column}${first}:{column}${last})")
            begun = f"ROUNDUP(({weight}-tariffs!$C${last})/{AT['fare_step_g']},0)"
            bands.append(f"=IF({weight}<=tariffs!$C${last},{held},"
                         f"tariffs!{column}${last}+{begun}*tariffs!{column}${step})")
        sheet.append([form, *bands])
    sheet.append(["both", "=B2+B3", "=C2+C3"])
    for row in (2, 3, 4):
        sheet[f"D{row}"] = f"=B{row}*(1-{AT['inter_district_share']})+C{row}*{AT['inter_district_share']}"
        sheet[f"E{row}"] = (f"=D{row}*(1-{AT['exempt_share']}-{AT['reduced_share']}*{AT['fare_exempt_reduction']})")
    forms = ((AT["share_send"], 2), (AT["share_receive"], 3), (AT["share_both"], 4))
    sheet.append(["mean of a dossier", None, None, *("=" + "+".join(f"{share}*{column}{row}" for share, row in forms)
                                                     for column in "DE")])


def activity(sheet):
    """Write what happens by point and year, and what it adds up to."""
    sheet.append(["quantity", *YEARS])
    for name, row in ACTIVITY.items():
        sheet.append([name, *row])
    for point, (new, mountain, first, dossiers, counters, staff) in POINTS.items():
        sheet.append([f"{point} new, mountain, first year", new, mountain, first])
        sheet.append([f"{point} dossiers", *dossiers])
        sheet.append([f"{point} added counters", *counters])
        sheet.append([f"{point} added staff", *staff])
    at = {name: 7 + 4 * k for k, name in enumerate(POINTS)}
    totals = {
        "dossiers": lambda c: "+".join(f"{c}{row + 1}" for row in at.values()),
        "points": lambda c: "+".join(f"IF($D{row}<={c}$1,1,0)" for row in at.values()),
        "new_points": lambda c: "+".join(f"$B{row}*IF($D{row}<={c}$1,1,0)" for row in at.values()),
        "opened_plain": lambda c: "+".join(f"(1-$C{row})*(1-ABS(SIGN($D{row}-{c}$1)))" for row in at.values()),
        "opened_mountain": lambda c: "+".join(f"$C{row}*(1-ABS(SIGN($D{row}-{c}$1)))" for row in at.values()),
        "added_counters": lambda c: "+".join(f"{c}{row + 2}" for row in at.values()),
        "added_staff_fte": lambda c: "+".join(f"{c}{row + 3}" for row in at.values()),
    }
    for name, formula in totals.items():
        sheet.append([name, *(f"={formula(column)}" for column in COLUMNS)])


#: Rows of the sheet ``activity``.
ROW = {name: row for row, name in enumerate(
    [*ACTIVITY, *(None,) * (4 * len(POINTS)), "dossiers", "points", "new_points", "opened_plain", "opened_mountain",
     "added_counters", "added_staff_fte"], 2) if name}


def line_formulas(column):
    """Return the formula of every line of the cash flow in the year of a column."""
    a = {name: f"activity!{column}${row}" for name, row in ROW.items()}
    bias, first = f"(1+{AT['optimism_bias_share']})", column == COLUMNS[0]
    connection = bias if first else AT["it_running_share"]
    return {
        "one_stop_capital": f"=-{bias}*{AT['capital_one_stop_desk_vnd']}*{a['opened_desks']}",
        "one_stop_rent": f"=-{AT['rent_one_stop_vnd']}*{a['desks']}",
        "training": f"=-{AT['training_vnd_per_person']}*{AT['trained_per_point']}"
                    f"*({a['opened_plain']}+{a['opened_mountain']})",
        "inspection": f"=-{AT['inspection_vnd_per_point']}*{a['points']}",
        "communication": f"=-{AT['communication_vnd_per_year']}*{AT['with_communication']}",
        "it_connection": f"=-{AT['it_connection_vnd']}*{AT['with_it_connection']}*{connection}",
        "point_capital": f"=-{bias}*{AT['capital_culture_point_vnd']}"
                         f"*({a['opened_plain']}+{AT['capital_mountain_ratio']}*{a['opened_mountain']})",
        "counter_capital": f"=-{bias}*{AT['capital_counter_vnd']}*{a['added_counters']}",
        "staff": f"=-{AT['staff_cost_vnd']}*({AT['new_point_staff_fte']}*{a['new_points']}+{a['added_staff_fte']}"
                 f"+{AT['one_stop_staff_per_desk']}*{a['desks']})",
        "running": f"=-{AT['running_cost_point_vnd']}*{a['new_points']}",
        "handling": f"=-{AT['handling_vnd_per_dossier']}*{a['dossiers']}",
        "liability": f"=-{a['dossiers']}*({AT['loss_probability']}*({AT['compensation_fare_multiple']}*fares!$D$5"
                     f"+{AT['reissue_cost_vnd']})+{AT['late_probability']}*fares!$D$5)",
        "fares_received": f"={a['dossiers']}*fares!$E$5",
        "fares_paid": f"=-{a['dossiers']}*fares!$E$5",
        "induced_worth": f"={a['induced']}*fares!$E$5",
        "travel_saved": f"={AT['motorbike_vnd_per_km']}*{a['saved_km']}",
        "time_saved": f"={AT['value_of_time_vnd_per_hour']}*{a['saved_hours']}",
    }


def lines(sheet):
    """Write the cash flow by line and year, grouped by payer."""
    sheet.append(["line", *YEARS, "payer"])
    by_column = [line_formulas(column) for column in COLUMNS]
    for payer, names in PAYERS.items():
        for name in names:
            sheet.append([name, *(formulas[name] for formulas in by_column), payer])


def worth(sheet):
    """Write budgets by year and payer, present values, cost per dossier and break-even."""
    sheet.append(["quantity", *YEARS, "present value"])
    places, row = {}, 2
    for payer, names in PAYERS.items():
        places[payer] = (row, row + len(names) - 1)
        row += len(names)
    for payer, (top, end) in places.items():
        sheet.append([payer, *(f"=SUM(lines!{column}{top}:{column}{end})" for column in COLUMNS)])
    sheet.append(["society", *(f"={column}2+{column}3+{column}4" for column in COLUMNS)])
    received = places["vietnam_post"][1]
    sheet.append(["cost of state and post", *(f"=-({column}2+{column}3-lines!{column}{received})"
                                              for column in COLUMNS)])
    sheet.append(["dossiers", *(f"=activity!{column}{ROW['dossiers']}" for column in COLUMNS)])
    sheet.append(["discount factor", 1, *(f"={before}8/(1+{AT['discount_rate']})" for before in COLUMNS[:-1])])
    for row in range(2, 8):
        sheet[f"F{row}"] = f"=SUMPRODUCT(B{row}:E{row},B$8:E$8)"
    sheet.append(["cost per dossier", "=F6/F7"])
    sheet.append(["annual capital of a point", f"=(1+{AT['optimism_bias_share']})*{AT['capital_culture_point_vnd']}"
                                               "/SUM(B8:E8)"])
    sheet.append(["fixed cost of a point", f"=B10+{AT['running_cost_point_vnd']}"
                                           f"+{AT['new_point_staff_fte']}*{AT['staff_cost_vnd']}"])
    sheet.append(["left of a dossier", f"=fares!E5-{AT['handling_vnd_per_dossier']}"])
    sheet.append(["break-even per day", f"=B11/(B12*{AT['working_days_per_year']})"])
    sheet.append(["fixed cost in the mountains", f"=B11+({AT['capital_mountain_ratio']}-1)*B10"])


def points(sheet):
    """Write what each point brings, what it lacks and when it breaks even; only new points are judged."""
    sheet.append(["quantity", *YEARS])
    for k, (point, (new, mountain, first, *_)) in enumerate(POINTS.items()):
        row = 7 + 4 * k
        cost = "worth!$B$14" if mountain else "worth!$B$11"
        sheet.append([f"{point} fares", *(f"=activity!{c}{row + 1}*fares!$E$5" for c in COLUMNS)])
        if not new:
            continue
        margin, years = sheet.max_row + 1, list(zip(COLUMNS, YEARS, strict=True))
        sheet.append([f"{point} margin", *(f"=activity!{c}{row + 1}*worth!$B$12-{cost}" if year >= first else None
                                           for c, year in years)])
        sheet.append([f"{point} subsidy", *(f"=MAX(0,-{c}{margin})" if year >= first else None
                                            for c, year in years)])
        sheet.append([f"{point} break-even per day", f"={cost}/(worth!$B$12*{AT['working_days_per_year']})"])


if __name__ == "__main__":
    main()
