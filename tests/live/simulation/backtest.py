"""The same candles through `freqtrade backtesting`."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox
from enygma.sandbox.market import open_market

from .project import Project, temporary_project
from .scenario import Scenario, layer_of
from .traded import Traded, of_backtest

_PAST = timedelta(days=45)
_FUTURE_MS = 2 * 86_400_000
_CANDLE_LIMIT = 500


class BacktestError(RuntimeError):
    """A command of freqtrade failed; the message is what it said."""


def backtest(scenario: Scenario) -> list[Traded]:
    """Download the scenario's candles, trade them minute by minute, and read the trades.

    Raises:
        BacktestError: A command did not end well.
    """
    market = open_market(scenario.start_ms, pairs=scenario.pairs, seed=scenario.seed)
    clock = SteppedClock(scenario.end_ms + _FUTURE_MS)
    options = ServerOptions(rate_limit=False, candle_limit=_CANDLE_LIMIT)
    with (
        running_sandbox(market, clock, options) as sandbox,
        temporary_project(sandbox.url, scenario.pairs, layer_of(scenario)) as project,
    ):
        _download(scenario, project)
        _trade(scenario, project)
        return of_backtest(project)


def _download(scenario: Scenario, project: Project) -> None:
    end = scenario.start + timedelta(hours=scenario.hours + 24)
    _freqtrade(
        project,
        *("download-data", "--timeframes", scenario.timeframe, *scenario.informative),
        *("--timerange", f"{_day(scenario.start - _PAST)}-{_day(end)}"),
    )
    _freqtrade(
        project,
        *("download-data", "--timeframes", "1m"),
        *("--timerange", f"{_day(scenario.start)}-{_day(end)}"),
    )


def _trade(scenario: Scenario, project: Project) -> None:
    first, last = scenario.start_ms // 1000, scenario.end_ms // 1000
    _freqtrade(
        project,
        *("backtesting", "--timerange", f"{first}-{last}", "--timeframe-detail", "1m"),
        *("--cache", "none", "--export", "trades"),
    )


def _freqtrade(project: Project, *arguments: str) -> None:
    configs = [part for path in project.arguments["config"] for part in ("--config", path)]
    done = subprocess.run(
        [str(Path(sys.executable).with_name("freqtrade")), *arguments, *configs],
        cwd=project.folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        said = (done.stdout + done.stderr)[-3000:]
        raise BacktestError(f"freqtrade {arguments[0]} ended with {done.returncode}:\n{said}")


def _day(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%d")
