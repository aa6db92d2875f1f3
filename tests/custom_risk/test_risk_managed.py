"""The callbacks of a strategy under the risk rules."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from inspect import getfullargspec
from typing import Any, ClassVar

import pytest
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import LocalTrade
from freqtrade.strategy import IStrategy
from pandas import NA, DataFrame, NaT

from custom_risk.events import Reason

from .conftest import OPENED, RegimelessStrategy, SignalStrategy

MakeBench = Callable[..., Any]
MakeTrade = Callable[..., LocalTrade]


def test_wrong_settings_stop_the_bot_before_it_starts(make_bench: MakeBench) -> None:
    with pytest.raises(OperationalException, match=r"margin_pct: 7 is outside 0\.1 … 5"):
        make_bench({"sizing": {"margin_pct": 7}})


def test_the_settings_become_the_attributes_freqtrade_reads(make_bench: MakeBench) -> None:
    strategy = make_bench(
        {"exits": {"take_profit_roi": 20}, "stops": {"hard_limit_roi": 12}}
    ).strategy
    assert strategy.minimal_roi == {0: 0.2}
    assert strategy.stoploss == -0.12
    assert strategy.max_open_trades == 5
    assert strategy.use_custom_stoploss
    assert strategy.position_adjustment_enable


@pytest.mark.parametrize(("regime", "stake"), [("LOW", 300.0), ("MEDIUM", 200.0), ("HIGH", 100.0)])
def test_stake_and_leverage_follow_the_regime_of_the_signal(
    make_bench: MakeBench, regime: str, stake: float
) -> None:
    bench = make_bench(regime=regime)
    assert bench.leverage() == 6.0
    assert bench.stake() == stake
    assert bench.events == []


def test_a_strategy_without_regimes_trades_as_in_a_medium_one(make_bench: MakeBench) -> None:
    assert make_bench(regime=None, kind=RegimelessStrategy).stake() == 200.0


@pytest.mark.parametrize("equity", [None, 0.0, -5.0, float("nan"), float("inf")])
def test_without_equity_nothing_is_traded_and_it_is_said_once(
    make_bench: MakeBench, caplog: pytest.LogCaptureFixture, equity: float | None
) -> None:
    bench = make_bench(equity=equity)
    bench.leverage()
    assert bench.stake() == 0.0
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]
    errors = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert len(errors) == 1
    assert "equity" in errors[0].getMessage()
    assert "BTC/USDT:USDT" in errors[0].getMessage()


@pytest.mark.parametrize("regime", [None, float("nan"), "WILD", 3])
def test_without_a_regime_nothing_is_traded_and_it_is_said_once(
    make_bench: MakeBench, regime: object
) -> None:
    bench = make_bench(regime=regime)
    assert bench.leverage() == 1.0
    assert bench.stake() == 0.0
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]


@pytest.mark.parametrize(
    "changed",
    [
        {"current_rate": float("nan")},
        {"current_rate": 0.0},
        {"max_stake": float("nan")},
        {"min_stake": float("inf")},
        {"leverage": float("nan")},
    ],
)
def test_a_number_that_is_none_is_no_trade(make_bench: MakeBench, changed: dict[str, Any]) -> None:
    bench = make_bench()
    assert bench.stake(**changed) == 0.0
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]


def test_an_unexpected_failure_is_no_trade(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench = make_bench()

    def failing(currency: str) -> float:
        raise ZeroDivisionError(currency)

    monkeypatch.setattr(bench.wallet, "get_total", failing)
    assert bench.stake() == 0.0
    assert not bench.confirm()
    assert [event.type for event in bench.events] == [Reason.INTERNAL_ERROR] * 2


class NoCandles:
    """A data provider that fails."""

    def get_analyzed_dataframe(self, pair: str, timeframe: str) -> None:
        raise KeyError(pair)


def test_candles_that_cannot_be_read_are_no_trade(make_bench: MakeBench) -> None:
    bench = make_bench()
    bench.strategy.dp = NoCandles()
    assert bench.stake() == 0.0
    assert [event.type for event in bench.events] == [Reason.INTERNAL_ERROR]


def test_a_refusal_stands_though_the_candles_cannot_be_read(make_bench: MakeBench) -> None:
    bench = make_bench()
    start = bench.candles.get_analyzed_dataframe("", "")[1]
    assert bench.confirm(start)
    bench.wallet.total = 9_600.0
    bench.strategy.dp = NoCandles()
    assert not bench.confirm(start + timedelta(hours=1))
    assert [event.type for event in bench.events] == [Reason.MAX_DAILY_DRAWDOWN_REACHED]


def test_a_refusal_says_what_was_refused(make_bench: MakeBench) -> None:
    bench = make_bench()
    assert bench.stake(min_stake=500.0, side="short") == 0.0
    [event] = bench.events
    assert event.type is Reason.SIZE_TOO_SMALL
    assert event.symbol == "BTC/USDT:USDT"
    assert {"side", "entry_tag", "score", "regime", "margin", "notional"} <= set(event.details)
    assert event.details["side"] == "short"
    assert event.details["score"] == 91
    assert type(event.details["score"]) is int


def test_five_open_positions_are_enough(make_bench: MakeBench, make_trade: MakeTrade) -> None:
    bench = make_bench()
    for base in ("ETH", "SOL", "XRP", "DOGE", "LINK"):
        LocalTrade.add_bt_trade(make_trade(amount=0.1, base=base))
    assert bench.stake() == 0.0
    assert bench.events[0].type is Reason.MAX_OPEN_POSITIONS_REACHED


def test_an_open_pair_is_not_entered_again(make_bench: MakeBench, make_trade: MakeTrade) -> None:
    bench = make_bench()
    assert bench.strategy.refuse_addition("BTC/USDT:USDT", "long", OPENED) is None
    LocalTrade.add_bt_trade(make_trade())
    reason = bench.strategy.refuse_addition("BTC/USDT:USDT", "long", OPENED)
    assert reason == "BTC/USDT:USDT is open already, as trade 1. Nothing was traded."
    assert bench.strategy.refuse_addition("ETH/USDT:USDT", "long", OPENED) is None
    assert bench.stake() == 0.0
    assert bench.events[0].type is Reason.POSITION_OPEN


def test_the_newest_refusal_of_a_pair_is_remembered_and_reads_as_a_line(
    make_bench: MakeBench,
) -> None:
    bench = make_bench()
    assert bench.strategy.latest_refusal("BTC/USDT:USDT") is None
    bench.stake(min_stake=500.0)
    refusal = bench.strategy.latest_refusal("BTC/USDT:USDT")
    assert refusal is bench.events[-1]
    assert str(refusal).startswith("SIZE_TOO_SMALL (side long, entry_tag tag, score 91")
    assert bench.strategy.latest_refusal("ETH/USDT:USDT") is None


@pytest.mark.parametrize(
    ("leverage", "long", "short"), [(None, 0.9902, 1.0098), (3, 0.9804, 1.0196)]
)
def test_the_stop_of_a_new_position_lies_nearer_at_a_higher_leverage(
    make_bench: MakeBench, leverage: float | None, long: float, short: float
) -> None:
    strategy = make_bench().strategy
    assert strategy.entry_stop_ratio("long", leverage) == pytest.approx(long)
    assert strategy.entry_stop_ratio("short", leverage) == pytest.approx(short)


def test_open_notional_counts_against_the_exposure(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    bench = make_bench()
    LocalTrade.add_bt_trade(make_trade(amount=97.0, base="ETH"))
    assert bench.stake() == pytest.approx(50.0)


def test_no_entry_after_a_fall_of_more_than_three_percent(make_bench: MakeBench) -> None:
    bench = make_bench(equity=10_000.0)
    from_noon = [timedelta(minutes=30 * step) for step in range(4)]
    start = bench.candles.get_analyzed_dataframe("", "")[1]
    bench.strategy.bot_loop_start(start)
    bench.wallet.total = 9_700.0
    assert bench.confirm(start + from_noon[1])
    bench.wallet.total = 9_699.0
    assert not bench.confirm(start + from_noon[2])
    assert bench.events[0].type is Reason.MAX_DAILY_DRAWDOWN_REACHED
    assert bench.confirm(start + timedelta(days=1))


@pytest.mark.parametrize(
    "name",
    [
        "leverage",
        "custom_stake_amount",
        "confirm_trade_entry",
        "custom_stoploss",
        "adjust_trade_position",
        "custom_exit",
        "bot_loop_start",
    ],
)
def test_every_callback_takes_what_freqtrade_gives(make_bench: MakeBench, name: str) -> None:
    ours = getfullargspec(getattr(make_bench().strategy, name))
    theirs = getfullargspec(getattr(IStrategy, name))
    assert set(ours.args) <= set(theirs.args)
    assert ours.varkw is not None


def test_freqtrade_sees_that_the_stop_wants_to_hear_of_fills(make_bench: MakeBench) -> None:
    assert "after_fill" in getfullargspec(make_bench().strategy.custom_stoploss).args


@pytest.mark.parametrize("value", [NA, NaT, "0.9", [0.9], {}, 10**400])
def test_a_column_of_another_kind_says_nothing(make_bench: MakeBench, value: Any) -> None:
    bench = make_bench({"sizing": {"model": "confidence_table"}}, kind=ConfidentStrategy)
    bench.candles.frame = DataFrame(
        {"score": [0, 91], "regime": ["LOW"] * 2, "confidence": [None, value]}, dtype=object
    )
    assert bench.stake() == 0.0
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]


class ConfidentStrategy(SignalStrategy):
    """Sized by its confidence."""

    risk_columns: ClassVar[dict[str, str]] = {"confidence": "confidence"}


def test_an_open_loss_is_seen_where_no_exit_is_asked_for(
    make_bench: MakeBench, make_trade: Callable[..., LocalTrade]
) -> None:
    bench, trade = make_bench(), make_trade(amount=60.0)
    LocalTrade.add_bt_trade(trade)
    bench.adjust_stop(trade, 99.5)
    assert bench.strategy.risk_account.open_profit() == pytest.approx(-37.2, abs=0.1)
