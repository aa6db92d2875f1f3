"""Markets: contracts as freqtrade sees them."""

from typing import Any

import pytest

from enygma.exchange.contracts import parsable_contracts
from enygma.exchange.kucoin import Kucoin


def test_only_contracts_are_listed_under_unified_names(exchange: Kucoin) -> None:
    assert set(exchange.markets) == {"BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT"}
    assert exchange.markets["BTC/USDT:USDT"]["id"] == "XBTUSDTM"


def test_amounts_are_counted_in_contracts_of_their_multiplier(exchange: Kucoin) -> None:
    assert exchange.get_contract_size("BTC/USDT:USDT") == 0.001
    assert exchange.amount_to_contract_precision("BTC/USDT:USDT", 0.0129) == 0.012


@pytest.mark.parametrize(
    ("contract", "kept"),
    [
        ({"symbol": "A", "type": "FFWCSX", "nextFundingRateTime": 5}, True),
        ({"symbol": "A", "type": "FFWCSX", "nextFundingRateTime": None}, True),
        ({"symbol": "A", "type": "FFICSX", "nextFundingRateTime": None, "expireDate": 9}, True),
        ({"symbol": "A", "type": "FFICSX", "nextFundingRateTime": None, "expireDate": None}, False),
        ({"symbol": "A", "type": "FFICSX"}, False),
    ],
)
def test_a_contract_that_ccxt_cannot_parse_is_repaired_or_left_out(
    contract: dict[str, Any], kept: bool
) -> None:
    assert bool(parsable_contracts([contract])) is kept


def test_a_perpetual_without_next_funding_time_stays_a_perpetual(desk: Any, connect: Any) -> None:
    contracts = desk.answers["GET /api/v1/contracts/active"]
    contracts[0] = {**contracts[0], "nextFundingRateTime": None}
    exchange = connect(url=desk.url)
    for markets in (exchange.markets, exchange._api.load_markets(reload=True)):
        assert set(markets) == {"BTC/USDT:USDT", "ETH/USDT:USDT", "XRP/USDT:USDT"}
        assert all(market["swap"] for market in markets.values())


def test_the_recorded_contracts_load_although_one_is_dated(
    desk: Any, connect: Any, shared: Any
) -> None:
    import json

    folder = shared / "kucoin_api" / "recorded" / "tigusigalpa-kucoin-go_2026-10-03"
    answer = json.loads((folder / "contracts_active_trimmed.json").read_text())
    desk.answers["GET /api/v1/contracts/active"] = answer["data"]
    markets = connect(url=desk.url).markets
    assert len(markets) == len(answer["data"])
    tradable = connect(url=desk.url).get_markets(quote_currencies=["USDT"], futures_only=True)
    assert "DOGE/USDT:USDT" in tradable
