"""A finished backtest, read with freqtrade's own loaders."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

from enygma.backtests.log import KEY
from enygma.research.quiet import quiet
from enygma.research.refusal import ResultError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path


@dataclass(frozen=True)
class BacktestResult:
    """One strategy's backtest: freqtrade's statistics, its trades and what it was run with."""

    path: Path
    strategy: str
    stats: Mapping[str, Any]
    trades: pd.DataFrame
    """One row a closed trade, oldest first, in freqtrade's columns and `number`, from 1 on."""
    settings: Mapping[str, Any]
    """The configuration of the run, without its secrets; empty for a bare JSON result."""

    @property
    def timeframe(self) -> str:
        """The timeframe of the candles that were traded."""
        return str(self.stats["timeframe"])

    @property
    def pairs(self) -> list[str]:
        """Every pair of the run, traded or not."""
        return list(self.stats["pairlist"])

    @property
    def start(self) -> pd.Timestamp:
        """Open time of the first candle traded (UTC)."""
        return pd.Timestamp(self.stats["backtest_start_ts"], unit="ms", tz="UTC")

    @property
    def end(self) -> pd.Timestamp:
        """Open time of the last candle traded (UTC)."""
        return pd.Timestamp(self.stats["backtest_end_ts"], unit="ms", tz="UTC")

    @property
    def starting_balance(self) -> float:
        """Wallet at the start, in the stake currency."""
        return float(self.stats["starting_balance"])

    @property
    def risk_section(self) -> Mapping[str, Any] | None:
        """The section `custom_risk` in force, with what the strategy's class chose.

        None where the backtest did not tell.
        """
        told: Mapping[str, Any] | None = (self.stats.get(KEY) or {}).get("settings")
        return told

    @property
    def stop_steps(self) -> dict[tuple[str, int], list[tuple[int, float]]]:
        """Each move of a trade's stop, by pair and opening (Unix ms): time (Unix ms), price.

        Empty where the backtest did not tell.
        """
        told = (self.stats.get(KEY) or {}).get("stops", [])
        return {
            (str(each["pair"]), int(each["opened_ms"])): [
                (int(time_ms), float(price)) for time_ms, price in each["steps"]
            ]
            for each in told
        }

    @property
    def entry_regimes(self) -> dict[tuple[str, int], str]:
        """The strategy's own regime at each entry, by pair and opening (Unix ms).

        Empty where the backtest did not tell.
        """
        return regimes_by_entry((self.stats.get(KEY) or {}).get("regimes", []))

    def trades_of(self, pair: str) -> pd.DataFrame:
        """The trades of one pair, oldest first."""
        if self.trades.empty:
            return self.trades
        return self.trades[self.trades["pair"] == pair].reset_index(drop=True)


def regimes_by_entry(told: Iterable[Mapping[str, Any]]) -> dict[tuple[str, int], str]:
    """Regimes as a backtest tells them, by the trade's pair and opening (Unix ms)."""
    return {(str(each["pair"]), int(each["opened_ms"])): str(each["regime"]) for each in told}


def load_result(location: Path, strategy: str | None = None) -> BacktestResult:
    """Read a result file, or the newest one of freqtrade's results folder.

    Args:
        location: a `.zip` or `.json` file that `freqtrade backtesting` wrote, or their folder.
        strategy: which strategy, where the result holds several.

    Raises:
        ResultError: there is no result, it cannot be read, or it does not hold that strategy.
    """
    from freqtrade.data.btanalysis import load_backtest_data, load_backtest_stats

    path = _newest(location) if location.is_dir() else location
    try:
        # freqtrade logs what it raises, too
        with quiet(logging.ERROR):
            stats = load_backtest_stats(path)
            _require_strategies(stats, path)
            name = _strategy_name(stats, strategy)
            trades = load_backtest_data(path, name)
    except ResultError:
        raise
    except (ValueError, KeyError, OSError) as error:
        raise ResultError(f"cannot read the backtest result {path}: {error}") from error
    numbered = trades.assign(number=range(1, len(trades) + 1))
    return BacktestResult(path, name, stats["strategy"][name], numbered, _settings_of(path))


def _require_strategies(stats: object, path: Path) -> None:
    """Refuse a list of trades, which older versions of freqtrade wrote, and any other JSON."""
    told = stats.get("strategy") if isinstance(stats, dict) else None
    if not isinstance(told, dict) or not all("trades" in each for each in told.values()):
        raise ResultError(
            f"{path} is no backtest result, or one of another version of freqtrade; "
            "make it again with: freqtrade backtesting"
        )


def _newest(folder: Path) -> Path:
    from freqtrade.data.btanalysis import get_latest_backtest_filename

    try:
        newest: str = get_latest_backtest_filename(folder)
    except ValueError as error:
        raise ResultError(
            f"no backtest result in {folder}; make one with: freqtrade backtesting"
        ) from error
    return folder / newest


def _strategy_name(stats: Mapping[str, Any], strategy: str | None) -> str:
    names = list(stats["strategy"])
    if strategy is None and len(names) == 1:
        return str(names[0])
    if strategy in names:
        return str(strategy)
    wanted = "name one with --strategy" if strategy is None else f"{strategy} is not among them"
    raise ResultError(f"the result holds the strategies {', '.join(names)}; {wanted}")


def _settings_of(path: Path) -> dict[str, Any]:
    from freqtrade.data.btanalysis import load_file_from_zip

    if path.suffix != ".zip":
        return {}
    settings: dict[str, Any] = json.loads(load_file_from_zip(path, f"{path.stem}_config.json"))
    return settings
