"""Backtests with and without the pieces that make them fast: the time both take, in turns.

Real candles, in one process per case; the runs alternate, so that what else the machine does
falls on both, and processor time is compared, not that of the clock. Each pair of runs is held
to be equal, part by part, by a digest of everything a backtest finds.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from subprocess import DEVNULL, Popen
from tempfile import TemporaryDirectory
from time import perf_counter, process_time, time_ns
from typing import Any

Row = tuple[str, float, str]

REPOSITORY = Path(__file__).resolve().parents[1]
LONG_DATA = REPOSITORY.parent / "shared" / "data" / "long"
OWN = REPOSITORY / "strategies"
COMPARED = REPOSITORY / "tests" / "backtests" / "fast" / "strategies"
HOSTS = ("public", "private", "futuresPublic", "futuresPrivate", "uta", "utaV2", "utaPrivate")
ROUNDS = 3


@dataclass(frozen=True)
class Case:
    """One kind of backtest: what is run over which candles, and the ratio it is to reach."""

    strategy: str
    timerange: str
    goal: float
    pairs: tuple[str, ...] = ("BTC", "ETH")
    timeframe: str = "30m"
    changes: dict[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where its strategy is."""
        return OWN if self.strategy == "EnygmaStrategy" else COMPARED


CASES = {
    "sparse, 30m": Case("EnygmaStrategy", "20240301-20250301", 5.0, ("BTC", "ETH", "SOL")),
    "sparse, 5m": Case("EnygmaStrategy", "20230301-20230701", 8.0, timeframe="5m"),
    "sparse with protections": Case(
        "EnygmaStrategy", "20240301-20250301", 5.0, changes={"enable_protections": True}
    ),
    "sparse with 5m details": Case(
        "EnygmaStrategy", "20230301-20240301", 5.0, changes={"timeframe_detail": "5m"}
    ),
    "long and short by signal": Case("Crossing", "20240301-20240701", 2.5),
    "dense, every callback": Case("Answering", "20240301-20240415", 2.5),
}


@dataclass(frozen=True)
class Run:
    """One backtest: seconds of the processor and of the clock, and what it found."""

    cpu_s: float
    wall_s: float
    trades: int
    digests: dict[str, str]


def measure(rounds: int = ROUNDS) -> list[Row]:
    """Rows of name, measured value and goal; none where the long candles are not at hand."""
    if not LONG_DATA.is_dir():
        sys.stderr.write(f"fast_backtest: left out, no candles in {LONG_DATA}\n")
        return []
    rows: list[Row] = []
    with TemporaryDirectory() as name, exchange() as address:
        folder = Path(name)
        link_candles(folder / "data")
        for title, case in CASES.items():
            sys.stderr.write(f"fast_backtest: {title}\n")
            rows += _rows(title, case, folder, address, rounds)
        rows += _command_rows(folder, address, rounds)
    return rows


def _rows(title: str, case: Case, folder: Path, address: str, rounds: int) -> list[Row]:
    config = write_config(folder, address, case)
    pairs = [(_run(case, config, fast=False), _run(case, config, fast=True)) for _ in range(rounds)]
    ratio = statistics.median(own.cpu_s / fast.cpu_s for own, fast in pairs)
    differing = sum(
        own.digests[part] != fast.digests[part] for own, fast in pairs for part in own.digests
    )
    own = statistics.median(each.cpu_s for each, _ in pairs)
    return [
        (f"fast backtest, {title}: freqtrade's own / fast", ratio, f">= {case.goal:g}"),
        (f"fast backtest, {title}: freqtrade's own", own, "s"),
        (f"fast backtest, {title}: parts of {pairs[0][0].trades} trades' results that differ",
         float(differing), "<= 0"),
    ]  # fmt: skip


def _run(case: Case, config: Path, *, fast: bool) -> Run:
    """Run `Backtesting` once and time its `backtest()`."""
    from freqtrade.configuration import Configuration
    from freqtrade.enums import RunMode
    from freqtrade.optimize.backtesting import Backtesting

    from enygma.backtests.digest import digest_of

    settings = dict(Configuration(arguments(case, config), RunMode.BACKTEST).get_config())
    settings["enygma"] = settings["enygma"] | {"fast_backtest": fast}
    backtesting = Backtesting(settings)
    inner, spent = backtesting.backtest, []

    def timed(**given: Any) -> Any:
        cpu, wall = process_time(), perf_counter()
        content = inner(**given)
        spent.append((process_time() - cpu, perf_counter() - wall))
        return content

    backtesting.backtest = timed
    with redirect_stdout(StringIO()):
        backtesting.start()
    trades = backtesting.results["strategy"][case.strategy]["total_trades"]
    return Run(*spent[0], trades, digest_of(backtesting))


def arguments(case: Case, config: Path) -> dict[str, Any]:
    """What the command line would say."""
    return {
        "config": [str(config)],
        "datadir": config.parent / "data",
        "user_data_dir": str(config.parent),
        "strategy": case.strategy,
        "strategy_path": str(case.folder),
        "timeframe": case.timeframe,
        "timerange": case.timerange,
        "export": "none",
        "backtest_cache": "none",
        "command": "backtesting",
        "logfile": str(config.parent / "log.txt"),
    }


def _command_rows(folder: Path, address: str, rounds: int) -> list[Row]:
    """The whole command from its start, as its own process."""
    case = CASES["sparse, 30m"]
    config = write_config(folder, address, case)
    spent = [(_command(case, config, "0"), _command(case, config, "1")) for _ in range(rounds)]
    ratio = statistics.median(own / fast for own, fast in spent)
    own = statistics.median(each for each, _ in spent)
    return [
        ("fast backtest, a whole command: freqtrade's own / fast", ratio, ">= 2"),
        ("fast backtest, a whole command: freqtrade's own", own, "s"),
    ]


def _command(case: Case, config: Path, switch: str) -> float:
    """Processor seconds of one `freqtrade backtesting`. Raises RuntimeError when it fails."""
    command = [
        sys.executable, "-m", "freqtrade", "backtesting",
        "--config", str(config),
        "--userdir", str(config.parent),
        "--datadir", str(config.parent / "data"),
        "--strategy", case.strategy,
        "--strategy-path", str(case.folder),
        "--timeframe", case.timeframe,
        "--timerange", case.timerange,
        "--cache", "none",
    ]  # fmt: skip
    errors = config.parent / "errors.txt"
    environment = os.environ | {"ENYGMA_FAST_BACKTEST": switch}
    with errors.open("w") as log:
        process = Popen(command, stdout=DEVNULL, stderr=log, cwd=config.parent, env=environment)  # noqa: S603 - our own interpreter and arguments
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"freqtrade failed\n{errors.read_text()[-2000:]}")
    return usage.ru_utime + usage.ru_stime


@contextmanager
def exchange() -> Iterator[str]:
    """The sandbox, for the list of contracts, their tiers and fees."""
    from enygma.sandbox import running_sandbox
    from enygma.sandbox.market import open_market

    with running_sandbox(open_market(time_ns() // 1_000_000)) as sandbox:
        yield sandbox.url


def link_candles(target: Path) -> None:
    """A folder of its own: freqtrade keeps leverage tiers beside the candles."""
    (target / "futures").mkdir(parents=True)
    for each in (LONG_DATA / "futures").glob("*.feather"):
        (target / "futures" / each.name).symlink_to(each)


def write_config(folder: Path, address: str, case: Case) -> Path:
    """freqtrade's configuration of a case, as a file in the folder."""
    config = {
        "trading_mode": "futures",
        "margin_mode": "isolated",
        "stake_currency": "USDT",
        "stake_amount": "unlimited",
        "tradable_balance_ratio": 0.99,
        "dry_run": True,
        "dry_run_wallet": 10_000,
        "max_open_trades": 5,
        "enygma": {"timeframes": [case.timeframe, "2h"]},
        "exchange": {
            "name": "kucoin",
            "pair_whitelist": [f"{pair}/USDT:USDT" for pair in case.pairs],
            "ccxt_config": {"urls": {"api": dict.fromkeys(HOSTS, address)}},
        },
        "pairlists": [{"method": "StaticPairList"}],
        "entry_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        "exit_pricing": {"price_side": "other", "use_order_book": True, "order_book_top": 1},
        **case.changes,
    }
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return path
