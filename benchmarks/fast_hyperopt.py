"""Epochs of hyperopt with and without the pieces: the same parameters, in turns, in one process.

What is measured is one epoch as a worker runs it, from reading the candles to its loss; sampling
and the workers' start are left out. Loss and statistics of each pair of epochs are compared.

Then the same search in the compiled model, with its best parameters run again in freqtrade, and
how many of freqtrade's trades the model has.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from pandas import DataFrame

from benchmarks.fast_backtest import (
    CASES,
    LONG_DATA,
    Case,
    Row,
    arguments,
    exchange,
    link_candles,
    write_config,
)

SPACES = {"risk parameters": ["risk"], "signals and risk": ["buy", "risk"]}
CASE = Case("EnygmaStrategy", "20240901-20250301", 4.0, CASES["sparse, 30m"].pairs)
EPOCHS = 6
SCREENED, RUN_AGAIN = 100, 5
COMPARED = 200
"""Trades."""
SEED = 7


@dataclass(frozen=True)
class Epoch:
    """Seconds of the processor, and a digest of loss and statistics."""

    cpu_s: float
    digest: str


def measure(epochs: int = EPOCHS) -> list[Row]:
    """Rows of name, measured value and goal; none where the long candles are not at hand."""
    if not LONG_DATA.is_dir():
        sys.stderr.write(f"fast_hyperopt: left out, no candles in {LONG_DATA}\n")
        return []
    rows: list[Row] = []
    with TemporaryDirectory() as name, exchange() as address:
        folder = Path(name)
        link_candles(folder / "data")
        config = write_config(folder, address, CASE)
        for title, spaces in SPACES.items():
            sys.stderr.write(f"fast_hyperopt: {title}\n")
            optimizer = _prepared(config, spaces, epochs)
            pairs = _epochs(optimizer, epochs)
            rows += _rows(title, pairs)
            own_s = statistics.median(own.cpu_s for own, _ in pairs)
            rows += _screened_rows(title, optimizer, own_s)
    return rows


def _rows(title: str, pairs: list[tuple[Epoch, Epoch]]) -> list[Row]:
    ratio = statistics.median(own.cpu_s / fast.cpu_s for own, fast in pairs)
    own = statistics.median(each.cpu_s for each, _ in pairs)
    differing = sum(own.digest != fast.digest for own, fast in pairs)
    return [
        (f"fast hyperopt, {title}: freqtrade's own epoch / fast", ratio, f">= {CASE.goal:g}"),
        (f"fast hyperopt, {title}: freqtrade's own epoch", own, "s"),
        (f"fast hyperopt, {title}: of {len(pairs)} epochs differ", float(differing), "<= 0"),
    ]


def _screened_rows(title: str, optimizer: Any, own_s: float) -> list[Row]:
    from enygma.backtests.prescreen.agreement import agreement
    from enygma.backtests.prescreen.screen import Screen
    from enygma.backtests.prescreen.search import best

    screen, tried = Screen(optimizer), _asked(optimizer, SCREENED)
    screen.epoch(tried[0])  # loads what is compiled, or compiles it
    before = process_time()
    found = [screen.epoch(each) for each in tried]
    screened_s = process_time() - before
    again_s = sum(_epoch(optimizer, each, fast=True).cpu_s for each in best(found, RUN_AGAIN))
    trades = same = 0
    for each in tried:
        own = DataFrame(optimizer.generate_optimizer(dict(each))["results_metrics"]["trades"])
        screen.epoch(each)
        told = agreement(own, screen.trades)
        trades, same = trades + told.trades, same + told.same
        if trades >= COMPARED:
            break
    ratio = own_s * SCREENED / (screened_s + again_s)
    name = f"pre-screen, {title}"
    return [
        (f"{name}: freqtrade's own {SCREENED} epochs / screened, {RUN_AGAIN} run again",
         ratio, ">= 12"),
        (f"{name}: an epoch of the model", screened_s / SCREENED * 1000, "ms"),
        (f"{name}: of {trades} trades of freqtrade, the model has not", float(trades - same),
         "<= 0"),
    ]  # fmt: skip


def _prepared(config: Path, spaces: list[str], count: int) -> Any:
    from freqtrade.configuration import Configuration
    from freqtrade.enums import RunMode
    from freqtrade.optimize.hyperopt.hyperopt import HyperOptimizer

    given = arguments(CASE, config) | {"spaces": spaces, "hyperopt_min_trades": 1}
    given |= {"hyperopt_loss": "OnlyProfitHyperOptLoss", "epochs": count, "hyperopt_jobs": 1}
    settings = dict(Configuration(given, RunMode.HYPEROPT).get_config())
    results = config.parent / "hyperopt_results"
    results.mkdir(exist_ok=True)
    optimizer = HyperOptimizer(settings, results / "candles.pkl")
    optimizer.prepare_hyperopt()
    return optimizer


def _asked(optimizer: Any, count: int) -> list[dict[str, Any]]:
    """Sets of parameters as the search proposes them."""
    study = optimizer.get_optimizer(SEED)
    return [study.ask(optimizer.o_dimensions).params for _ in range(count)]


def _epochs(optimizer: Any, count: int) -> list[tuple[Epoch, Epoch]]:
    return [
        (_epoch(optimizer, each, fast=False), _epoch(optimizer, each, fast=True))
        for each in _asked(optimizer, count)
    ]


def _epoch(optimizer: Any, parameters: dict[str, Any], *, fast: bool) -> Epoch:
    from enygma.backtests.digest import RUN_TIMES, digest

    backtesting = optimizer.backtesting
    for config in (optimizer.config, backtesting.config, backtesting.strategy.config):
        config["enygma"]["fast_backtest"] = fast
    # one object runs both: their orders are to have the same numbers
    backtesting.trade_id_counter = backtesting.order_id_counter = 0
    before = process_time()
    result = optimizer.generate_optimizer(dict(parameters))
    spent = process_time() - before
    metrics = {k: v for k, v in result["results_metrics"].items() if k not in RUN_TIMES}
    return Epoch(spent, digest({"loss": result["loss"], "metrics": metrics}))
