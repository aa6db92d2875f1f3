"""Resting orders: filled when the market trades at their price or through it."""

from decimal import Decimal

from enygma.sandbox.trading.closing import reducible
from enygma.sandbox.trading.floor import Floor
from enygma.sandbox.trading.lifecycle import finish_if_done
from enygma.sandbox.trading.matching import against_market, shared
from enygma.sandbox.trading.money import exact
from enygma.sandbox.trading.order import Order
from enygma.sandbox.trading.settlement import Execution, fill
from enygma.sandbox.trading.terms import Liquidity, Side
from enygma.sandbox.trading.watch import resting_band


def fill_resting(floor: Floor, symbol: str) -> None:
    """Let the market's trades of this very moment fill resting orders.

    Each trade gives its lots to the orders whose price it reached, by price and time, at their
    own price. Orders that came to the book in this moment are too late for it.
    """
    band = resting_band(floor, symbol)
    if band is None:
        return
    trades = floor.market.first_trades(symbol, band, floor.now_ms - 1, floor.now_ms)
    for price, lots in zip(trades.prices.tolist(), trades.lots.tolist(), strict=True):
        _deal(floor, symbol, exact(price), lots)


def _deal(floor: Floor, symbol: str, price: Decimal, lots: int) -> None:
    for side in Side:
        for order in floor.book(symbol).queue(side):
            if order.price is None or side.sign * (price - order.price) > 0 or lots <= 0:
                break
            if order.active_ms < floor.now_ms:
                lots -= _give(floor, order, lots)


def _give(floor: Floor, order: Order, lots: int) -> int:
    """Fill up to `lots` of a resting order and return how many it took."""
    taken = min(shared(floor, order, lots), reducible(floor, order))
    if taken <= 0 or order.price is None:
        return 0
    against_market(floor, order, taken, order.price)
    trade_id = floor.numbering.trade_id()
    fill(floor, order, Execution(trade_id, order.price, taken, Liquidity.MAKER))
    finish_if_done(floor, order)
    return taken
