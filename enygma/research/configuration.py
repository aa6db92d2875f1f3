"""The bot's configuration as freqtrade reads it: files, layers, environment, data directory."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING, Any

from enygma.research.quiet import quiet
from enygma.research.refusal import RequestError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

DEFAULT_CONFIG = "config.json"
DEFAULT_TIMEFRAMES = ("30m", "2h")
"""The primary timeframe and the secondary one, which must agree with it."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options that say where the configuration and the candles are, named as freqtrade's."""
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        metavar="FILE",
        help="configuration file; several are layered in order (default: config.json)",
    )
    parser.add_argument(
        "-d", "--datadir", metavar="DIR", help="folder of the candles (default: the configured one)"
    )
    parser.add_argument(
        "--userdir", metavar="DIR", help="freqtrade's user directory (default: user_data)"
    )


def load_configuration(args: argparse.Namespace) -> dict[str, Any]:
    """freqtrade's configuration for the files, data directory and user directory of `args`.

    Raises `RequestError` for a folder or a file that is not there, and freqtrade's
    `OperationalException` for a file that it cannot read.
    """
    files = args.config or [DEFAULT_CONFIG]
    for file in files:
        if not Path(file).is_file():
            raise RequestError(f"no configuration file at {file}; name one with --config")
    if args.datadir is not None and not Path(args.datadir).is_dir():
        raise RequestError(f"--datadir {args.datadir} is not a folder")
    from freqtrade.configuration import setup_utils_configuration
    from freqtrade.enums import RunMode

    request = {"config": files, "datadir": args.datadir, "user_data_dir": args.userdir}
    with quiet(logging.WARNING):
        config: dict[str, Any] = setup_utils_configuration(request, RunMode.UTIL_NO_EXCHANGE)
    return config


def enygma_section(config: Mapping[str, Any]) -> Mapping[str, Any]:
    """The part of a configuration that holds our settings; empty when there is none."""
    section: Mapping[str, Any] = config.get("enygma") or {}
    return section


def timeframes(config: Mapping[str, Any], primary: str | None = None) -> tuple[str, ...]:
    """The primary timeframe and the longer ones that have to agree with it.

    The first configured one is replaced by `primary`, or else by freqtrade's own `timeframe`.
    Raises `ScoringConfigError` for a name that is no timeframe.
    """
    from enygma.scoring.timeframes import timeframe_minutes

    configured = tuple(enygma_section(config).get("timeframes") or DEFAULT_TIMEFRAMES)
    first = primary or config.get("timeframe") or configured[0]
    shortest = timeframe_minutes(first)
    return (first, *(each for each in configured[1:] if timeframe_minutes(each) > shortest))
