"""Between the prices that a strategy names, its callbacks have no answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.persistence import LocalTrade
from hypothesis import assume, given, reject
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.silence import Silence

from .conftest import OPENED, Bench, make_bench, make_trade

EMERGENCY: dict[str, Any] = {"emergency": {}}


def quiet_bench(section: dict[str, Any] | None = None) -> Bench:
    """A strategy as a backtest asks it."""
    return make_bench(section, runmode=RunMode.BACKTEST)


def answers(bench: Bench, trade: LocalTrade, price: float) -> list[Any]:
    """What the callbacks say of a candle that is at one price."""
    profit = trade.calc_profit_ratio(price)
    terms: dict[str, Any] = {
        "trade": trade,
        "current_time": OPENED,
        "current_rate": price,
        "current_profit": profit,
    }
    stop = bench.strategy.custom_stoploss(after_fill=False, **terms)
    leaves = bench.strategy.custom_exit(pair=trade.pair, **terms)
    return [each for each in (stop, leaves, bench.slice_of(trade, price)) if each is not None]


BENCHES = {False: quiet_bench(), True: quiet_bench(EMERGENCY)}


@examples(max_examples=300)
@given(
    short=st.booleans(),
    leverage=st.integers(1, 10),
    tick=st.sampled_from([0.01, 0.5, 0.0001]),
    funding=st.sampled_from([0.0, -0.05, 0.05]),
    best=st.floats(0.97, 1.08),
    share=st.floats(0, 1),
    emergency=st.booleans(),
)
def test_no_callback_answers_between_the_prices(
    short: bool,
    leverage: int,
    tick: float,
    funding: float,
    best: float,
    share: float,
    emergency: bool,
) -> None:
    bench = BENCHES[emergency]
    trade = make_trade(short=short, leverage=float(leverage), tick=tick)
    bench.adjust_stop(trade, 100.0, after_fill=True)
    trade.set_funding_fees(funding)
    bench.adjust_stop(trade, 100.0 * (2 - best if short else best))
    silence = bench.strategy.silence(trade)
    if silence is None:
        reject()
    price = silence.above + share * (silence.below - silence.above)
    assume(silence.above < price < silence.below)
    assert answers(bench, trade, price) == []
    assert bench.strategy.keep_silent(trade, OPENED, price, trade.calc_profit_ratio(price))


@pytest.mark.parametrize("short", [False, True])
def test_they_end_where_the_stop_moves_or_the_hard_limit_lies(short: bool) -> None:
    bench, trade = quiet_bench(), make_trade(short=short)
    bench.adjust_stop(trade, 100.0, after_fill=True)
    silence = bench.strategy.silence(trade)
    assert silence is not None
    for price in (silence.above * (1 - 1e-6), silence.below * (1 + 1e-6)):
        assert answers(bench, trade, price) != []


def test_a_trail_is_silent_below_the_highest_price_that_it_followed() -> None:
    bench, trade = quiet_bench({"exits": {"partial_exits": []}}), make_trade()
    bench.adjust_stop(trade, 101.9)
    silence = bench.strategy.silence(trade)
    assert silence is not None
    assert silence.below == pytest.approx(101.9, abs=0.02)


def test_a_position_beyond_its_own_emergency_is_not_silent() -> None:
    bench, trade = quiet_bench(EMERGENCY), make_trade(leverage=1.0)
    bench.adjust_stop(trade, 100.0, after_fill=True)
    silence = bench.strategy.silence(trade)
    assert silence is not None
    assert silence.above == pytest.approx(96, abs=1e-4)


def test_a_running_bot_is_never_silent() -> None:
    assert make_bench().strategy.silence(make_trade()) is None


@pytest.mark.parametrize("stops", [{"policy": "ladder"}, {"policy": "percent"}])
def test_a_policy_that_looks_at_more_than_the_price_is_never_silent(stops: dict[str, Any]) -> None:
    assert quiet_bench({"stops": stops}).strategy.silence(make_trade()) is None


def test_a_silence_ends_at_the_earlier_of_two_moments() -> None:
    later = OPENED + timedelta(hours=1)
    assert Silence(1, 2).ending(later).ending(OPENED) == Silence(1, 2, OPENED)
    assert Silence(1, 2, OPENED).ending(later) == Silence(1, 2, OPENED)
