"""Everything of freqtrade and ccxt that the plugin hooks into, so that an upgrade fails here first.

A difference is no mistake of theirs: read what changed, mend the hook, then the list below.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from typing import Any, get_type_hints

import ccxt
import ccxt.pro
import freqtrade
import pytest
from freqtrade import exceptions, freqtradebot
from freqtrade.enums import OPTIMIZE_MODES, MarginMode, PriceType, RunMode, TradingMode
from freqtrade.exchange import Exchange, common
from freqtrade.exchange.exchange_types import FtHas
from freqtrade.exchange.exchange_ws import ExchangeWS
from freqtrade.exchange.kucoin import Kucoin as FreqtradeKucoin
from freqtrade.persistence import KeyValueStore, Order, Trade
from freqtrade.resolvers.exchange_resolver import ExchangeResolver
from freqtrade.resolvers.protection_resolver import ProtectionResolver
from freqtrade.resolvers.strategy_resolver import StrategyResolver
from freqtrade.rpc.rpc_manager import RPCManager
from freqtrade.strategy import IStrategy

from enygma import autoload, plugin
from enygma.exchange.client import AsyncClient, SyncClient
from enygma.exchange.kucoin import Kucoin
from enygma.guards.adoption import Adoption
from enygma.guards.bot import GuardedBot
from enygma.rpc.forced_trades import ExplainingRPC

RPC: Any = ExplainingRPC.__base__
Bot: Any = GuardedBot.__base__
"""freqtrade's own, which ours has replaced in its module."""

OVERRIDDEN_IN_FREQTRADE = {
    "__init__": "(self, config, *, exchange_config=None, validate=True, load_leverage_tiers=False)",
    "_api_reload_markets": "(self, reload=False)",
    "_ccxt_config": "(self)",
    "_fetch_orders_emulate": "(self, pair, since_ms)",
    "_fetch_funding_rate_history": "(self, pair, timeframe, limit, since_ms=None)",
    "_get_funding_fees_from_exchange": "(self, pair, since)",
    "_get_params": "(self, side, ordertype, leverage, reduceOnly, time_in_force='GTC')",
    "_init_ccxt": "(self, exchange_config, sync, ccxt_kwargs)",
    "_order_contracts_to_amount": "(self, order)",
    "_trades_contracts_to_amount": "(self, trades)",
    "_lev_prep": "(self, pair, leverage, side, accept_fail=False)",
    "validate_config": "(self, config)",
    "additional_exchange_init": "(self)",
    "cancel_stoploss_order_with_result": "(self, order_id, pair, amount)",
    "check_delisting_time": "(self, pair)",
    "create_order": (
        "(self, *, pair, ordertype, side, amount, rate, leverage, time_in_force='GTC', "
        "reduceOnly=False, initial_order=True)"
    ),
    "create_stoploss": "(self, pair, amount, stop_price, order_types, side, leverage)",
    "dry_run_liquidation_price": (
        "(self, pair, open_rate, is_short, amount, stake_amount, leverage, wallet_balance, "
        "open_trades)"
    ),
    "fetch_l2_order_book": "(self, pair, limit=100)",
    "fetch_stoploss_order": "(self, order_id, pair, params=None)",
    "get_fee": (
        "(self, symbol, order_type='', side='', amount=1, price=1, taker_or_maker='maker')"
    ),
    "get_trades_for_order": "(self, order_id, pair, since, params=None)",
    "reload_markets": "(self, force=False, *, load_leverage_tiers=True)",
    "stoploss_adjust": "(self, stop_loss, order, side)",
    "timeframes": "(self)",
}

CALLED_IN_FREQTRADE = {
    "_amount_to_contracts": "(self, pair, amount)",
    "_get_stop_limit_rate": "(self, stop_price, order_types, side)",
    "_get_stop_order_type": "(self, user_order_type)",
    "_contracts_to_amount": "(self, pair, num_contracts)",
    "_order_contracts_to_amount": "(self, order)",
    "_order_needs_price": "(self, side, ordertype)",
    "_trades_contracts_to_amount": "(self, trades)",
    "_log_exchange_response": "(self, endpoint, response, *, add_info=None)",
    "_set_leverage": "(self, leverage, pair=None, accept_fail=False)",
    "amount_to_precision": "(self, pair, amount)",
    "cancel_order": "(self, order_id, pair, params=None)",
    "close": "(self)",
    "fetch_positions": "(self, pair=None, params=None)",
    "get_contract_size": "(self, pair)",
    "get_maintenance_ratio_and_amt": "(self, pair, notional_value)",
    "price_to_precision": "(self, pair, price, *, rounding_mode=1)",
    "set_margin_mode": "(self, pair, margin_mode, accept_fail=False, params=None)",
}

OVERRIDDEN_IN_STRATEGIES = {
    "confirm_trade_entry": (
        "(self, pair, order_type, amount, rate, time_in_force, current_time, entry_tag, side, "
        "**kwargs)"
    ),
    "ft_bot_start": "(self, **kwargs)",
    "get_entry_signal": "(self, pair, timeframe, dataframe)",
    "is_pair_locked": "(self, pair, *, candle_date=None, side='*')",
}

OVERRIDDEN_IN_COMMANDS = {
    "__init__": "(self, freqtrade)",
    "_rpc_force_entry": (
        "(self, pair, price, *, order_type=None, order_side=<SignalDirection.LONG: 'long'>, "
        "stake_amount=None, enter_tag='force_entry', leverage=None)"
    ),
    "_rpc_force_exit": "(self, trade_id, ordertype=None, *, amount=None, price=None)",
}

OVERRIDDEN_IN_CCXT = {
    "close": "(self, clean_instance_data=False)",
    "fetch_contract_ohlcv": "(self, symbol, timeframe='1m', since=None, limit=None, params={})",
    "fetch_markets": "(self, params={})",
    "fetch_utaohlcv": "(self, symbol, timeframe='1m', since=None, limit=None, params={})",
    "futuresPublicGetContractsActive": "(_self, params={})",
    "handle_errors": (
        "(self, code, reason, url, method, headers, body, response, requestHeaders, requestBody)"
    ),
    "negotiate": "(self, privateChannel, isFuturesMethod=False, params={})",
    "on_close": "(self, client, error)",
    "on_error": "(self, client, error)",
    "parse_contract_order": "(self, order, market=None)",
    "parse_order": "(self, order, market=None)",
}

CALLED_IN_CCXT = {
    "fetch_closed_orders": "(self, symbol=None, since=None, limit=None, params={})",
    "fetch_my_trades": "(self, symbol=None, since=None, limit=None, params={})",
    "fetch_open_orders": "(self, symbol=None, since=None, limit=None, params={})",
    "fetch_order": "(self, id, symbol=None, params={})",
    "futuresPublicGetMarkPriceSymbolCurrent": "(_self, params={})",
    "futuresPublicGetTicker": "(_self, params={})",
    "create_order": "(self, symbol, type, side, amount, price=None, params={})",
    "fetch_funding_history": "(self, symbol=None, since=None, limit=None, params={})",
    "fetch_margin_mode": "(self, symbol, params={})",
    "fetch_position_mode": "(self, symbol=None, params={})",
    "parse_timeframe": "(timeframe)",
    "safe_market": "(self, marketId=None, market=None, delimiter=None, marketType=None)",
    "safe_string": "(dictionary, key, default_value=None)",
    "set_position_mode": "(self, hedged, symbol=None, params={})",
}


def signature(owner: Any, name: str) -> str:
    """A signature without types: names, order, kinds and defaults."""
    found = inspect.getattr_static(owner, name)
    function = found.fget if isinstance(found, property) else getattr(owner, name)
    bare = inspect.signature(inspect.unwrap(function))
    parameters = [
        each.replace(annotation=inspect.Parameter.empty) for each in bare.parameters.values()
    ]
    return str(bare.replace(parameters=parameters, return_annotation=inspect.Signature.empty))


def overridden(own: type, base: type) -> Iterator[str]:
    """Names of functions and properties that our classes replace in a base."""
    for layer in own.__mro__:
        if not layer.__module__.startswith("enygma"):
            continue
        for name, value in vars(layer).items():
            replaces = callable(value) or isinstance(value, property)
            if replaces and hasattr(base, name) and (name == "__init__" or name[:2] != "__"):
                yield name


def test_the_versions_are_the_supported_ones() -> None:
    assert freqtrade.__version__ == plugin.SUPPORTED_FREQTRADE
    assert ccxt.__version__ == plugin.SUPPORTED_CCXT


@pytest.mark.parametrize(
    ("name", "expected"), (OVERRIDDEN_IN_FREQTRADE | CALLED_IN_FREQTRADE).items()
)
def test_freqtrades_methods_take_what_the_exchange_gives(name: str, expected: str) -> None:
    assert signature(FreqtradeKucoin, name) == expected


@pytest.mark.parametrize(("name", "expected"), (OVERRIDDEN_IN_CCXT | CALLED_IN_CCXT).items())
def test_ccxts_methods_take_what_the_exchange_gives(name: str, expected: str) -> None:
    assert signature(ccxt.pro.kucoin, name) == expected


@pytest.mark.parametrize(("name", "expected"), OVERRIDDEN_IN_STRATEGIES.items())
def test_freqtrades_strategy_takes_what_the_manual_mode_gives(name: str, expected: str) -> None:
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


def test_the_orders_of_a_dry_run_are_known_by_their_ids() -> None:
    assert 'f"dry_run_' in inspect.getsource(Exchange.create_dry_run_order)


def test_every_override_is_in_the_lists() -> None:
    assert set(overridden(Kucoin, FreqtradeKucoin)) == set(OVERRIDDEN_IN_FREQTRADE)
    assert set(overridden(AsyncClient, ccxt.pro.kucoin)) == set(OVERRIDDEN_IN_CCXT)
    assert set(overridden(SyncClient, ccxt.kucoin)) <= set(OVERRIDDEN_IN_CCXT)


def test_every_flag_is_one_that_freqtrade_reads() -> None:
    assert set(Kucoin._ft_has_futures) <= set(get_type_hints(FtHas))


@pytest.mark.parametrize(
    "attribute",
    [
        "_api",
        "_api_async",
        "_ws_async",
        "_exchange_ws",
        "_last_markets_refresh",
        "_leverage_tiers",
        "_config",
        "trading_mode",
        "margin_mode",
        "loop",
    ],
)
def test_freqtrades_exchange_keeps_its_attributes(attribute: str) -> None:
    assert f"self.{attribute}" in inspect.getsource(Exchange.__init__)


def test_freqtrade_supports_kucoin_for_spot_alone() -> None:
    assert FreqtradeKucoin._supported_trading_mode_margin_pairs == [
        (TradingMode.SPOT, MarginMode.NONE)
    ]


def test_the_watched_modules_have_what_is_registered_in_them() -> None:
    watched = (plugin.EXCHANGE_MODULE, plugin.PROTECTIONS_MODULE, plugin.COMMANDS_MODULE)
    assert (*watched, plugin.BOT_MODULE) == autoload.WATCHED
    assert "getattr(exchanges, exchange_name)" in inspect.getsource(ExchangeResolver)
    base = inspect.unwrap(ProtectionResolver.build_search_paths)
    assert str(inspect.signature(base)).startswith("(cls, config:")
    assert ProtectionResolver.user_subdir is None


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
    "handle_cancel_order": "(self, order, order_obj, trade, reason, replacing=False)",
    "process": "(self)",
    "process_stopped": "(self)",
    "update_trade_state": (
        "(self, trade, order_id, action_order=None, *, stoploss_order=False, send_msg=True)"
    ),
}


@pytest.mark.parametrize(("name", "expected"), HOOKED_IN_THE_BOT.items())
def test_the_bots_methods_take_what_the_guards_give(name: str, expected: str) -> None:
    assert signature(Bot, name) == expected


BOOKED_IN_THE_DATABASE = (
    (Order, "order_by_id", "(order_id, pair=None)"),
    (Order, "parse_from_ccxt_object", "(order, pair, side, amount=None, price=None)"),
    (Order, "to_ccxt_object", "(self, stopPriceName='stopPrice')"),
    (
        Trade,
        "adjust_stop_loss",
        "(self, current_price, stoploss, initial=False, allow_refresh=False)",
    ),
    (Trade, "get_open_trades", "()"),
    (Trade, "get_total_closed_profit", "()"),
    (Trade, "recalc_trade_from_orders", "(self, *, is_closing=False)"),
    (Trade, "select_order_by_order_id", "(self, order_id)"),
    (Trade, "update_fee", "(self, fee_cost, fee_currency, fee_rate, side)"),
    (Trade, "update_order", "(self, order)"),
)


@pytest.mark.parametrize(("model", "name", "expected"), BOOKED_IN_THE_DATABASE)
def test_trades_and_orders_are_booked_as_the_guards_do_it(
    model: Any, name: str, expected: str
) -> None:
    assert signature(model, name) == expected


def test_a_new_trade_has_the_fields_that_an_adopted_one_is_given() -> None:
    given = set(re.findall(r"^ {12}(\w+)=", inspect.getsource(Adoption._new_trade), re.MULTILINE))
    own = inspect.getsource(Bot.execute_entry).split("trade = Trade(", 1)[1]
    wanted = set(re.findall(r"^ {16}(\w+)=", own.split("stoploss =", 1)[0], re.MULTILINE))
    assert given == wanted


def test_the_worker_builds_the_bot_from_the_slot_and_runs_it_as_the_guards_expect() -> None:
    from freqtrade import worker

    source = inspect.getsource(worker)
    assert "from freqtrade.freqtradebot import FreqtradeBot" in source
    assert "FreqtradeBot(self._config)" in source
    assert "self.freqtrade.process()" in source
    assert "self._exit_lock = Lock()" in inspect.getsource(Bot.__init__)
    denied = inspect.getsource(Bot.execute_trade_exit).split("confirm_trade_exit", 1)[0]
    assert "exit_check.exit_type != ExitType.LIQUIDATION" in denied


def test_exceptions_have_the_consequences_that_are_counted_on() -> None:
    assert issubclass(exceptions.TemporaryError, exceptions.ExchangeError)
    assert not issubclass(exceptions.TemporaryError, exceptions.InvalidOrderException)
    assert issubclass(exceptions.InsufficientFundsError, exceptions.InvalidOrderException)
    assert issubclass(exceptions.DDosProtection, exceptions.TemporaryError)
    assert not issubclass(exceptions.OperationalException, exceptions.ExchangeError)


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


def test_the_strategys_stop_is_read_from_the_configuration_it_is_written_to() -> None:
    assert "self._config: Config = config" in inspect.getsource(Exchange.__init__)
    source = inspect.getsource(StrategyResolver.load_strategy)
    for name in ("stoploss", "order_types"):
        assert f'("{name}", None)' in source
    assert "config[attribute] = val" in inspect.getsource(
        StrategyResolver._override_attribute_helper
    )


def test_an_attached_stop_goes_by_the_direction_of_its_price() -> None:
    source = inspect.getsource(ccxt.kucoin.create_contract_order_request)
    down = source.index(
        "request['triggerStopDownPrice'] = self.price_to_precision(symbol, slPrice)"
    )
    up = source.index("request['triggerStopUpPrice'] = self.price_to_precision(symbol, tpPrice)")
    assert source.index("if hasStopLoss:") < down < source.index("if hasTakeProfit:") < up


def test_a_command_exits_with_an_error_after_an_operational_exception() -> None:
    from freqtrade import main

    source = inspect.getsource(main.main)
    handled = source.split("except FreqtradeException", 1)[1].split("except", 1)[0]
    assert "return_code = 2" in handled


def test_retries_know_kucoin_by_its_name() -> None:
    assert ccxt.kucoin().name == "KuCoin"
    assert '"KuCoin"' in inspect.getsource(common.retrier_async)


def test_modes_and_price_types_exist() -> None:
    assert {RunMode.BACKTEST, RunMode.HYPEROPT} <= set(OPTIMIZE_MODES)
    assert {each.value for each in PriceType} == {"last", "mark", "index"}


def test_freqtrades_socket_object_is_closed_on_a_reset() -> None:
    assert "_ccxt_object.close()" in inspect.getsource(ExchangeWS._cleanup_async)


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("100001", ccxt.OrderNotFound),
        ("330005", ccxt.InvalidOrder),
        ("330012", ccxt.InvalidOrder),
        ("100004", ccxt.BadRequest),
        ("300000", ccxt.InvalidOrder),
        ("400100", ccxt.BadRequest),
        ("300003", ccxt.InsufficientFunds),
        ("429000", ccxt.RateLimitExceeded),
        ("200003", None),
    ],
)
def test_ccxts_table_is_the_one_that_is_corrected(code: str, error: type[Exception]) -> None:
    assert ccxt.kucoin().exceptions["exact"].get(code) is error


def test_ccxts_options_and_addresses_have_the_names_that_are_set() -> None:
    api = ccxt.kucoin()
    assert {"uta", "hf", "fetchMarkets", "fetchBalance", "timeframes"} <= set(api.options)
    assert {"types", "fetchTickersFees"} <= set(api.options["fetchMarkets"])
    assert [
        name for name, minutes in api.options["timeframes"]["swap"].items() if minutes is None
    ] == ["3m", "6h"]
    assert {
        "public",
        "private",
        "futuresPublic",
        "futuresPrivate",
        "uta",
        "utaV2",
        "utaPrivate",
    } <= set(api.urls["api"])


def test_ccxt_objects_can_be_given_a_class() -> None:
    pairs: list[tuple[Callable[[], Any], type]] = [
        (ccxt.kucoin, SyncClient),
        (ccxt.pro.kucoin, AsyncClient),
    ]
    for build, own in pairs:
        api = build()
        api.__class__ = own
        assert isinstance(api, own)


def test_the_store_of_keys_and_values_takes_texts() -> None:
    assert str(inspect.signature(KeyValueStore.get_string_value)).startswith("(key:")
    assert list(inspect.signature(KeyValueStore.store_value).parameters) == ["key", "value"]


def test_a_stop_on_the_exchange_still_brings_no_funding_of_its_own() -> None:
    source = inspect.getsource(Trade.update_trade)
    assert 'order.ft_order_side != "stoploss" and order.funding_fee is None' in source
    assert "funding_fee_running" in inspect.getsource(Trade.set_funding_fees)
