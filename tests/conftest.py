"""Fixtures every test may use."""

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# the same examples in every run, however busy the machine is
settings.register_profile("repeatable", deadline=None, derandomize=True)
settings.load_profile("repeatable")

if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
    # as a script's background commands have it, and hand it on: bots that tests start end by it
    signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests that hold a page to what was measured write it."""
    parser.addoption("--write", action="store_true", help="write pages that tests generate")


@pytest.fixture(scope="session")
def repo_root() -> Path:
    """The top folder of the repository."""
    return Path(__file__).resolve().parents[1]


@pytest.fixture(scope="session")
def shared(repo_root: Path) -> Path:
    """Real candles, golden scores and recorded answers, which live beside the repository."""
    folder = repo_root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("the folder `shared` with real candles and recorded answers is not here")
    return folder


@pytest.fixture(autouse=True)
def _trades_in_a_database() -> Iterator[None]:
    """Put back a switch of the whole process: a backtest keeps its trades out of the database."""
    yield
    persistence = sys.modules.get("freqtrade.persistence")
    if persistence is not None:
        persistence.enable_database_use()


POSTGRESQL_DRIVERS = ("psycopg2", "psycopg", "pg8000")
SERVER_USER = "postgres"
WAIT_S = "30"


def _postgresql_program(name: str) -> str | None:
    """One of PostgreSQL's programs, on the path or where Debian puts it."""
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(installed[-1]) if installed else shutil.which(name)


def _postgresql_missing() -> str | None:
    if not any(importlib.util.find_spec(each) for each in POSTGRESQL_DRIVERS):
        return f"no driver of PostgreSQL is installed ({', '.join(POSTGRESQL_DRIVERS)})"
    if _postgresql_program("initdb") is None or _postgresql_program("pg_ctl") is None:
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


def _run_postgresql(program: str, *arguments: str) -> None:
    user = SERVER_USER if os.geteuid() == 0 else None
    command = [str(_postgresql_program(program)), *arguments]
    subprocess.run(command, check=True, user=user, capture_output=True, cwd="/", timeout=120)


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a server for these tests, on a socket in a folder of its own.

    `{database}` in it stands for the name of a database.
    """
    if why := _postgresql_missing():
        pytest.skip(why)
    folder = Path(tempfile.mkdtemp(prefix="risk-state-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    data = str(folder / "data")
    _run_postgresql("initdb", "-D", data, "-U", SERVER_USER, "-A", "trust", "--no-sync")
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    _run_postgresql(
        "pg_ctl", "-D", data, "-w", "-t", WAIT_S, "-o", options, "-l", f"{data}/log", "start"
    )
    driver = next(each for each in POSTGRESQL_DRIVERS if importlib.util.find_spec(each))
    key = "unix_sock" if driver == "pg8000" else "host"
    place = f"{folder}/.s.PGSQL.5432" if driver == "pg8000" else str(folder)
    try:
        yield f"postgresql+{driver}://{SERVER_USER}@/{{database}}?{key}={place}"
    finally:
        _run_postgresql("pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)
