"""The sample of a bot's database: what a dry run or a live bot really traded."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from custom_risk.evidence.subject import source_of
from custom_risk.parameters_hash import choices, hash_of
from custom_risk.state.entry_signal import KEY as ENTRY_SIGNAL
from enygma.research.configuration import enygma_section
from enygma.research.evidence.sample import Sample, checked_trades
from enygma.research.evidence.strategy_parameters import strategy_file, strategy_parameters
from enygma.research.quiet import quiet
from enygma.research.refusal import RequestError, ResultError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SQLITE = "sqlite:///"


def read_database(
    db_url: str, strategy: str | None, config: Mapping[str, Any], balance: float | None
) -> Sample:
    """Read the closed trades of a database.

    Of an SQLite file a copy is read: freqtrade brings a database that it opens to its own
    version, which must not happen under a bot that is running.

    Args:
        db_url: as freqtrade's `--db-url`.
        strategy: which one, where the database holds trades of several.
        config: the bot's configuration.
        balance: the wallet before the first trade; default: the paper wallet of `config`.

    Raises:
        ResultError: the database is missing, damaged or empty.
        RequestError: the strategy or the balance has to be named.
    """
    if not db_url.startswith(SQLITE):
        return _sample(db_url, db_url, strategy, config, balance)
    path = Path(db_url.removeprefix(SQLITE))
    if not path.is_file():
        raise ResultError(f"no database at {path}; name it with --db-url sqlite:///PATH")
    with TemporaryDirectory(prefix="enygma-evidence-") as folder:
        copy = Path(folder) / "trades.sqlite"
        _copy(path, copy)
        return _sample(f"{SQLITE}{copy}", str(path), strategy, config, balance)


def _copy(path: Path, copy: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as source,
            closing(sqlite3.connect(copy)) as target,
        ):
            source.backup(target)
    except sqlite3.Error as error:
        raise ResultError(f"the database {path} cannot be read: {error}") from error


def _sample(
    db_url: str,
    source: str,
    strategy: str | None,
    config: Mapping[str, Any],
    balance: float | None,
) -> Sample:
    closed = _closed(db_url, source, strategy)
    trades = checked_trades(closed.trades, f"the database {source}")
    traded, is_paper = closed.strategy, closed.is_paper
    timeframe = str(config.get("timeframe") or f"{closed.minutes}m")
    chosen = choices(config, timeframe, strategy_parameters(config, traded))
    return Sample(
        kind="dry-run" if is_paper else "live",
        source=source + closed.left_out,
        strategy=traded,
        timeframe=timeframe,
        # which pairs it might have traded all the time, a database does not tell
        pairs=sorted(trades["pair"].unique()),
        start=pd.Timestamp(int(trades["open_timestamp"].min()), unit="ms", tz="UTC"),
        end=pd.Timestamp(int(trades["close_timestamp"].max()), unit="ms", tz="UTC"),
        starting_balance=_balance(config, balance, is_paper=is_paper),
        currency=str(config.get("stake_currency", "")),
        trades=trades,
        profile=str(enygma_section(config).get("profile") or ""),
        parameters_hash=hash_of(chosen),
        choices=chosen,
        source_hash=source_of(str(strategy_file(config, traded) or "")),
        settings=config,
        entry_regimes=closed.regimes,
    )


@dataclass(frozen=True)
class _Closed:
    """Closed trades of one strategy."""

    trades: pd.DataFrame
    strategy: str
    is_paper: bool
    minutes: int
    """Of their candles."""
    regimes: dict[tuple[str, int], str]
    """That the strategy told, by pair and opening (Unix ms)."""
    left_out: str
    """What else the database holds of it, in words; empty without."""


def _closed(db_url: str, source: str, strategy: str | None) -> _Closed:
    from freqtrade.data.btanalysis import trade_list_to_dataframe
    from freqtrade.exceptions import FreqtradeException
    from freqtrade.persistence import Trade, init_db
    from sqlalchemy.exc import SQLAlchemyError

    from enygma.database_driver import MissingDriverError

    try:
        with quiet():
            init_db(db_url)
            closed = list(Trade.get_trades([Trade.is_open.is_(False)]).all())
            name = _strategy({str(trade.strategy) for trade in closed}, strategy, source)
            own = [trade for trade in closed if trade.strategy == name]
            chosen, paper = _of_one_money(own)
            found = _Closed(
                trade_list_to_dataframe(chosen),
                name,
                paper,
                minutes=int(chosen[0].timeframe or 0),
                regimes=dict(_regimes(chosen)),
                left_out=_left_out(len(own) - len(chosen), is_paper=not paper),
            )
            Trade.session.remove()
    except ModuleNotFoundError as error:
        raise MissingDriverError(db_url, error) from error
    except (SQLAlchemyError, FreqtradeException) as error:
        raise ResultError(f"the database {source} cannot be read: {error}") from error
    return found


def _of_one_money(trades: list[Any]) -> tuple[list[Any], bool]:
    """The trades of the money that the newest one was made with, and whether that is paper."""
    from custom_risk.account import is_other_money

    newest = max(trades, key=lambda each: each.close_date)
    paper = is_other_money(newest, paper=False)
    return [each for each in trades if is_other_money(each, paper=False) == paper], paper


def _left_out(count: int, *, is_paper: bool) -> str:
    kind = "paper" if is_paper else "real"
    return f", without {count} trades of {kind} money" if count else ""


def _regimes(trades: list[Any]) -> Iterator[tuple[tuple[str, int], str]]:
    """Regimes on which entries were decided, of the trades whose signal was kept with them."""
    for trade in trades:
        signal = trade.get_custom_data(ENTRY_SIGNAL)
        regime = signal.get("regime") if isinstance(signal, dict) else None
        if regime is not None:
            yield (str(trade.pair), int(trade.open_date_utc.timestamp() * 1000)), str(regime)


def _strategy(names: set[str], asked: str | None, source: str) -> str:
    if not names:
        raise ResultError(f"the database {source} holds no closed trade: nothing to measure")
    if asked is None and len(names) == 1:
        return names.pop()
    if asked in names:
        return str(asked)
    known = ", ".join(sorted(names))
    wanted = "name one with --strategy" if asked is None else f"{asked} is not among them"
    raise RequestError(f"the database {source} holds trades of {known}; {wanted}")


def _balance(config: Mapping[str, Any], asked: float | None, *, is_paper: bool) -> float:
    wallet = config.get("dry_run_wallet") if is_paper else config.get("available_capital")
    if isinstance(wallet, dict):
        wallet = wallet.get(config.get("stake_currency"))
    balance = asked if asked is not None else wallet
    if not isinstance(balance, int | float) or not 0 < balance < float("inf"):
        raise RequestError(
            "the database does not tell what the account held before its first trade; say it with "
            "--starting-balance AMOUNT, in the stake currency"
        )
    return float(balance)
