"""Databases as freqtrade opens them: a file of SQLite, and one of a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from freqtrade.persistence import Trade, enable_database_use, init_db
from freqtrade.persistence.custom_data import _CustomData
from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

from custom_risk.state import RiskState


@dataclass
class Database:
    """One database, and what freqtrade would do with it at a start."""

    url: str
    engines: list[Engine] = field(default_factory=list)

    def engine(self) -> Engine:
        """A new connection pool, as another process would have."""
        self.engines.append(create_engine(self.url))
        return self.engines[-1]

    def state(self, bot: str = "bot", mode: str = "dry_run") -> RiskState:
        """The state as a process that has just started sees it."""
        return RiskState(self.engine, bot, mode)

    def run(self, statement: str) -> None:
        """Run a statement as a person would."""
        with self.engine().begin() as connection:
            connection.execute(text(statement))

    def init(self) -> None:
        """Open it as freqtrade's bot does."""
        enable_database_use()
        init_db(self.url)
        self.engines.append(Trade.session.get_bind())

    def close(self) -> None:
        """Let go of every connection."""
        if hasattr(Trade, "session"):
            Trade.session.remove()
            _CustomData.session.remove()
        for each in self.engines:
            each.dispose()


_numbers = iter(range(1_000))


@pytest.fixture
def file(tmp_path: Path) -> Iterator[Database]:
    """An empty database of SQLite."""
    database = Database(f"sqlite:///{tmp_path}/trades.sqlite")
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, file: Database) -> Iterator[Database]:
    """An empty database of either kind."""
    if request.param == "sqlite":
        yield file
        return
    url: str = request.getfixturevalue("postgresql_server")
    name = f"trades{next(_numbers)}"
    admin = create_engine(url.format(database="postgres"), isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    admin.dispose()
    database = Database(url.format(database=name))
    yield database
    database.close()


@pytest.fixture
def bound(database: Database) -> Callable[[], Engine]:
    """freqtrade's own engine of that database."""
    database.init()

    def engine() -> Engine:
        found = Trade.session.get_bind()
        assert isinstance(found, Engine)
        return found

    return engine


@pytest.fixture
def impatient(file: Database) -> Iterator[None]:
    """Waits hardly at all for who else writes to the file."""

    def hurry(connection: Any, _: object) -> None:
        connection.execute("PRAGMA busy_timeout = 10")

    event.listen(Engine, "connect", hurry)
    yield
    event.remove(Engine, "connect", hurry)
