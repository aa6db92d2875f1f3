"""The market half of the sandbox: contracts, candles, prices, funding, books and trades.

`open_market` gives either a `SyntheticMarket` (seeded) or a `ReplayMarket` (freqtrade feather
files). Both are pure functions of time behind the `Market` protocol.
"""

from enygma.sandbox.market.candles import GRANULARITIES, Candles
from enygma.sandbox.market.contract import KNOWN_CONTRACTS, Contract, RiskLimitLevel
from enygma.sandbox.market.errors import MarketDataError, NoPriceError, UnknownSymbolError
from enygma.sandbox.market.protocol import Book, FundingOutlook, Market, Prices, Trades

__all__ = [
    "GRANULARITIES",
    "KNOWN_CONTRACTS",
    "Book",
    "Candles",
    "Contract",
    "FundingOutlook",
    "Market",
    "MarketDataError",
    "NoPriceError",
    "Prices",
    "RiskLimitLevel",
    "Trades",
    "UnknownSymbolError",
]
