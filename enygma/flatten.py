"""`enygma flatten`: close everything that the account has open, with or without a running bot."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse

    from rich.table import Table

    from enygma.exchange.flattening import Outcome

DEFAULT_CONFIG = "config.json"
WORD = "flatten"
NOTE = "No entries. Written by the command `enygma flatten`; remove this file to trade again."
EXIT_LEFT = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma flatten`."""
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        metavar="PATH",
        help=f"configuration file; may be given several times (default: {DEFAULT_CONFIG})",
    )
    parser.add_argument(
        "--pair",
        action="append",
        metavar="PAIR",
        help="only this pair, as ETH/USDT:USDT; may be given several times (default: all)",
    )
    parser.add_argument(
        "--yes",
        action="store_true",
        help="do not ask at the terminal; without a terminal it never asks, and closes at once",
    )


def run(args: argparse.Namespace) -> int:
    """Close everything; 0 when it is known that nothing is left, 1 otherwise."""
    from rich.console import Console

    from enygma.exchange.account_client import account_client
    from enygma.exchange.flattening import Flattening, symbol_of
    from enygma.monitoring.configuration import require_configuration

    config = require_configuration(args.config or [DEFAULT_CONFIG])
    api = account_client(config)
    if not _is_confirmed(args, api):
        _say("Nothing was done.")
        return EXIT_LEFT
    _throw_kill_switch(config)
    _take_exchange_time(api)
    _name_contracts(api)
    _require_contracts(args.pair, api)
    symbols = frozenset(map(symbol_of, args.pair)) if args.pair else None
    flattening = Flattening(api, config["stake_currency"], symbols)
    try:
        flattening.run()
    finally:
        Console().print(as_table(flattening.outcome))
        _say(verdict(flattening.outcome, args.pair))
    return 0 if flattening.outcome.is_flat else EXIT_LEFT


def _is_confirmed(args: argparse.Namespace, api: Any) -> bool:
    """Say what will happen, and ask if somebody can answer."""
    from enygma.exchange.connection import futures_address
    from enygma.exchange.typed_word import has_terminal, is_typed

    what = ", ".join(args.pair) if args.pair else "ALL pairs"
    _say(
        f"At {futures_address(api)}, for {what}: write the kill switch file, cancel entries, "
        "close every position with reduce-only market orders, then cancel its stops. A running "
        "bot notes what was closed."
    )
    if args.yes or not has_terminal():
        return True
    return is_typed(WORD, f"Type {WORD} to go on, anything else ends: ")


def _throw_kill_switch(config: dict[str, Any]) -> None:
    from enygma.exchange.kill_switch import KillSwitch
    from enygma.exchange.settings import ExchangeSettings

    switch = KillSwitch(ExchangeSettings.of(config).kill_switch_file)
    try:
        created = switch.throw(NOTE)
    except OSError as error:
        _say(f"The kill switch {switch.path} was NOT written ({error}): stop a running bot first.")
        return
    state = "written" if created else "there already"
    _say(f"Kill switch {switch.path}: {state}. No entry leaves until you remove it.")


def _take_exchange_time(api: Any) -> None:
    """Let requests carry the exchange's time: a clock that is off must keep nothing open."""
    import ccxt

    try:
        api.load_time_difference()
    except ccxt.BaseError as error:
        _say(f"The exchange's time could not be asked for, this machine's is taken: {error}")


def _name_contracts(api: Any) -> None:
    """Load freqtrade's names of the contracts; without them KuCoin's own are shown."""
    import ccxt

    try:
        api.load_markets()
    except ccxt.BaseError as error:
        _say(f"The contracts' names could not be loaded: {error}")


def _require_contracts(pairs: list[str] | None, api: Any) -> None:
    """Refuse names that KuCoin does not have: nothing is ever open under them.

    Raises:
        OperationalException: It names them.
    """
    from freqtrade.exceptions import OperationalException

    from enygma.exchange.flattening import symbol_of

    known = api.markets_by_id
    unknown = [pair for pair in pairs or () if known and symbol_of(pair) not in known]
    if unknown:
        raise OperationalException(
            f"KuCoin has no contract {', '.join(unknown)}, nothing was closed. Name pairs as "
            "freqtrade does: ETH/USDT:USDT."
        )


def as_table(outcome: Outcome) -> Table:
    """What was tried, for the terminal."""
    from rich.markup import escape
    from rich.table import Table

    table = Table("Step")
    table.add_column("Result", overflow="fold")
    for step in outcome.steps:
        table.add_row(escape(step.what), escape(step.result))
    if not outcome.steps:
        table.add_row("nothing was open", "")
    return table


def verdict(outcome: Outcome, pairs: list[str] | None = None) -> str:
    """How it ended, in one sentence; of some pairs alone it says which."""
    if outcome.account is None:
        seen = f" Last seen open: {', '.join(outcome.left)}." if outcome.left else ""
        return (
            f"UNKNOWN: the account could not be read at the end.{seen} Look at the exchange "
            "yourself."
        )
    if outcome.left:
        return f"LEFT OPEN: {', '.join(outcome.left)}."
    where = f" in {', '.join(pairs)}" if pairs else ""
    return f"Flat{where}: no position and no order is left."


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
