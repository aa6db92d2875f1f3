"""Named values of one bot that outlive its process."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from freqtrade.enums import RunMode
from freqtrade.persistence import Trade
from freqtrade.util import dt_ts
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import StaticPool

from custom_risk.state.error import StateError
from custom_risk.state.table import NAME, BotRows, Row
from custom_risk.state.versions import (
    OLD_KEYS,
    UPGRADES,
    VERSION,
    Upgrade,
    old_removal,
    take_old_text,
    upgraded,
)

_KEPT_IN = frozenset({RunMode.LIVE, RunMode.DRY_RUN})


class RiskState:
    """Keys and values of one bot in one run mode.

    Each value is written in a transaction of its own and committed at once: what freqtrade has
    not committed yet is neither committed nor rolled back by it. Without a database that outlives
    the process (backtesting, hyperopt, `sqlite://`) the values live in memory.
    """

    def __init__(
        self,
        database: Callable[[], Engine | None],
        bot: str,
        mode: str,
        *,
        version: int = VERSION,
        upgrades: Mapping[int, Upgrade] = UPGRADES,
    ) -> None:
        """`database` is asked when the first value is: a strategy is built before it exists."""
        self._database = database
        self._rows = BotRows(bot, mode)
        self._version = version
        self._upgrades = upgrades
        self._engine: Engine | None = None
        self._memory: dict[str, str] = {}

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> RiskState:
        """The state of the bot with freqtrade's configuration."""
        mode = config.get("runmode")
        is_kept = mode in _KEPT_IN
        return cls(
            _bound_database if is_kept else _no_database,
            str(config.get("bot_name") or "freqtrade"),
            str(mode.value if isinstance(mode, RunMode) else mode),
        )

    @property
    def owner(self) -> tuple[str, str]:
        """Name and run mode of the bot."""
        return self._rows.bot, self._rows.mode

    @property
    def is_kept(self) -> bool:
        """Whether the run is one whose values outlive it, so that others may read them."""
        return self._database is not _no_database

    def open(self) -> None:
        """Create the table, take over what an older version kept, and read every row.

        Raises
        ------
        StateError
            If a row cannot be read, or the database cannot be used.
        """
        with self._connection() as connection:
            if connection is not None:
                for row in self._rows.read_all(connection):
                    self._value(row)

    def load(self, key: str) -> Mapping[str, Any] | None:
        """The value of a key, None when nothing was saved.

        Raises
        ------
        StateError
            If the row cannot be read, or the database cannot be used.
        """
        with self._connection() as connection:
            if connection is None:
                text = self._memory.get(key)
                return None if text is None else self._mapping(key, text)
            row = self._rows.read(connection, key)
            return None if row is None else self._value(row)

    def save(self, key: str, value: Mapping[str, Any]) -> None:
        """Keep a value (of what JSON knows) in the place of the one before.

        Raises
        ------
        StateError
            If the database cannot be written to: the value before is still there.
        """
        text = json.dumps(dict(value), allow_nan=False)
        with self._connection() as connection:
            if connection is None:
                self._memory[key] = text
            else:
                self._rows.write(connection, Row(key, text, self._version, dt_ts()))

    def others(self) -> list[tuple[str, str]]:
        """Names and run modes of the bots the database knows, as long as it knows nothing of this.

        Raises
        ------
        StateError
            If the database cannot be used.
        """
        with self._connection(upgrade=False) as connection:
            owners = [] if connection is None else self._rows.owners(connection)
        return [] if self.owner in owners else owners

    def forget(self, key: str) -> bool:
        """Remove a key, also one that cannot be read; whether it was there.

        Raises
        ------
        StateError
            If the database cannot be written to.
        """
        # older values are left as they are: one that cannot be upgraded is what is to be removed
        with self._connection(upgrade=False) as connection:
            if connection is None:
                return self._memory.pop(key, None) is not None
            older = [take_old_text(connection, old) for old, new in OLD_KEYS.items() if new == key]
            return self._rows.remove(connection, key) or any(each is not None for each in older)

    def error(self, key: str, why: str) -> StateError:
        """What to raise where the value of a key is not what it should be."""
        return self._error(key, f"in the table {NAME} the value of the key {key!r} {why}")

    def _error(self, key: str, what: str, removal: str | None = None) -> StateError:
        bot, mode = self._rows.bot, self._rows.mode
        live = " --live" if mode == RunMode.LIVE.value else ""
        return StateError(
            f"The risk state of the bot {bot!r} ({mode}) cannot be used: {what}. Nothing is "
            f"traded before that is mended. To begin without this value, stop the bot and run "
            f"`enygma risk-status --forget {key}{live}` with its --config and --db-url, or in the "
            "database: "
            f"{removal or self._rows.removal(key)}"
        )

    @contextmanager
    def _connection(self, *, upgrade: bool = True) -> Iterator[Connection | None]:
        """A transaction of our own, None where values live in memory."""
        try:
            engine = self._opened(upgrade=upgrade)
            if engine is None:
                yield None
                return
            with engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            reason = str(getattr(error, "orig", None) or error)
            raise StateError(
                f"The table {NAME} of the trade database cannot be used: {reason}"
            ) from error

    def _opened(self, *, upgrade: bool) -> Engine | None:
        if self._engine is not None:
            return self._engine
        engine = self._database()
        if engine is None or isinstance(engine.pool, StaticPool):
            return None
        self._rows.create(engine)
        if upgrade:
            with engine.begin() as connection:
                self._upgrade(connection)
            self._engine = engine
        return engine

    def _upgrade(self, connection: Connection) -> None:
        """Bring every older value to the present version, all of them or none."""
        for old_key, key in OLD_KEYS.items():
            text = take_old_text(connection, old_key)
            if text is not None and self._rows.read(connection, key) is None:
                row = Row(key, json.dumps({"text": text}), 0, dt_ts())
                what = f"in the table KeyValueStore the value of the key {old_key!r} is no {key}"
                broken = self._error(key, f"{what} ({text!r})", old_removal(old_key))
                self._write_upgraded(connection, row, broken)
        for row in self._rows.read_all(connection):
            if row.version < self._version:
                broken = self.error(row.key, f"is none of version {row.version} ({row.value})")
                self._write_upgraded(connection, row, broken)

    def _write_upgraded(self, connection: Connection, row: Row, broken: StateError) -> None:
        value = self._mapping(row.key, row.value)
        try:
            newer = upgraded(row.key, value, row.version, self._version, self._upgrades)
        except (LookupError, TypeError, ValueError, ArithmeticError) as error:
            raise broken from error
        written = Row(row.key, json.dumps(dict(newer)), self._version, row.updated_ms)
        self._rows.write(connection, written)

    def _value(self, row: Row) -> Mapping[str, Any]:
        if row.version > self._version:
            raise self.error(
                row.key,
                f"was written by a newer release (version {row.version}, this one knows "
                f"{self._version}): install that release again",
            )
        return self._mapping(row.key, row.value)

    def _mapping(self, key: str, text: str) -> Mapping[str, Any]:
        try:
            value = json.loads(text)
        except ValueError as error:
            raise self.error(key, f"is no JSON ({text!r}: {error})") from error
        if not isinstance(value, dict):
            raise self.error(key, f"is no JSON object ({text!r})")
        return value


def _no_database() -> Engine | None:
    return None


def _bound_database() -> Engine | None:
    """freqtrade's, once it has one."""
    if not Trade.use_db or not hasattr(Trade, "session"):
        return None
    bind = Trade.session.get_bind()
    return bind if isinstance(bind, Engine) else bind.engine
