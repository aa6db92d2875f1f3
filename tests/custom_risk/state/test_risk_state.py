"""Values survive the process as they were saved; a damaged one is told at the start."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.persistence import Trade, disable_database_use, init_db
from freqtrade.persistence.pairlock import PairLock
from freqtrade.util import dt_now
from sqlalchemy import create_engine, inspect, select
from sqlalchemy.engine import Engine

from custom_risk.state import RiskState, StateError
from custom_risk.state.table import NAME, STATE, BotRows, Row

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database


def _stored(database: Database, value: str, version: int = 1) -> RiskState:
    """A state with a row that a person or another release has written."""
    database.state().open()
    with database.engine().begin() as connection:
        BotRows("bot", "dry_run").write(connection, Row("day", value, version, 0))
    return database.state()


def test_what_was_saved_is_there_for_the_next_process(database: Database) -> None:
    database.state().save("day", {"peak": "10250.5"})

    assert database.state().load("day") == {"peak": "10250.5"}


def test_a_value_takes_the_place_of_the_one_before(database: Database) -> None:
    state = database.state()
    state.save("day", {"peak": "1"})
    state.save("day", {"start": "2"})

    assert database.state().load("day") == {"start": "2"}


def test_nothing_is_known_of_a_key_that_was_never_saved(database: Database) -> None:
    assert database.state().load("day") is None


def test_bots_and_run_modes_do_not_see_each_other(database: Database) -> None:
    database.state("one", "live").save("day", {"peak": "1"})
    database.state("one", "dry_run").save("day", {"peak": "2"})
    database.state("two", "live").save("day", {"peak": "3"})

    assert database.state("one", "live").load("day") == {"peak": "1"}
    assert database.state("two", "dry_run").load("day") is None


def test_a_forgotten_key_is_gone_and_the_others_stay(database: Database) -> None:
    state = database.state()
    state.save("day", {"peak": "1"})
    state.save("breaker", {"level": "CLOSED"})

    assert state.forget("day")
    assert not state.forget("day")
    assert (state.load("day"), state.load("breaker")) == (None, {"level": "CLOSED"})


@pytest.mark.parametrize("mode", [RunMode.LIVE, RunMode.DRY_RUN])
def test_a_bot_keeps_its_state_in_freqtrades_database(
    bound: Callable[[], Engine], mode: RunMode
) -> None:
    RiskState.of({"runmode": mode, "bot_name": "mine"}).save("day", {"peak": "1"})

    with bound().connect() as connection:
        found = connection.execute(select(STATE.c.bot, STATE.c.mode, STATE.c.key)).all()
    assert [tuple(each) for each in found] == [("mine", mode.value, "day")]


def test_what_freqtrade_has_not_committed_stays_uncommitted(
    database: Database, bound: Callable[[], Engine]
) -> None:
    state = RiskState.of({"runmode": RunMode.DRY_RUN})
    now = dt_now()
    lock = PairLock(pair="A", side="*", lock_time=now, lock_end_time=now, active=True)
    Trade.session.add(lock)

    state.save("day", {"peak": "1"})
    Trade.rollback()

    assert PairLock.session.query(PairLock).count() == 0
    assert RiskState.of({"runmode": RunMode.DRY_RUN}).load("day") == {"peak": "1"}


@pytest.mark.parametrize("mode", [RunMode.BACKTEST, RunMode.HYPEROPT])
def test_a_backtest_writes_nothing(bound: Callable[[], Engine], mode: RunMode) -> None:
    disable_database_use("30m")
    state = RiskState.of({"runmode": mode})
    state.open()
    state.save("day", {"peak": "1"})

    assert state.load("day") == {"peak": "1"}
    assert not inspect(bound()).has_table(NAME)


def test_a_database_in_memory_is_left_alone() -> None:
    init_db("sqlite://")
    state = RiskState.of({"runmode": RunMode.DRY_RUN})
    state.save("day", {"peak": "1"})

    assert state.load("day") == {"peak": "1"}
    bind = Trade.session.get_bind()
    assert isinstance(bind, Engine)
    assert not inspect(bind).has_table(NAME)


@pytest.mark.parametrize(
    ("value", "version", "why"),
    [
        ("{not json", 1, "is no JSON"),
        ("[1]", 1, "is no JSON object"),
        ("{}", 9, "was written by a newer release"),
    ],
)
def test_a_row_that_cannot_be_read_is_told_at_the_start_with_what_mends_it(
    database: Database, value: str, version: int, why: str
) -> None:
    state = _stored(database, value, version)

    with pytest.raises(StateError, match=why) as raised:
        state.open()

    told = str(raised.value)
    assert NAME in told
    assert "'day'" in told
    assert "enygma risk-status --forget day" in told
    database.run(told[told.index("DELETE") :])
    database.state().open()


def test_the_mending_command_is_about_the_mode_of_the_bot(database: Database) -> None:
    live, paper = (RiskState(database.engine, "bot", mode) for mode in ("live", "dry_run"))
    assert "--forget day --live`" in str(live.error("day", "is wrong"))
    assert "--forget day`" in str(paper.error("day", "is wrong"))


def test_a_bots_name_with_a_quote_gives_a_statement_that_runs(database: Database) -> None:
    state = RiskState(database.engine, "o'bot", "live")
    state.save("day", {"peak": "1"})

    told = str(state.error("day", "is wrong"))
    database.run(told[told.index("DELETE") :])

    assert state.load("day") is None


def test_a_value_of_an_older_version_is_brought_to_the_present_one(database: Database) -> None:
    def doubled(key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"peak": value["peak"] * 2}

    def renamed(key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"highest": value["peak"]}

    _stored(database, '{"peak": 4}', version=1)
    newer = RiskState(
        database.engine, "bot", "dry_run", version=3, upgrades={1: doubled, 2: renamed}
    )

    assert newer.load("day") == {"highest": 8}
    with pytest.raises(StateError, match=r"version 3, this one knows\s+1"):
        database.state().open()


def test_an_older_value_that_cannot_be_brought_forward_stays_as_it_is(database: Database) -> None:
    def failing(key: str, value: Mapping[str, Any]) -> Mapping[str, Any]:
        return {"peak": value["top"]}

    _stored(database, '{"peak": 4}', version=1)
    newer = RiskState(database.engine, "bot", "dry_run", version=2, upgrades={1: failing})

    with pytest.raises(StateError, match="is none of version 1"):
        newer.open()
    assert database.state().load("day") == {"peak": 4}
    assert newer.forget("day")
    newer.open()


def test_a_database_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/missing/trades.sqlite")
    state = RiskState(lambda: engine, "bot", "dry_run")

    with pytest.raises(StateError, match=f"{NAME} of the trade database cannot be used"):
        state.save("day", {"peak": "1"})


def test_a_number_that_json_does_not_know_is_not_saved(database: Database) -> None:
    with pytest.raises(ValueError, match="JSON"):
        database.state().save("day", {"peak": float("nan")})


KILLED = """
import os, signal, sys
from sqlalchemy import create_engine
from custom_risk.state import RiskState
state = RiskState(lambda: create_engine(sys.argv[1]), "bot", "dry_run")
state.save("day", {"peak": "10250.5"})
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_was_saved_survives_a_kill_right_after(database: Database) -> None:
    environment = {**os.environ, "ENYGMA_PLUGIN": "off"}
    done = subprocess.run(
        [sys.executable, "-c", KILLED, database.url], check=False, timeout=60, env=environment
    )

    assert done.returncode == -signal.SIGKILL
    assert database.state().load("day") == {"peak": "10250.5"}
