"""What the exchange overrides, calls and reads in freqtrade's `Exchange` and around it."""

import inspect
from typing import get_type_hints

import ccxt
import pytest
from freqtrade import exceptions
from freqtrade.enums import OPTIMIZE_MODES, MarginMode, PriceType, RunMode, TradingMode
from freqtrade.exchange import Exchange, common
from freqtrade.exchange.exchange_types import FtHas
from freqtrade.exchange.exchange_ws import ExchangeWS
from freqtrade.exchange.kucoin import Kucoin as FreqtradeKucoin
from freqtrade.resolvers.strategy_resolver import StrategyResolver

from enygma.exchange.kucoin import Kucoin

from .conftest import overridden, signature

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


@pytest.mark.parametrize(
    ("name", "expected"), (OVERRIDDEN_IN_FREQTRADE | CALLED_IN_FREQTRADE).items()
)
def test_freqtrades_methods_take_what_the_exchange_gives(name: str, expected: str) -> None:
    assert signature(FreqtradeKucoin, name) == expected


def test_every_override_of_the_exchange_is_in_the_list() -> None:
    assert set(overridden(Kucoin, FreqtradeKucoin)) == set(OVERRIDDEN_IN_FREQTRADE)


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


def test_the_orders_of_a_dry_run_are_known_by_their_ids() -> None:
    assert 'f"dry_run_' in inspect.getsource(Exchange.create_dry_run_order)


def test_exceptions_have_the_consequences_that_are_counted_on() -> None:
    assert issubclass(exceptions.TemporaryError, exceptions.ExchangeError)
    assert not issubclass(exceptions.TemporaryError, exceptions.InvalidOrderException)
    assert issubclass(exceptions.InsufficientFundsError, exceptions.InvalidOrderException)
    assert issubclass(exceptions.DDosProtection, exceptions.TemporaryError)
    assert not issubclass(exceptions.OperationalException, exceptions.ExchangeError)


def test_the_strategys_stop_is_read_from_the_configuration_it_is_written_to() -> None:
    assert "self._config: Config = config" in inspect.getsource(Exchange.__init__)
    source = inspect.getsource(StrategyResolver.load_strategy)
    for name in ("stoploss", "order_types"):
        assert f'("{name}", None)' in source
    assert "config[attribute] = val" in inspect.getsource(
        StrategyResolver._override_attribute_helper
    )


def test_retries_know_kucoin_by_its_name() -> None:
    assert ccxt.kucoin().name == "KuCoin"
    assert '"KuCoin"' in inspect.getsource(common.retrier_async)


def test_modes_and_price_types_exist() -> None:
    assert {RunMode.BACKTEST, RunMode.HYPEROPT} <= set(OPTIMIZE_MODES)
    assert {each.value for each in PriceType} == {"last", "mark", "index"}


def test_freqtrades_socket_object_is_closed_on_a_reset() -> None:
    assert "_ccxt_object.close()" in inspect.getsource(ExchangeWS._cleanup_async)
