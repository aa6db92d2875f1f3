"""Funding that the account's positions paid and earned."""

import orjson

from enygma.sandbox.market import Contract
from enygma.sandbox.server.endpoint import Call, signed
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.private.paging import slide
from enygma.sandbox.server.private.span import Span
from enygma.sandbox.trading import FundingPayment

_ROWS, _MOST_ROWS = 10, 100


def funding_history(call: Call) -> Json:
    """Settlements of a contract's positions, ten a page."""
    contract = call.contract()
    start_ms, end_ms = call.query.window("startAt", "endAt", call.now_ms)
    span = Span(start_ms or 0, end_ms)
    payments = [
        each
        for each in call.exchange.funding_payments(call.uid)
        if each.symbol == contract.symbol and each.ms in span
    ]
    return slide(
        call.query,
        payments,
        offset_of=lambda payment: payment.id,
        written=lambda payment: _row(payment, contract),
        size=_ROWS,
        largest=_MOST_ROWS,
    )


def _row(payment: FundingPayment, contract: Contract) -> Json:
    context = {"marginMode": payment.margin_mode, "positionSide": payment.position_side}
    return {
        "id": payment.id,
        "symbol": payment.symbol,
        "timePoint": payment.ms,
        "fundingRate": float(payment.rate),
        "markPrice": float(payment.mark_price),
        "positionQty": payment.lots,
        "positionCost": float(payment.value),
        "funding": float(payment.amount),
        "settleCurrency": contract.quote_currency,
        "context": orjson.dumps(context).decode(),
        "marginMode": payment.margin_mode,
    }


ENDPOINTS = (signed("/api/v1/funding-history", funding_history, weight=5, permission="Futures"),)
