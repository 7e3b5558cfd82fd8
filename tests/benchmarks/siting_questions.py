"""How long the questions about a chosen set of sites take at the size of the province; run by hand.

    python tests/benchmarks/siting_questions.py
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from model_samples import inputs, scenario

from helpers.analysis import alternatives, regret, robustness, stability
from helpers.analysis.siting_case import siting_case

REPEATS = 3


def seconds(question, case) -> float:
    """Return the median CPU seconds of a question over several runs."""
    found = []
    for _ in range(REPEATS):
        started = time.process_time()
        question(case)
        found.append(time.process_time() - started)
    return sorted(found)[len(found) // 2]


def main() -> None:
    questions = {
        "alternatives": alternatives.alternatives, "site_value": alternatives.site_value,
        "stability": stability.stability, "regret": regret.regret,
        "selection": lambda case: robustness.selection(case, int(case.value("siting_draws")),
                                                       int(case.value("layout_draws"))),
    }
    for name in ("stepwise", "budget_cap"):
        case = siting_case(scenario(name), inputs())
        for label, question in questions.items():
            print(f"{name:12} {label:14} {seconds(question, case):7.1f} s")


if __name__ == "__main__":
    main()
