"""`enygma explain`: why the strategy did or did not enter at a candle."""

from __future__ import annotations

import json
import os
import sys
from typing import TYPE_CHECKING

from enygma.research import configuration

if TYPE_CHECKING:
    import argparse


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma explain`."""
    parser.add_argument("-p", "--pair", required=True, help="for example ETH/USDT:USDT")
    parser.add_argument(
        "--at",
        required=True,
        metavar="TIME",
        help="open time of the candle, 2026-01-05T14:30; UTC unless it has an offset",
    )
    parser.add_argument(
        "-i", "--timeframe", help="primary timeframe (default: the first configured one)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    configuration.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Print the explanation of one candle."""
    from custom_risk.configuration import SECTION, load_settings
    from enygma.research.candles import CandleStore
    from enygma.research.explanation import explain
    from enygma.research.moment import parse_time
    from enygma.scoring import load_profile

    time = parse_time(args.at)
    config = configuration.load_configuration(args)
    profile = load_profile(configuration.enygma_section(config), os.environ)
    answer = explain(
        CandleStore.from_config(config),
        args.pair,
        time,
        configuration.timeframes(config, args.timeframe),
        profile,
        load_settings(config.get(SECTION)).limits.max_daily_drawdown_pct,
    )
    if args.json:
        json.dump(answer.as_json(), sys.stdout, indent=2)
        sys.stdout.write("\n")
    else:
        from enygma.research.explanation_tables import print_tables

        print_tables(answer)
    return 0
