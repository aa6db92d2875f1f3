"""ENYGMA's stop: a staircase of ROI levels and a trail."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from custom_risk.market import stop_behind, stop_on_tick
from custom_risk.position import Position
from custom_risk.roi import HUNDRED, Roi
from custom_risk.settings import RiskSettings
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.stops.hard_limit import initial_stop
from custom_risk.trade_view import TradeView


class RoiStaircase:
    """ENYGMA's stop: initial stop, break-even, milestones and a trail, the best that applies.

    Every ROI is freqtrade's: on the margin, after fees and funding. The initial stop and
    break-even are the canon's formulas, which put the fees into the distance themselves.
    """

    def __init__(self, settings: RiskSettings) -> None:
        stops = settings.stops
        self._both_fees = Roi(2 * stops.taker_fee_pct)
        self._stops = stops
        self._break_even = stops.break_even
        self._trail_from = Roi(stops.trailing.activation_roi)
        self._trail = Roi(-stops.trailing.distance_roi)
        self._steps = [
            (Roi(each.reached_roi), Roi(each.locked_roi)) for each in reversed(stops.milestones)
        ]

    def stop_price(self, view: TradeView) -> Decimal:
        """The most protective of the stops that this ROI has earned."""
        candidates = self._earned(view.position, view.price, view.roi)
        return max(candidates) if view.position.side is Side.LONG else min(candidates)

    def _earned(self, position: Position, price: Decimal, roi: Roi) -> Iterator[Decimal]:
        yield self.initial(position)
        if roi >= self.break_even_activation(position):
            yield self.break_even(position)
        locked = next((locked for reached, locked in self._steps if roi >= reached), None)
        if locked is not None:
            yield position.price_at(locked)
        if roi >= self._trail_from:
            yield self._trail.price_move(position.leverage).from_price(price, position.side)

    def advances_from(self, position: Position, stop: Decimal, tick: Decimal) -> Decimal | None:
        """The price from which on a stop is earned that protects more than `stop`.

        None where one is earned at any price.
        """
        side = position.side
        if _advances(self.initial(position), stop, side, tick):
            return None
        steps = [(self.break_even_activation(position), self.break_even(position))]
        steps += [(reached, position.price_at(locked)) for reached, locked in self._steps]
        prices = [
            position.price_at(roi) for roi, step in steps if _advances(step, stop, side, tick)
        ]
        behind = 1 + side.sign * self._trail.price_move(position.leverage).percent / HUNDRED
        caught_up = stop_behind(stop, side, tick) / behind
        begun = position.price_at(self._trail_from)
        if side is Side.LONG:
            return min([*prices, max(begun, caught_up)])
        return max([*prices, min(begun, caught_up)])

    def first_stop(self, position: Position, signal: Signal) -> Decimal:  # noqa: ARG002
        """The initial stop, whatever the signal was."""
        return self.initial(position)

    def initial(self, position: Position) -> Decimal:
        """The stop of the fill, by ROI on the margin."""
        return initial_stop(self._stops, position)

    def break_even_roi(self, position: Position) -> Roi:
        """What the price has to gain, seen on the margin, before the fees are paid for.

        `2 x taker fee x leverage + buffer`, with the fees the position really pays where they
        are higher than the configured ones (in a backtest they contain the slippage). The
        canon's literal reading is the configured fees without the leverage.
        """
        costs = self._both_fees.percent
        if self._break_even.leverage_aware:
            paid = Roi.from_ratio(position.fee_open + position.fee_close)
            costs = max(costs, paid.percent) * position.leverage
        return Roi(costs + self._break_even.buffer_roi)

    def break_even_activation(self, position: Position) -> Roi:
        """The ROI at which the stop moves to break-even."""
        return max(Roi(self._break_even.activation_roi), self.break_even_roi(position))

    def break_even(self, position: Position) -> Decimal:
        """The price that pays for both fees, the buffer and the funding so far."""
        gain = self.break_even_roi(position).percent + position.funding_cost.percent
        return Roi(gain).price_move(position.leverage).from_price(position.entry, position.side)


def _advances(step: Decimal, stop: Decimal, side: Side, tick: Decimal) -> bool:
    return side.is_better_stop(stop_on_tick(step, side, tick), stop)
