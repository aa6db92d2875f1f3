"""Post-only entries in freqtrade's own backtester: where they wait, how long, what follows."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.resolvers import StrategyResolver
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame, Timedelta, to_datetime
from pydantic import ValidationError

from custom_risk.risk_managed import RiskManaged
from enygma.limit_entry_settings import LimitEntry, limit_entry_of

from .conftest import EASY_GATES, Configure

HALF_HOUR = Timedelta(minutes=30)
Backtest = Callable[..., Backtesting]
ORDER_TYPES = {"entry": "market", "exit": "market", "stoploss": "market"}


def section(**limit_entry: Any) -> dict[str, Any]:
    """The section of a strategy whose entries wait."""
    scoring = {"gates": EASY_GATES}
    return {"profile": "canonical", "scoring": scoring, "limit_entry": limit_entry}


def traded(
    backtest: Backtest, risk: dict[str, Any] | None = None, **limit_entry: Any
) -> tuple[Backtesting, DataFrame]:
    """The backtest and its trades."""
    ran = backtest(enygma=section(**limit_entry), custom_risk=risk or {})
    trades = DataFrame(ran.results["strategy"]["EnygmaStrategy"]["trades"])
    orders = trades["orders"].map(lambda each: each[0])
    trades["filled_ms"] = orders.map(lambda each: each["order_filled_timestamp"])
    return ran, trades


def candles_of(ran: Backtesting, pair: str) -> DataFrame:
    """The candles of a pair by when they open."""
    frame: DataFrame = ran.strategylist[0].dp.historic_ohlcv(pair, "30m").set_index("date")
    return frame


def test_an_entry_waits_a_tick_from_the_price_and_no_longer_than_its_candle(
    backtest: Backtest,
) -> None:
    market = backtest(enygma={"profile": "canonical", "scoring": {"gates": EASY_GATES}})
    ran, trades = traded(backtest)
    assert ran.strategylist[0].order_types["entry"] == "limit"
    assert ran.strategylist[0].order_time_in_force == {"entry": "PO", "exit": "GTC"}
    assert len(trades) > 20
    assert set(trades["is_short"]) == {True, False}
    for trade in trades[trades["pair"] == "BTC/USDT:USDT"].to_dict("records"):
        opened = candles_of(ran, trade["pair"])["open"][trade["open_date"]]
        away = (opened - trade["open_rate"]) * (-1 if trade["is_short"] else 1)
        assert away == pytest.approx(0.1)
    assert len(trades) <= market.results["strategy"]["EnygmaStrategy"]["total_trades"]


@pytest.mark.parametrize("candles", [1, 4])
def test_one_further_away_is_filled_where_the_price_comes_to_it_or_is_cancelled(
    backtest: Backtest, candles: int
) -> None:
    ran, trades = traded(backtest, offset_atr=0.8, candles=candles)
    assert ran.results["strategy"]["EnygmaStrategy"]["timedout_entry_orders"] > 5
    assert len(trades) > 5
    waited = []
    for trade in trades.to_dict("records"):
        market, placed, price = (
            candles_of(ran, trade["pair"]),
            trade["open_date"],
            trade["open_rate"],
        )
        filled = to_datetime(trade["filled_ms"], unit="ms", utc=True)
        touched = (market["low"] <= price) & (price <= market["high"])
        assert touched[filled]
        assert not touched[placed : filled - HALF_HOUR].any()
        waited.append((filled - placed) // HALF_HOUR)
    assert max(waited) <= candles - 1
    assert (max(waited) > 0) == (candles > 1)


def test_one_that_waited_in_vain_may_follow_the_market(backtest: Backtest) -> None:
    _, cancelled = traded(backtest, offset_atr=1.5, candles=2)
    ran, followed = traded(backtest, offset_atr=1.5, candles=2, unfilled="market")
    result = ran.results["strategy"]["EnygmaStrategy"]
    assert result["timedout_entry_orders"] == 0
    assert result["replaced_entry_orders"] > 5
    assert len(followed) > len(cancelled)
    chased = 0
    for trade in followed.to_dict("records"):
        filled = to_datetime(trade["filled_ms"], unit="ms", utc=True)
        late = (filled - trade["open_date"]) // HALF_HOUR >= 2
        if late:
            assert trade["open_rate"] == candles_of(ran, trade["pair"])["open"][filled]
            chased += 1
    assert chased > 5


def test_nothing_is_earned_of_what_a_candle_did_before_it_filled_the_order(
    backtest: Backtest,
) -> None:
    narrow = {"stops": {"initial_roi": 1.5, "break_even": {"activation_roi": 0.9}}}
    _, trades = traded(backtest, narrow, offset_atr=0.8, candles=4)
    ended_at_once = 0
    for trade in trades.to_dict("records"):
        entered, *left = trade["orders"]
        filled = entered["order_filled_timestamp"]
        at_once = [each for each in left if each["order_filled_timestamp"] == filled]
        ended_at_once += len(at_once)
        for each in at_once:
            assert each["ft_order_tag"] in {"stop_loss", "trailing_stop_loss"}
            lost = (each["safe_price"] - trade["open_rate"]) * (1 if trade["is_short"] else -1)
            assert lost >= 0
    assert ended_at_once > 0
    assert ended_at_once < len(trades)


def test_fast_and_plain_backtests_wait_alike(
    backtest: Backtest, monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = {"offset_atr": 1.0, "candles": 3, "unfilled": "market"}
    _, fast = traded(backtest, **terms)
    monkeypatch.setenv("ENYGMA_FAST_BACKTEST", "0")
    _, plain = traded(backtest, **terms)
    assert len(fast) > 10
    assert fast.equals(plain)


@given(
    price=st.floats(0.001, 1e5),
    ticks=st.integers(1, 1000),
    atr=st.floats(0, 1e4),
    share=st.floats(0, 5),
    most=st.floats(0.001, 0.5),
)
def test_the_distance_is_never_further_than_freqtrade_allows(
    price: float, ticks: int, atr: float, share: float, most: float
) -> None:
    settings = LimitEntry(offset_ticks=ticks, offset_atr=share)
    distance = settings.offset(price, 0.01, atr, most)
    assert 0 < distance <= price * most
    assert distance == pytest.approx(min(ticks * 0.01 + share * atr, price * most))


def test_a_missing_average_true_range_is_no_entry(
    configure: Configure, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = configure(enygma=section(offset_atr=0.5))
    strategy = StrategyResolver.load_strategy(config)
    strategy.dp = Desk()
    asked = {"current_time": None, "entry_tag": None, "side": "long"}
    rate = strategy.custom_entry_price("BTC/USDT:USDT", None, proposed_rate=100.0, **asked)
    assert rate == 100.0
    for order_type in ("limit", "market"):
        asked_next: list[str] = []
        monkeypatch.setattr(
            RiskManaged,
            "confirm_trade_entry",
            lambda _, asked_next=asked_next, **terms: not asked_next.append(terms["order_type"]),
        )
        allowed = strategy.confirm_trade_entry(
            pair="BTC/USDT:USDT", amount=1.0, rate=100.0, order_type=order_type, **asked
        )
        assert allowed == (order_type == "market") == bool(asked_next)


def test_a_distance_that_cannot_be_reckoned_is_no_entry(configure: Configure) -> None:
    strategy = StrategyResolver.load_strategy(configure(enygma=section()))
    strategy.dp = None
    asked = {"current_time": None, "entry_tag": None, "side": "long", "order_type": "limit"}
    assert not strategy.confirm_trade_entry(pair="BTC/USDT:USDT", amount=1.0, rate=1.0, **asked)


def test_parameters_of_a_file_that_nobody_can_wait_by_stop_the_bot(configure: Configure) -> None:
    strategy = StrategyResolver.load_strategy(configure(enygma=section()))
    strategy.limit_params = {"limit_candles": 0}
    with pytest.raises(OperationalException, match=r"parameters\.candles: 0: should be greater"):
        strategy.ft_load_hyper_params()
    strategy.limit_params = {"limit_candles": 2}
    strategy.ft_load_hyper_params()
    assert strategy.limit_entry == LimitEntry(candles=2)


class Desk:
    """A data provider without candles."""

    def market(self, pair: str) -> dict[str, Any]:
        return {"precision": {"price": 0.1}}

    def get_analyzed_dataframe(self, pair: str, timeframe: str) -> tuple[DataFrame, None]:
        return DataFrame({"close": [1.0]}), None


def test_parameters_are_searched_where_entries_wait_and_begin_at_the_settings(
    configure: Configure,
) -> None:
    waiting = configure(RunMode.HYPEROPT, enygma=section(offset_ticks=3, candles=5))
    strategy = StrategyResolver.load_strategy(waiting)
    assert (strategy.limit_offset_ticks.value, strategy.limit_candles.value) == (3, 5)
    assert strategy.limit_candles.optimize
    strategy.limit_candles.value = 7
    assert strategy.limit_entry == LimitEntry(offset_ticks=3, candles=7)
    plain = StrategyResolver.load_strategy(configure(RunMode.HYPEROPT))
    assert not plain.limit_candles.optimize
    assert plain.limit_entry is None
    assert plain.order_types["entry"] == "market"


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"enygma": section(offset_ticks=0)}, r"limit_entry\.offset_ticks: 0: should be greater"),
        ({"enygma": section(offset=1)}, r"limit_entry\.offset: there is no such setting"),
        ({"enygma": section(unfilled="wait")}, r"limit_entry\.unfilled: 'wait': .*'cancel' or"),
        ({"enygma": section() | {"entry_stop": False}}, "needs enygma.entry_stop"),
        ({"enygma": {"limit_entry": True}}, "True is no section"),
        ({"enygma": section(), "order_types": ORDER_TYPES}, "order_types.entry of the config"),
        (
            {"enygma": section(), "order_time_in_force": {"entry": "GTC", "exit": "GTC"}},
            "order_time_in_force.entry of the configuration is 'GTC'",
        ),
    ],
)
def test_settings_that_cannot_be_used_stop_the_bot(
    configure: Configure, changes: dict[str, Any], told: str
) -> None:
    with pytest.raises(OperationalException, match=told):
        StrategyResolver.load_strategy(configure(**changes))


def test_other_markets_are_refused(configure: Configure) -> None:
    config = configure(enygma=section())
    assert limit_entry_of(config) == LimitEntry()
    assert limit_entry_of({**config, "enygma": {}}) is None
    for other in ({"trading_mode": "spot"}, {"exchange": {"name": "binance"}}):
        with pytest.raises(OperationalException, match="KuCoin's futures alone"):
            limit_entry_of({**config, **other})


def test_the_page_tells_keys_defaults_and_ranges_as_they_are(
    repo_root: Path, configure: Configure
) -> None:
    page = (repo_root / "docs" / "limit-entries.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```json\n(.*?)```", page, re.DOTALL)
    config = configure(enygma=json.loads("{" + example + "}")["enygma"])
    assert limit_entry_of(config) == LimitEntry(offset_ticks=2, candles=2)
    rows = re.findall(r"^\| `(\w+)` \| `?\"?(\w+)\"?`? \| (.*?) \|", page, re.MULTILINE)
    assert [name for name, *_ in rows] == list(LimitEntry.model_fields)
    for name, default, span in rows:
        assert str(getattr(LimitEntry(), name)).removesuffix(".0") == default
        if name != "unfilled":
            low, high = span.split(" … ")
            assert LimitEntry.model_validate({name: float(low)})
            assert LimitEntry.model_validate({name: float(high)})
            with pytest.raises(ValidationError):
                LimitEntry.model_validate({name: float(high) + 1})
