"""Fixtures every test may use."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# the same examples in every run, however busy the machine is
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests that hold a page to what was measured write it."""
    parser.addoption("--write", action="store_true", help="write pages that tests generate")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The top folder of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared(repo_root: Path) -> Path:
    """Real candles, golden scores and recorded answers, which live beside the repository."""
    folder = repo_root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` with real candles and recorded answers is not here")
    return folder


@pytest.fixture(autouse=True)
def _trades_in_a_database() -> Iterator[None]:
    """Put back a switch of the whole process: a backtest keeps its trades out of the database."""
    yield
    persistence = sys.modules.get("freqtrade.persistence")
    if persistence is not None:
        persistence.enable_database_use()
