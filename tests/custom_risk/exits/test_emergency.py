"""Losses at which positions leave whatever their stops say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.account import ClosedTrade
from custom_risk.events import Reason
from custom_risk.exits import Emergency
from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.settings import EmergencySettings
from custom_risk.side import Side
from custom_risk.trade_view import TradeView

NOW = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
EQUITY = Decimal(10_000)
NONE = Decimal(0)
DYNAMIC = {"policy": "dynamic"}


def view(
    move: str = "0",
    side: Side = Side.LONG,
    now: datetime = NOW,
    opened: datetime = NOW - timedelta(hours=1),
) -> TradeView:
    at = Position(side, Decimal(100), Decimal(6), Decimal(1), NONE, NONE)
    return TradeView.at(at, at.entry + side.sign * Decimal(move), now, opened)


def emergency() -> Emergency:
    return Emergency(EmergencySettings())


@pytest.mark.parametrize("side", Side)
def test_one_position_leaves_on_its_own_move(side: Side) -> None:
    assert emergency().reason(view("-4", side), NONE, EQUITY) is None
    assert emergency().reason(view("-4.01", side), NONE, EQUITY) is Reason.POSITION_EMERGENCY


def test_all_leave_on_the_loss_of_all() -> None:
    assert emergency().reason(view(), Decimal(-500), EQUITY) is None
    found = emergency().reason(view(), Decimal("-500.01"), EQUITY)
    assert found is Reason.PORTFOLIO_EMERGENCY


def test_the_last_position_leaves_though_the_others_took_their_losses_with_them() -> None:
    guard = emergency()
    assert guard.reason(view(), Decimal(-600), EQUITY) is Reason.PORTFOLIO_EMERGENCY
    later = view(now=NOW + timedelta(minutes=5))
    assert guard.reason(later, Decimal(-10), EQUITY) is Reason.PORTFOLIO_EMERGENCY


def test_what_is_entered_after_an_emergency_is_not_closed_for_it() -> None:
    guard, later = emergency(), NOW + timedelta(minutes=5)
    guard.reason(view(), Decimal(-600), EQUITY)
    assert guard.reason(view(now=later, opened=later), Decimal(-10), EQUITY) is None


def closed_trade(reason: str, closed: datetime) -> ClosedTrade:
    opened = closed - timedelta(hours=2)
    loss = Decimal(-300)
    return ClosedTrade(1, "BTC/USDT:USDT", Side.LONG, opened, closed, loss, loss / 200, reason)


def test_a_restart_goes_on_with_what_was_open_when_others_were_closed() -> None:
    guard, later = emergency(), NOW + timedelta(minutes=5)
    guard.resume([closed_trade("portfolio_emergency", NOW), closed_trade("stop_loss", later)])
    assert guard.reason(view(now=later), Decimal(-10), EQUITY) is Reason.PORTFOLIO_EMERGENCY
    since = view(now=later, opened=NOW + timedelta(minutes=1))
    assert guard.reason(since, Decimal(-10), EQUITY) is None


def test_a_restart_after_other_exits_is_no_emergency() -> None:
    guard = emergency()
    guard.resume([closed_trade("stop_loss", NOW), closed_trade("position_emergency", NOW)])
    assert guard.reason(view(), Decimal(-10), EQUITY) is None


def test_another_backtest_on_the_same_rules_begins_without_an_emergency() -> None:
    guard, earlier = emergency(), NOW - timedelta(days=30)
    guard.reason(view(), Decimal(-600), EQUITY)
    assert guard.reason(view(now=earlier, opened=earlier), NONE, EQUITY) is None
    assert guard.reason(view(), NONE, EQUITY) is None


@pytest.mark.parametrize("broken", ["NaN", "Infinity", "-Infinity"])
def test_an_account_that_cannot_be_read_is_no_reason_but_a_fault(broken: str) -> None:
    with pytest.raises(RiskInputError, match="open profit"):
        emergency().reason(view(), Decimal(broken), EQUITY)
    with pytest.raises(RiskInputError, match="equity"):
        emergency().reason(view(), NONE, Decimal(broken))
    with pytest.raises(RiskInputError, match="equity"):
        emergency().reason(view(), NONE, NONE)


@examples(max_examples=200)
@given(
    st.lists(st.decimals(-8, 3, places=1), min_size=1, max_size=6),
    st.lists(st.integers(0, 5), min_size=6, max_size=6),
)
def test_whatever_the_order_all_that_were_open_are_closed(
    moves: list[Decimal], turns: list[int]
) -> None:
    """Each position of 2 000 in notional; the account is asked for each in any order."""
    guard, held = emergency(), dict(enumerate(moves))
    passed = False
    for minute, turn in enumerate([*turns, *range(6), *range(6)]):
        if turn not in held:
            continue
        loss = sum(held.values(), NONE) * 20
        passed = passed or loss < -500
        asked = view(str(held[turn]), now=NOW + timedelta(minutes=minute))
        reason = guard.reason(asked, loss, EQUITY)
        assert (reason is Reason.PORTFOLIO_EMERGENCY) == passed
        if reason is not None:
            del held[turn]
    assert not (passed and held)


@pytest.mark.parametrize("equity", [None, 0.0, float("nan")])
def test_a_position_leaves_on_its_own_move_though_the_account_cannot_be_read(
    make_bench: Callable[..., Any], make_trade: Callable[..., Any], equity: float | None
) -> None:
    bench = make_bench({"emergency": {}}, equity=equity)
    trade = make_trade(leverage=1.0)

    def leaves(price: float) -> Any:
        profit = trade.calc_profit_ratio(price)
        return bench.strategy.custom_exit(trade.pair, trade, NOW, price, profit)

    assert leaves(97.0) is None
    assert leaves(95.9) == "position_emergency"
    assert [each.type for each in bench.events] == [
        Reason.INPUT_MISSING,
        Reason.POSITION_EMERGENCY,
    ]


def test_a_signal_that_cannot_be_read_keeps_no_position_from_its_emergency(
    make_bench: Callable[..., Any],
    make_trade: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(trade: Any) -> None:
        raise RiskInputError("signal of the entry", trade.id)

    bench = make_bench({"emergency": {}, "exits": {"policy": "dynamic"}, "stops": DYNAMIC})
    monkeypatch.setattr("custom_risk.state.EntrySignals.kept", lambda _, trade: broken(trade))
    trade = make_trade(leverage=1.0)
    profit = trade.calc_profit_ratio(95.9)
    assert bench.strategy.custom_exit(trade.pair, trade, NOW, 95.9, profit) == "position_emergency"
