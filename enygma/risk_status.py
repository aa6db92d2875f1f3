"""`enygma risk-status`: where the risk of a bot stands, whether it runs or not."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from rich.console import Console
    from rich.table import Table

    from custom_risk.portfolio import Exposure, Exposures
    from custom_risk.settings import RiskSettings
    from custom_risk.state import RiskState, SeenSettings
    from enygma.risk_report import RiskReport

DEFAULT_CONFIG = "config.json"
SQLITE_FILE = "sqlite:///"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of `enygma risk-status`."""
    parser.add_argument(
        "-c",
        "--config",
        action="append",
        metavar="FILE",
        help=f"configuration file; several are layered (default: {DEFAULT_CONFIG})",
    )
    parser.add_argument(
        "--db-url", metavar="URL", help="the bot's database (default: the configured one)"
    )
    parser.add_argument(
        "--live", action="store_true", help="of the live bot, as `make live` starts it"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of tables")
    change = parser.add_mutually_exclusive_group()
    change.add_argument(
        "--reset-breaker",
        action="store_true",
        help="close the circuit breaker: at the bot's next loop, or when it starts",
    )
    change.add_argument(
        "--forget",
        metavar="KEY",
        help="remove a stored value that cannot be read; stop the bot before",
    )


def run(args: argparse.Namespace) -> int:
    """Print the report, or change what is stored."""
    from custom_risk.configuration import SECTION, load_settings
    from custom_risk.state import RiskState, SeenSettings, StoredSettings

    config = _configuration(args)
    configured = load_settings(config.get(SECTION))
    _open_database(str(config["db_url"]))
    state = RiskState.of(config)
    if args.forget:
        return _forget(state, args.forget)
    seen = StoredSettings(state).load() or configured
    _refuse_another_bots(state)
    if args.reset_breaker:
        settings = seen.settings if isinstance(seen, SeenSettings) else seen
        return _reset_breaker(state, has_breaker=settings.breaker is not None)
    report = _report(config, seen, state)
    if args.json:
        _say(json.dumps(report.as_json(), indent=2))
    else:
        from rich.console import Console

        from enygma.monitoring.audit.command import NARROWEST

        console = Console()
        _print(report, console if console.is_terminal else Console(width=NARROWEST))
    return 0


def _configuration(args: argparse.Namespace) -> dict[str, Any]:
    """The configuration of a bot in the mode that is asked for.

    Raises:
        OperationalException: It cannot be loaded.
    """
    from freqtrade.constants import DEFAULT_DB_DRYRUN_URL, DEFAULT_DB_PROD_URL
    from freqtrade.enums import RunMode

    from enygma.monitoring.configuration import require_configuration

    config = require_configuration(args.config or [DEFAULT_CONFIG])
    if args.live:
        config["dry_run"] = False
    dry = config.get("dry_run", True)
    config["runmode"] = RunMode.DRY_RUN if dry else RunMode.LIVE
    usual = DEFAULT_DB_DRYRUN_URL if dry else DEFAULT_DB_PROD_URL
    config["db_url"] = args.db_url or config.get("db_url") or usual
    return config


def _open_database(url: str) -> None:
    """Open a database that is there already.

    Raises:
        OperationalException: It is not there, or cannot be used.
    """
    from freqtrade.exceptions import OperationalException
    from freqtrade.misc import parse_db_uri_for_logging
    from freqtrade.persistence import init_db
    from sqlalchemy.exc import SQLAlchemyError

    from enygma.database_driver import MissingDriverError

    if url == "sqlite://":
        raise OperationalException("The database is in the bot's memory: nobody else can read it.")
    path = url.removeprefix(SQLITE_FILE)
    if url.startswith(SQLITE_FILE) and not Path(path).is_file():
        raise OperationalException(
            f"There is no database {path} yet: start the bot once, or name another one with "
            "--db-url (of the live bot with --live)."
        )
    try:
        init_db(url)
    except ModuleNotFoundError as error:
        raise MissingDriverError(url, error) from error
    except SQLAlchemyError as error:
        named = parse_db_uri_for_logging(url)
        # a server's reason has several lines
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        raise OperationalException(f"The database {named} cannot be used: {reason}") from error


def _refuse_another_bots(state: RiskState) -> None:
    """Refuse a database that knows other bots or modes and nothing of the one that is asked for.

    A report would show nothing, and a reset would never reach the bot that is meant.

    Raises:
        OperationalException: It is another's; the message says whose, and which option names it.
    """
    from freqtrade.exceptions import OperationalException

    others = state.others()
    if not others:
        return
    name, mode = state.owner
    known = ", ".join(f"{bot!r} ({each})" for bot, each in others)
    raise OperationalException(
        f"The database knows nothing of the bot {name!r} ({mode}), only of {known}. "
        "Name the bot with its --config, its database with --db-url, and a live bot that was "
        "started with `make live` with --live."
    )


def _forget(state: RiskState, key: str) -> int:
    from freqtrade.exceptions import OperationalException

    if not state.forget(key):
        _refuse_another_bots(state)
        raise OperationalException(f"Nothing is stored under {key!r} for this bot and mode.")
    _say(f"{key}: forgotten. The bot begins without it.")
    return 0


def _reset_breaker(state: RiskState, *, has_breaker: bool) -> int:
    from freqtrade.exceptions import OperationalException
    from freqtrade.util import dt_now

    from custom_risk.breaker.stored import request_reset

    if not has_breaker:
        raise OperationalException(
            "Neither the configuration nor the bot that stored its settings last has a "
            "custom_risk.breaker, so there is nothing to reset."
        )
    request_reset(state, dt_now())
    _say("The circuit breaker is closed at the bot's next loop, or when it starts.")
    return 0


def _report(
    config: Mapping[str, Any], seen: SeenSettings | RiskSettings, state: RiskState
) -> RiskReport:
    from freqtrade.exceptions import OperationalException
    from freqtrade.util import dt_now

    from custom_risk.inputs import RiskInputError
    from enygma.exchange.kill_switch import KillSwitch
    from enygma.exchange.settings import ExchangeSettings
    from enygma.risk_report import RiskReport

    switch = KillSwitch(ExchangeSettings.of(config).kill_switch_file)
    try:
        return RiskReport.of(config, seen, state, switch, dt_now())
    except RiskInputError as error:
        raise OperationalException(f"A trade in the database cannot be used: {error}") from error


def _print(report: RiskReport, console: Console) -> None:
    console.print(_overview(report))
    if report.exposures is not None and report.open_trades:
        console.print(_exposure_table(report.exposures, report.currency))
    if report.locks:
        console.print(_table("Locks", ("pair", "side", "until", "reason"), _lock_rows(report)))
    if report.record:
        columns = ("latest trades", "won", "profit factor", f"mean profit, {report.currency}")
        console.print(_table("Closed trades", columns, _record_rows(report)))
    console.print(_table("Limits in force", ("custom_risk", ""), _limit_rows(report.settings)))


def _overview(report: RiskReport) -> Table:
    seen, day, unknown = report.equity, report.day, "not stored yet"
    rows = [
        ("equity", f"{seen.equity:.2f} {report.currency} at {_time(seen.at)}" if seen else unknown),
        ("day", f"{day.date}: began {day.start:.2f}, peak {day.peak:.2f}" if day else unknown),
        ("below the peak", _drawdown_text(report)),
        ("open trades", str(report.open_trades)),
        ("circuit breaker", _breaker_text(report)),
        ("locks", str(len(report.locks))),
        ("kill switch", report.kill_switch),
        ("evidence", _evidence_text(report)),
        ("settings of", report.settings_source),
    ]
    return _table(f"Risk of {report.bot}, {report.mode}", ("", ""), rows)


def _drawdown_text(report: RiskReport) -> str:
    if report.drawdown_pct is None:
        return "unknown: day and equity are not of one day"
    return f"{report.drawdown_pct:.2f} %"


def _breaker_text(report: RiskReport) -> str:
    if report.breaker is None:
        return "none"
    reason = f", {report.breaker.text}" if report.breaker.level else ""
    waiting = "; a reset is asked for" if report.reset_requested else ""
    return f"{report.breaker.level.name}{reason}{waiting}"


def _evidence_text(report: RiskReport) -> str:
    seen = report.evidence
    if seen is None:
        return "not stored yet"
    size = "no entries" if seen.size == "none" else f"{seen.size} size"
    return f"{size} since {_time(seen.at)}. {seen.text}"


def _exposure_table(found: Exposures, currency: str) -> Table:
    columns = ("", "name", f"notional, {currency}", "% of equity", "net", "risk to stops")
    rows: list[tuple[str, ...]] = []
    kinds = (("pair", found.pairs), ("group", found.groups), ("sector", found.sectors))
    for kind, exposures in (*kinds, ("side", found.sides), ("total", (found.total,))):
        rows += [(kind, *_exposure_row(each)) for each in exposures]
    return _table("Exposure at entry prices", columns, rows)


def _exposure_row(exposure: Exposure) -> tuple[str, ...]:
    numbers = (exposure.notional.amount, exposure.percent, exposure.net, exposure.risk)
    return (exposure.name, *(f"{each:.2f}" for each in numbers))


def _lock_rows(report: RiskReport) -> list[tuple[str, ...]]:
    return [(each.pair, each.side, _time(each.until), each.reason) for each in report.locks]


def _record_rows(report: RiskReport) -> list[tuple[str, ...]]:
    return [
        (
            str(each.trades),
            f"{each.win_rate * 100:.1f} %",
            f"{each.profit_factor:.2f}" if each.profit_factor is not None else "no losses",
            f"{each.expectancy:+.4f}",
        )
        for each in report.record
    ]


def _limit_rows(settings: RiskSettings) -> list[tuple[str, str]]:
    """Keys and values of what limits entries; a section or a key that is not set is left out."""
    sections = settings.model_dump(include={"limits", "portfolio", "emergency"}, exclude_none=True)
    return [
        (f"{section}.{key}", _value_text(value))
        for section, values in sections.items()
        for key, value in values.items()
    ]


def _value_text(value: Any) -> str:
    return json.dumps(value, default=float) if isinstance(value, dict | list) else str(value)


def _table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Table:
    from rich.markup import escape
    from rich.table import Table

    table = Table(title=title, title_justify="left", show_header=any(columns))
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*map(escape, row))
    return table


def _time(moment: Any) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} UTC"


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
