"""The rooms: imports only to the left, stages apart, and a model without files, clock or hidden randomness."""

import ast
from pathlib import Path

import pytest

import helpers

SOURCES = Path(helpers.__file__).parent
ROOMS = ("inputs", "model", "analysis", "report", "run")
STAGES = ("demand", "access", "siting", "capacity", "delivery", "finance")
#: Names that a pure function has no use for, as a call or a module.
FORBIDDEN_CALLS = {"open", "print", "input", "read_csv", "read_text", "read_bytes", "write_text", "write_bytes",
                   "to_csv", "now", "today", "time", "perf_counter"}
FORBIDDEN_MODULES = {"time", "datetime", "os", "pathlib", "random", "io", "yaml", "csv", "json"}
#: Small whole numbers and halves; months and minutes; radius of the Earth [km]; the quantile that a metric is named
#: after; a year that never comes.
NUMBERS = {0, 1, 2, 3, 4, 0.5, 12, 60, 6371.0088, 0.95, 9999}
#: Settings of a search, which say how long it takes and nothing about the province.
SETTINGS = {"effort.py"}
RANDOM_STATE = {"seed", "rand", "randn", "randint", "choice", "shuffle", "permutation", "random", "uniform", "normal"}


def imported(path, root):
    """Yield (line, dotted module) of every import, relative ones resolved, wherever it stands in the file."""
    package = (root.name, *path.relative_to(root).parts[:-1])
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield node.lineno, module
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def wrong_imports(root):
    """Return the imports of a package that go to the right, and those between stages of the model."""
    found = []
    for path in sorted(root.rglob("*.py")):
        inside = path.relative_to(root).parts
        if len(inside) == 1:  # the facade of the package
            continue
        for line, module in imported(path, root):
            names = module.split(".")
            if names[0] != root.name or len(names) < 2 or names[1] not in ROOMS:
                continue
            to_the_right = ROOMS.index(names[1]) > ROOMS.index(inside[0])
            stage = inside[1].removesuffix(".py") if inside[0] == "model" else None
            other_stage = names[1] == "model" and len(names) > 2 and names[2] in STAGES and names[2] != stage
            if to_the_right or (stage in STAGES and (other_stage or names[1:] == ["model"])):
                found.append(f"{'/'.join(inside)}:{line} {module}")
    return found


def figures(folder):
    """Return the numbers of the modules of a folder that are neither mathematics nor unit conversions."""
    found = []
    for path in (path for path in sorted(folder.rglob("*.py")) if path.name not in SETTINGS):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            number = isinstance(node, ast.Constant) and type(node.value) in (int, float)
            if number and node.value not in NUMBERS and not 0 < node.value < 1e-5:
                found.append(f"{path.name}:{node.lineno} {node.value}")
    return found


def impurities(folder):
    """Return uses of files, the clock or global random state in the modules of a folder."""
    found = []
    for path in sorted(folder.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ""]
                found += [f"{path.name}:{node.lineno} {n}" for n in names if n.split(".")[0] in FORBIDDEN_MODULES]
            if isinstance(node, ast.Call):
                name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
                text = ast.unparse(node.func)
                of_numpy = text.startswith(("np.random.", "numpy.random."))
                if name in FORBIDDEN_CALLS or (of_numpy and name in RANDOM_STATE):
                    found.append(f"{path.name}:{node.lineno} {text}")
            if isinstance(node, ast.Global):
                found.append(f"{path.name}:{node.lineno} global")
    return found


@pytest.fixture
def house(tmp_path):
    """An empty house of the same rooms; returns a function that puts a module into it."""
    root = tmp_path / "helpers"

    def put(place, code):
        path = root / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code, encoding="utf-8")
        return root
    return put


# --- the rule ---------------------------------------------------------------------------------------------


def test_every_folder_of_the_package_is_a_room():
    folders = {path.name for path in SOURCES.iterdir() if path.is_dir() and (path / "__init__.py").exists()}
    assert folders == set(ROOMS)


def test_rooms_import_only_to_the_left_and_stages_of_the_model_not_each_other():
    assert wrong_imports(SOURCES) == []


def test_every_stage_is_a_module_of_the_model():
    assert {path.stem for path in (SOURCES / "model").iterdir()} >= set(STAGES)


def test_the_model_has_no_files_no_clock_and_no_hidden_randomness():
    assert impurities(SOURCES / "model") == []


def test_modules_have_at_most_400_lines_and_functions_at_most_40():
    for room in ("inputs", "model", "analysis"):
        for path in (SOURCES / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert len(text.splitlines()) <= 400, path.name
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.FunctionDef):
                    doc = node.body[0] if ast.get_docstring(node) else None
                    lines = node.end_lineno - node.lineno + 1 - (doc.end_lineno - doc.lineno + 1 if doc else 0)
                    assert lines <= 40, f"{path.name}: {node.name} has {lines} lines"


def test_no_figure_lives_in_the_code_of_the_model_or_the_analysis():
    assert figures(SOURCES / "model") + figures(SOURCES / "analysis") == []


# --- the checker can fail ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("place", "code"), [
    ("model/chain.py", "from helpers.analysis import study"),
    ("inputs/tables.py", "import helpers.model.chain"),
    ("inputs/tables.py", "from helpers import report"),
    ("inputs/tables.py", "from ..model import results"),
    ("analysis/study.py", "def late():\n    from helpers.run.cache import results_for"),
    ("model/siting.py", "from helpers.model.access import nearest_site"),
    ("model/siting.py", "from helpers.model import demand"),
    ("model/siting.py", "from . import capacity"),
    ("model/siting/rollout.py", "from helpers.model.access import nearest_site"),
    ("model/siting/rollout.py", "from helpers.model import run_scenario"),
    ("model/finance.py", "from helpers.model import run_scenario"),
    ("report/deep/er.py", "from helpers.run import cache"),
])
def test_an_import_to_the_right_or_between_stages_is_found(house, place, code):
    assert len(wrong_imports(house(place, code))) >= 1


@pytest.mark.parametrize(("place", "code"), [
    ("__init__.py", "from helpers.run.cache import results_for"),
    ("analysis/study.py", "from helpers.model import run_scenario\nfrom helpers.inputs import Inputs"),
    ("model/chain.py", "from helpers.model import access, demand\nimport numpy as np"),
    ("model/siting/rollout.py", "from helpers.model.siting.milp import maximise"),
    ("report/deep/er.py", "from helpers.model import Results\nfrom ..blocks import x"),
])
def test_an_import_to_the_left_is_let_be(house, place, code):
    assert wrong_imports(house(place, code)) == []


@pytest.mark.parametrize("code", [
    "open('x')", "import time", "from datetime import datetime", "import pandas as pd\npd.read_csv('x')",
    "import numpy as np\nnp.random.seed(1)", "import numpy as np\nx = np.random.rand(3)", "import random",
    "def f():\n    global x\n    x = 1", "from pathlib import Path", "print(1)"])
def test_a_file_the_clock_or_hidden_randomness_in_the_model_is_found(house, code):
    assert len(impurities(house("model/bad.py", code) / "model")) >= 1


@pytest.mark.parametrize("code", [
    "SPEED = 30", "def f(x):\n    return x * 0.167", "def f(days=250):\n    return days"])
def test_a_figure_in_the_code_is_found(house, code):
    assert len(figures(house("model/bad.py", code) / "model")) == 1


def test_a_generator_that_is_handed_in_is_let_be(house):
    code = "import numpy as np\ndef f(rng: np.random.Generator):\n    return rng.random(3)"
    assert impurities(house("model/good.py", code) / "model") == []
