"""Positions as KuCoin shows them: numbers as numbers, shorts negative.

How the sums hang together is read off recorded positions: ``currentComm = fees + funding``,
``realisedPnl = realisedGrossPnl - fees + funding``, ``maintMargin = posMargin + unrealisedPnl``,
``posComm`` = taker fees of the opening and of a close at the bankruptcy price.
"""

from decimal import Decimal

from enygma.sandbox.market import Contract
from enygma.sandbox.server.envelope import SUCCESS, ApiError, Json
from enygma.sandbox.server.numbers import decimals, plain
from enygma.sandbox.trading import ClosedPosition, MarginMode, Position

_NO_RANKING = 0.0  # positions are not deleveraged here, so there is no queue to stand in


def position_row(position: Position, contract: Contract) -> dict[str, Json]:
    """The row of an open position; an isolated one tells of its own margin as well."""
    row = _common(position) | _money(position) | _prices(position, contract)
    if position.margin_mode is MarginMode.CROSS:
        return row | {"leverage": position.leverage}
    return row | _isolated(position, contract)


def closed_row(closed: ClosedPosition, contract: Contract) -> dict[str, Json]:
    """The row of a closed position; all money is text."""
    side = "LONG" if closed.is_long else "SHORT"
    gross_cost = plain(-closed.realised)
    return {
        "closeId": closed.id,
        "positionId": closed.position_id,
        "uid": closed.uid,
        "userId": str(closed.uid),
        "symbol": closed.symbol,
        "settleCurrency": contract.quote_currency,
        "leverage": f"{closed.leverage:.1f}",
        "type": f"{'LIQUID' if closed.liquidated else 'CLOSE'}_{side}",
        "pnl": plain(closed.result),
        "realisedGrossCost": gross_cost,
        "realisedGrossCostNew": gross_cost,
        "withdrawPnl": "0.0",
        "tradeFee": plain(closed.fees),
        "fundingFee": plain(closed.funding),
        "openTime": closed.opened_ms,
        "closeTime": closed.closed_ms,
        "openPrice": _price(closed.open_price, contract),
        "closePrice": _price(closed.close_price, contract),
        "marginMode": closed.margin_mode,
        "positionSide": closed.position_side,
        "tax": "0.0",
        "roe": None,
        "liquidAmount": None,
        "liquidPrice": None,
        "side": side,
    }


def no_position() -> ApiError:
    """KuCoin's answer where there is no position: a message with the code of a success."""
    return ApiError(SUCCESS, "Position does not exist")


def _common(position: Position) -> dict[str, Json]:
    return {
        "id": position.id,
        "symbol": position.symbol,
        "crossMode": position.margin_mode is MarginMode.CROSS,
        "marginMode": position.margin_mode,
        "positionSide": position.position_side,
        "delevPercentage": _NO_RANKING,
        "openingTimestamp": position.opened_ms,
        "currentTimestamp": position.ms,
        "currentQty": position.lots,
        "isOpen": position.is_open,
        "isInverse": False,
    }


def _money(position: Position) -> dict[str, Json]:
    commission = position.fees + position.funding_total
    return {
        "currentCost": float(position.cost - position.realised),
        "currentComm": float(commission),
        "unrealisedCost": float(position.cost),
        "realisedGrossCost": _negated(position.realised),
        "realisedCost": float(commission - position.realised),
        "posCost": float(position.cost),
        "posInit": float(position.initial),
        "posMargin": float(position.margin),
        "posMaint": float(position.maintenance),
        "realisedGrossPnl": float(position.realised),
        "realisedPnl": float(position.realised_net),
        "unrealisedPnl": float(position.unrealised),
        "unrealisedPnlPcnt": _ratio(position.unrealised, abs(position.cost)),
        "unrealisedRoePcnt": _ratio(position.unrealised, position.initial),
    }


def _prices(position: Position, contract: Contract) -> dict[str, Json]:
    return {
        "markPrice": float(position.mark_price),
        "markValue": float(position.mark_value),
        "avgEntryPrice": float(_price(position.entry_price, contract)),
        "liquidationPrice": _shown(position.liquidation_price, contract),
        "bankruptPrice": _shown(position.bankruptcy_price, contract),
        "settleCurrency": contract.quote_currency,
    }


def _isolated(position: Position, contract: Contract) -> dict[str, Json]:
    real_leverage = round(float(position.real_leverage), 2)
    at_bankruptcy = abs(position.lots) * contract.multiplier * position.bankruptcy_price
    commission = float(contract.taker_fee * (abs(position.cost) + at_bankruptcy))
    rate = float(position.maintenance_rate)
    return {
        "autoDeposit": position.auto_deposit,
        "maintMarginReq": rate,
        "maintainMargin": rate,
        "riskLimit": position.risk_limit,
        "riskLimitLevel": position.risk_limit_level,
        "realLeverage": real_leverage,
        "leverage": real_leverage,
        "posCross": float(position.added),
        "posCrossMargin": 0,
        "posComm": commission,
        "posCommCommon": commission,
        "posLoss": float(position.loss),
        "posFunding": float(position.funding),
        "maintMargin": float(position.margin + position.unrealised),
    }


def _ratio(part: Decimal, whole: Decimal) -> float:
    return round(float(part / whole), 4) if whole else 0.0


def _negated(amount: Decimal) -> float:
    """The negative of `amount`, and 0 rather than -0."""
    return float(-amount) + 0.0


def _shown(price: Decimal, contract: Contract) -> float:
    """A computed price with as many digits as the mark price has."""
    return float(round(price, decimals(contract.index_tick_size)))


def _price(price: Decimal, contract: Contract) -> str:
    """An average price with two digits more than the contract's prices."""
    return plain(price.quantize(contract.tick_size / 100))
