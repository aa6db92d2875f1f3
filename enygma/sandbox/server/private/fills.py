"""Executions of the account's orders."""

from collections.abc import Callable

from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.private.order_queries import display_type
from enygma.sandbox.server.private.paging import Page
from enygma.sandbox.server.private.span import DAY_MS, Span
from enygma.sandbox.trading import Fill, FillReason, Side

_MOST_RECENT = 1000
_NANOSECONDS = 1_000_000
_TYPES = ("limit", "market", "limit_stop", "market_stop")
_TRADE_TYPES = {FillReason.TRADE: "trade", FillReason.LIQUIDATION: "liquid"}
_KNOWN_TRADE_TYPES = {"trade", "liquid", "adl", "settlement", "cancel"}


def fills(call: Call) -> Json:
    """Fills of one order, or those of a span (the last day without one), newest first."""
    page = Page.asked(call.query)
    order_id = call.query.optional_text("orderId")
    if order_id is not None:
        found = [fill for fill in _newest_first(call) if fill.order_id == order_id]
    else:
        span, wanted = Span.asked(call.query, call.now_ms, DAY_MS), _filter(call)
        found = [fill for fill in _newest_first(call) if fill.ms in span and wanted(fill)]
    return page.of(found, lambda fill: fill_row(call, fill))


def recent_fills(call: Call) -> Json:
    """At most 1000 fills of the last 24 hours, newest first."""
    span = Span(call.now_ms - DAY_MS, call.now_ms)
    symbol = call.contract().symbol if call.query.optional_text("symbol") else None
    found = [
        fill for fill in _newest_first(call) if fill.ms in span and symbol in {None, fill.symbol}
    ]
    return [fill_row(call, fill) for fill in found[:_MOST_RECENT]]


def fill_row(call: Call, fill: Fill) -> Json:
    """A fill as KuCoin shows it; the fee is split into what opened and what closed."""
    order = call.exchange.order(call.uid, fill.order_id)
    return {
        "symbol": fill.symbol,
        "tradeId": fill.trade_id,
        "orderId": fill.order_id,
        "side": fill.side,
        "liquidity": fill.liquidity,
        "forceTaker": False,
        "price": plain(fill.price),
        "size": fill.lots,
        "value": plain(fill.value),
        "openFeePay": plain(fill.open_fee),
        "closeFeePay": plain(fill.fee - fill.open_fee),
        "stop": order.stop.direction if order.stop else "",
        "feeRate": plain(fill.fee_rate),
        "fixFee": "0",
        "feeCurrency": _currency(call, fill),
        "tradeTime": fill.ms * _NANOSECONDS,
        "subTradeType": None,
        "marginMode": fill.margin_mode,
        "positionSide": fill.position_side,
        "openFeeTaxPay": "0",
        "closeFeeTaxPay": "0",
        "displayType": display_type(order),
        "fee": plain(fill.fee),
        "settleCurrency": _currency(call, fill),
        "orderType": order.type,
        "tradeType": _TRADE_TYPES[fill.reason],
        "createdAt": fill.ms,
    }


def _currency(call: Call, fill: Fill) -> str:
    return call.venue.market.contract(fill.symbol).quote_currency


def _filter(call: Call) -> Callable[[Fill], bool]:
    query = call.query
    symbol = call.contract().symbol if query.optional_text("symbol") else None
    side = query.choice("side", tuple(Side)) if query.optional_text("side") else None
    kind = query.choice("type", _TYPES) if query.optional_text("type") else None
    reasons = _trade_types(call)

    def wanted(fill: Fill) -> bool:
        order = call.exchange.order(call.uid, fill.order_id)
        return (
            symbol in {None, fill.symbol}
            and side in {None, fill.side}
            and (kind is None or kind in {order.type, display_type(order)})
            and _TRADE_TYPES[fill.reason] in reasons
        )

    return wanted


def _trade_types(call: Call) -> set[str]:
    written = call.query.optional_text("tradeTypes")
    if written is None:
        return _KNOWN_TRADE_TYPES
    asked = {each.strip() for each in written.split(",")}
    if not asked <= _KNOWN_TRADE_TYPES:
        raise invalid_parameter(f"tradeTypes must be of {', '.join(sorted(_KNOWN_TRADE_TYPES))}")
    return asked


def _newest_first(call: Call) -> list[Fill]:
    return list(reversed(call.exchange.fills(call.uid)))


ENDPOINTS = (
    signed("/api/v1/fills", fills, weight=5),
    signed("/api/v1/recentFills", recent_fills, weight=3, permission="Futures"),
)
