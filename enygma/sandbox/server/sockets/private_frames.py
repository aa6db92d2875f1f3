"""What the private channels push: the `data` of their frames, in KuCoin's forms."""

from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.server.envelope import Json
from enygma.sandbox.server.numbers import plain
from enygma.sandbox.server.private.position_view import position_row
from enygma.sandbox.trading import (
    CrossLeverageChanged,
    Fill,
    FundingPayment,
    Liquidity,
    MarginModeChanged,
    OrderChanged,
    OrderNews,
    Position,
    StopChanged,
    StopNews,
    Wallet,
)

Data = dict[str, Json]

_NANOSECONDS = 1_000_000
_NOTHING = "0"
# Columns of a position over REST that are not pushed.
_NOT_PUSHED = {"id", "isInverse", "maintainMargin", "posCrossMargin", "posCommCommon"}


def order(event: OrderChanged) -> Data:
    """A change of an order in the book; sizes and prices are text.

    An order without a name of its client is the exchange's own, which liquidates a position.
    """
    changed = event.order
    data = {
        "symbol": changed.symbol,
        "orderType": changed.type,
        "side": changed.side,
        "canceledSize": str(changed.cancelled_lots),
        "orderId": changed.id,
        "positionSide": changed.position_side,
        "marginMode": changed.margin_mode,
        "type": event.kind,
        "orderTime": changed.created_ms * _NANOSECONDS,
        "size": str(changed.lots),
        "filledSize": str(changed.filled_lots),
        "price": plain(changed.price or Decimal(0)),
        "remainSize": str(changed.remaining_lots),
        "clientOid": changed.client_oid,
        "tradeType": "trade" if changed.client_oid else "liquid",
        "status": _status(event),
        "ts": event.ms * _NANOSECONDS,
    }
    if event.kind is OrderNews.OPEN:
        return data | {"liquidity": Liquidity.MAKER}
    if event.kind is OrderNews.UPDATE:
        before = changed.lots - changed.cancelled_lots + event.cancelled_lots
        return data | {"oldSize": str(before)}
    return data if event.fill is None else data | _match(event.fill)


def _status(event: OrderChanged) -> str:
    if event.kind in {OrderNews.FILLED, OrderNews.CANCELED}:
        return "done"
    took = event.fill is not None and event.fill.liquidity is Liquidity.TAKER
    return "match" if took else "open"


def _match(fill: Fill) -> Data:
    return {
        "liquidity": fill.liquidity,
        "feeType": f"{fill.liquidity}Fee",
        "matchPrice": plain(fill.price),
        "matchSize": str(fill.lots),
        "tradeId": fill.trade_id,
    }


def stop_order(event: StopChanged) -> Data:
    """A change of an order that waits for its stop price. Raises ValueError for another order."""
    changed, stop = event.order, event.order.stop
    if stop is None:
        raise ValueError(f"order {changed.id} has no stop")
    return {
        "createdAt": changed.created_ms,
        "marginMode": changed.margin_mode,
        "orderId": changed.id,
        "orderPrice": plain(changed.price or Decimal(0)),
        "orderType": "stop",
        "side": changed.side,
        "size": changed.lots,
        "stop": stop.direction,
        "stopPrice": plain(stop.price),
        "stopPriceType": stop.price_type,
        "symbol": changed.symbol,
        "positionSide": changed.position_side,
        "clientOid": changed.client_oid,
        "ts": event.ms * _NANOSECONDS,
        # A bracket's stop that grew or shrank is told as it then stands: KuCoin has no type for it.
        "type": StopNews.OPEN if event.kind is StopNews.UPDATE else event.kind,
    }


def position(held: Position, contract: Contract, reason: str) -> Data:
    """A position after a change, with the reason."""
    row = position_row(held, contract)
    shown = {name: value for name, value in row.items() if name not in _NOT_PUSHED}
    return shown | {"changeReason": reason}


def settlement(payment: FundingPayment, contract: Contract) -> Data:
    """Funding that was settled for a position; a negative fee was paid."""
    return {
        "symbol": payment.symbol,
        "fundingTime": payment.ms,
        "qty": payment.lots,
        "markPrice": float(payment.mark_price),
        "fundingRate": float(payment.rate),
        "fundingFee": float(payment.amount),
        "ts": payment.ms * _NANOSECONDS,
        "settleCurrency": contract.quote_currency,
        "marginMode": payment.margin_mode,
        "positionSide": payment.position_side,
    }


def wallet(shown: Wallet, ms: int) -> Data:
    """The balance of an account; everything is text."""
    return {
        "crossPosMargin": plain(shown.cross_position_margin),
        "isolatedOrderMargin": plain(shown.isolated_order_margin),
        "holdBalance": _NOTHING,
        "equity": plain(shown.equity),
        "version": str(shown.version),
        "availableBalance": plain(shown.available),
        "isolatedPosMargin": plain(shown.isolated_position_margin),
        "maxWithdrawAmount": plain(shown.max_withdraw),
        "walletBalance": plain(shown.balance),
        "isolatedFundingFeeMargin": _NOTHING,
        "crossUnPnl": plain(shown.cross_unrealised),
        "totalCrossMargin": plain(shown.total_cross_margin),
        "currency": shown.currency,
        "isolatedUnPnl": plain(shown.isolated_unrealised),
        "availableMargin": plain(shown.available),
        "crossOrderMargin": plain(shown.cross_order_margin),
        "timestamp": str(ms),
    }


def margin_modes(event: MarginModeChanged) -> Data:
    """Contracts and the margin mode that each has now."""
    return dict(event.modes)


def cross_leverages(event: CrossLeverageChanged) -> Data:
    """Contracts and the cross leverage that each has now."""
    return {symbol: {"leverage": str(each)} for symbol, each in event.leverages.items()}
