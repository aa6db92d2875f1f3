"""Margin of an isolated position: adding, taking out, topping up by itself."""

from enygma.sandbox.server.body import Body, parse_body
from enygma.sandbox.server.endpoint import Call, signed, signed_post
from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.private.position_view import no_position, position_row
from enygma.sandbox.trading import PositionSide


def add(call: Call) -> Json:
    """Move money of the account into the margin of a position; answers with the position."""
    body = parse_body(call.body)
    contract = call.venue.contract(body.text("symbol"))
    body.text("bizNo")
    amount = body.decimal("margin")
    if amount <= 0:
        raise invalid_parameter("margin must be above 0")
    side = _side(body)
    call.exchange.add_margin(call.uid, contract.symbol, amount, side)
    for position in call.exchange.positions(call.uid):
        if (position.symbol, position.position_side) == (contract.symbol, side):
            return position_row(position, contract) | {"userId": call.uid}
    raise no_position()


def withdraw(call: Call) -> Json:
    """Move margin of a position back into the account; answers with the amount."""
    body = parse_body(call.body)
    contract = call.venue.contract(body.text("symbol"))
    amount = body.decimal("withdrawAmount")
    if amount <= 0:
        raise invalid_parameter("withdrawAmount must be above 0")
    call.exchange.withdraw_margin(call.uid, contract.symbol, amount, _side(body))
    return plain(amount)


def max_withdraw(call: Call) -> Json:
    """The most that may be taken out of the margin of a position."""
    symbol = call.contract().symbol
    named = call.query.optional_text("positionSide") is not None
    side = call.query.choice("positionSide", tuple(PositionSide)) if named else PositionSide.BOTH
    amount = call.exchange.max_withdraw_margin(call.uid, symbol, PositionSide(side))
    return plain(amount)


def change_auto_deposit(call: Call) -> Json:
    """Whether a position tops up its margin from the account before it is liquidated."""
    body = parse_body(call.body)
    symbol = call.venue.contract(body.text("symbol")).symbol
    if "status" not in body:
        raise invalid_parameter("status is required")
    call.exchange.set_auto_deposit(call.uid, symbol, enabled=body.flag("status"))
    return True


def _side(body: Body) -> PositionSide:
    return body.optional_term("positionSide", PositionSide) or PositionSide.BOTH


ENDPOINTS = (
    signed_post("/api/v1/position/margin/deposit-margin", add, weight=4),
    signed_post("/api/v1/margin/withdrawMargin", withdraw, weight=10),
    signed("/api/v1/margin/maxWithdrawMargin", max_withdraw, weight=10, permission="Futures"),
    signed_post("/api/v1/position/margin/auto-deposit-status", change_auto_deposit, weight=4),
)
