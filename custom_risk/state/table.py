"""The table of the risk state, in the database freqtrade keeps its trades in.

The statements are SQLAlchemy's, so that SQLite and PostgreSQL each get their own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Delete,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.sql.elements import ColumnElement

NAME = "enygma_risk_state"

STATE = Table(
    NAME,
    MetaData(),
    Column("bot", String(255), primary_key=True),
    Column("mode", String(16), primary_key=True),
    Column("key", String(64), primary_key=True),
    Column("value", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("updated_ms", BigInteger, nullable=False),
)


def readable(statement: Delete) -> str:
    """A statement with its values in it, as a person types it."""
    text = str(statement.compile(compile_kwargs={"literal_binds": True}))
    return f"{' '.join(text.split())};"


@dataclass(frozen=True, slots=True)
class Row:
    """One state as it is stored."""

    key: str
    value: str
    """JSON."""
    version: int
    """Of the shape of the value."""
    updated_ms: int


class BotRows:
    """The rows of one bot in one run mode (`live` or `dry_run`)."""

    def __init__(self, bot: str, mode: str) -> None:
        self.bot = bot
        self.mode = mode

    @staticmethod
    def create(engine: Engine) -> None:
        """Create the table where it is missing."""
        STATE.metadata.create_all(engine)

    def read(self, connection: Connection, key: str) -> Row | None:
        """The row of a key."""
        return next(iter(self._read(connection, self._at(key))), None)

    def read_all(self, connection: Connection) -> list[Row]:
        """Every row, by key."""
        return self._read(connection, self._own)

    @staticmethod
    def owners(connection: Connection) -> list[tuple[str, str]]:
        """Every bot with a row, and its run mode."""
        columns = (STATE.c.bot, STATE.c.mode)
        found = connection.execute(select(*columns).distinct().order_by(*columns))
        return [(bot, mode) for bot, mode in found]

    def write(self, connection: Connection, row: Row) -> None:
        """Put a row in the place of the one with its key."""
        values: Mapping[str, Any] = {
            "value": row.value,
            "version": row.version,
            "updated_ms": row.updated_ms,
        }
        done = connection.execute(update(STATE).where(self._at(row.key)).values(**values))
        if done.rowcount == 0:
            place = {"bot": self.bot, "mode": self.mode, "key": row.key}
            connection.execute(insert(STATE).values(**place, **values))

    def remove(self, connection: Connection, key: str) -> bool:
        """Remove the row of a key; whether there was one."""
        return connection.execute(delete(STATE).where(self._at(key))).rowcount > 0

    def removal(self, key: str) -> str:
        """The same as a statement that a person can run."""
        return readable(delete(STATE).where(self._at(key)))

    @staticmethod
    def _read(connection: Connection, where: ColumnElement[bool]) -> list[Row]:
        columns = (STATE.c.key, STATE.c.value, STATE.c.version, STATE.c.updated_ms)
        found = connection.execute(select(*columns).where(where).order_by(STATE.c.key))
        return [Row(*each) for each in found]

    @property
    def _own(self) -> ColumnElement[bool]:
        return and_(STATE.c.bot == self.bot, STATE.c.mode == self.mode)

    def _at(self, key: str) -> ColumnElement[bool]:
        return and_(self._own, STATE.c.key == key)
