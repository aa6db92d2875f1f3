"""USDT-margined perpetual contracts: what a lot is worth, how prices step, what leverage allows."""

from dataclasses import dataclass
from decimal import Decimal

from enygma.sandbox.market.errors import MarketDataError

EIGHT_HOURS_MS = 8 * 3_600_000

# Leverage caps of the levels above the first, and each level's upper notional as a multiple of
# the first level's; the shape of KuCoin's ladder for its majors.
_LADDER_LEVERAGE = (100, 75, 50, 30, 20, 10, 5, 4, 3, 2, 1)
_LADDER_MULTIPLES = (2, 4, 8, 12, 20, 32, 48, 80, 120, 160, 240)
_QUOTE = "USDT"
_KUCOIN_BASE = {"BTC": "XBT"}


@dataclass(frozen=True, slots=True)
class RiskLimitLevel:
    """One row of the risk-limit ladder; limits are position notional in USDT."""

    level: int
    min_risk_limit: int
    max_risk_limit: int
    max_leverage: int
    initial_margin: Decimal
    maintain_margin: Decimal


@dataclass(frozen=True, slots=True)
class Contract:
    """A linear perpetual contract settled in USDT.

    `multiplier` is the base currency in one lot, so that the notional of a position is
    ``lots x multiplier x price``. Margins and fees are fractions (0.0006 is 0.06 %).
    """

    symbol: str
    base_currency: str
    pair: str
    multiplier: Decimal
    tick_size: Decimal
    max_leverage: int
    first_risk_limit: int
    funding_cap: Decimal
    lot_size: int = 1
    max_order_lots: int = 1_000_000
    maker_fee: Decimal = Decimal("0.0002")
    taker_fee: Decimal = Decimal("0.0006")
    funding_interval_ms: int = EIGHT_HOURS_MS
    interest_rate: Decimal = Decimal("0.0001")

    @property
    def quote_currency(self) -> str:
        """Currency of prices, margin and settlement."""
        return _QUOTE

    @property
    def index_tick_size(self) -> Decimal:
        """Step of index and mark prices: a tenth of the tick, or the tick if it is fine already."""
        return min(self.tick_size, max(self.tick_size / 10, Decimal("0.00001")))

    @property
    def initial_margin(self) -> Decimal:
        """Initial margin fraction at the highest leverage."""
        return self.risk_limits[0].initial_margin

    @property
    def maintain_margin(self) -> Decimal:
        """Maintenance margin fraction of the first risk-limit level."""
        return self.risk_limits[0].maintain_margin

    @property
    def risk_limits(self) -> tuple[RiskLimitLevel, ...]:
        """The ladder, lowest notional first; leverage falls and maintenance margin rises."""
        caps = (self.max_leverage, *(cap for cap in _LADDER_LEVERAGE if cap < self.max_leverage))
        multiples = (1, *_LADDER_MULTIPLES)
        levels: list[RiskLimitLevel] = []
        floor = 0
        for level, (cap, multiple) in enumerate(zip(caps, multiples, strict=False), start=1):
            ceiling = self.first_risk_limit * multiple
            levels.append(_level(level, floor, ceiling, cap))
            floor = ceiling
        return tuple(levels)


def _level(level: int, floor: int, ceiling: int, leverage: int) -> RiskLimitLevel:
    maintain = (Decimal("0.5") / leverage).quantize(Decimal("0.001"))
    return RiskLimitLevel(level, floor, ceiling, leverage, 2 * maintain, maintain)


def _known(base: str, multiplier: str, tick: str, leverage: int, limit: int, cap: str) -> Contract:
    return Contract(
        symbol=kucoin_symbol(base),
        base_currency=_KUCOIN_BASE.get(base, base),
        pair=f"{base}/{_QUOTE}:{_QUOTE}",
        multiplier=Decimal(multiplier),
        tick_size=Decimal(tick),
        max_leverage=leverage,
        first_risk_limit=limit,
        funding_cap=Decimal(cap),
    )


def kucoin_symbol(base: str) -> str:
    """KuCoin's symbol of the USDT perpetual on `base`, e.g. "XBTUSDTM" for "BTC"."""
    return f"{_KUCOIN_BASE.get(base, base)}{_QUOTE}M"


KNOWN_CONTRACTS = {
    contract.pair: contract
    for contract in (
        _known("BTC", "0.001", "0.1", 125, 250_000, "0.003"),
        _known("ETH", "0.01", "0.01", 100, 200_000, "0.00375"),
        _known("SOL", "0.1", "0.001", 75, 100_000, "0.00525"),
        _known("XRP", "10", "0.00001", 75, 100_000, "0.00525"),
        _known("DOGE", "100", "0.00001", 75, 60_000, "0.00525"),
        _known("LINK", "0.1", "0.001", 75, 50_000, "0.00525"),
        _known("ADA", "10", "0.00001", 75, 50_000, "0.00525"),
    )
}


def base_of(pair: str) -> str:
    """Base currency of a freqtrade futures pair.

    Raises MarketDataError unless the pair reads like "BTC/USDT:USDT".
    """
    base, _, rest = pair.partition("/")
    if rest != f"{_QUOTE}:{_QUOTE}" or not base.isalnum():
        raise MarketDataError(
            f"{pair!r} is not a USDT-margined perpetual: write it like 'BTC/USDT:USDT'"
        )
    return base


def contract_for(pair: str, price: float) -> Contract:
    """The contract of a pair: the known one, or one derived from `price` (USDT per base unit).

    A derived contract has lots worth 1 to 10 USDT, ticks of 0.1 to 1 basis point of `price` and 20x
    leverage.
    """
    known = KNOWN_CONTRACTS.get(pair)
    if known is not None:
        return known
    base = base_of(pair)
    exponent = Decimal(repr(price)).adjusted()
    tick = max(Decimal(1).scaleb(exponent - 4), Decimal("1e-10"))
    lot = Decimal(1).scaleb(-exponent)
    return _known(base, str(lot), str(tick), 20, 5_000, "0.02")
