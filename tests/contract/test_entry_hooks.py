"""What the strategies and the commands override on the way to an entry."""

import inspect

import pytest
from freqtrade import freqtradebot
from freqtrade.candle_columns import get_candle_columns
from freqtrade.data.dataprovider import DataProvider
from freqtrade.data.history.datahandlers.idatahandler import IDataHandler
from freqtrade.enums import CandleType
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.persistence.trade_model import LocalTrade
from freqtrade.persistence.trade_model import Order as PersistedOrder
from freqtrade.rpc.rpc_manager import RPCManager
from freqtrade.strategy import IStrategy

from .conftest import RPC, Bot, signature

OVERRIDDEN_IN_STRATEGIES = {
    "advise_exit": "(self, dataframe, metadata)",
    "adjust_entry_price": (
        "(self, trade, order, pair, current_time, proposed_rate, current_order_rate, entry_tag, "
        "side, **kwargs)"
    ),
    "adjust_trade_position": (
        "(self, trade, current_time, current_rate, current_profit, min_stake, max_stake, "
        "current_entry_rate, current_exit_rate, current_entry_profit, current_exit_profit, "
        "**kwargs)"
    ),
    "advise_indicators": "(self, dataframe, metadata)",
    "confirm_trade_entry": (
        "(self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, "
        "**kwargs)"
    ),
    "custom_entry_price": (
        "(self, pair, trade, current_time, proposed_rate, entry_tag, side, **kwargs)"
    ),
    "ft_bot_start": "(self, **kwargs)",
    "ft_check_timed_out": "(self, trade, order, current_time)",
    "get_entry_signal": "(self, pair, timeframe, dataframe)",
    "informative_pairs": "(self)",
    "is_pair_locked": "(self, pair, *, candle_date=None, side='*')",
    "should_exit": (
        "(self, trade, rate, current_time, *, enter, exit_, low=None, high=None, force_stoploss=0)"
    ),
}

OVERRIDDEN_IN_COMMANDS = {
    "__init__": "(self, freqtrade)",
    "_rpc_force_entry": (
        "(self, pair, price, *, order_type=None, order_side=<SignalDirection.LONG: 'long'>, "
        "stake_amount=None, enter_tag='force_entry', leverage=None)"
    ),
    "_rpc_force_exit": "(self, trade_id, ordertype=None, *, amount=None, price=None)",
}


@pytest.mark.parametrize(("name", "expected"), OVERRIDDEN_IN_STRATEGIES.items())
def test_freqtrades_strategy_takes_what_the_overriding_ones_give(name: str, expected: str) -> None:
    assert signature(IStrategy, name) == expected


@pytest.mark.parametrize(("name", "expected"), OVERRIDDEN_IN_COMMANDS.items())
def test_freqtrades_commands_take_what_the_explaining_ones_give(name: str, expected: str) -> None:
    assert signature(RPC, name) == expected


def test_signals_are_asked_for_in_one_place_and_forced_entries_pass_it_by() -> None:
    assert inspect.getsource(freqtradebot).count(".get_entry_signal(") == 1
    assert ".get_entry_signal(" in inspect.getsource(Bot.create_trade)
    assert "confirm_trade_entry" in inspect.getsource(Bot.execute_entry)
    assert "execute_entry(" in inspect.getsource(RPC._rpc_force_entry)
    assert "RPC(freqtrade)" in inspect.getsource(RPCManager.__init__)


def test_entries_that_wait_are_priced_timed_out_and_replaced_through_the_strategy() -> None:
    for entering in (
        Bot.get_valid_enter_price_and_stake,
        Backtesting.get_valid_entry_price_and_stake,
    ):
        assert "self.strategy.custom_entry_price" in inspect.getsource(entering)
    for looking in (Bot.manage_open_orders, Backtesting.check_order_cancel):
        assert ".strategy.ft_check_timed_out(" in inspect.getsource(looking)
    assert 'self.config.get("custom_price_max_distance_ratio", 0.02)' in inspect.getsource(
        Bot.get_valid_price
    )
    assert "self.adjust_entry_price(" in inspect.getsource(IStrategy.adjust_order_price)
    replacing = inspect.getsource(Bot.handle_replace_order)
    assert 'mode="replace"' in replacing
    assert replacing.index("self.handle_cancel_order(") < replacing.index("self.execute_entry(")
    assert "self.replace_order_failed(" in replacing
    assert "trade.delete()" in inspect.getsource(Bot.replace_order_failed)
    # a part of an open order is booked only when the order is over
    assert 'order.status == "open"' in inspect.getsource(LocalTrade.update_trade)


def test_the_candle_that_fills_an_order_is_judged_by_its_span_and_stops_by_their_price() -> None:
    asking = inspect.getsource(Backtesting._check_trade_exit)
    assert "low=row[LOW_IDX]" in asking
    assert "high=row[HIGH_IDX]" in asking
    assert asking.index("_check_adjust_trade_for_candle(") < asking.index("should_exit(")
    filling = inspect.getsource(PersistedOrder.close_bt_order)
    assert "self.order_filled_date = close_date" in filling
    closing = inspect.getsource(Backtesting._get_close_rate_for_stoploss)
    assert "exit_.exit_type == ExitType.TRAILING_STOP_LOSS and trade_dur == 0" in closing
    assert closing.rstrip().endswith("return stoploss_value")


def test_funding_rates_come_as_dates_with_one_column_and_are_kept_up_to_date_when_asked_for() -> (
    None
):
    assert get_candle_columns(CandleType.FUNDING_RATE) == ["date", "funding_rate"]
    asked = "(self, pair, timeframe=None, candle_type='')"
    assert signature(DataProvider, "get_pair_dataframe") == asked
    assert signature(DataProvider, "get_funding_rate_timeframe") == "(self)"
    available = "(datadir, trading_mode)"
    assert signature(IDataHandler, "ohlcv_get_available_data") == available
    assert "self.informative_pairs()" in inspect.getsource(IStrategy.gather_informative_pairs)
    assert "gather_informative_pairs()" in inspect.getsource(Bot.process)


def test_candles_have_all_their_columns_once_the_exits_were_advised() -> None:
    for analysing in (IStrategy.analyze_ticker, IStrategy.ft_advise_signals):
        source = inspect.getsource(analysing)
        assert source.index("self.advise_entry(") < source.index("self.advise_exit(")
