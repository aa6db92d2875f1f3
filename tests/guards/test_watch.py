"""A guard that fails shuts the gate and harms nothing else."""

from typing import Any

import pytest
from freqtrade.exceptions import TemporaryError
from freqtrade.persistence import Trade
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

PAIR = "ETH/USDT:USDT"


def test_a_locked_database_in_a_guard_leaves_nothing_half_done_and_the_loop_goes_on(
    make_bot: Any, monkeypatch: Any
) -> None:
    bot = make_bot()
    bot.turn()
    trade = bot.enter()

    def locked() -> None:
        trade.exit_reason = "half a remedy"
        Trade.session.execute(text("INSERT INTO no_such_table VALUES (1)"))

    monkeypatch.setattr(bot.watch.reconciliation, "before_loop", locked)
    locked.__qualname__ = "locked"
    bot.turn()
    assert trade.exit_reason is None
    assert OperationalError.__name__ in bot.ear.warnings()[-1]
    (reason,) = bot.exchange.entry_gate.reasons()
    assert reason.startswith("a guard failed")
    monkeypatch.undo()
    assert trade.is_open


@pytest.mark.parametrize(
    ("error", "looks"), [(TemporaryError, 1), (ValueError, 1), (KeyboardInterrupt, 0)]
)
def test_the_guards_look_again_after_a_loop_that_failed_and_not_as_the_process_ends(
    make_bot: Any, monkeypatch: pytest.MonkeyPatch, error: type[BaseException], looks: int
) -> None:
    bot = make_bot()
    bot.turn()
    seen: list[str] = []

    def failing(**_: Any) -> None:
        raise error

    monkeypatch.setattr(bot.watch.reconciliation, "after_loop", lambda: seen.append("after"))
    monkeypatch.setattr(bot.exchange, "reload_markets", failing)
    with pytest.raises(error):
        bot.turn()
    assert len(seen) == looks
