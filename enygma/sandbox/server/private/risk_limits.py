"""How large positions may become: by the balance, by the level of isolated margin, by leverage."""

from decimal import ROUND_DOWN, Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.server.body import parse_body
from enygma.sandbox.server.endpoint import Call, signed, signed_post
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.trading.margin import level_allowing, level_of

_MOST_SYMBOLS = 50
_MONEY, _RATE = Decimal("1e-10"), Decimal("1e-8")


def max_open_size(call: Call) -> Json:
    """Lots that the account could buy and sell to open at a price, with a leverage."""
    contract = call.contract()
    price = call.query.decimal("price")
    leverage = call.query.integer("leverage")
    if price <= 0:
        raise invalid_parameter("price must be above 0")
    buy, sell = call.exchange.max_open_size(call.uid, contract.symbol, price, leverage)
    return {"symbol": contract.symbol, "maxBuyOpenSize": buy, "maxSellOpenSize": sell}


def cross_order_limits(call: Call) -> Json:
    """The largest cross position of each contract in a list, for a margin and a leverage."""
    symbols = call.query.text("symbol").split(",")
    if len(symbols) > _MOST_SYMBOLS:
        raise invalid_parameter(f"symbol must not name more than {_MOST_SYMBOLS} contracts")
    margin = call.query.optional_decimal("totalMargin")
    leverage = call.query.optional_integer("leverage")
    if margin is None:
        margin = call.exchange.overview(call.uid, "USDT").total_cross_margin
    return [_limit(call, call.venue.contract(each), margin, leverage) for each in symbols]


def change_level(call: Call) -> Json:
    """Choose the risk-limit level of an isolated position; its active orders are cancelled."""
    body = parse_body(call.body)
    symbol = call.venue.contract(body.text("symbol")).symbol
    call.exchange.set_risk_limit_level(call.uid, symbol, body.integer("level"))
    return True


def _limit(call: Call, contract: Contract, margin: Decimal, leverage: int | None) -> Json:
    leverage = leverage or call.exchange.cross_leverage(call.uid, contract.symbol)
    if not 1 <= leverage <= contract.max_leverage:
        raise invalid_parameter("Leverage parameter invalid.")
    price = Decimal(repr(call.venue.market.prices(contract.symbol, call.now_ms).last))
    lot = price * contract.multiplier
    largest = level_allowing(contract, leverage).max_risk_limit
    most = min(margin * leverage, Decimal(largest))
    lots = max(0, int(most / lot))
    return {
        "symbol": contract.symbol,
        "maxOpenSize": lots,
        "maxOpenValue": f"{(lots * lot).quantize(_MONEY, ROUND_DOWN):f}",
        "totalMargin": plain(margin),
        "price": plain(price),
        "leverage": f"{leverage:.2f}",
        "mmr": plain(level_of(contract, lots * lot).maintain_margin),
        "imr": plain((1 / Decimal(leverage)).quantize(_RATE)),
        "currency": contract.quote_currency,
    }


ENDPOINTS = (
    signed("/api/v2/getMaxOpenSize", max_open_size, weight=2, permission="Futures"),
    signed("/api/v2/batchGetCrossOrderLimit", cross_order_limits, weight=2, permission="Futures"),
    signed_post("/api/v1/position/risk-limit-level/change", change_level, weight=5),
)
