"""Positions of the same volatility: the wilder a market, the smaller the position."""

from __future__ import annotations

from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
from freqtrade.exchange import timeframe_to_minutes
from freqtrade.strategy import DecimalParameter
from pandas import DataFrame

from custom_risk.events import Reason
from custom_risk.inputs import positive
from custom_risk.order_types import MARKET_ORDERS
from custom_risk.pre_trade import decided
from custom_risk.refusal import NO_TRADE, Refusal
from custom_risk.risk_managed import RiskManaged

COLUMN = "risk_realised_volatility"
DAY_MINUTES = 1440
YEAR_DAYS = 365


def candles_of(days: int, timeframe: str) -> int:
    """How many candles of a timeframe so many days have, at least 1."""
    minutes: int = timeframe_to_minutes(timeframe)
    return max(1, days * DAY_MINUTES // minutes)


def realised_volatility(
    close: npt.NDArray[np.float64], timeframe: str, days: int
) -> npt.NDArray[np.float64]:
    """Standard deviation of the last days' log returns, per year, as a fraction.

    Shape (candles,); NaN before the first full window. A market is open on 365 days a year.
    """
    returns = DataFrame({"return": np.log(close)}).diff()["return"]
    window = candles_of(days, timeframe)
    per_year = candles_of(YEAR_DAYS, timeframe)
    deviation = returns.rolling(window).std().to_numpy(float)
    return np.asarray(deviation * np.sqrt(per_year), dtype=float)


class VolatilityTarget(RiskManaged):
    """Cuts what the sizing model asks for to a position of a given volatility.

    `notional = equity x target / volatility of the market`: the rule by which trend followers
    size (T. Moskowitz, Y. Ooi, L. Pedersen: Time Series Momentum, 2012). It never enlarges, so
    every cap of risk holds; without a volatility nothing is traded.
    """

    target_volatility_pct = DecimalParameter(0.5, 5, default=2, decimals=1, space="risk")
    """What one position may add to the equity's volatility, in percent per year."""
    volatility_days: ClassVar[int] = 30
    order_types: ClassVar[dict[str, Any]] = dict(MARKET_ORDERS)

    def advise_indicators(self, dataframe: DataFrame, metadata: dict[str, Any]) -> DataFrame:
        """The strategy's indicators, and the realised volatility of each candle."""
        analysed = super().advise_indicators(dataframe, metadata)
        close = analysed["close"].to_numpy(float)
        volatility = realised_volatility(close, self.timeframe, self.volatility_days)
        return analysed.assign(**{COLUMN: volatility})

    def custom_stake_amount(  # type: ignore[override]
        self, pair: str, leverage: float, min_stake: float | None, **asked: Any
    ) -> float:
        """The margin of the sizing model or less, 0 for none. Every refusal is one risk event."""
        margin: float = super().custom_stake_amount(
            pair=pair, leverage=leverage, min_stake=min_stake, **asked
        )
        if margin == NO_TRADE:
            return margin
        least = min_stake or 0.0

        def decide() -> float | Refusal:
            # the target shrinks as the margin did: else a cut as deep would hide it
            shown = float(self.evidence_share(pair, asked["current_time"]))
            return self._cut(pair, margin, shown, leverage, least)

        cut: float | Refusal = decided(decide)
        if isinstance(cut, Refusal):
            told = (pair, asked["side"], asked["current_time"], asked["entry_tag"])
            self._refusals.tell(cut, *told)
            return NO_TRADE
        return cut

    def _cut(
        self, pair: str, margin: float, shown: float, leverage: float, least: float
    ) -> float | Refusal:
        newest = self._candles.newest(pair, [COLUMN]).get(COLUMN)
        volatility = float(positive("volatility", newest))
        share: float = self.target_volatility_pct.value / 100 / volatility
        cut = min(margin, float(self.risk_account.equity()) * share / leverage * shown)
        if cut < least:
            return Refusal(Reason.SIZE_TOO_SMALL, {"margin": cut, "minimum": least})
        return cut
