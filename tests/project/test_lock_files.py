"""The lock files pin everything, name no address, and agree with each other."""

import re
from pathlib import Path

import pytest

PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)( ;.*?)? \\$")


def pins(path: Path) -> set[tuple[str, str]]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return {(m[1], m[2]) for line in lines if (m := PIN.match(line))}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-image.lock"])
def test_every_line_of_a_lock_is_a_pin_with_hashes(repo_root: Path, name: str) -> None:
    for line in (repo_root / name).read_text(encoding="utf-8").splitlines():
        assert PIN.match(line) or re.match(r"^    --hash=sha256:[0-9a-f]{64}( \\)?$", line), line


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-image.lock"])
def test_a_lock_names_no_address(repo_root: Path, name: str) -> None:
    assert "://" not in (repo_root / name).read_text(encoding="utf-8")


def test_freqtrade_and_ccxt_are_the_versions_the_plugin_was_made_for(repo_root: Path) -> None:
    locked = pins(repo_root / "requirements.lock")
    assert {("freqtrade", "2026.9"), ("ccxt", "4.5.90")} <= locked


def test_the_image_installs_what_the_tests_ran_with(repo_root: Path) -> None:
    image = pins(repo_root / "requirements-image.lock")
    assert image
    assert image <= pins(repo_root / "requirements.lock")
    assert "freqtrade" not in {name for name, _ in image}, "the image brings freqtrade itself"


def test_each_dependency_has_its_reason_in_the_docs(repo_root: Path) -> None:
    import tomllib

    project = tomllib.loads((repo_root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    groups = [project["dependencies"], *project["optional-dependencies"].values()]
    names = {re.split(r"[\[<>=;~ ]", line)[0] for group in groups for line in group} - {"enygma"}
    reasons = (repo_root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert not [name for name in sorted(names) if f"| `{name}` |" not in reasons]
