"""How far a walk-forward is, and what is said of windows without trades."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from enygma.research.walk_forward import progress
from enygma.research.walk_forward.outcome import Outcome
from enygma.research.walk_forward.progress import Progress
from enygma.research.walk_forward.trained import Trained
from enygma.research.walk_forward.unseen import Traded
from enygma.research.walk_forward.window import Stretch, Window
from enygma.research.walk_forward.words import daily, headline, notes

START = datetime(2025, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)
CHOSEN = Trained(
    epochs=10, loss=1.0, trades=3, profit=60.0, exported={}, searched={}, ranges={},
    profit_by_day=[],
)  # fmt: skip


def outcome(number: int, *profits: float, chosen: bool = True, balance: float = 100.0) -> Outcome:
    begin = START + number * 10 * DAY
    window = Window(
        number, Stretch(begin, begin + 30 * DAY), Stretch(begin + 30 * DAY, begin + 40 * DAY)
    )
    trades = [{"profit_abs": each, "exit_reason": "roi"} for each in profits]
    traded = Traded(trades, balance + sum(profits), [], ["BTC/USDT:USDT"], [])
    has_wallet = chosen and balance > 0
    return Outcome(window, CHOSEN if chosen else None, traded if has_wallet else None, balance, 5.0)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Seconds; the last one is now."""
    seconds = [0.0]
    monkeypatch.setattr(progress, "monotonic", lambda: seconds[-1])
    return seconds


def test_the_time_left_is_that_of_the_epochs_left_at_the_pace_of_this_run(
    clock: list[float],
) -> None:
    shown = Progress(Console(file=StringIO()), windows=3, epochs=10)
    assert shown.left == "time left not known"
    shown.resumed(outcome(1, 5.0))
    assert shown.left == "time left not known"
    shown.begins(outcome(2).window)
    clock.append(60.0)
    for _ in range(5):
        shown.epoch(1.0)
    assert shown.left == "3 min left"


def test_a_search_that_ends_early_is_no_epoch_left(clock: list[float]) -> None:
    shown = Progress(Console(file=StringIO()), windows=2, epochs=10)
    clock.append(10.0)
    shown.epoch(1.0)
    shown.finished(outcome(1, 5.0))
    assert shown.left == "2 min left"
    shown.finished(outcome(2, 5.0))
    assert shown.left == "0 s left"


def test_lines_tell_each_window() -> None:
    told = StringIO()
    shown = Progress(Console(file=told, width=200), windows=3, epochs=10)
    shown.finished(outcome(1, 5.0, -7.5))
    shown.finished(outcome(2, chosen=False))
    shown.resumed(outcome(3, balance=0.0))
    lines = told.getvalue().splitlines()
    assert lines[0].startswith(
        "window 1 of 3, unseen 2025-02-10 to 2025-02-20: 2 trades, -2.50, in 5 s"
    )
    assert "no epoch made enough trades, nothing was chosen and nothing traded" in lines[1]
    assert "finished before: the wallet is empty, nothing was traded" in lines[2]


def test_notes_name_the_windows_that_did_not_trade_and_why() -> None:
    told = notes([outcome(1, 5.0), outcome(2), outcome(3, chosen=False), outcome(4, balance=0.0)])
    assert any(each.startswith("window 3: no epoch made enough trades") for each in told)
    assert "window 4: the wallet was empty, so nothing was traded" in told
    assert "window 2: its parameters made no trade" in told


def test_a_day_is_compared_with_a_day() -> None:
    assert daily([outcome(1, 5.0), outcome(2, 15.0)]) == (2.0, 1.0)
    assert daily([outcome(1, chosen=False)]) == (None, None)


def test_the_headline_gives_win_and_profit_factor_together() -> None:
    told = headline([outcome(1, 6.0, 4.0, -5.0)], 100.0, "USDT")
    assert "+5.00 USDT (+5.00%), 2 won, profit factor 2.00" in told
    assert "profit factor without a loss" in headline([outcome(1, 6.0)], 100.0, "USDT")
