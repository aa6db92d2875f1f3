"""The sample of a backtest's result."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING, Any

from custom_risk.parameters_hash import choices, hash_of, source_hash
from enygma.research.configuration import enygma_section
from enygma.research.evidence.sample import Sample, checked_trades
from enygma.research.quiet import quiet
from enygma.research.refusal import ResultError
from enygma.research.result import load_result

if TYPE_CHECKING:
    from pathlib import Path

    from enygma.research.result import BacktestResult


def read_backtest(location: Path, strategy: str | None) -> Sample:
    """Read a result of `freqtrade backtesting`, or the newest one of their folder.

    Raises `ResultError` where there is none, or where it cannot be measured.
    """
    result = load_result(location, strategy)
    source = f"the backtest result {result.path}"
    trades = checked_trades(result.trades, source)
    chosen = choices(result.settings, result.timeframe, _parameters(result))
    try:
        return Sample(
            kind="backtest",
            source=str(result.path),
            strategy=result.strategy,
            timeframe=result.timeframe,
            pairs=result.pairs,
            start=result.start,
            end=result.end,
            starting_balance=result.starting_balance,
            currency=str(result.stats["stake_currency"]),
            trades=trades,
            profile=str(enygma_section(result.settings).get("profile") or ""),
            parameters_hash=hash_of(chosen),
            choices=chosen,
            source_hash=source_hash(_kept(result, "py")),
            settings=result.settings,
            first_stops={key: steps[0][1] for key, steps in result.stop_steps.items() if steps},
            entry_regimes=result.entry_regimes,
        )
    except KeyError as error:
        raise ResultError(
            f"{source} has no {error} in its statistics: it was written by another version of "
            "freqtrade. Make it again with the one that is installed"
        ) from error


def _parameters(result: BacktestResult) -> dict[str, Any]:
    """What a hyperopt left beside the strategy, as the result kept it; empty without."""
    text = _kept(result, "json")
    kept: dict[str, Any] = (json.loads(text).get("params") if text else None) or {}
    return kept


def _kept(result: BacktestResult, suffix: str) -> bytes:
    """A file of the strategy that freqtrade put into the result; empty without."""
    from freqtrade.data.btanalysis import load_file_from_zip

    if result.path.suffix != ".zip":
        return b""
    try:
        # freqtrade logs it as an error that a strategy has no such file
        with quiet(logging.ERROR):
            found: bytes = load_file_from_zip(
                result.path, f"{result.path.stem}_{result.strategy}.{suffix}"
            )
    except ValueError:
        return b""
    return found
