"""The project's own promises: two lists of packages that agree, locks without addresses, commands that exist."""

from __future__ import annotations

import re
import tomllib

import yaml


def _names(requirements):
    return {
        re.sub(r"[-_.]+", "-", re.match(r"[\w.-]+", text).group()).lower(): text.replace("_", "-").lower()
        for text in requirements
    }


def test_conda_users_get_the_same_packages_as_pip_users(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    conda = yaml.safe_load((root / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    plain = [item for item in conda if isinstance(item, str)]
    pip = next(item["pip"] for item in conda if isinstance(item, dict))
    wanted = {f"python{project['requires-python']}", "pip", *_names(project["dependencies"]).values()}
    assert {text.replace("_", "-").lower() for text in [*plain, *pip]} == wanted


def test_packages_named_by_the_user_are_required(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"jupyterlab", "pandas", "matplotlib", "papermill", "nbconvert"} <= set(_names(project["dependencies"]))


def test_locks_hold_versions_and_hashes_and_no_address(root):
    for name in ("requirements.lock", "tests/requirements.lock"):
        text = (root / name).read_text(encoding="utf-8")
        assert not re.search(r"https?://|file:|--index|--find-links|@ ", text), name
        for entry in re.split(r"\n(?=\w)", text.strip()):
            assert re.match(r"[\w.\-\[\]]+==\S+", entry), entry[:60]
            assert "--hash=sha256:" in entry, entry[:60]


def test_every_required_package_is_locked(root):
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    locked = re.findall(r"^[\w.-]+", (root / "requirements.lock").read_text(encoding="utf-8"), re.M)
    assert set(_names(project["dependencies"])) <= set(_names(locked))


def test_commands_that_the_readme_names_exist_in_the_makefile(root):
    targets = set(re.findall(r"^([a-z]+):", (root / "Makefile").read_text(encoding="utf-8"), re.M))
    for readme in ("README.md", "README.vi.md"):
        named = set(re.findall(r"`?make ([a-z]+)", (root / readme).read_text(encoding="utf-8")))
        assert {"dossier", "test", "lab"} <= named, readme
        assert named <= targets, readme
