"""Where the stop of a trade stood.

A backtest's result tells the steps of each stop. One that does not (made without the plugin)
has the first and the last stop of a closed trade alone: the steps between them are found again by
walking the trade's candles through the same policy that set them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import Enum
from typing import TYPE_CHECKING

from custom_risk.inputs import RiskInputError
from custom_risk.position import Position
from custom_risk.side import Side
from custom_risk.trade_view import TradeView
from enygma.research.trades import fills

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from custom_risk.stops import StopPolicy
    from enygma.research.trades import Trade


class Source(Enum):
    """Where the steps of a stop come from."""

    RECORDED = "recorded"
    """The backtest told every step as it happened."""
    REPLAYED = "replayed"
    """They were computed again from the candles."""
    ENDS = "ends"
    """Only the first and the last stop are known."""


TOLERANCE = Decimal("0.0002")
"""How far, as a ratio of the price, a replay may end from the stop that freqtrade stored."""


@dataclass(frozen=True)
class StopPath:
    """A staircase: from each time (Unix milliseconds) on the stop stands at the price beside it."""

    times_ms: list[int]
    prices: list[float]
    source: Source


def recorded_path(trade: Trade, steps: Sequence[tuple[int, float]]) -> StopPath:
    """The steps as the backtest told them, from the first stop to the exit.

    Args:
        trade: a row of freqtrade's trades.
        steps: time (Unix milliseconds) and price of every move, oldest first.
    """
    moves = {int(trade["open_timestamp"]): float(trade["initial_stop_loss_abs"]), **dict(steps)}
    times, prices = list(moves), list(moves.values())
    return StopPath([*times, int(trade["close_timestamp"])], [*prices, prices[-1]], Source.RECORDED)


def stop_path(trade: Trade, candles: pd.DataFrame, policy: StopPolicy) -> StopPath:
    """The steps of a trade's stop.

    freqtrade asks for the stop when the entry is filled, and then in each candle at the candle's
    best price, unless the stop was touched already. A replay that does not end where freqtrade's
    did (other settings, detail candles, funding), and one by a policy that needs what the strategy
    said at the entry, is dropped for the two known ends.

    Args:
        trade: a row of freqtrade's trades.
        candles: the pair's candles with `date`, `high` and `low`.
        policy: the stop policy of the run.
    """
    side = Side.SHORT if trade["is_short"] else Side.LONG
    stop = _decimal(trade["initial_stop_loss_abs"])
    times, prices = [int(trade["open_timestamp"])], [stop]
    opened = _moment(times[0])
    for time, best, worst in _life(trade, candles, side):
        if not side.is_better_stop(worst, stop):
            break
        position = _position(trade, side, time)
        try:
            wanted = policy.stop_price(TradeView.at(position, best, _moment(time), opened))
        except RiskInputError:  # it needs the signal of the entry, which freqtrade does not store
            return known_ends(trade)
        if side.is_better_stop(wanted, stop):
            stop = wanted
            if times[-1] == time:
                prices[-1] = stop
            else:
                times.append(time)
                prices.append(stop)
    if abs(stop - _decimal(trade["stop_loss_abs"])) > TOLERANCE * stop:
        return known_ends(trade)
    times.append(int(trade["close_timestamp"]))
    return StopPath(times, [float(price) for price in [*prices, stop]], Source.REPLAYED)


def _moment(time_ms: int) -> datetime:
    return datetime.fromtimestamp(time_ms / 1000, UTC)


def known_ends(trade: Trade) -> StopPath:
    """The first and the last stop, which are all that freqtrade stores of a closed trade."""
    return StopPath(
        times_ms=[int(trade["open_timestamp"]), int(trade["close_timestamp"])],
        prices=[float(trade["initial_stop_loss_abs"]), float(trade["stop_loss_abs"])],
        source=Source.ENDS,
    )


def _life(trade: Trade, candles: pd.DataFrame, side: Side) -> list[tuple[int, Decimal, Decimal]]:
    """Time, best and worst price: of the entry's fill, then of every candle to the exit."""
    times = candles["date"].dt.as_unit("ms").astype("int64")
    within = (times >= trade["open_timestamp"]) & (times <= trade["close_timestamp"])
    best, worst = ("high", "low") if side is Side.LONG else ("low", "high")
    entry = _decimal(trade["open_rate"])
    return [(int(trade["open_timestamp"]), entry, entry)] + [
        (int(time), _decimal(high), _decimal(low))
        for time, high, low in zip(
            times[within], candles.loc[within, best], candles.loc[within, worst], strict=True
        )
    ]


def _position(trade: Trade, side: Side, time_ms: int) -> Position:
    """The position as it stood. What funding had cost by then is not stored, and left out."""
    size = sum(
        (1 if fill["ft_is_entry"] else -1) * _decimal(fill["amount"])
        for fill in fills(trade)[:-1]
        if fill["order_filled_timestamp"] <= time_ms
    )
    return Position(
        side=side,
        entry=_decimal(trade["open_rate"]),
        leverage=_decimal(trade["leverage"]),
        size=size or _decimal(trade["amount"]),
        fee_open=_decimal(trade["fee_open"]),
        fee_close=_decimal(trade["fee_close"]),
    )


def _decimal(value: float) -> Decimal:
    return Decimal(repr(float(value)))
