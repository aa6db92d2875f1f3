"""From a stop price to the number freqtrade's `custom_stoploss` returns, and back."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.side import Side

BEHIND = Decimal(1) / 32
"""How far behind the stop to aim, in ticks: far more than the last digit of a float, and less
than a tick of the next lower power of ten, where a market counts significant digits."""


def stop_distance(
    stop: Decimal, price: Decimal, side: Side, leverage: Decimal, tick: Decimal
) -> float:
    """What to return for a stop at exactly `stop` while the market is at `price`.

    freqtrade wants the distance from the current price as a fraction, times the leverage, and
    then rounds the price it computes towards the market (`Trade.adjust_stop_loss`). A float
    that lands a hair beyond the tick would so be a tick nearer, and nearer again on every
    call; aiming a little behind makes its rounding end on the tick that was meant.
    """
    aim = stop - side.sign * BEHIND * tick
    return float(side.sign * (price - aim) / price * leverage)


def stop_at(distance: float, price: Decimal, side: Side, leverage: Decimal) -> Decimal:
    """The stop price, before rounding, that freqtrade makes of a distance."""
    return price * (1 - side.sign * Decimal(repr(abs(distance))) / leverage)
