"""What the clients override, call and correct in ccxt's `kucoin`."""

import inspect
from collections.abc import Callable
from typing import Any

import ccxt
import ccxt.pro
import pytest

from enygma.exchange.client import AsyncClient, SyncClient

from .conftest import overridden, signature

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

OVERRIDDEN_IN_THE_SYNCHRONOUS_CCXT = {
    "fetch": "(self, url, method='GET', headers=None, body=None)",
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


@pytest.mark.parametrize(("name", "expected"), (OVERRIDDEN_IN_CCXT | CALLED_IN_CCXT).items())
def test_ccxts_methods_take_what_the_exchange_gives(name: str, expected: str) -> None:
    assert signature(ccxt.pro.kucoin, name) == expected


@pytest.mark.parametrize(("name", "expected"), OVERRIDDEN_IN_THE_SYNCHRONOUS_CCXT.items())
def test_ccxts_synchronous_methods_take_what_the_exchange_gives(name: str, expected: str) -> None:
    assert signature(ccxt.kucoin, name) == expected


def test_every_override_of_the_clients_is_in_the_list() -> None:
    assert set(overridden(AsyncClient, ccxt.pro.kucoin)) == set(OVERRIDDEN_IN_CCXT)
    own = set(overridden(SyncClient, ccxt.kucoin)) - set(OVERRIDDEN_IN_CCXT)
    assert own == set(OVERRIDDEN_IN_THE_SYNCHRONOUS_CCXT)


def test_an_attached_stop_goes_by_the_direction_of_its_price() -> None:
    source = inspect.getsource(ccxt.kucoin.create_contract_order_request)
    down = source.index(
        "request['triggerStopDownPrice'] = self.price_to_precision(symbol, slPrice)"
    )
    up = source.index("request['triggerStopUpPrice'] = self.price_to_precision(symbol, tpPrice)")
    assert source.index("if hasStopLoss:") < down < source.index("if hasTakeProfit:") < up


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
