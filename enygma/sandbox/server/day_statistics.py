"""What the last 24 hours of a contract were like."""

from dataclasses import dataclass

from enygma.sandbox.market import Contract, Market

DAY_MS = 86_400_000
_BAR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class DayStatistics:
    """24 hours of one contract: prices in USDT, `volume` in the base currency, `lots` whole."""

    open: float
    high: float
    low: float
    last: float
    lots: int
    volume: float
    turnover: float

    @property
    def change(self) -> float:
        """Difference of the last price to the price 24 hours ago."""
        return self.last - self.open

    @property
    def change_fraction(self) -> float:
        """`change` as a fraction of the price 24 hours ago."""
        return self.change / self.open


def day_statistics(market: Market, contract: Contract, now_ms: int) -> DayStatistics:
    """The 24 hours before `now_ms`, from hourly candles (the oldest hour counts in full)."""
    symbol = contract.symbol
    candles = market.candles(symbol, _BAR_MINUTES, now_ms - DAY_MS, now_ms + 1, now_ms)
    last = market.prices(symbol, now_ms).last
    if not len(candles):
        return DayStatistics(last, last, last, last, 0, 0.0, 0.0)
    lots = int(candles.volume.sum())
    return DayStatistics(
        open=float(candles.open[0]),
        high=float(candles.high.max()),
        low=float(candles.low.min()),
        last=last,
        lots=lots,
        volume=float(lots * contract.multiplier),
        turnover=float(candles.turnover.sum()),
    )
