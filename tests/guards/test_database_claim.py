"""No two bots trade with one database, whatever database and whatever mode."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from sqlalchemy import create_engine, text

from enygma.guards.database_claim import ADVISORY_LOCK, claim_database

HOLD = (
    "import fcntl, sys; file = open(sys.argv[1], 'a'); fcntl.flock(file, fcntl.LOCK_EX); "
    "print('held', flush=True); sys.stdin.read()"
)
Holder = Callable[[str], Any]


@contextmanager
def held_file(url: str) -> Iterator[None]:
    """Another process that trades with a database of SQLite; in the end it is killed."""
    lock = f"{url.removeprefix('sqlite:///')}.intents.jsonl.lock"
    pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([sys.executable, "-c", HOLD, lock], **pipes) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield
        process.kill()


@contextmanager
def held_server(url: str) -> Iterator[None]:
    """Another connection that trades with a database of PostgreSQL; in the end it breaks off."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"SELECT pg_advisory_lock({ADVISORY_LOCK})"))
        yield
        connection.invalidate()
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Holder]:
    """The address of a database of either kind, and what else can hold it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/trades.sqlite", held_file
    server: str = request.getfixturevalue("postgresql_server")
    return server.format(database="postgres"), held_server


def of(url: str, mode: RunMode = RunMode.DRY_RUN) -> dict[str, Any]:
    return {"db_url": url, "runmode": mode}


def test_a_second_bot_does_not_start_and_one_that_was_killed_keeps_nobody_out(
    place: tuple[str, Holder],
) -> None:
    url, held = place
    with held(url):
        for mode in (RunMode.LIVE, RunMode.DRY_RUN):
            with pytest.raises(OperationalException, match=r"Another bot .*--db-url"):
                claim_database(of(url, mode))
        claim_database(of(url, RunMode.BACKTEST))

    claim_database(of(url))
    claim_database(of(url))


def test_dry_runs_in_memory_do_not_meet() -> None:
    claim_database(of("sqlite://"))


def test_a_server_that_does_not_answer_is_named_without_its_password(
    postgresql_server: str,
) -> None:
    driver = postgresql_server.split(":", maxsplit=1)[0]
    with pytest.raises(OperationalException, match=r"me:\*\*\*@.* cannot be used") as raised:
        claim_database(of(f"{driver}://me:secret@127.0.0.1:1/trades"))
    assert "secret" not in str(raised.value)


@pytest.mark.parametrize(
    ("driver", "package"), [("psycopg2", "psycopg2-binary"), ("psycopg", "psycopg[binary]")]
)
def test_a_driver_that_is_missing_is_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch, driver: str, package: str
) -> None:
    # what Python keeps of a package that is not there
    monkeypatch.setitem(sys.modules, driver, None)
    told = rf"me:\*\*\*@.* needs the Python package {driver}, .*'{re.escape(package)}'$"
    with pytest.raises(OperationalException, match=told):
        claim_database(of(f"postgresql+{driver}://me:secret@127.0.0.1:1/trades"))


def test_a_dry_run_on_a_database_that_is_traded_with_is_refused(
    tmp_path: Path, make_bot: Any
) -> None:
    url = f"sqlite:///{tmp_path}/twin.sqlite"
    with held_file(url), pytest.raises(OperationalException, match="Another bot"):
        make_bot(dry_run=True, db_url=url)
