"""The signal of an entry stays with its trade, to the last digit."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.persistence import Trade, disable_database_use
from freqtrade.util import dt_now
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from custom_risk.inputs import RiskInputError
from custom_risk.regime import Regime
from custom_risk.signal import Climate, Signal
from custom_risk.state import EntrySignals
from custom_risk.state.entry_signal import KEY, as_signal, as_stored
from custom_risk.trade_views import TradeViews

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database

NUMBERS = st.none() | st.decimals(allow_nan=False, allow_infinity=False)
SIGNALS = st.builds(
    Signal,
    strength=NUMBERS,
    confidence=NUMBERS,
    atr=NUMBERS,
    adx=NUMBERS,
    volatility=NUMBERS,
    rsi=NUMBERS,
    regime=st.none() | st.sampled_from(Regime),
    climate=st.none() | st.sampled_from(Climate),
)
SIGNAL = Signal(strength=Decimal("91.3"), atr=Decimal("0.10"), regime=Regime.LOW)


@pytest.fixture
def trade(database: Database) -> Any:
    """A trade in the database."""
    database.init()
    trade = Trade(
        pair="ETH/USDT:USDT",
        exchange="kucoin",
        stake_amount=1.0,
        amount=1.0,
        open_rate=1.0,
        open_date=dt_now(),
        fee_open=0.0,
        fee_close=0.0,
        is_open=True,
    )
    Trade.session.add(trade)
    Trade.commit()
    return trade


@given(SIGNALS)
def test_a_signal_is_read_back_as_it_was(signal: Signal) -> None:
    assert as_signal(as_stored(signal)) == signal


def test_a_restart_still_knows_it(trade: Any) -> None:
    EntrySignals().keep(trade, SIGNAL)

    assert EntrySignals().kept(trade) == SIGNAL


def test_an_entry_that_is_told_again_after_a_restart_keeps_the_signal_it_was_made_on(
    trade: Any,
) -> None:
    def views(newest: Signal, at_entry: Signal) -> TradeViews:
        return TradeViews(lambda _: newest, lambda *_: at_entry, reads_signals=True)

    before = views(SIGNAL, Signal())
    before.deciding(trade.pair)
    before.entered(trade)

    after = views(Signal(), Signal())
    after.entered(trade)
    assert after.entry_signal(trade) == SIGNAL
    assert EntrySignals().kept(trade) == SIGNAL


def test_a_trade_without_one_has_none(trade: Any) -> None:
    assert EntrySignals().kept(trade) is None


@pytest.mark.parametrize(
    "stored", [{"atr": "wide"}, {"atr": 1.5}, {"regime": "SOME"}, {"mood": "1"}, ["atr"], "x"]
)
def test_what_is_no_signal_is_refused_and_names_the_trade(trade: Any, stored: object) -> None:
    trade.set_custom_data(KEY, stored)

    with pytest.raises(RiskInputError, match=rf"trade {trade.id} \(ETH/USDT:USDT"):
        EntrySignals().kept(trade)


def test_what_is_no_json_is_refused_and_names_the_trade(database: Database, trade: Any) -> None:
    trade.set_custom_data(KEY, {})
    database.run("UPDATE trade_custom_data SET cd_value = '{'")

    with pytest.raises(RiskInputError, match=rf"trade {trade.id} "):
        EntrySignals().kept(trade)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.usefixtures("impatient")
def test_while_somebody_else_writes_it_is_known_and_is_stored_afterwards(
    trade: Any, file: Database
) -> None:
    signals = EntrySignals()
    with file.engine().connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        signals.keep(trade, SIGNAL)
        assert signals.kept(trade) == SIGNAL
        assert EntrySignals().kept(trade) is None

    assert signals.kept(trade) == SIGNAL
    assert EntrySignals().kept(trade) == SIGNAL


def test_a_backtest_keeps_them_in_memory_and_begins_anew_with_each_number(
    make_trade: Callable[..., Any],
) -> None:
    disable_database_use("30m")
    signals = EntrySignals()
    signals.keep(make_trade(), SIGNAL)
    assert signals.kept(make_trade()) == SIGNAL

    signals.keep(make_trade(), Signal())

    assert signals.kept(make_trade()) == Signal()
