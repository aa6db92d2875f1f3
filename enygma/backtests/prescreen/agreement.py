"""How far the model agrees with freqtrade."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pandas import DataFrame

logger = logging.getLogger(__name__)

ENTRY = ["pair", "open_date"]
EQUAL = ("close_date", "exit_reason", "is_short")
NEAR = {
    "open_rate": 1e-9,
    "close_rate": 1e-9,
    "amount": 1e-9,
    "leverage": 1e-9,
    "profit_ratio": 1e-7,
    "profit_abs": 1e-6,
}
"""How far two numbers may be apart, as a share of freqtrade's or of 1, whichever is more.

freqtrade rounds profits to eight digits."""
SAME_LOSS = 1e-6


@dataclass(frozen=True)
class Agreement:
    """Trades of freqtrade, and how many of them the model has with every field the same."""

    trades: int
    same: int
    differing: Mapping[str, int]
    """Trades by field; `entry`: the model has no such trade, or freqtrade has not."""


def agreement(own: DataFrame, model: DataFrame) -> Agreement:
    """Compare freqtrade's trades with the model's."""
    if own.empty or model.empty:
        lone = len(own) + len(model)
        return Agreement(len(own), 0, {"entry": lone} if lone else {})
    both = own.merge(model, on=ENTRY, suffixes=("", "_model"))
    lone = len(own) + len(model) - 2 * len(both)
    differing: Counter[str] = Counter({"entry": lone} if lone else {})
    good = np.ones(len(both), dtype=bool)
    for name in (*EQUAL, *NEAR):
        fits = _fits(both, name)
        good &= fits
        if not fits.all():
            differing[name] += int((~fits).sum())
    return Agreement(len(own), int(good.sum()), dict(differing))


def _fits(both: DataFrame, name: str) -> Any:
    own, model = both[name], both[f"{name}_model"]
    if name in EQUAL:
        return (own == model).to_numpy(bool)
    room = NEAR[name] * np.maximum(1.0, own.abs().to_numpy(float))
    return np.abs(own.to_numpy(float) - model.to_numpy(float)) <= room


def tell(screened: Sequence[Any], ran: Sequence[tuple[Mapping[str, Any], float]]) -> None:
    """Log in how many of the epochs that freqtrade ran the model had found the same loss.

    `ran` holds parameters and freqtrade's loss of each epoch.
    """
    pairs = [
        (each.loss, loss)
        for parameters, loss in ran
        for each in screened
        if each.parameters == parameters
    ]
    if not pairs:
        return
    apart = [abs(model - own) / max(1.0, abs(own)) for model, own in pairs]
    same = sum(each <= SAME_LOSS for each in apart)
    logger.info(
        "Pre-screen: freqtrade ran %d of %d sets of parameters. In %d of them its loss is the "
        "model's; the largest difference is %.2g of it.",
        len(pairs), len(screened), same, max(apart),
    )  # fmt: skip
