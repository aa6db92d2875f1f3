"""What distinguishes one synthetic pair from another."""

from dataclasses import dataclass

from enygma.sandbox.market.errors import MarketDataError


@dataclass(frozen=True, slots=True)
class PairProfile:
    """Long-run character of a pair.

    `centre` is the price (USDT) its level returns to over years, `hourly_sigma` the root mean
    square of its hourly log returns, `market_share` the correlation of its returns with the
    factor all pairs share, `minute_turnover` the mean USDT traded a minute.
    """

    pair: str
    centre: float
    hourly_sigma: float
    market_share: float
    minute_turnover: float


# Volatility and turnover are of the size KuCoin shows for these contracts; the centres are round
# numbers of the years 2024 to 2026.
PROFILES = {
    profile.pair: profile
    for profile in (
        PairProfile("BTC/USDT:USDT", 70_000.0, 0.0050, 0.965, 300_000.0),
        PairProfile("ETH/USDT:USDT", 2_800.0, 0.0066, 0.955, 180_000.0),
        PairProfile("SOL/USDT:USDT", 140.0, 0.0088, 0.92, 80_000.0),
        PairProfile("XRP/USDT:USDT", 1.2, 0.0085, 0.84, 60_000.0),
        PairProfile("DOGE/USDT:USDT", 0.16, 0.0092, 0.89, 25_000.0),
        PairProfile("LINK/USDT:USDT", 15.0, 0.0088, 0.90, 20_000.0),
        PairProfile("ADA/USDT:USDT", 0.6, 0.0088, 0.89, 20_000.0),
    )
}
DEFAULT_PAIRS = (
    "BTC/USDT:USDT",
    "ETH/USDT:USDT",
    "SOL/USDT:USDT",
    "XRP/USDT:USDT",
    "DOGE/USDT:USDT",
    "LINK/USDT:USDT",
)


def profile_of(pair: str) -> PairProfile:
    """The profile of a freqtrade pair; raises MarketDataError for one that has none."""
    try:
        return PROFILES[pair]
    except KeyError:
        known = ", ".join(PROFILES)
        raise MarketDataError(
            f"no synthetic market for {pair!r}: choose among {known}, or replay recorded candles"
        ) from None
