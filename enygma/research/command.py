"""`enygma page`: draw a backtest's result as one HTML page."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from enygma.research import configuration

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma page`."""
    parser.add_argument(
        "--result",
        type=Path,
        metavar="ZIP",
        help="result of `freqtrade backtesting` (default: the newest one)",
    )
    parser.add_argument("--strategy", help="which strategy, where the result holds several")
    parser.add_argument(
        "--trade",
        type=int,
        metavar="N",
        help="open with this trade and the staircase of its stop; numbered as in the page's table",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="HTML",
        help="where to write the page (default: plot/<result>.html in the user directory)",
    )
    configuration.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Write the page and print where it is."""
    from enygma.research.candles import CandleStore
    from enygma.research.report import build_page
    from enygma.research.result import load_result

    config = configuration.load_configuration(args)
    result = load_result(args.result or config["exportdirectory"], args.strategy)
    store = CandleStore.from_config(config)
    page = build_page(result, store, result.settings or config, os.environ, args.trade)
    html = page.html()
    output: Path = args.output or config["user_data_dir"] / "plot" / f"{result.path.stem}.html"
    output.parent.mkdir(parents=True, exist_ok=True)
    output.write_text(html, encoding="utf-8")
    sys.stdout.write(f"page: {output} ({len(html.encode()) / 1e6:.1f} MB)\n")
    return 0
