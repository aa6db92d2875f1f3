"""The table that shows a synthetic market beside recorded ones."""

import argparse
import sys
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

from enygma.sandbox.market.candles import Candles
from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.minute_market import MinuteMarket
from enygma.sandbox.market.opening import DEFAULT_SEED
from enygma.sandbox.market.realism import STATISTICS, cross_correlation, measure
from enygma.sandbox.market.replay import ReplayMarket
from enygma.sandbox.market.synthetic import DAY_MS, SyntheticMarket

TIMEFRAMES = (5, 30, 60, 120)
# 1 January 2026: always the same end, so that the report can be repeated.
_END_MS = 1_767_225_600_000
_DAYS = 730
_CORRELATION = "cross_correlation"

Columns = dict[str, tuple[float, float]]


def all_candles(market: MinuteMarket, minutes: int) -> dict[str, Candles]:
    """Every candle of every pair of a market that is at least `minutes` fine."""
    series = {}
    for contract in market.contracts:
        start_ms, end_ms = market.span(contract.symbol)
        if isinstance(market, ReplayMarket):
            recorded = market.recorded(contract.symbol, minutes)
        else:
            recorded = market.candles(contract.symbol, minutes, start_ms, end_ms, end_ms)
        if len(recorded):
            series[contract.pair] = recorded
    return series


def ranges(series: dict[str, Candles]) -> Columns:
    """Smallest and largest value of every statistic over the pairs; none without pairs."""
    if not series:
        return {}
    measured = [measure(candles) for candles in series.values()]
    found = {name: [float(getattr(one, name)) for one in measured] for name in STATISTICS}
    pairs = combinations(series.values(), 2)
    found[_CORRELATION] = [cross_correlation(one, other) for one, other in pairs]
    return {name: (min(values), max(values)) for name, values in found.items() if values}


def report(folders: Sequence[Path], seed: int, days: int = _DAYS) -> str:
    """A Markdown table for each timeframe: synthetic, then one column a folder."""
    markets: list[MinuteMarket] = [SyntheticMarket(seed, _END_MS - days * DAY_MS, _END_MS)]
    markets += [ReplayMarket([folder]) for folder in folders]
    names = [f"synthetic, seed {seed}", *(folder.name for folder in folders)]
    parts = [_table(minutes, names, markets) for minutes in TIMEFRAMES]
    return "\n".join(parts)


def _table(minutes: int, names: Sequence[str], markets: Sequence[MinuteMarket]) -> str:
    columns = [ranges(all_candles(market, minutes)) for market in markets]
    shown = [(name, column) for name, column in zip(names, columns, strict=True) if column]
    lines = [
        f"| {minutes} minutes | {' | '.join(name for name, _ in shown)} |",
        f"|---|{'---|' * len(shown)}",
    ]
    for statistic in (*STATISTICS, _CORRELATION):
        cells = (_cell(column.get(statistic)) for _, column in shown)
        lines.append(f"| {statistic} | {' | '.join(cells)} |")
    return "\n".join([*lines, ""])


def _cell(values: tuple[float, float] | None) -> str:
    if values is None:
        return ""
    return " … ".join(f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}" for value in values)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the report; exits with a message when a folder holds no usable data."""
    parser = argparse.ArgumentParser(description="Synthetic candles beside recorded ones.")
    parser.add_argument("--data", type=Path, action="append", default=[], metavar="DIR")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--days", type=int, default=_DAYS, help="synthetic days to measure")
    options = parser.parse_args(arguments)
    try:
        sys.stdout.write(report(options.data, options.seed, options.days))
    except MarketDataError as error:
        parser.exit(2, f"{error}\n")


if __name__ == "__main__":
    main()
