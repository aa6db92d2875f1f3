"""No rule sees what comes after: candles that are cut away change nothing before the cut."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting

from custom_risk.events import RiskEvent

BEGIN = "20251001"
STRATEGIES = str(Path(__file__).with_name("strategies"))
WHOLE = datetime(2025, 10, 5, tzinfo=UTC)
CUTS = [datetime(2025, 10, 2, 18, 30, tzinfo=UTC), datetime(2025, 10, 4, 5, tzinfo=UTC)]
CANDLE = timedelta(minutes=30)
Told = list[tuple[datetime, str]]
Run = Callable[[datetime], tuple[list[dict[str, Any]], Told]]


@pytest.fixture(scope="module")
def run(configure: Callable[..., dict[str, Any]]) -> Run:
    """Trades and risk events of a backtest whose candles end at a moment."""

    def ran(end: datetime) -> tuple[list[dict[str, Any]], Told]:
        config = configure(strategy="Watchful", strategy_path=STRATEGIES)
        config |= {"timerange": f"{BEGIN}-{end.timestamp():.0f}", "enable_protections": True}
        backtesting = Backtesting(config)
        told: Told = []

        def tell(event: RiskEvent) -> None:
            told.append((event.time, f"{event.symbol} {event}"))

        backtesting.strategylist[0].risk_events.subscribe(tell)
        backtesting.start()
        return backtesting.results["strategy"]["Watchful"]["trades"], told

    return ran


@pytest.fixture(scope="module")
def whole(run: Run) -> tuple[list[dict[str, Any]], Told]:
    """The run to the end."""
    return run(WHOLE)


def before(cut: datetime, trades: list[dict[str, Any]], told: Told) -> tuple[Any, ...]:
    """What was decided before a moment: entries with size and leverage, exits, risk events."""
    said = ("pair", "open_date", "is_short", "leverage", "open_rate")
    entered = [
        (*(each[name] for name in said), each["orders"][0]["amount"])
        for each in trades
        if each["open_date"] < cut
    ]
    left = [
        (each["pair"], each["close_date"], each["exit_reason"], each["profit_abs"])
        for each in trades
        if each["close_date"] < cut
    ]
    return sorted(entered), sorted(left), [each for each in told if each[0] < cut]


@pytest.mark.parametrize("cut", CUTS, ids=str)
def test_cutting_the_candles_after_a_moment_changes_no_decision_before_it(
    run: Run, whole: tuple[list[dict[str, Any]], Told], cut: datetime
) -> None:
    assert before(cut - CANDLE, *run(cut)) == before(cut - CANDLE, *whole)


def test_limits_models_and_policies_acted_in_the_run_that_is_cut(
    whole: tuple[list[dict[str, Any]], Told],
) -> None:
    trades, told = whole
    acted = {each.split()[1] for _, each in told}
    assert len(trades) > 10
    wanted = {"CIRCUIT_BREAKER", "BREAKER_CHANGED", "CLIMATE_CHANGED", "STOP_MOVED"}
    assert wanted | {"TIME_LIMIT_REACHED"} <= acted
