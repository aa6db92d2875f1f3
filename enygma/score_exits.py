"""Exits by score and by age, for a strategy that enters by score."""

from __future__ import annotations

from abc import abstractmethod
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.strategy import IStrategy
from pandas import DataFrame

from custom_risk.foretold import foretold
from enygma.scoring.exits import Exits, exit_sides

SCORE_EXIT, AGE_EXIT = "score_exit", "after_candles"
"""The exit reasons that freqtrade stores."""


class ScoreExits(IStrategy):
    """Closes positions where `exits` of the profile says so; the default says nowhere.

    Stops, targets and emergencies are risk's, and are asked before the age.
    """

    @property
    @abstractmethod
    def exits_in_force(self) -> Exits:
        """The profile's exits now, hyperopt's values included."""

    def populate_exit_trend(
        self,
        dataframe: DataFrame,
        metadata: dict[str, Any],  # noqa: ARG002 - freqtrade's signature
    ) -> DataFrame:
        """Exits where the score has left a position's side far enough."""
        exits = self.exits_in_force
        if not exits.on_score:
            return dataframe
        longs, shorts = exit_sides(dataframe, exits)
        dataframe["exit_long"] = longs.astype(np.int8)
        dataframe["exit_short"] = shorts.astype(np.int8)
        tags = np.full(len(dataframe), None, dtype=object)
        tags[longs | shorts] = SCORE_EXIT
        dataframe["exit_tag"] = tags
        return dataframe

    @foretold
    def custom_exit(
        self, pair: str, trade: Any, current_time: datetime, *more: Any, **terms: Any
    ) -> Any:
        """What the rules of risk answer, then the age of the position."""
        reason = super().custom_exit(pair, trade, current_time, *more, **terms)
        if reason:
            return reason
        candles = self.exits_in_force.after_candles
        if not candles:
            return reason
        age = current_time - trade.open_date_utc
        return AGE_EXIT if age >= self._longest(candles) else reason

    def silence(self, trade: Any) -> Any:
        """Where the rules of risk stay silent, and no longer than the position may be held."""
        quiet = super().silence(trade)
        candles = self.exits_in_force.after_candles
        if quiet is None or not candles:
            return quiet
        return quiet.ending(trade.open_date_utc + self._longest(candles))

    def _longest(self, candles: int) -> timedelta:
        return timedelta(minutes=candles * timeframe_to_minutes(self.timeframe))
