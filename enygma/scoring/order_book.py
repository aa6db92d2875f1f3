"""Depth of market: a score for which side of the order book weighs more."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Annotated, Self

import numpy as np
from pydantic import Field, model_validator

from enygma.scoring.errors import ScoringError
from enygma.scoring.frozen import FrozenModel
from enygma.scoring.points import scaled_points

Points = Annotated[int, Field(ge=0, le=200)]
Imbalance = Annotated[float, Field(ge=0, le=1)]
Level = Sequence[float]
"""Price and amount of one level, as ccxt gives it; more entries are ignored."""

_CANONICAL_WEIGHT = 15


class OrderBook(FrozenModel):
    """Imbalance = (bids - asks) / (bids + asks) over the amounts of the first `depth` levels."""

    enabled: bool = True
    weight: Points = _CANONICAL_WEIGHT
    max_points: Points = 30
    depth: Annotated[int, Field(ge=1, le=100)] = 10
    strong_imbalance: Imbalance = 0.3
    moderate_imbalance: Imbalance = 0.1
    strong_points: Points = 15
    moderate_points: Points = 8

    @model_validator(mode="after")
    def _imbalances_in_order(self) -> Self:
        if self.moderate_imbalance > self.strong_imbalance:
            raise ValueError(
                f"moderate_imbalance ({self.moderate_imbalance:g}) must not exceed "
                f"strong_imbalance ({self.strong_imbalance:g})"
            )
        return self


def dom_points(bids: Sequence[Level], asks: Sequence[Level], rules: OrderBook) -> int:
    """Points of an order book, best levels first; 0 when it is empty or switched off.

    Raises ScoringError for an amount that is negative or not a number.
    """
    bid, ask = _amount(bids, rules.depth, "bid"), _amount(asks, rules.depth, "ask")
    if not rules.enabled or bid + ask == 0.0:
        return 0
    imbalance = round((bid - ask) / (bid + ask), 9)
    points = _points_of(abs(imbalance), rules)
    scaled = scaled_points(
        np.array([math.copysign(points, imbalance)]),
        rules.weight / _CANONICAL_WEIGHT,
        rules.max_points,
    )
    return int(scaled[0])


def _amount(levels: Sequence[Level], depth: int, side: str) -> float:
    amounts = [float(level[1]) for level in levels[:depth]]
    for amount in amounts:
        if not (math.isfinite(amount) and amount >= 0.0):
            raise ScoringError(f"the order book has a {side} with the amount {amount!r}")
    return math.fsum(amounts)


def _points_of(imbalance: float, rules: OrderBook) -> int:
    if imbalance > rules.strong_imbalance:
        return rules.strong_points
    if imbalance > rules.moderate_imbalance:
        return rules.moderate_points
    return 0
