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
from enygma.sandbox.server.written_key import named_key
from enygma.sandbox.server.written_shock import written_shock


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma sandbox`."""
    _add_market_arguments(parser.add_argument_group("market"))
    _add_time_arguments(parser.add_argument_group("time"))
    _add_server_arguments(parser.add_argument_group("server"))
    _add_account_arguments(parser.add_argument_group("accounts and their state"))
    _add_trouble_arguments(parser.add_argument_group("trouble"))
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
        "--ready-file",
        type=Path,
        metavar="PATH",
        help="write the address to PATH once it listens; removed at the end",
    )


def _add_account_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--random-key", action="store_true", help="a fresh key instead of the published test key"
    )
    group.add_argument(
        "--balance", type=_whole(0), default=10_000, help="USDT of every account (10000)"
    )
    group.add_argument(
        "--key",
        dest="keys",
        type=named_key,
        action="append",
        default=[],
        metavar="NAME[:PERMISSIONS]",
        help="a further account with the key NAME-key, NAME-secret, NAME-passphrase; "
        "permissions separated by commas (General,Futures,Spot)",
    )
    group.add_argument(
        "--state",
        type=Path,
        metavar="FILE",
        help="go on from FILE if it is there; keep accounts, orders and positions in it",
    )
    group.add_argument(
        "--save-every",
        type=_seconds,
        default=10.0,
        metavar="SECONDS",
        help="how often --state is written while it runs (10)",
    )


def _add_trouble_arguments(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--faults",
        nargs="+",
        default=[],
        metavar="NAME=RATE",
        help="faults at rates from 0 to 1, with settings as NAME.SETTING=VALUE: "
        "timeout_after=0.01 latency=0.1 latency.ms=800",
    )
    group.add_argument(
        "--fault-seed", type=_whole(0), default=1, help="what the faults are drawn from (1)"
    )
    group.add_argument(
        "--shock",
        dest="shocks",
        type=written_shock,
        action="append",
        default=[],
        metavar="PAIR=PERCENT,MINUTES[,AFTER]",
        help="move the prices of PAIR by PERCENT over MINUTES, AFTER minutes from the start: "
        "BTC/USDT:USDT=-20,10,5",
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


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0.1 <= seconds <= 86_400:
        raise argparse.ArgumentTypeError("it must be from 0.1 to 86400 seconds")
    return seconds


def _whole(least: int, most: int | None = None) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            bounds = f"at least {least}" if most is None else f"from {least} to {most}"
            raise argparse.ArgumentTypeError(f"{number} is not {bounds}")
        return number

    return parse
