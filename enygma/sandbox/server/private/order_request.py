"""The body of an order, read into what the exchange places."""

from decimal import Decimal

from enygma.sandbox.server.body import Body
from enygma.sandbox.server.envelope import invalid_parameter
from enygma.sandbox.trading import (
    Bracket,
    MarginMode,
    OrderRequest,
    OrderType,
    PositionSide,
    PriceType,
    SelfTradePrevention,
    Side,
    Stop,
    StopDirection,
    TimeInForce,
)
from enygma.sandbox.trading.validation import LONGEST_REMARK


def order_request(body: Body) -> OrderRequest:
    """An order of `orders`, `orders/test` or `orders/multi`."""
    return _read(body, stop=_stop(body), bracket=None)


def bracket_request(body: Body) -> OrderRequest:
    """An order of `st-orders`: an entry with its take profit and stop loss attached."""
    return _read(body, stop=None, bracket=_bracket(body))


def _read(body: Body, stop: Stop | None, bracket: Bracket | None) -> OrderRequest:
    closes = body.flag("closeOrder")
    order_type = body.optional_term("type", OrderType) or OrderType.LIMIT
    return OrderRequest(
        client_oid=body.text("clientOid"),
        symbol=body.text("symbol"),
        side=_side(body, closes),
        type=order_type,
        leverage=_leverage(body),
        lots=_size(body, closes),
        qty=_positive(body, "qty"),
        value_qty=_positive(body, "valueQty"),
        price=_price(body, order_type, closes),
        time_in_force=body.optional_term("timeInForce", TimeInForce) or TimeInForce.GTC,
        post_only=body.flag("postOnly"),
        hidden=body.flag("hidden"),
        iceberg=body.flag("iceberg"),
        visible_lots=_visible_lots(body),
        reduce_only=body.flag("reduceOnly"),
        close_order=closes,
        force_hold=body.flag("forceHold"),
        stop=stop,
        margin_mode=body.optional_term("marginMode", MarginMode) or MarginMode.ISOLATED,
        position_side=body.optional_term("positionSide", PositionSide) or PositionSide.BOTH,
        stp=body.optional_term("stp", SelfTradePrevention),
        remark=body.optional_text("remark", LONGEST_REMARK),
        bracket=bracket,
    )


def _side(body: Body, closes: bool) -> Side | None:
    if closes and "side" not in body:
        return None
    return body.term("side", Side)


def _leverage(body: Body) -> int | None:
    leverage = body.optional_decimal("leverage")
    if leverage is None:
        return None
    if leverage < 1 or leverage != int(leverage):
        raise invalid_parameter("Leverage parameter invalid.")
    return int(leverage)


def _size(body: Body, closes: bool) -> int | None:
    lots = body.optional_integer("size")
    if lots is None or (closes and lots == 0):
        return None
    if lots <= 0:
        raise invalid_parameter("size must be a positive integer")
    return lots


def _visible_lots(body: Body) -> int | None:
    lots = body.optional_integer("visibleSize")
    if lots is not None and lots < 0:
        raise invalid_parameter("visibleSize must not be negative")
    return lots or None  # clients write "all of it" as 0 as well


def _positive(body: Body, name: str) -> Decimal | None:
    amount = body.optional_decimal(name)
    if amount is not None and amount <= 0:
        raise invalid_parameter(f"{name} must be above 0")
    return amount


def _price(body: Body, order_type: OrderType, closes: bool) -> Decimal | None:
    if order_type is OrderType.MARKET:
        return None
    if closes and "price" not in body:
        return None
    price = body.decimal("price")
    if price <= 0:
        raise invalid_parameter("price must be above 0")
    return price


def _stop(body: Body) -> Stop | None:
    if not any(name in body for name in ("stop", "stopPrice", "stopPriceType")):
        return None
    direction = body.term("stop", StopDirection)
    price = _positive(body, "stopPrice")
    if price is None:
        raise invalid_parameter("stopPrice is required")
    return Stop(direction, price, body.term("stopPriceType", PriceType))


def _bracket(body: Body) -> Bracket | None:
    up_price = _positive(body, "triggerStopUpPrice")
    down_price = _positive(body, "triggerStopDownPrice")
    if up_price is None and down_price is None:
        return None
    return Bracket(up_price, down_price, body.term("stopPriceType", PriceType))
