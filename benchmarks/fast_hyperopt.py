"""Epochs of hyperopt with and without the pieces: the same parameters, in turns, in one process.

What is measured is one epoch as a worker runs it, from reading the candles to its loss; sampling
and the workers' start are left out. Loss and statistics of each pair of epochs are compared.
"""

from __future__ import annotations

import statistics
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

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
            rows += _rows(title, _epochs(config, spaces, epochs))
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


def _epochs(config: Path, spaces: list[str], count: int) -> list[tuple[Epoch, Epoch]]:
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
    study = optimizer.get_optimizer(SEED)
    tried = [study.ask(optimizer.o_dimensions).params for _ in range(count)]
    return [
        (_epoch(optimizer, each, fast=False), _epoch(optimizer, each, fast=True)) for each in tried
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
