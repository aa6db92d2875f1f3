"""Closing positions and cancelling orders, whoever opened them. It only ever reduces."""

from __future__ import annotations

from typing import Any

from enygma.exchange.account_state import LiveOrder, OpenPosition
from enygma.exchange.errors import complete_answer


def close_request(position: OpenPosition, client_oid: str) -> dict[str, Any]:
    """KuCoin's request for a market order that closes a position as a whole.

    `closeOrder` lets the exchange take the size, so that nothing is left and nothing is turned,
    and sending it twice does no harm.
    """
    request: dict[str, Any] = {
        "clientOid": client_oid,
        "symbol": position.symbol,
        "side": position.closing_side,
        "type": "market",
        "leverage": max(1, int(position.leverage)),
        "marginMode": position.margin_mode,
        "closeOrder": True,
        "reduceOnly": True,
    }
    if position.position_side != "BOTH":
        request["positionSide"] = position.position_side
    return request


def close_position(api: Any, position: OpenPosition, client_oid: str) -> str:
    """Send the order that closes a position, and return its id.

    Args:
        api: A ccxt object with keys.
        position: What to close.
        client_oid: A fresh name for the order.

    Raises:
        ccxt.BaseError: It was refused, or nobody knows; read the positions again.
    """
    answer = api.futuresPrivatePostOrders(close_request(position, client_oid))
    with complete_answer("the order"):
        return str(answer["data"]["orderId"])


def cancel_order(api: Any, order: LiveOrder) -> None:
    """Cancel one order or stop.

    Raises:
        ccxt.BaseError: It was refused (an order that has ended is), or nobody knows.
    """
    api.futuresPrivateDeleteOrdersOrderId({"orderId": order.id})
