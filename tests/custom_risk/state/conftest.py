"""Databases as freqtrade opens them: a file of SQLite, and a server of PostgreSQL's."""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from freqtrade.persistence import Trade, enable_database_use, init_db
from freqtrade.persistence.custom_data import _CustomData
from sqlalchemy import create_engine, text
from sqlalchemy.engine import Engine

from custom_risk.state import RiskState

DRIVERS = ("psycopg2", "psycopg", "pg8000")
SERVER_USER = "postgres"
WAIT_S = "30"


def _program(name: str) -> str | None:
    """One of PostgreSQL's programs, on the path or where Debian puts it."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


def _missing() -> str | None:
    if not any(importlib.util.find_spec(each) for each in DRIVERS):
        return f"no driver of PostgreSQL is installed ({', '.join(DRIVERS)})"
    if _program("initdb") is None or _program("pg_ctl") is None:
        return "PostgreSQL's server is not installed (initdb, pg_ctl)"
    if os.geteuid() == 0 and not _has_server_user():
        return f"PostgreSQL does not run as root, and there is no user {SERVER_USER}"
    return None


def _has_server_user() -> bool:
    try:
        pwd.getpwnam(SERVER_USER)
    except KeyError:
        return False
    return True


def _run(program: str, *arguments: str) -> None:
    user = SERVER_USER if os.geteuid() == 0 else None
    command = [str(_program(program)), *arguments]
    subprocess.run(command, check=True, user=user, capture_output=True, cwd="/", timeout=120)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a PostgreSQL server of these tests, on a socket in a folder of its own."""
    if why := _missing():
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="risk-state-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    data = str(folder / "data")
    _run("initdb", "-D", data, "-U", SERVER_USER, "-A", "trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    _run("pg_ctl", "-D", data, "-w", "-t", WAIT_S, "-o", options, "-l", f"{data}/log", "start")
    driver = next(each for each in DRIVERS if importlib.util.find_spec(each))
    key = "unix_sock" if driver == "pg8000" else "host"
    place = f"{folder}/.s.PGSQL.5432" if driver == "pg8000" else str(folder)
    try:
        yield f"postgresql+{driver}://{SERVER_USER}@/{{database}}?{key}={place}"
    finally:
        _run("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
    url: str = request.getfixturevalue("server")
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
