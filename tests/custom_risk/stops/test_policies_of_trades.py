"""Every stop policy on freqtrade's own trades, through freqtrade's own stop handling (I-008)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar

import pandas as pd
import pytest
from freqtrade.persistence import LocalTrade, Trade, enable_database_use, init_db
from freqtrade.strategy import IStrategy
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from custom_risk.events import Reason
from custom_risk.risk_managed import RiskManaged
from custom_risk.stops import STOP_POLICIES
from custom_risk.trade_terms import tick_of

MakeBench = Callable[..., Any]
MakeTrade = Callable[..., LocalTrade]
PAIR = "BTC/USDT:USDT"
BEFORE = "2026-01-05 13:30"
"""The candle before the trades of the bench are opened."""


class OwnColumns(RiskManaged, IStrategy):
    """A strategy that has all that risk asks for in columns of its own."""

    timeframe = "30m"
    can_short = True
    risk_columns: ClassVar[dict[str, str]] = {
        each: each for each in ("score", "atr", "adx", "volatility", "rsi")
    }

    def populate_indicators(self, dataframe: pd.DataFrame, metadata: Any) -> pd.DataFrame:
        return dataframe

    def populate_entry_trend(self, dataframe: pd.DataFrame, metadata: Any) -> pd.DataFrame:
        return dataframe

    def populate_exit_trend(self, dataframe: pd.DataFrame, metadata: Any) -> pd.DataFrame:
        return dataframe


def candle(
    date: str = BEFORE,
    *,
    atr: float | None = 0.8,
    score: float = 50.0,
    adx: float | None = 30.0,
    volatility: float | None = 0.4,
) -> pd.DataFrame:
    values = {"score": score, "atr": atr, "adx": adx, "volatility": volatility, "rsi": 50.0}
    return pd.DataFrame(
        {"date": [pd.Timestamp(date, tz="UTC")], **{k: [v] for k, v in values.items()}}
    )


def bench_of(make_bench: MakeBench, stops: dict[str, Any], *candles: pd.DataFrame) -> Any:
    bench = make_bench({"stops": stops, "limits": {"max_open_positions": 5}}, kind=OwnColumns)
    bench.candles.frame = pd.concat(candles, ignore_index=True)
    return bench


def progress(trade: LocalTrade) -> float:
    """The stop so that more is more protective."""
    return float(-trade.stop_loss if trade.is_short else trade.stop_loss)


@pytest.mark.parametrize(
    ("stops", "long", "short"),
    [
        ({"policy": "atr"}, 99.4, 100.6),
        ({"policy": "atr", "atr": {"by": "band"}}, 99.2, 100.8),
        ({"policy": "percent"}, 99.8, 100.2),
        ({"policy": "ladder"}, 99.02, 100.98),
        ({"policy": "dynamic"}, 99.02, 100.98),
    ],
)
def test_the_first_fill_sets_the_policys_stop(
    make_bench: MakeBench,
    make_trade: MakeTrade,
    stops: dict[str, Any],
    long: float,
    short: float,
) -> None:
    for is_short, expected in ((False, long), (True, short)):
        trade = make_trade(short=is_short)
        bench_of(make_bench, stops, candle()).adjust_stop(trade, 100.0, after_fill=True)
        assert trade.stop_loss == expected


def test_a_restart_finds_the_stop_of_the_entrys_candle_again(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    trade = make_trade()
    later = candle("2026-01-05 14:30", atr=0.1)
    for _ in range(2):
        bench = bench_of(make_bench, {"policy": "atr"}, candle(), later)
        bench.adjust_stop(trade, 100.0, after_fill=True)
        assert trade.stop_loss == 99.4


def test_a_restart_long_after_the_entry_reads_its_signal_from_the_database(
    make_bench: MakeBench, tmp_path: Path
) -> None:
    init_db(f"sqlite:///{tmp_path / 'bot.sqlite'}")
    enable_database_use()
    trade = Trade(
        pair=PAIR,
        exchange="kucoinfutures",
        stake_amount=100.0,
        amount=6.0,
        open_rate=100.0,
        open_date=datetime(2026, 1, 5, 14, 30, tzinfo=UTC),
        fee_open=0.0006,
        fee_close=0.0006,
        is_open=True,
        is_short=False,
        leverage=6.0,
        price_precision=0.01,
        precision_mode_price=4,
    )
    trade.adjust_stop_loss(100.0, -0.10, initial=True)
    Trade.session.add(trade)
    Trade.commit()
    bench_of(make_bench, {"policy": "atr"}, candle()).strategy._views.entered(trade)
    Trade.commit()
    Trade.session.expire_all()
    after = bench_of(make_bench, {"policy": "atr"}, candle("2026-02-05 14:30", atr=0.1))
    again = Trade.get_open_trades()[0]
    after.adjust_stop(again, 100.0)
    assert again.stop_loss == 99.4


def test_a_position_whose_atr_is_not_known_keeps_the_hard_limit_as_its_stop(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    bench, trade = bench_of(make_bench, {"policy": "atr"}, candle(atr=None)), make_trade()
    bench.adjust_stop(trade, 100.0, after_fill=True)
    assert trade.stop_loss == 98.34
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]


@pytest.mark.parametrize("name", ["atr", "percent"])
def test_nothing_is_entered_whose_stop_is_not_known(make_bench: MakeBench, name: str) -> None:
    bench = bench_of(make_bench, {"policy": name}, candle(atr=None))
    assert bench.stake() == 0
    [event] = bench.events
    assert (event.type, event.details["input"]) == (Reason.INPUT_MISSING, "ATR")
    assert bench_of(make_bench, {"policy": name}, candle()).stake() > 0


def test_a_stop_nearer_than_a_tick_is_put_a_tick_away(
    make_bench: MakeBench, make_trade: MakeTrade
) -> None:
    for short, expected in ((False, 99.5), (True, 100.5)):
        trade = make_trade(short=short, tick=0.5)
        bench = bench_of(make_bench, {"policy": "atr"}, candle(atr=0.0001))
        bench.adjust_stop(trade, 100.0, after_fill=True)
        assert trade.stop_loss == expected


happenings = st.sampled_from(["loop", "fill", "restart", "add", "sell", "calm", "wild", "blind"])
paths = st.lists(st.tuples(st.floats(-0.012, 0.06), happenings), min_size=2, max_size=25)
TURNS: dict[str, dict[str, Any]] = {
    "calm": {"adx": 10.0, "volatility": 0.05, "atr": 0.1},
    "wild": {"adx": 10.0, "volatility": 3.0, "atr": 4.0},
    "blind": {"adx": None, "volatility": None, "atr": None},
}


@examples(max_examples=200, deadline=None)
@given(
    name=st.sampled_from(sorted(STOP_POLICIES)),
    short=st.booleans(),
    leverage=st.integers(1, 125),
    precision=st.sampled_from([(4, 0.1), (4, 0.01), (4, 0.0001), (2, 2.0), (3, 5.0)]),
    path=paths,
)
def test_i008_a_stop_of_no_policy_ever_moves_back_and_is_clear_of_the_price(
    make_bench: MakeBench,
    make_trade: MakeTrade,
    fill: Callable[..., None],
    name: str,
    short: bool,
    leverage: int,
    precision: tuple[int, float],
    path: list[tuple[float, str]],
) -> None:
    """Over restarts, additions, partial exits, another climate and missing inputs.

    In each of ccxt's modes of precision: ticks, decimal places, and significant digits, whose
    tick changes where these prices pass 100.
    """
    candles, sign = [candle()], -1 if short else 1
    bench = bench_of(make_bench, {"policy": name}, *candles)
    trade = make_trade(short=short, leverage=float(leverage), amount=8.0)
    trade.precision_mode_price, trade.price_precision = precision
    bench.adjust_stop(trade, 100.0, after_fill=True)
    seen = [progress(trade)]
    for number, (move, happening) in enumerate(path):
        tick = float(tick_of(trade, Decimal(repr(100 * (1 + sign * move)))))
        price = round(round(100 * (1 + sign * move) / tick) * tick, 8)
        if happening == "restart":
            bench = bench_of(make_bench, {"policy": name}, *candles)
        elif happening == "add":
            fill(trade, 1.0, price, entry=True)
        elif happening == "sell" and trade.amount > 2:
            fill(trade, 1.0, price, entry=False)
        elif happening in TURNS:
            date = f"2026-01-{6 + number:02} 00:00"
            candles.append(candle(date, **TURNS[happening]))
            bench.candles.frame = pd.concat(candles, ignore_index=True)
        before = trade.stop_loss
        bench.adjust_stop(trade, price, after_fill=happening in ("fill", "add", "sell"))
        if trade.stop_loss != before:
            assert sign * (price - trade.stop_loss) >= tick * (1 - 1e-6)
        seen.append(progress(trade))
    assert all(earlier <= later for earlier, later in pairwise(seen))


@pytest.mark.parametrize("name", sorted(STOP_POLICIES))
@pytest.mark.parametrize("broken", [float("nan"), float("inf"), -1.0, 0.0])
def test_a_price_that_is_none_leaves_the_stop_and_is_reported_once(
    make_bench: MakeBench, make_trade: MakeTrade, name: str, broken: float
) -> None:
    bench, trade = bench_of(make_bench, {"policy": name}, candle()), make_trade()
    answer = bench.strategy.custom_stoploss(
        pair=trade.pair,
        trade=trade,
        current_time=trade.open_date_utc,
        current_rate=broken,
        current_profit=0.05,
        after_fill=False,
    )
    assert answer is None
    assert [event.type for event in bench.events] == [Reason.INPUT_MISSING]
