"""Unmodified ccxt trades through the sandbox: orders, stops, margin, modes, in both flavours."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import ccxt
import ccxt.async_support as ccxt_async
import pytest

from enygma.sandbox import RunningSandbox

PAIR, OTHER = "BTC/USDT:USDT", "ETH/USDT:USDT"
KEYS = {"apiKey": "sandbox-key", "secret": "sandbox-secret", "password": "sandbox-passphrase"}
HOURS_2_MS = 2 * 3_600_000
ISOLATED = {"marginMode": "isolated", "leverage": 5}


@pytest.fixture
def options(sandbox: RunningSandbox, ccxt_options: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    return ccxt_options(sandbox.url, **KEYS)


@pytest.fixture
def exchange(options: dict[str, Any]) -> Iterator[Any]:
    client = ccxt.kucoin(options)
    client.load_markets()
    yield client
    client.close()


def last(sandbox: RunningSandbox, times: float = 1.0, pair: str = PAIR) -> float:
    """A price near `times` the last one of a pair."""
    venue = sandbox.server.venue
    symbol = next(each.symbol for each in venue.market.contracts if each.pair == pair)
    return venue.market.prices(symbol, venue.now_ms()).last * times


def test_market_order_opens_a_position_and_reduce_only_closes_it(exchange: Any) -> None:
    bought = exchange.create_order(PAIR, "market", "buy", 10, params=ISOLATED)
    order = exchange.fetch_order(bought["id"], PAIR)
    position = exchange.fetch_position(PAIR)

    assert (order["status"], order["filled"], order["side"]) == ("closed", 10, "buy")
    assert order["average"] == pytest.approx(position["entryPrice"])
    assert (position["contracts"], position["side"]) == (10, "long")
    assert position["marginMode"] == "isolated"
    assert position["liquidationPrice"] < position["entryPrice"]
    assert exchange.fetch_positions()[0]["symbol"] == PAIR

    exchange.create_order(PAIR, "market", "sell", 25, params=ISOLATED | {"reduceOnly": True})

    assert exchange.fetch_positions() == []
    closed = exchange.fetch_positions_history([PAIR])
    assert closed[0]["info"]["type"] == "CLOSE_LONG"
    trades = exchange.fetch_my_trades(PAIR)
    assert [trade["side"] for trade in trades] == ["buy", "sell"]
    assert sum(trade["fee"]["cost"] for trade in trades) == pytest.approx(
        0.0006 * sum(trade["cost"] for trade in trades)
    )
    balance = exchange.fetch_balance({"type": "swap", "code": "USDT"})["USDT"]
    paid = float(closed[0]["info"]["pnl"])
    assert balance["total"] == pytest.approx(10_000 + paid)


def test_limit_order_rests_is_listed_and_is_cancelled(
    exchange: Any, sandbox: RunningSandbox
) -> None:
    price = last(sandbox, 0.98)
    params = ISOLATED | {"clientOrderId": "mine-1", "timeInForce": "GTC", "postOnly": True}
    placed = exchange.create_order(PAIR, "limit", "buy", 3, price, params)

    assert placed["clientOrderId"] == "mine-1"
    assert [each["id"] for each in exchange.fetch_open_orders(PAIR)] == [placed["id"]]
    assert exchange.fetch_order("", PAIR, {"clientOid": "mine-1"})["id"] == placed["id"]
    used = exchange.fetch_balance({"type": "swap", "code": "USDT"})["USDT"]
    assert used["free"] < used["total"]

    exchange.cancel_order(placed["id"], PAIR)

    assert exchange.fetch_order(placed["id"], PAIR)["status"] == "canceled"
    assert exchange.fetch_open_orders(PAIR) == []
    assert [each["id"] for each in exchange.fetch_closed_orders(PAIR)] == [placed["id"]]
    with pytest.raises(ccxt.BadRequest, match="cannot be canceled"):
        exchange.cancel_order(placed["id"], PAIR)


def test_stop_order_waits_and_fires_when_its_price_is_reached(
    exchange: Any, sandbox: RunningSandbox
) -> None:
    exchange.create_order(PAIR, "market", "buy", 4, params=ISOLATED)
    stop = exchange.create_order(
        PAIR, "market", "sell", 4, params=ISOLATED | {"stopLossPrice": last(sandbox, 0.9)}
    )
    waiting = exchange.fetch_open_orders(PAIR, params={"trigger": True})

    assert [each["id"] for each in waiting] == [stop["id"]]
    assert (waiting[0]["reduceOnly"], waiting[0]["info"]["stop"]) == (True, "down")
    assert waiting[0]["triggerPrice"] == pytest.approx(last(sandbox, 0.9), rel=1e-4)
    assert exchange.fetch_open_orders(PAIR) == []

    exchange.cancel_order(stop["id"], PAIR)
    near = exchange.create_order(
        PAIR,
        "market",
        "sell",
        4,
        params=ISOLATED | {"stopLossPrice": last(sandbox, 0.9999), "triggerPriceType": "last"},
    )
    for _ in range(48):
        sandbox.advance(HOURS_2_MS // 8)
        if not exchange.fetch_positions():
            break

    fired = exchange.fetch_order(near["id"], PAIR)
    assert (fired["status"], fired["filled"]) == ("closed", 4)
    assert fired["info"]["stopTriggered"] is True
    assert exchange.fetch_positions() == []


def test_attached_take_profit_and_stop_loss_wait_for_the_entry(
    exchange: Any, sandbox: RunningSandbox
) -> None:
    params = ISOLATED | {
        "takeProfit": {"triggerPrice": last(sandbox, 1.1)},
        "stopLoss": {"triggerPrice": last(sandbox, 0.9)},
    }
    exchange.create_order(PAIR, "market", "buy", 2, params=params)

    stops = exchange.fetch_open_orders(PAIR, params={"trigger": True})
    assert sorted(each["info"]["stop"] for each in stops) == ["down", "up"]
    assert {each["amount"] for each in stops} == {2}
    assert exchange.cancel_all_orders(PAIR, {"trigger": True})
    assert exchange.fetch_open_orders(PAIR, params={"trigger": True}) == []


def test_margin_can_be_added_and_taken_out(exchange: Any) -> None:
    exchange.create_order(PAIR, "market", "buy", 10, params=ISOLATED)
    before = exchange.fetch_position(PAIR)

    exchange.add_margin(PAIR, 50)
    after = exchange.fetch_position(PAIR)

    assert after["initialMargin"] == before["initialMargin"]
    assert after["collateral"] == pytest.approx(before["collateral"] + 50)
    assert after["liquidationPrice"] < before["liquidationPrice"]


def test_margin_mode_and_cross_leverage_are_switched(exchange: Any) -> None:
    exchange.set_margin_mode("cross", OTHER)
    exchange.set_leverage(4, OTHER, {"marginMode": "cross"})

    assert exchange.fetch_margin_mode(OTHER)["marginMode"] == "cross"
    assert exchange.fetch_leverage(OTHER, {"marginMode": "cross"})["longLeverage"] == 4
    with pytest.raises(ccxt.InvalidOrder, match="margin mode does not match"):
        exchange.create_order(OTHER, "market", "sell", 1, params=ISOLATED)
    exchange.create_order(OTHER, "market", "sell", 5, params={"marginMode": "cross"})
    position = exchange.fetch_position(OTHER)
    assert (position["marginMode"], position["side"]) == ("cross", "short")
    with pytest.raises(ccxt.ExchangeError, match=r"exist\.order\.or\.position"):
        exchange.set_margin_mode("isolated", OTHER)


def test_hedge_mode_holds_both_sides_at_once(exchange: Any) -> None:
    assert exchange.fetch_position_mode()["hedged"] is False
    exchange.set_position_mode(True)
    assert exchange.fetch_position_mode()["hedged"] is True

    hedged = ISOLATED | {"hedged": True}
    exchange.create_order(PAIR, "market", "buy", 3, params=hedged)
    exchange.create_order(PAIR, "market", "sell", 2, params=hedged)

    held = {each["side"]: each["contracts"] for each in exchange.fetch_positions()}
    assert held == {"long": 3, "short": 2}
    with pytest.raises(ccxt.InvalidOrder, match="One-Way Mode"):
        exchange.create_order(PAIR, "market", "buy", 1, params=ISOLATED)
    exchange.create_order(PAIR, "market", "sell", 3, params=hedged | {"reduceOnly": True})
    assert [each["side"] for each in exchange.fetch_positions()] == ["short"]


def test_funding_is_paid_and_listed(exchange: Any, sandbox: RunningSandbox) -> None:
    exchange.create_order(PAIR, "market", "buy", 10, params=ISOLATED)
    sandbox.advance(HOURS_2_MS)

    paid = exchange.fetch_funding_history(PAIR)
    entries = exchange.fetch_ledger("USDT", params={"type": "contract"})

    assert len(paid) == 1
    assert paid[0]["amount"] != 0
    assert entries


def test_refusals_have_the_classes_that_ccxt_gives_them(
    exchange: Any, sandbox: RunningSandbox
) -> None:
    with pytest.raises(ccxt.OrderNotFound, match=r"error\.getOrder\.orderNotExist"):
        exchange.fetch_order("1", PAIR)
    with pytest.raises(ccxt.InsufficientFunds, match="Balance insufficient"):
        exchange.create_order(PAIR, "limit", "buy", 3_000, last(sandbox, 0.99), ISOLATED)
    with pytest.raises(ccxt.InvalidOrder, match="No open positions to close"):
        exchange.create_order(PAIR, "market", "sell", 1, params=ISOLATED | {"reduceOnly": True})
    with pytest.raises(ccxt.ExchangeError, match="leverage cannot be greater"):
        exchange.create_order(PAIR, "market", "buy", 1, params={"leverage": 500})
    exchange.create_order(PAIR, "market", "buy", 1, params=ISOLATED | {"clientOid": "twice"})
    with pytest.raises(ccxt.ExchangeError, match="clientOid parameter repeated"):
        exchange.create_order(PAIR, "market", "buy", 1, params=ISOLATED | {"clientOid": "twice"})
    assert exchange.fetch_position(PAIR)["contracts"] == 1


def test_several_orders_are_placed_and_cancelled_at_once(
    exchange: Any, sandbox: RunningSandbox
) -> None:
    price = last(sandbox, 0.98)
    wanted = {"symbol": PAIR, "type": "limit", "side": "buy", "amount": 1, "price": price}
    placed = exchange.create_orders([wanted | {"params": ISOLATED} for _ in range(3)])
    ids = [each["id"] for each in placed]

    assert len(exchange.fetch_open_orders(PAIR)) == 3
    exchange.cancel_orders(ids[:2], PAIR)
    assert [each["id"] for each in exchange.fetch_open_orders(PAIR)] == ids[2:]
    exchange.cancel_all_orders(PAIR)
    assert exchange.fetch_open_orders(PAIR) == []


def test_test_order_places_nothing(exchange: Any, sandbox: RunningSandbox) -> None:
    params = ISOLATED | {"test": True}

    exchange.create_order(PAIR, "limit", "buy", 1, last(sandbox, 0.98), params)

    assert exchange.fetch_open_orders(PAIR) == []


def test_closing_a_position_needs_nothing_but_its_pair(exchange: Any) -> None:
    exchange.create_order(PAIR, "market", "sell", 7, params=ISOLATED)

    exchange.close_position(PAIR)

    assert exchange.fetch_positions() == []


def test_asynchronous_client_trades_as_well(
    options: dict[str, Any], sandbox: RunningSandbox
) -> None:
    async def trade() -> tuple[Any, Any, Any]:
        client = ccxt_async.kucoin(options)
        try:
            await client.load_markets()
            buys = [client.create_order(PAIR, "market", "buy", 2, None, ISOLATED) for _ in range(5)]
            placed = await asyncio.gather(*buys)
            held = (await client.fetch_positions())[0]
            stop = ISOLATED | {"stopLossPrice": last(sandbox, 0.95)}
            waiting = await client.create_order(PAIR, "market", "sell", 10, None, stop)
            await client.cancel_order(waiting["id"], PAIR)
            await client.create_order(
                PAIR, "market", "sell", 10, None, ISOLATED | {"reduceOnly": True}
            )
            return placed, held, await client.fetch_positions()
        finally:
            await client.close()

    placed, held, left = asyncio.run(trade())

    assert len({order["id"] for order in placed}) == 5
    assert held["contracts"] == 10
    assert left == []
