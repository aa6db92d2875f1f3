"""`python -m benchmarks.limits [--write]`: a backtest with and without each limit of risk.

EnygmaStrategy with the canonical signals, margins of 5 % of equity so that positions matter, and
one limit at a time. With real candles beside the repository those are traded, else the synthetic
market. With `--write` the table also replaces the one in docs/risk-measured.md.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.limit_candles import Candles, candles_at_hand

REPOSITORY = Path(__file__).resolve().parents[1]
PAGE = REPOSITORY / "docs" / "risk-measured.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
HEADINGS = (
    "Limit",
    "Trades",
    "Mean margin",
    "Profit",
    "Largest fall",
    "Locks",
    "Refused entries",
)
HOSTS = ("public", "private", "futuresPublic", "futuresPrivate", "uta", "utaV2", "utaPrivate")
STRATEGY = "EnygmaStrategy"
BARE: Mapping[str, Any] = {
    "sizing": {"margin_pct": 5},
    "limits": {
        "max_open_positions": 50,
        "max_exposure_pct": 1000,
        "max_daily_drawdown_pct": 100,
        "min_liquidation_buffer_pct": 0,
    },
}
"""Nothing is limited but the margin of one position."""
NO_CAPS = dict.fromkeys(("max_asset_pct", "max_group_pct", "max_sector_pct"))
NO_SESSION = dict.fromkeys(
    (
        "max_trades_per_hour",
        "max_daily_loss",
        "max_daily_loss_pct",
        "max_consecutive_losses",
        "symbol_cooldown_minutes",
    )
)


@dataclass(frozen=True)
class Case:
    """A limit: keys of `limits` and `portfolio`, or one protection."""

    name: str
    limits: Mapping[str, Any] = field(default_factory=dict)
    portfolio: Mapping[str, Any] | None = None
    protection: Mapping[str, Any] | None = None

    @property
    def section(self) -> dict[str, Any]:
        """The section `custom_risk`."""
        section = {**BARE, "limits": {**BARE["limits"], **self.limits}}
        return section if self.portfolio is None else {**section, "portfolio": self.portfolio}


def _session(name: str, **part: Any) -> Case:
    return Case(name, protection={"method": "SessionLimit", **NO_SESSION, **part})


def _portfolio(**cap: float) -> Case:
    [(key, percent)] = cap.items()
    return Case(f"`portfolio.{key}` {percent}", portfolio={**NO_CAPS, **cap})


def _limit(**limit: float) -> Case:
    [(key, value)] = limit.items()
    return Case(f"`limits.{key}` {value}", limits=limit)


def _protection(method: str, words: str, **terms: Any) -> Case:
    return Case(f"`{method}` {words}".rstrip(), protection={"method": method, **terms})


CASES = (
    Case("none"),
    _limit(max_open_positions=2),
    _limit(max_exposure_pct=50),
    _limit(max_daily_drawdown_pct=1),
    _limit(min_liquidation_buffer_pct=17),
    _portfolio(max_asset_pct=20),
    _portfolio(max_group_pct=40),
    _portfolio(max_sector_pct=40),
    _portfolio(max_net_pct=40),
    _portfolio(max_heat_pct=0.5),
    _session("`SessionLimit` 1 trade an hour", max_trades_per_hour=1),
    _session("`SessionLimit` 1 % daily loss", max_daily_loss_pct=1),
    _session("`SessionLimit` 0.3 % daily profit", daily_profit_lock_pct=0.3),
    _session("`SessionLimit` 5 losses in a row", max_consecutive_losses=5),
    _session("`SessionLimit` 240 minutes' rest of a pair", symbol_cooldown_minutes=240),
    _protection("DailyDrawdown", "1 %", max_drawdown_pct=1),
    _protection("StrategyDegradation", "", size_multiplier=0.5),
    _protection("PortfolioExposure", "exposure 45 %", max_exposure_pct=45),
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run every case, print the table, and write it where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.limits", description=__doc__)
    parser.add_argument("--write", action="store_true", help=f"put the table into {PAGE.name}")
    parser.add_argument("--only", default="", help="cases whose name contains this")
    args = parser.parse_args(argv)
    cases = [case for case in CASES if args.only in case.name]
    with candles_at_hand() as candles, _bot(candles) as config:
        rows = [_row(case, candles, config) for case in cases]
        if args.write:
            _write(PAGE, candles.name, rows)
    _print(candles.name, rows)
    return 0


@contextmanager
def _bot(candles: Candles) -> Iterator[Path]:
    """A configuration file of a bot on a sandbox that knows the markets."""
    from enygma.sandbox import ServerOptions, SteppedClock, running_sandbox

    venue = (candles.market, SteppedClock(candles.market.last_ms), ServerOptions(rate_limit=False))
    with running_sandbox(*venue) as sandbox, TemporaryDirectory() as folder:
        pricing = {"price_side": "other", "use_order_book": True, "order_book_top": 1}
        config = {
            "dry_run": True,
            "dry_run_wallet": 10_000,
            "trading_mode": "futures",
            "margin_mode": "isolated",
            "stake_currency": "USDT",
            "stake_amount": "unlimited",
            "max_open_trades": 50,
            "fee": 0.0006,
            "strategy": STRATEGY,
            "strategy_path": str(REPOSITORY / "strategies"),
            "entry_pricing": pricing,
            "exit_pricing": pricing,
            "pairlists": [{"method": "StaticPairList"}],
            "enygma": {"profile": "canonical"},
            "exchange": {
                "name": "kucoin",
                "enable_ws": False,
                "pair_whitelist": list(candles.pairs),
                "ccxt_config": {
                    "enableRateLimit": False,
                    "urls": {"api": dict.fromkeys(HOSTS, sandbox.url)},
                },
            },
        }
        path = Path(folder) / "config.json"
        path.write_text(json.dumps(config), encoding="utf-8")
        yield path


def _row(case: Case, candles: Candles, config: Path) -> tuple[str, ...]:
    """One line of the table, from a process of its own."""
    sys.stderr.write(f"backtesting: {case.name}\n")
    terms = (case, candles.folder, candles.timerange, config)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as fresh:
        row = fresh.submit(_backtest, *terms).result()
    sys.stderr.write(f"{', '.join(row[1:])}\n")
    return row


def _backtest(case: Case, folder: Path, timerange: str, config: Path) -> tuple[str, ...]:
    from freqtrade.configuration import Configuration
    from freqtrade.enums import RunMode
    from freqtrade.optimize.backtesting import Backtesting

    from enygma.research.refusals import refusal_rows

    logging.disable(logging.WARNING)
    arguments = {
        "config": [str(config)],
        "datadir": folder,
        "user_data_dir": str(config.parent),
        "timerange": timerange,
        "export": "none",
        "enable_protections": True,
        "command": "backtesting",
    }
    chosen = dict(Configuration(arguments, RunMode.BACKTEST).get_config())
    chosen["custom_risk"] = case.section
    backtesting = Backtesting(chosen)
    [strategy] = backtesting.strategylist
    strategy.protections = [] if case.protection is None else [dict(case.protection)]
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):
        backtesting.start()
    stats = backtesting.results["strategy"][STRATEGY]
    refused = ", ".join(f"{row.reason} {row.total:,}" for row in refusal_rows(stats) or [])
    return (
        case.name,
        f"{stats['total_trades']:,}",
        f"{stats['avg_stake_amount']:.0f}",
        f"{stats['profit_total']:+.2%}",
        f"{stats['max_drawdown_account']:.2%}",
        f"{len(stats['locks']):,}",
        refused or "none",
    )


def _print(data: str, rows: Sequence[tuple[str, ...]]) -> None:
    table = Table(*HEADINGS, title=data, title_justify="left", title_style="dim")
    for row in rows:
        table.add_row(*row)
    Console(width=160).print(table)


def _write(page: Path, data: str, rows: Sequence[tuple[str, ...]]) -> None:
    text = page.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN, 1)
    _, tail = rest.split(END, 1)
    ruler = ["---", *["---:"] * (len(HEADINGS) - 2), "---"]
    lines = [f"| {' | '.join(each)} |" for each in (HEADINGS, ruler, *rows)]
    body = "\n".join([BEGIN, "", f"{data}.", "", *lines, "", END])
    page.write_text(head + body + tail, encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
