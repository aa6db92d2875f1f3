"""Margin mode of a contract, leverage of cross positions, position mode of the account."""

from enygma.sandbox.server.body import parse_body
from enygma.sandbox.server.endpoint import Call, signed, signed_post
from enygma.sandbox.server.envelope import ApiError, Json, invalid_parameter
from enygma.sandbox.trading import MarginMode, PositionMode, Rejection

_MOST_SYMBOLS = 50


def margin_mode(call: Call) -> Json:
    """Margin mode of a contract."""
    symbol = call.contract().symbol
    return {"symbol": symbol, "marginMode": call.exchange.margin_mode(call.uid, symbol)}


def change_margin_mode(call: Call) -> Json:
    """Switch the margin mode of a contract; refused while orders or a position are open."""
    body = parse_body(call.body)
    symbol = call.venue.contract(body.text("symbol")).symbol
    mode = body.term("marginMode", MarginMode)
    call.exchange.set_margin_mode(call.uid, symbol, mode)
    return {"symbol": symbol, "marginMode": mode}


def change_margin_modes(call: Call) -> Json:
    """Switch the margin mode of several contracts; says which ones could not be switched."""
    body = parse_body(call.body)
    mode = body.term("marginMode", MarginMode)
    symbols = body.texts("symbols", _MOST_SYMBOLS)
    if not symbols:
        raise invalid_parameter("symbols is required")
    errors: list[Json] = []
    modes: dict[str, Json] = {}
    for symbol in symbols:
        try:
            call.venue.contract(symbol)
            call.exchange.set_margin_mode(call.uid, symbol, mode)
        except (ApiError, Rejection) as error:
            errors.append({"code": error.code, "msg": error.message, "symbol": symbol})
            if isinstance(error, ApiError):
                continue
        modes[symbol] = call.exchange.margin_mode(call.uid, symbol)
    return {"marginMode": modes, "errors": errors}


def cross_leverage(call: Call) -> Json:
    """Leverage of the cross positions of a contract."""
    symbol = call.contract().symbol
    return {"symbol": symbol, "leverage": str(call.exchange.cross_leverage(call.uid, symbol))}


def change_cross_leverage(call: Call) -> Json:
    """Change the leverage of the cross positions of a contract."""
    body = parse_body(call.body)
    symbol = call.venue.contract(body.text("symbol")).symbol
    leverage = body.decimal("leverage")
    if leverage < 1 or leverage != int(leverage):
        raise invalid_parameter("Leverage parameter invalid.")
    call.exchange.set_cross_leverage(call.uid, symbol, int(leverage))
    return True


def position_mode(call: Call) -> Json:
    """Position mode of the account: 0 one-way, 1 hedge."""
    return {"positionMode": int(call.exchange.position_mode(call.uid))}


def switch_position_mode(call: Call) -> Json:
    """Switch the position mode; refused while orders or positions are open."""
    mode = parse_body(call.body).term("positionMode", PositionMode)
    call.exchange.set_position_mode(call.uid, mode)
    return {"positionMode": int(mode)}


ENDPOINTS = (
    signed("/api/v2/position/getMarginMode", margin_mode, weight=2, permission="Futures"),
    signed_post("/api/v2/position/changeMarginMode", change_margin_mode, weight=2),
    signed_post("/api/v2/position/batchChangeMarginMode", change_margin_modes, weight=2),
    signed("/api/v2/getCrossUserLeverage", cross_leverage, weight=2, permission="Futures"),
    signed_post("/api/v2/changeCrossUserLeverage", change_cross_leverage, weight=2),
    signed("/api/v2/position/getPositionMode", position_mode, weight=2, permission="Futures"),
    signed_post("/api/v2/position/switchPositionMode", switch_position_mode, weight=2),
)
