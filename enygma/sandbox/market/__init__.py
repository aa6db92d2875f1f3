"""The market half of the sandbox: contracts, candles, prices, funding, books and trades.

`open_market` gives either a `SyntheticMarket` (seeded) or a `ReplayMarket` (freqtrade feather
files). Both are pure functions of time behind the `Market` protocol.
"""

from enygma.sandbox.market.candles import GRANULARITIES, Candles
from enygma.sandbox.market.contract import KNOWN_CONTRACTS, Contract, RiskLimitLevel
from enygma.sandbox.market.crossing import Band
from enygma.sandbox.market.errors import MarketDataError, NoPriceError, UnknownSymbolError
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.opening import open_market
from enygma.sandbox.market.protocol import Book, FundingOutlook, Market, Prices, Trades
from enygma.sandbox.market.replay import ReplayMarket
from enygma.sandbox.market.synthetic import SyntheticMarket

__all__ = [
    "GRANULARITIES",
    "KNOWN_CONTRACTS",
    "Band",
    "Book",
    "Candles",
    "Contract",
    "FundingOutlook",
    "Market",
    "MarketDataError",
    "NoPriceError",
    "PriceKind",
    "Prices",
    "ReplayMarket",
    "RiskLimitLevel",
    "SyntheticMarket",
    "Trades",
    "UnknownSymbolError",
    "open_market",
]
