"""Open positions and entries for a portfolio, without freqtrade's trades behind them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from hypothesis import strategies as st

from custom_risk.account import OpenPosition
from custom_risk.margin import Margin
from custom_risk.portfolio import Correlate
from custom_risk.position import Position
from custom_risk.roi import PriceMove
from custom_risk.side import Side

EQUITY = Decimal(10_000)
PAIRS = tuple(f"{base}/USDT:USDT" for base in ("BTC", "ETH", "SOL", "UNI", "PAXG", "NEWCOIN"))
BTC, ETH, SOL, UNI, PAXG, NEWCOIN = PAIRS


def held(
    pair: str = BTC,
    notional: Decimal | str | int = 1_000,
    side: Side = Side.LONG,
    *,
    stop_pct: Decimal | str | None = "1",
    price: Decimal | str = "100",
    certain: Decimal | str | int | None = None,
) -> OpenPosition:
    """A position worth `notional` at its price, its stop so many percent of the price away.

    All of the notional is certain unless it is told how much.
    """
    mark = Decimal(price)
    size = Decimal(notional) / mark
    stop = None if stop_pct is None else mark * (1 - side.sign * Decimal(stop_pct) / 100)
    position = Position(side, mark, Decimal(6), size, Decimal("0.0006"), Decimal("0.0006"))
    margin = Margin(Decimal(notional) / 6)
    sure = size if certain is None else Decimal(certain) / mark
    return OpenPosition(1, pair, position, mark, Decimal(0), margin, stop, sure)


def distance(percent: Decimal | str) -> Callable[[Decimal], PriceMove]:
    """A stop that far from the entry, whatever the leverage."""
    return lambda _leverage: PriceMove(Decimal(percent))


ONE_PERCENT = distance("1")


@dataclass(frozen=True)
class Entry:
    """A position to be opened."""

    pair: str = BTC
    side: Side = Side.LONG
    leverage: Decimal = Decimal(6)
    min_margin: Margin = Margin(Decimal(0))  # noqa: RUF009 - frozen, so sharing it is safe
    stop: Callable[[Decimal], PriceMove] | None = ONE_PERCENT


def correlated(known: dict[frozenset[str], float | None], default: float | None) -> Correlate:
    """Correlations as a table of pairs of pairs."""
    return lambda first, second: known.get(frozenset((first, second)), default)


def alone(_first: str, _second: str) -> float:
    """Nothing moves with anything."""
    return 0.0


positions = st.lists(
    st.builds(
        held,
        pair=st.sampled_from(PAIRS),
        notional=st.decimals("0.01", 10_000, places=2),
        side=st.sampled_from(Side),
        stop_pct=st.decimals("0.1", 50, places=1),
        price=st.decimals("0.001", 100_000, places=3).filter(lambda price: price > 0),
        certain=st.one_of(st.none(), st.just(0), st.decimals("0", "0.01", places=3)),
    ),
    max_size=6,
)
entries = st.builds(
    Entry,
    pair=st.sampled_from(PAIRS),
    side=st.sampled_from(Side),
    leverage=st.integers(1, 20).map(Decimal),
    stop=st.decimals("0.1", 30, places=2).map(distance),
)


@st.composite
def correlates(draw: st.DrawFn) -> Correlate:
    """Any symmetric table of correlations, holes and NaN included."""
    values = st.one_of(st.none(), st.floats(-1, 1), st.just(float("nan")))
    keys = [frozenset((x, y)) for i, x in enumerate(PAIRS) for y in PAIRS[i + 1 :]]
    return correlated({key: draw(values) for key in keys}, None)
