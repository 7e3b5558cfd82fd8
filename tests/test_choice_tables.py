"""Tables, sentences and charts of doubt say what their frames say, in Vietnamese, with a home for each number."""

import functools
import re

import numpy as np
import pandas as pd
import pytest
from model_samples import SCENARIOS, inputs, run, weighed

from helpers.analysis.attribution import OTHERS
from helpers.analysis.decision import by_metric, option_regret, option_robustness
from helpers.analysis.dominance import dominance
from helpers.analysis.prim import Box, box_tables
from helpers.analysis.sampling import draw_values
from helpers.analysis.voi import information
from helpers.inputs import InputError, load_profile
from helpers.report import Book, charts, tables
from helpers.report.blocks import marked_refs, unmarked
from helpers.report.numbers import cell_of
from helpers.report.tables.choice import NO_BOX, NO_DOMINATED, NO_SWITCH, NO_WORTH
from helpers.report.vietnamese import parameter_words

DRAWS = 60


@functools.cache
def book():
    return Book(inputs(), run("stepwise"), run, load_profile("2018"), "test")


@functools.cache
def outcomes():
    """Headlines of every scenario, moved about a little: the words are tested here, not the chain."""
    rng = np.random.default_rng(1)
    common = rng.normal(1, 0.05, DRAWS)
    found = {}
    for name in SCENARIOS:
        base = pd.Series(run(name).headlines)
        found[name] = pd.DataFrame(np.outer(common, base), columns=base.index)
        found[name]["pilot_tasks"] = base["pilot_tasks"]
        found[name]["delivery_on_time_share"] = np.where(np.arange(DRAWS) < 6, 0.9, 1.0)
    return found


def headlines():
    return pd.DataFrame({name: pd.Series(run(name).headlines) for name in SCENARIOS})


def column(block, label):
    return [row[[part.label for part in block.columns].index(label)] for row in block.rows]


def title(name):
    return run(name).scenario.title_vi


# --- regret, robustness, dominance ------------------------------------------------------------------------


def test_the_regret_table_shows_the_frame_in_the_unit_of_each_criterion():
    frame = option_regret(outcomes(), weighed())
    block = tables.option_regret(book(), frame)
    assert len(block.rows) == 12
    worst = frame.set_index(["criterion_id", "scenario"])["worst"]
    row = next(cells for cells in block.rows if cells[0].startswith("Giá trị hiện tại ròng"))
    assert "tỷ đồng" in row[0]
    shown = dict(zip([part.label for part in block.columns], row, strict=True))
    expected = f"{worst['society', 'every_commune'] / 1e9:.2f}".replace(".", ",")
    assert shown[title("every_commune")] == expected
    assert shown["Ít tiếc nuối nhất"] == title("bau")
    assert block.note.endswith("giả định.")


def test_the_robustness_table_shows_shares_and_marks_the_recommended_scenario():
    block = tables.option_robustness(book(), option_robustness(outcomes(), weighed()))
    assert column(block, "Phương án") == [title(name) for name in SCENARIOS]
    alone = dict(zip(SCENARIOS, column(block, "Đạt mọi điều kiện"), strict=True))
    assert alone == {**dict.fromkeys(SCENARIOS, "90%"), "one_stop_at_post": "0%"}
    assert dict(zip(SCENARIOS, column(block, "Được xếp đầu"), strict=True))["stepwise"] == "90%"
    assert block.emphasis_rows == [SCENARIOS.index("stepwise")]


def test_the_dominance_table_names_pairs_or_says_that_there_are_none():
    frame = dominance(headlines(), outcomes(), weighed(), 0.9)
    block = tables.dominance(book(), frame)
    assert [title("do_minimum"), title("bau")] in [row[:2] for row in block.rows]
    assert set(column(block, "Kết luận")) <= {"chắc chắn", "chưa chắc"}
    assert tables.dominance(book(), frame.head(0)).rows[0][0] == NO_DOMINATED


# --- switching values -------------------------------------------------------------------------------------


def switches():
    rows = [("gate", "hub_close_hour", "down", 17.5, 10.0, 16.566, True, False, True),
            ("gate", "hub_close_hour", "up", 17.5, 24.0, np.nan, True, None, False),
            ("gate", "discount_rate", "down", 0.08, 0.0, np.nan, True, None, False),
            ("gate", "discount_rate", "up", 0.08, 0.3, 0.2512, True, False, False),
            ("gate", "exempt_share", "down", 0.01, 0.0, np.nan, True, None, False),
            ("gate", "exempt_share", "up", 0.01, 1.0, np.nan, True, None, False)]
    return pd.DataFrame(rows, columns=["decision_id", "parameter_id", "side", "base", "end", "switch", "before",
                                       "after", "likely"])


def test_the_switching_table_gives_values_with_their_units_the_nearest_first():
    block = tables.switching(book(), switches())
    assert [row[1:] for row in block.rows] == [
        ["17 giờ 30", "16 giờ 34", NO_SWITCH, "có"], ["8%/năm", NO_SWITCH, "25,1%/năm", "không"]]
    assert "tham số không nêu: " + NO_SWITCH in block.note


def test_a_switch_of_the_recommended_scenario_names_the_new_one():
    frame = switches().assign(before="stepwise", after=["", None, None, "budget_cap", None, None])
    rows = tables.switching(book(), frame).rows
    assert rows[0][2] == "16 giờ 34: không phương án nào đạt"
    assert rows[1][3] == f"25,1%/năm: {title('budget_cap')}"


def test_where_nothing_switches_the_table_says_so():
    frame = switches().assign(switch=np.nan)
    assert tables.switching(book(), frame).rows[0][0] == f"Mọi tham số: {NO_SWITCH}"


# --- failure ----------------------------------------------------------------------------------------------


def boxes():
    limits = pd.DataFrame({"low": [np.nan, 0.25, 68_735_061.0], "high": [0.12512, 0.4, np.nan],
                           "quasi_p": [1e-7, 0.012, 0.04]},
                          index=pd.Index(["reception_share", "peak_hour_share", "staff_cost_vnd"],
                                         name="parameter_id"))
    free = limits.head(0)
    return box_tables({"money": Box(limits, 0.2, 0.76, 0.81, 0.25), "free": Box(free, 1.0, 1.0, 0.04, 0.04)})


def test_a_box_is_a_sentence_with_labels_units_and_vietnamese_numbers():
    sentence = tables.failure_words(book(), *boxes(), "money", "Phương án lỗ")
    assert unmarked(sentence) == (
        "Phương án lỗ khi tỷ lệ hồ sơ có tiếp nhận tại bưu điện dưới 12,5%, tỷ trọng giờ cao điểm trong ngày từ 25% "
        "đến 40% và chi phí một nhân viên mỗi năm trên 69 triệu đồng/năm: điều này xảy ra trong "
        "81% số lần thử như vậy (tính chung 25%), và 76% mọi lần xảy ra nằm ở đó.")


def test_every_number_of_the_sentence_carries_its_reference():
    sentence = tables.failure_words(book(), *boxes(), "money")
    refs = dict(marked_refs(sentence))
    assert refs["12,5%"] == "cell(failure_limits.high, box_id=money, parameter_id=reception_share)"
    assert refs["76%"] == "cell(failure_boxes.coverage, box_id=money)"
    assert not re.search(r"\d", re.sub(r"<span.*?</span>", "", sentence))


def test_a_box_without_limits_says_that_nothing_sets_the_failures_apart():
    assert unmarked(tables.failure_words(book(), *boxes(), "free")) == (
        f"{NO_BOX}; phương án không đạt trong 4% số lần thử.")


def test_the_table_of_boxes_has_a_row_for_each_limit():
    block = tables.failure_boxes(book(), *boxes(), {"money": "Giá trị ròng", "free": "Kịp chuyến thư"})
    assert column(block, "Không đạt") == ["Giá trị ròng", "", "", "Kịp chuyến thư"]
    assert column(block, "Từ") == ["", "25%", "69 triệu đồng/năm", ""]
    assert column(block, "Đến") == ["12,5%", "40%", "", ""]
    assert column(block, "Do ngẫu nhiên") == ["< 0,1%", "1,2%", "4,0%", ""]
    assert column(block, "Không đạt khi đó") == ["81%", "", "", "4%"]
    assert "giả định" in block.note


@pytest.mark.parametrize("key", sorted(key for key, row in inputs().register.items() if row.role == "uncertainty"))
def test_every_uncertain_parameter_can_stand_in_a_sentence(key):
    words = parameter_words(inputs().register[key].quantity)
    assert re.match(r"^-?[\d.,]+(%| |$)", words), words
    assert "." not in words or re.search(r"\d\.\d{3}", words), words


# --- worth of facts ---------------------------------------------------------------------------------------


def worths():
    x = draw_values(inputs(), 200, 45)[["staff_cost_vnd", "discount_rate", "exempt_share", "reception_share"]]
    scaled = (x - x.mean()) / x.std()
    worth = 1e9 + 5e9 * scaled["staff_cost_vnd"] + 1e9 * scaled["discount_rate"]
    benefits = pd.DataFrame({"keep": 0.0, "open": worth})
    return information(benefits, x, np.random.default_rng(1), size=2)


def test_the_worth_of_facts_is_shown_in_millions_under_the_bound():
    frame = worths()
    block = tables.information(book(), frame)
    assert block.rows[0][0] == "Mọi số liệu chưa chắc (cận trên)"
    assert block.rows[0][3:] == ["–", "–"]
    assert block.rows[1][0].startswith("Cùng lúc: ")
    assert block.rows[2][0] == "Chi phí một nhân viên mỗi năm"
    expected = f"{frame['value'].iloc[0] / 1e6:,.0f}".replace(",", ".")
    assert block.rows[0][1] == expected
    # What moves nothing is not listed, whatever chance gives it.
    assert "Tỷ lệ hồ sơ được miễn cước" not in [row[0] for row in block.rows]
    assert frame.set_index("input_id").loc["exempt_share", "value"] > 0


def test_where_no_fact_changes_the_choice_the_table_says_so():
    benefits = by_metric(outcomes(), "society_npv_vnd")
    x = draw_values(inputs(), DRAWS, 45)[["staff_cost_vnd", "discount_rate", "exempt_share"]]
    block = tables.information(book(), information(benefits, x, np.random.default_rng(1)))
    assert [row[0] for row in block.rows] == [NO_WORTH]


# --- cells ------------------------------------------------------------------------------------------------


def test_a_cell_of_a_frame_is_refused_where_it_is_not_one_described_cell():
    frame = pd.DataFrame({"metric_id": ["m", "m"], "input_id": ["a", "b"], "total": [0.1, 0.2], "odd": [1.0, 2.0]})
    assert cell_of(book(), frame, "sobol.total", input_id="b").value == 0.2
    for place, keys in (("sobol.total", {"metric_id": "m"}), ("sobol.odd", {"input_id": "a"})):
        with pytest.raises(InputError):
            cell_of(book(), frame, place, **keys)


def test_every_figure_of_every_table_has_a_home():
    made = [tables.option_regret(book(), option_regret(outcomes(), weighed())),
            tables.option_robustness(book(), option_robustness(outcomes(), weighed())),
            tables.switching(book(), switches()), tables.information(book(), worths()),
            tables.failure_boxes(book(), *boxes(), {"money": "Giá trị ròng", "free": "Kịp chuyến thư"})]
    for block in made:
        for row, refs in zip(block.rows, block.refs, strict=True):
            assert all(ref for text, ref in zip(row, refs, strict=True) if re.search(r"\d", text)), block.id


# --- charts -----------------------------------------------------------------------------------------------


def sobol_frame():
    rows = [("society_npv_vnd", name, 0.5 / k, 0.03, 0.6 / k, 0.04)
            for k, name in enumerate(("staff_cost_vnd", "new_point_staff_fte", "discount_rate", "exempt_share"), 1)]
    still = ("pilot_tasks", "staff_cost_vnd", np.nan, np.nan, np.nan, np.nan)
    return pd.DataFrame([*rows, still], columns=["metric_id", "input_id", "first", "first_error", "total",
                                                 "total_error"])


def test_the_sobol_chart_draws_two_bars_with_whiskers_for_each_input_and_names_the_first():
    block = charts.sobol_bars(book(), sobol_frame(), "society_npv_vnd", bars=3)
    assert block.alt.startswith("Chỉ số toàn phần lớn nhất: Chi phí một nhân viên mỗi năm (60%) rồi ")
    assert "(30%)" in block.alt
    assert block.id == "hinh-sobol-society-npv-vnd"
    assert len(block.png) > 10_000
    assert "giả định" in block.note


def test_a_headline_without_indices_is_refused():
    with pytest.raises(ValueError, match="pilot_tasks has no Sobol' index"):
        charts.sobol_bars(book(), sobol_frame(), "pilot_tasks")


def parts(**values):
    return pd.DataFrame([(name, "society_npv_vnd", value) for name, value in values.items()],
                        columns=["input_id", "metric_id", "part"])


def test_the_waterfall_goes_from_the_old_value_to_the_new_the_largest_part_first():
    frame = parts(discount_rate=0.5e9, staff_cost_vnd=-2e9, exempt_share=0.0)
    block = charts.waterfall(book(), frame, "society_npv_vnd", -10e9, -11.5e9)
    assert block.alt == ("Từ -10,00 đến -11,50 tỷ đồng: Chi phí một nhân viên mỗi năm -2,00; Suất chiết khấu thực "
                         "0,50.")
    assert len(block.png) > 10_000


def test_many_parts_are_drawn_as_few_and_the_rest_as_one():
    keys = [key for key, row in inputs().register.items() if row.role == "uncertainty"][:9]
    frame = parts(**{key: float(k + 1) * 1e9 for k, key in enumerate(keys)}, **{OTHERS: 20e9})
    block = charts.waterfall(book(), frame, "society_npv_vnd", 1e9, 66e9, bars=4)
    said = block.alt.split(": ", 1)[1].rstrip(".").split("; ")
    assert len(said) == 4
    assert said[0].endswith(" 9,00")
    assert said[-1] == "Các số liệu khác 41,00"  # 1 + ... + 6, and what was one before


def test_runs_that_do_not_differ_make_a_waterfall_of_two_bars():
    block = charts.waterfall(book(), parts(discount_rate=0.0), "people_within_share", 0.7, 0.7)
    assert block.alt == "Từ 70,0 đến 70,0%: không đổi."
