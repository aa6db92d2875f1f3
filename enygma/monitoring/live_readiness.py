"""Whether a live bot would start with this configuration, and what it would find."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import ccxt
from freqtrade.constants import DEFAULT_DB_PROD_URL
from freqtrade.exceptions import FreqtradeException
from sqlalchemy import create_engine, inspect, make_url, text
from sqlalchemy.exc import SQLAlchemyError

from enygma.database_driver import MissingDriverError
from enygma.exchange.account_client import account_client, credentials
from enygma.exchange.account_state import OpenPosition, parse_positions
from enygma.exchange.arming import missing_switches
from enygma.exchange.connection import futures_address, key_refused
from enygma.exchange.errors import freqtrade_errors
from enygma.exchange.key_permissions import KeyPermissions
from enygma.exchange.kill_switch import KillState, KillSwitch
from enygma.exchange.settings import ExchangeSettings
from enygma.monitoring.finding import Finding, fine, problem, warning
from enygma.monitoring.reachability import unreachable_mend

OPEN_TRADES = text("SELECT pair, is_short FROM trades WHERE is_open")


def check_switches(config: Mapping[str, Any], environ: Mapping[str, str]) -> Iterator[Finding]:
    """The arming and the kill switch, which need no connection."""
    yield _arming(config, environ)
    yield _kill_switch(KillSwitch(ExchangeSettings.of(config).kill_switch_file))


def _arming(config: Mapping[str, Any], environ: Mapping[str, str]) -> Finding:
    missing = missing_switches(environ)
    if config.get("dry_run", True):
        armed = "" if missing else ", though BOT_MODE and LIVE_TRADING_ARMED are set"
        return fine("arming", f"paper money{armed}")
    if missing:
        return warning(
            "arming", "live, but not armed: the bot will not start", f"Set {', '.join(missing)}"
        )
    return warning(
        "arming", "ARMED: freqtrade trade sends real orders", "Unset LIVE_TRADING_ARMED to disarm"
    )


def _kill_switch(switch: KillSwitch) -> Finding:
    state = switch.read()
    if state is KillState.OFF:
        return fine("kill switch", f"not thrown ({switch.path})")
    return warning(
        "kill switch", f"{switch.path} exists: {state.value}", "Remove the file to trade again"
    )


def check_account(config: Mapping[str, Any]) -> Iterator[Finding]:
    """The key and the positions of the account, asked of the exchange."""
    if not all(credentials(config["exchange"]).values()):
        yield fine("key", "none is configured, so the account is not looked at")
        return
    api = account_client(config)
    finding = _key(api)
    yield finding
    if finding.text.startswith("permissions"):
        yield _positions(api, config)


def _key(api: Any) -> Finding:
    try:
        with freqtrade_errors("ask what the API key may do"):
            answer = api.privateGetUserApiKey()["data"]
        permissions = KeyPermissions.parse(answer)
    except FreqtradeException as error:
        cause = error.__cause__
        refused = isinstance(cause, ccxt.AuthenticationError)
        if isinstance(cause, ccxt.NetworkError):
            told = "not looked at, as the exchange does not answer"
            return problem("key", told, unreachable_mend(futures_address(api)))
        told = key_refused(cause) if refused and isinstance(cause, Exception) else str(error)
        return problem("key", told, "Check exchange.key, secret and password")
    text = f"permissions {', '.join(sorted(permissions.names))}"
    if objection := permissions.objection():
        return problem("key", f"{text}. {objection}", "Make another key")
    if reservation := permissions.reservation():
        return warning("key", text, reservation)
    return fine("key", f"{text}; from {', '.join(permissions.ip_whitelist)} alone")


def _positions(api: Any, config: Mapping[str, Any]) -> Finding:
    try:
        with freqtrade_errors("read the positions"):
            api.load_markets()
            positions = parse_positions(api, api.futuresPrivateGetPositions()["data"])
    except (FreqtradeException, KeyError, TypeError, ArithmeticError) as error:
        return problem("positions", f"not known: {error}", "Look at the exchange")
    url = str(config.get("db_url") or DEFAULT_DB_PROD_URL)
    try:
        booked = open_trades(url)
    except ModuleNotFoundError as error:
        missing = MissingDriverError(url, error)
        return problem("positions", missing.what, missing.mend)
    ignored = ExchangeSettings.of(config).ignored_pairs
    unknown = [
        each
        for each in positions
        if (each.pair, each.side) not in booked and each.pair not in ignored
    ]
    if unknown:
        told = ", ".join(_told(each) for each in unknown)
        return warning(
            "positions",
            f"no trade explains {told}",
            "Close them, or set enygma.unknown_positions; until then a live bot enters nothing",
        )
    return fine("positions", f"{len(positions)} open, all of them explained")


def open_trades(db_url: str) -> set[tuple[str, str]]:
    """Pair and side of the open trades in a database; none if it cannot be read.

    freqtrade itself would create or migrate it, which is not a doctor's business.

    Raises:
        ModuleNotFoundError: No driver for its address is installed.
    """
    url = make_url(db_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return set()
    try:
        engine = create_engine(url)
        if not inspect(engine).has_table("trades"):
            return set()
        with engine.connect() as connection:
            rows = connection.execute(OPEN_TRADES).all()
    except SQLAlchemyError:
        return set()
    return {(pair, "short" if is_short else "long") for pair, is_short in rows}


def _told(position: OpenPosition) -> str:
    return f"{position.pair} {position.side} {position.lots} lots"
