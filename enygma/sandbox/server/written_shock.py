"""Shocks as they are written on the command line."""

import argparse
from dataclasses import dataclass

from enygma.sandbox.market import MarketDataError
from enygma.sandbox.market.candles import MINUTE_MS
from enygma.sandbox.market.shock import Shock
from enygma.sandbox.market.shockable import ShockableMarket


@dataclass(frozen=True, slots=True)
class WrittenShock:
    """Prices of `pair` change by the fraction `change` over `minutes`, `after` minutes from now."""

    pair: str
    change: float
    minutes: int
    after: int

    def add_to(self, market: ShockableMarket, now_ms: int) -> Shock:
        """Let it happen on `market`. Raises MarketDataError for a pair that it does not list."""
        pairs = {contract.pair: contract.symbol for contract in market.contracts}
        if self.pair not in pairs:
            raise MarketDataError(f"{self.pair} is not listed here; there are {', '.join(pairs)}")
        begins_ms = now_ms + self.after * MINUTE_MS
        return market.shock(pairs[self.pair], self.change, self.minutes, begins_ms)


def written_shock(text: str) -> WrittenShock:
    """The shock PAIR=PERCENT,MINUTES[,AFTER]. Raises ArgumentTypeError."""
    pair, equals, numbers = text.partition("=")
    parts = numbers.split(",")
    if not equals or len(parts) not in {2, 3}:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no shock: write PAIR=PERCENT,MINUTES like BTC/USDT:USDT=-20,10"
        )
    try:
        change, minutes, after = (*parts, "0")[:3]
        shock = WrittenShock(pair, float(change) / 100, int(minutes), int(after))
        Shock("", 0, shock.minutes, shock.change)
    except (ValueError, MarketDataError) as error:
        raise argparse.ArgumentTypeError(f"{text!r}: {error}") from None
    if shock.after < 0:
        raise argparse.ArgumentTypeError(f"{text!r}: a shock cannot begin before the start")
    return shock
