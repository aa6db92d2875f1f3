"""Prices that are moved by hand: a crash or a rally on top of any market."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from enygma.sandbox.market.candles import MINUTE_MS, Candles, Floats, Ints
from enygma.sandbox.market.contract import Contract
from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.minute_market import WEEK_MS, MinuteMarket
from enygma.sandbox.market.protocol import FundingOutlook, Market
from enygma.sandbox.market.ticks import all_on_tick

LARGEST_FALL, LARGEST_RISE = -0.95, 9.0
LONGEST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class Shock:
    """Prices of `symbol` move by the fraction `change`, -0.2 for a fall of 20 %.

    They move from the minute that opens at `start_ms` on, over `minutes`, each minute by the same
    fraction, and stay there: everything after is that much cheaper or dearer than it would be.

    Raises MarketDataError for a change below -95 % or above +900 %, or an impossible duration.
    """

    symbol: str
    start_ms: int
    minutes: int
    change: float

    def __post_init__(self) -> None:
        if not LARGEST_FALL <= self.change <= LARGEST_RISE:
            raise MarketDataError(
                f"a shock changes prices by {LARGEST_FALL:+.0%} to {LARGEST_RISE:+.0%}, "
                f"not by {self.change:+.0%}"
            )
        if not 1 <= self.minutes <= LONGEST_MINUTES:
            raise MarketDataError(f"a shock takes 1 to {LONGEST_MINUTES} minutes")
        if self.start_ms % MINUTE_MS:
            raise MarketDataError("a shock begins with a minute")

    def factors(self, moments_ms: Ints) -> Floats:
        """What prices are multiplied by at `moments_ms`."""
        passed = (moments_ms - self.start_ms) / (self.minutes * MINUTE_MS)
        return np.asarray((1.0 + self.change) ** np.clip(passed, 0.0, 1.0))


class ShockedPrices(MinuteMarket):
    """One contract of `base` with its prices moved by `shocks`; all else is derived from them."""

    def __init__(self, base: Market, contract: Contract, shocks: Sequence[Shock]) -> None:
        self._base = base
        self._shocks = tuple(shocks)
        self._start_ms = min(shock.start_ms for shock in shocks)
        super().__init__((contract,), {contract.symbol: base.span(contract.symbol)}, base.notes)

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """As without the shocks: index and mark price move together."""
        return self._base.predicted_funding(symbol, now_ms)

    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        first_ms, last_ms = self.span(symbol)
        return self._base.funding_rates(symbol, first_ms, last_ms + 1, last_ms)

    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        asked = {
            PriceKind.LAST: self._base.candles,
            PriceKind.MARK: self._base.mark_candles,
            PriceKind.INDEX: self._base.index_candles,
        }
        start_ms, end_ms = week * WEEK_MS, (week + 1) * WEEK_MS
        minutes = asked[kind](symbol, 1, start_ms, end_ms, end_ms)
        calm = int(np.searchsorted(minutes.ms, self._start_ms))
        if calm == len(minutes):
            return minutes
        contract = self.contract(symbol)
        tick = contract.tick_size if kind is PriceKind.LAST else contract.index_tick_size
        moved = self._moved(minutes.take(slice(calm, None)), tick)
        return Candles.join([minutes.take(slice(0, calm)), moved])

    def _moved(self, minutes: Candles, tick: Decimal) -> Candles:
        before, after = self._factors(minutes.ms), self._factors(minutes.ms + MINUTE_MS)
        opens, closes = (
            all_on_tick(minutes.open * before, tick),
            all_on_tick(minutes.close * after, tick),
        )
        highs = all_on_tick(minutes.high * np.maximum(before, after), tick)
        lows = all_on_tick(minutes.low * np.minimum(before, after), tick)
        turnover = minutes.turnover * (before + after) / 2.0
        return Candles(minutes.ms, opens, highs, lows, closes, minutes.volume, turnover)

    def _factors(self, moments_ms: Ints) -> Floats:
        whole = np.ones(len(moments_ms))
        for shock in self._shocks:
            whole *= shock.factors(moments_ms)
        return whole
