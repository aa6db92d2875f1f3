"""Reads what distances depend on out of a signal."""

from __future__ import annotations

from decimal import Decimal

from custom_risk.inputs import RiskInputError, positive, within
from custom_risk.position import Position
from custom_risk.roi import HUNDRED
from custom_risk.signal import Climate, Signal


def is_volatile(position: Position, signal: Signal, threshold_pct: Decimal) -> bool:
    """Whether the average true range is that many percent of the entry, or more.

    Raises
    ------
    RiskInputError
        If the signal has no usable ATR.
    """
    return positive("ATR", signal.atr) / position.entry * HUNDRED >= threshold_pct


def strength_share(signal: Signal) -> Decimal:
    """The strength as a share of the full one, 0 ... 1.

    Raises
    ------
    RiskInputError
        If the signal has no strength, or one outside 0 ... 100.
    """
    return within("signal strength", signal.strength, 100) / HUNDRED


def climate_of(newest: Signal, entry: Signal) -> Climate:
    """The climate on the newest candle; the entry's while the newest is not known.

    Raises
    ------
    RiskInputError
        If neither is known.
    """
    climate = newest.climate or entry.climate
    if climate is None:
        raise RiskInputError("climate", None)
    return climate
