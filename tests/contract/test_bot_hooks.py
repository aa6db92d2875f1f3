"""What the guards hook into in freqtrade's bot, and the order of its work they count on."""

import inspect

import pytest
from freqtrade.strategy import IStrategy
from freqtrade.wallets import Wallets

from .conftest import Bot, signature

HOOKED_IN_THE_BOT = {
    "__init__": "(self, config)",
    "cancel_open_orders_of_trade": "(self, trade, sides, reason, replacing=False)",
    "create_stoploss_order": "(self, trade, stop_price)",
    "execute_entry": (
        "(self, pair, stake_amount, price=None, *, is_short=False, ordertype=None, "
        "enter_tag=None, trade=None, mode='initial', leverage_=None)"
    ),
    "execute_trade_exit": (
        "(self, trade, limit, exit_check, *, exit_tag=None, ordertype=None, sub_trade_amt=None, "
        "skip_custom_exit_price=False)"
    ),
    "handle_cancel_enter": "(self, trade, order, order_obj, reason, replacing=False)",
    "handle_cancel_order": "(self, order, order_obj, trade, reason, replacing=False)",
    "process": "(self)",
    "process_stopped": "(self)",
    "replace_order_failed": "(self, trade, msg)",
    "update_trade_state": (
        "(self, trade, order_id, action_order=None, *, stoploss_order=False, send_msg=True)"
    ),
}


@pytest.mark.parametrize(("name", "expected"), HOOKED_IN_THE_BOT.items())
def test_the_bots_methods_take_what_the_guards_give(name: str, expected: str) -> None:
    assert signature(Bot, name) == expected


def test_the_worker_builds_the_bot_from_the_slot_and_runs_it_as_the_guards_expect() -> None:
    from freqtrade import worker

    source = inspect.getsource(worker)
    assert "from freqtrade.freqtradebot import FreqtradeBot" in source
    assert "FreqtradeBot(self._config)" in source
    assert "self.freqtrade.process()" in source
    assert "self._exit_lock = Lock()" in inspect.getsource(Bot.__init__)
    denied = inspect.getsource(Bot.execute_trade_exit).split("confirm_trade_exit", 1)[0]
    assert "exit_check.exit_type != ExitType.LIQUIDATION" in denied


def test_freqtrade_begins_each_loop_with_the_markets() -> None:
    body = inspect.getsource(Bot.process).split('"""')[2]
    assert body.index("self.exchange.reload_markets()") < body.index("Trade.")


def test_freqtrade_moves_a_stop_by_asking_cancelling_and_creating() -> None:
    source = inspect.getsource(Bot.handle_trailing_stoploss_on_exchange)
    calls = ("stoploss_adjust(", "cancel_stoploss_on_exchange(", "create_stoploss_order(")
    assert sorted(calls, key=source.index) == list(calls)
    cancelling = inspect.getsource(Bot.cancel_stoploss_on_exchange)
    assert "except InvalidOrderException:" in cancelling


def test_a_refused_stop_closes_the_trade_only_as_an_invalid_order() -> None:
    source = inspect.getsource(Bot.create_stoploss_order)
    handlers = source.split("except ")[1:]
    assert [each.split()[0].rstrip(":") for each in handlers] == [
        "InsufficientFundsError",
        "InvalidOrderException",
        "ExchangeError",
    ]
    assert [("emergency_exit" in each) for each in handlers] == [False, True, False]


def test_freqtrades_exits_only_reduce_and_leave_the_stop_alone() -> None:
    source = inspect.getsource(Bot.execute_trade_exit)
    assert "reduceOnly=self.trading_mode == TradingMode.FUTURES" in source
    assert "cancel_stoploss_on_exchange(trade, allow_nonblocking=True)" in source


def test_parameters_are_read_at_the_start_and_additions_are_counted() -> None:
    assert "self.ft_load_hyper_params(" in inspect.getsource(IStrategy.ft_bot_start)
    adding = inspect.getsource(Bot.check_and_call_adjust_trade_position)
    assert "if count_of_entries > self.strategy.max_entry_position_adjustment:" in adding


def test_a_live_wallet_is_without_open_profit_and_its_positions_have_it() -> None:
    source = inspect.getsource(Wallets._update_live)
    assert "unrealized_pnl=unrealized_pnl" in source
    assert "self._strip_unrealized_pnl(" in source
    assert "self._update_live()" in inspect.getsource(Wallets.update)


def test_an_entry_that_came_to_nothing_is_told_and_left_to_the_caller() -> None:
    source = inspect.getsource(Bot.update_trade_state)
    assert "check_order_canceled_empty(order):" in source
    assert "fully_cancelled = self.update_trade_state(" in inspect.getsource(Bot.manage_open_orders)
    cancelling = inspect.getsource(Bot.handle_cancel_enter)
    assert "trade.delete()" in cancelling
    # one that is cancelled by now passes by the look at the smallest stake
    assert cancelling.index("NON_OPEN_EXCHANGE_STATES:") < cancelling.index("remaining_stake")
    assert "corder = order" in cancelling.split("else:", 1)[1]
