"""The market of the strategies' tests, and a run of a backtest with or without the pieces."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting

from enygma.backtests.digest import digest_of
from tests.strategies.conftest import configure, datadir, venue_url

__all__ = ["configure", "datadir", "venue_url"]

STRATEGIES = Path(__file__).parent / "strategies"
Digests = Callable[..., tuple[dict[str, str], int]]


@pytest.fixture(scope="session")
def ran(configure: Callable[..., dict[str, Any]]) -> Digests:
    """The digests of a backtest's parts and its number of trades."""

    def run(fast: bool, strategy: str, **changes: Any) -> tuple[dict[str, str], int]:
        if strategy != "EnygmaStrategy":
            changes["strategy_path"] = str(STRATEGIES)
        changes["enygma"] = changes.get("enygma", {}) | {"fast_backtest": fast}
        timerange = changes.pop("timerange", "20251001-20251014")
        config = configure(strategy=strategy, **changes) | {"timerange": timerange}
        backtesting = Backtesting(config)
        backtesting.start()
        trades = backtesting.results["strategy"][strategy]["total_trades"]
        return digest_of(backtesting), trades

    return run
