"""What the oscillators with a fast line K and a slow line D have in common."""

from __future__ import annotations

from enygma.scoring.candles import Candles
from enygma.scoring.comparisons import both, crosses, zones
from enygma.scoring.indicators.base import Indicator, Percent, Points, Reading, Series, Signal
from enygma.scoring.rounding import round_oscillator
from enygma.scoring.timeframes import Timeframe


class KAndD(Indicator):
    """K in its zone gives points, and more where it crosses D there. `series` has `k` and `d`."""

    cross_points: Points
    zone_points: Points
    oversold: Percent = 20.0
    overbought: Percent = 80.0

    def look(self, series: Series, candles: Candles, timeframe: Timeframe) -> Reading:  # noqa: ARG002 - K and D need nothing else
        values = {name: round_oscillator(series[name]) for name in ("k", "d")}
        return self._reading(values, *self._k_signals(values))

    def _k_signals(self, values: Series) -> tuple[Signal, Signal]:
        zone = zones(values["k"], self.oversold, self.overbought)
        crossed = both(crosses(values["k"], values["d"]), zone)
        return (
            Signal("K crosses D in its zone", crossed, self.cross_points),
            Signal("K in its zone", zone, self.zone_points),
        )
