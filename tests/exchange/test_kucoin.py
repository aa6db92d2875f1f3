"""What freqtrade may expect of KuCoin futures, and what it checks before it starts."""

from typing import Any

import pytest
from freqtrade.enums import MarginMode, TradingMode
from freqtrade.exceptions import ConfigurationError, OperationalException

from enygma.exchange.kucoin import Kucoin


@pytest.mark.parametrize(
    ("option", "expected"),
    [
        ("stoploss_on_exchange", True),
        # a waiting stop leaves the position free to be closed by another order
        ("stoploss_blocks_assets", False),
        # a stop keeps its id when it triggers, and is read like any order
        ("stoploss_query_requires_stop_flag", False),
        # the list of contracts, from which tickers come, has no best bid and ask
        ("tickers_have_bid_ask", False),
        # KuCoin's account equity
        ("balance_includes_unrealized_pnl", True),
        ("ws_enabled", True),
        ("has_delisting", True),
    ],
)
def test_capabilities_are_those_of_the_futures_api(
    exchange: Kucoin, option: str, expected: bool
) -> None:
    assert exchange.get_option(option) is expected


@pytest.mark.parametrize("margin_mode", [MarginMode.ISOLATED, MarginMode.CROSS])
def test_futures_trade_with_either_margin_mode(exchange: Kucoin, margin_mode: MarginMode) -> None:
    exchange.validate_trading_mode_and_margin_mode(TradingMode.FUTURES, margin_mode)


@pytest.mark.parametrize("time_in_force", ["GTC", "IOC", "PO"])
def test_supported_times_in_force_pass(exchange: Kucoin, time_in_force: str) -> None:
    exchange.validate_order_time_in_force({"entry": time_in_force})


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"order_time_in_force": {"entry": "GTD"}}, "Time in force"),
        ({"stake_currency": "EUR"}, "EUR is not available as stake"),
        ({"timeframe": "3m"}, "Invalid timeframe '3m'"),
        (
            {"order_types": {"stoploss_on_exchange": True, "stoploss_price_type": "moon"}},
            "price type 'moon'",
        ),
    ],
)
def test_what_the_exchange_lacks_is_refused_at_the_start(
    connect: Any, changes: dict[str, Any], message: str
) -> None:
    with pytest.raises(OperationalException, match=message) as refused:
        connect(**changes)
    # freqtrade's commands end with exit code 0 after this one
    assert not isinstance(refused.value, ConfigurationError)


@pytest.mark.parametrize("candles", [1, 199, 999])
def test_up_to_five_pages_of_warm_up_are_loaded(exchange: Kucoin, candles: int) -> None:
    calls = exchange.validate_required_startup_candles(candles, "30m")
    assert calls == -(-(candles + 1) // 200)


def test_the_account_is_classic_and_its_currency_the_stake(exchange: Kucoin) -> None:
    options = exchange._api.options
    assert (options["uta"], options["hf"]) == (False, False)
    assert options["fetchBalance"]["code"] == "USDT"
