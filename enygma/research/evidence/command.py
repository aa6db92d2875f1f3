"""`enygma evidence`: whether a strategy's trades show an edge."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research import configuration
from enygma.research.refusal import LedgerError, RequestError

if TYPE_CHECKING:
    from enygma.research.evidence.ledger import Ledger
    from enygma.research.evidence.sample import Sample

NEWEST = Path()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma evidence`."""
    source = parser.add_mutually_exclusive_group()
    source.add_argument(
        "--result",
        type=Path,
        metavar="FILE",
        help="result of `freqtrade backtesting` or its folder, or a walk-forward's trades "
        "(default: the newest backtest)",
    )
    source.add_argument(
        "--walk-forward",
        type=Path,
        nargs="?",
        const=NEWEST,
        metavar="FILE",
        help="result of `enygma walk-forward` (without FILE: the newest one)",
    )
    source.add_argument("--db-url", metavar="URL", help="database of a dry run or a live bot")
    parser.add_argument("--strategy", help="which strategy, where there are several")
    parser.add_argument(
        "--starting-balance",
        type=float,
        metavar="AMOUNT",
        help="what the account of a live database held before its first trade",
    )
    parser.add_argument(
        "--hold-out",
        metavar="RANGE",
        help="declare days that no search may see, as 20260101-20260301, and measure nothing",
    )
    parser.add_argument(
        "--ledger", type=Path, metavar="FILE", help="default: evidence/ledger.jsonl of the userdir"
    )
    parser.add_argument("--no-page", action="store_true", help="write the JSON file alone")
    configuration.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Measure, judge, write page and JSON, print a summary."""
    from custom_risk.evidence import evidence_path
    from enygma.research.candles import CandleStore
    from enygma.research.document import require_plotly
    from enygma.research.evidence.evidence import gather
    from enygma.research.evidence.stored import as_text, store

    config = configuration.load_configuration(args)
    if not args.no_page and not args.hold_out:
        # before anything is counted as a look
        require_plotly()
    ledger = _ledger(args, config)
    if args.hold_out:
        return _declare(args, config, ledger)
    sample = _sample(args, config)
    _require_known(args, ledger, sample.strategy)
    evidence = gather(sample, CandleStore.from_config(config), ledger, datetime.now(UTC))
    path = evidence_path(config["user_data_dir"], sample.strategy)
    page = None if args.no_page else _page(evidence)
    if page is not None:
        store(path.with_suffix(".html"), page)
    store(path, as_text(evidence))
    _print(evidence, path, has_page=page is not None)
    return 0


def _ledger(args: argparse.Namespace, config: dict[str, Any]) -> Ledger:
    from enygma.research.evidence.ledger import Ledger

    return Ledger(args.ledger) if args.ledger else Ledger.of(config["user_data_dir"])


def _declare(args: argparse.Namespace, config: dict[str, Any], ledger: Ledger) -> int:
    from enygma.research.evidence.hold_out import declare
    from enygma.research.evidence.span import Span

    strategy = args.strategy or config.get("strategy")
    if not strategy:
        raise RequestError("name the strategy whose hold-out it is, with --strategy")
    span = Span.parse(args.hold_out)
    told = "is a hold-out of" if declare(ledger, strategy, span) else "was already a hold-out of"
    sys.stdout.write(f"{span} {told} {strategy}; every look at it is counted in {ledger.path}\n")
    return 0


def _sample(args: argparse.Namespace, config: dict[str, Any]) -> Sample:
    from enygma.research.evidence.backtest_source import read_backtest
    from enygma.research.evidence.database_source import read_database
    from enygma.research.evidence.stitched_source import (
        is_stitched,
        newest_stitched,
        read_stitched,
    )

    if args.db_url:
        return read_database(args.db_url, args.strategy, config, args.starting_balance)
    if args.walk_forward is not None:
        asked = args.walk_forward != NEWEST
        path = args.walk_forward if asked else newest_stitched(config["user_data_dir"])
        return read_stitched(path, args.strategy)
    location = args.result or Path(config["exportdirectory"])
    if is_stitched(location):
        return read_stitched(location, args.strategy)
    return read_backtest(location, args.strategy)


def _require_known(args: argparse.Namespace, ledger: Ledger, strategy: str) -> None:
    """Refuse a ledger that was named and is of other strategies: its trials would not count."""
    known = ledger.strategies()
    if args.ledger and known and strategy not in known:
        raise LedgerError(
            f"the ledger {ledger.path} is of {', '.join(known)} and knows nothing of {strategy}; "
            "name its own ledger, or leave --ledger out"
        )


def _page(evidence: Any) -> str:
    from enygma.research.evidence.page import page_of

    return page_of(evidence)


def _print(evidence: Any, path: Path, *, has_page: bool) -> None:
    from rich.console import Console

    from enygma.research.evidence.terminal import summary

    Console(soft_wrap=True).print(summary(evidence))
    if has_page:
        sys.stdout.write(f"page: {path.with_suffix('.html')}\n")
    sys.stdout.write(f"for machines: {path}\n")
