"""The options of `enygma sandbox`."""

import argparse
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from enygma.sandbox.server.options import (
    CANDLE_LIMIT,
    DEFAULT_HOST,
    DEFAULT_PORT,
    LARGEST_CANDLE_LIMIT,
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma sandbox`."""
    _add_market_arguments(parser.add_argument_group("market"))
    _add_time_arguments(parser.add_argument_group("time"))
    _add_server_arguments(parser.add_argument_group("server"))
    parser.add_argument(
        "child",
        nargs="*",
        metavar="-- COMMAND",
        help="run COMMAND while the sandbox serves, and end with its exit code",
    )


def _add_market_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--data",
        type=Path,
        action="append",
        metavar="DIR",
        help="replay freqtrade's feather files in DIR instead of a synthetic market; "
        "repeat it to look for mark prices and funding in further folders",
    )
    group.add_argument(
        "--volume",
        choices=("auto", "lots", "base"),
        default="auto",
        help="what the volume column of the files counts: lots or base currency (auto)",
    )
    group.add_argument("--seed", type=_whole(0), default=1, help="of the synthetic market (1)")
    group.add_argument(
        "--pairs", nargs="+", metavar="PAIR", help='such as "BTC/USDT:USDT"; all of them otherwise'
    )
    group.add_argument(
        "--shift-to-now",
        action="store_true",
        help="move replayed candles by whole weeks so that they reach past the present",
    )


def _add_time_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--start",
        type=_instant,
        metavar="TIME",
        help="when the exchange's time begins, in UTC: 2025-11-05 or 2025-11-05T14:30 (now)",
    )
    group.add_argument("--speed", type=_speed, default=1.0, help="times faster than real time (1)")
    group.add_argument(
        "--stepped",
        action="store_true",
        help="let time stand still until POST /__sandbox__/clock/advance?ms=... moves it",
    )


def _add_server_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--host", default=DEFAULT_HOST, help=f"address to bind ({DEFAULT_HOST})")
    group.add_argument(
        "--port",
        type=_whole(0, 65_535),
        default=DEFAULT_PORT,
        help=f"0 takes a free one ({DEFAULT_PORT})",
    )
    group.add_argument(
        "--candle-limit",
        type=_whole(1, LARGEST_CANDLE_LIMIT),
        default=CANDLE_LIMIT,
        help=f"candles per call, at most {LARGEST_CANDLE_LIMIT} ({CANDLE_LIMIT})",
    )
    group.add_argument(
        "--no-rate-limit", action="store_true", help="never answer 429000, however many calls"
    )
    group.add_argument(
        "--random-key", action="store_true", help="a fresh key instead of the published test key"
    )
    group.add_argument(
        "--balance", type=_whole(0), default=10_000, help="USDT of the test account (10000)"
    )
    group.add_argument(
        "--ready-file",
        type=Path,
        metavar="PATH",
        help="write the address to PATH once it listens; removed at the end",
    )


def _instant(text: str) -> int:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no time: write 2025-11-05 or 2025-11-05T14:30"
        ) from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return int(moment.timestamp() * 1000)


def _speed(text: str) -> float:
    speed = float(text)
    if not 0 < speed <= 100_000:
        raise argparse.ArgumentTypeError("speed must be above 0 and at most 100000")
    return speed


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"{number} is not {bounds}")
        return number

    return parse
