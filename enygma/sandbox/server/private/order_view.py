"""An order as KuCoin shows it."""

from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.trading import Order, OrderStatus

_NANOSECONDS = 1_000_000
_AVERAGE_DECIMALS = Decimal("1e-10")


def order_row(order: Order, contract: Contract) -> dict[str, Json]:
    """The row of `order`; prices and money are text, sizes whole lots."""
    return _terms(order, contract) | _stop(order) | _flags(order) | _state(order, contract)


def _terms(order: Order, contract: Contract) -> dict[str, Json]:
    request = order.request
    return {
        "id": order.id,
        "symbol": order.symbol,
        "type": order.type,
        "side": order.side,
        "price": plain(order.price or Decimal(0)),
        "size": order.lots,
        "value": plain(_value(order, contract)),
        "stp": request.stp or "",
        "timeInForce": request.time_in_force,
        "leverage": str(order.leverage),
        "visibleSize": request.visible_lots or 0,
        "clientOid": order.client_oid,
        "remark": request.remark,
        "tags": "",
        "settleCurrency": contract.quote_currency,
        "marginMode": order.margin_mode,
        "positionSide": order.position_side,
    }


def _stop(order: Order) -> dict[str, Json]:
    stop = order.stop
    return {
        "stop": stop.direction if stop else "",
        "stopPriceType": stop.price_type if stop else "",
        "stopPrice": plain(stop.price) if stop else None,
        "stopTriggered": order.stop_triggered,
    }


def _flags(order: Order) -> dict[str, Json]:
    request = order.request
    return {
        "postOnly": request.post_only,
        "hidden": request.hidden,
        "iceberg": request.iceberg,
        "forceHold": request.force_hold,
        "closeOrder": request.close_order,
        "reduceOnly": request.reduce_only,
    }


def _state(order: Order, contract: Contract) -> dict[str, Json]:
    filled = plain(order.filled_value)
    average = order.average_price(contract.multiplier)
    return {
        "isActive": order.is_active,
        "cancelExist": order.cancel_exists,
        "status": "done" if order.status is OrderStatus.DONE else "open",
        "dealValue": filled,
        "dealSize": order.filled_lots,
        "filledValue": filled,
        "filledSize": order.filled_lots,
        "avgDealPrice": plain(average.quantize(_AVERAGE_DECIMALS)),
        "createdAt": order.created_ms,
        "updatedAt": order.updated_ms,
        "endAt": order.ended_ms,
        "orderTime": order.created_ms * _NANOSECONDS,
    }


def _value(order: Order, contract: Contract) -> Decimal:
    if order.price is None:
        return order.filled_value
    return order.price * order.lots * contract.multiplier
