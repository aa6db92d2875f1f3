"""Hyperopt's search for freqtrade's own take profit and stop."""

from __future__ import annotations

from typing import Any


class RiskSpaces:
    """Spaces for freqtrade's own `roi` and `stoploss` that fit the risk rules.

    One take profit for the whole life of a position, above the partial exits, where
    freqtrade would search one that shrinks with time; a hard limit beyond the initial stop.
    """

    @staticmethod
    def roi_space() -> list[Any]:
        """Range of the take profit as a ratio of the margin."""
        from freqtrade.optimize.space import SKDecimal

        return [SKDecimal(0.13, 0.4, decimals=2, name="take_profit")]

    @staticmethod
    def generate_roi_table(params: dict[str, float]) -> dict[int, float]:
        """The take profit, from the first minute on."""
        return {0: params["take_profit"]}

    @staticmethod
    def stoploss_space() -> list[Any]:
        """Range of the hard limit as a ratio of the margin."""
        from freqtrade.optimize.space import SKDecimal

        return [SKDecimal(-0.25, -0.1, decimals=2, name="stoploss")]
