"""Walk-forwards on a small market: candles that swing, and a strategy that is quick."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from enygma import cli
from tests.backtest_configuration import WALLET
from tests.bot_configuration import configuration
from tests.strategies.conftest import PAIRS, datadir, venue_url

__all__ = ["datadir", "venue_url"]

STRATEGIES = Path(__file__).parent / "strategies"
THREE_WINDOWS = (
    "--windows", "3", "--train-days", "14", "--test-days", "7", "--purge", "4", "--embargo", "2",
    "--timerange", "20250910-20251015", "--epochs", "3", "--spaces", "buy", "--jobs", "1",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A user directory with a configuration."""

    folder: Path
    datadir: Path

    @property
    def command(self) -> list[str]:
        """The command without the windows."""
        return [
            "walk-forward",
            "--config", str(self.folder / "config.json"),
            "--userdir", str(self.folder),
            "--datadir", str(self.datadir),
            "--strategy-path", str(STRATEGIES),
            "--no-page",
        ]  # fmt: skip

    def run(self, *options: str, strategy: str = "Swinging") -> int:
        """The exit code of the command."""
        return cli.main([*self.command, "--strategy", strategy, *options])

    def results(self) -> list[Path]:
        """What it wrote, the newest last."""
        return sorted((self.folder / "walk_forward").glob("*.json"))

    def result(self) -> dict[str, Any]:
        """The newest result."""
        loaded: dict[str, Any] = json.loads(self.results()[-1].read_text(encoding="utf-8"))
        return loaded

    def work(self, name: str, strategy: str = "Swinging") -> Path:
        """A file of a walk-forward under way."""
        return self.folder / "walk_forward" / strategy / name


Places = Callable[..., Place]


@pytest.fixture(scope="session")
def make_place(venue_url: str, datadir: Path, tmp_path_factory: pytest.TempPathFactory) -> Places:
    """A new user directory; `changes` replace keys of its configuration."""

    def made(**changes: Any) -> Place:
        folder = tmp_path_factory.mktemp("user_data")
        config = configuration(venue_url, PAIRS, **WALLET, tradable_balance_ratio=0.99)
        config |= {"max_open_trades": 2, "db_url": f"sqlite:///{folder}/t.sqlite"} | changes
        (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        return Place(folder, datadir)

    return made


@pytest.fixture(scope="session")
def walked(make_place: Places) -> Place:
    """A walk-forward of three windows that ran to its end. Read it, do not change it."""
    place = make_place()
    assert place.run(*THREE_WINDOWS) == 0
    return place
