"""What can be wrong with the data a market is made of."""


class MarketDataError(Exception):
    """Candles, mark prices or funding rates cannot be served; the message says how to mend it."""


class UnknownSymbolError(MarketDataError):
    """A symbol was asked for that this market does not list."""


class NoPriceError(MarketDataError):
    """A price was asked for at a time before the first candle of a contract."""
