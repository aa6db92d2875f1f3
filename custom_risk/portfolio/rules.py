"""How much a new position may add to what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import ROUND_FLOOR, Decimal, localcontext
from typing import TYPE_CHECKING, Protocol

from custom_risk.events import Reason
from custom_risk.inputs import finite, positive
from custom_risk.margin import Margin, Notional
from custom_risk.portfolio.asset import asset_of
from custom_risk.portfolio.correlation import Correlate
from custom_risk.portfolio.groups import Groups, group_name
from custom_risk.portfolio.portfolio import Portfolio
from custom_risk.portfolio.tables import SECTORS, NameTable
from custom_risk.refusal import Refusal
from custom_risk.roi import HUNDRED, PriceMove
from custom_risk.settings.portfolio import PortfolioSettings
from custom_risk.side import Side

if TYPE_CHECKING:
    from custom_risk.account import OpenPosition

STAKE_STEP = Decimal("1e-8")
"""Margins are cut to whole steps of this, so that the notional is never above its room."""
WHOLE = PriceMove(HUNDRED)
"""The distance of a stop that is not known: everything may be lost."""


class NewPosition(Protocol):
    """What the portfolio must know of an entry."""

    @property
    def pair(self) -> str:
        """In ccxt's notation."""

    @property
    def side(self) -> Side:
        """Long or short."""

    @property
    def leverage(self) -> Decimal:
        """As it was decided."""

    @property
    def min_margin(self) -> Margin:
        """The least the market takes."""

    @property
    def stop(self) -> Callable[[Decimal], PriceMove] | None:
        """How far the first stop lies from the entry at a leverage, as a positive move."""


@dataclass(frozen=True, slots=True)
class Room:
    """What one cap still lets in; zero or less: nothing."""

    notional: Notional
    reason: Reason
    details: dict[str, object] = field(default_factory=dict)


class PortfolioRules:
    """Holds entries to the caps of the portfolio."""

    def __init__(self, settings: PortfolioSettings) -> None:
        self.settings = settings
        self._sectors = NameTable(settings.sectors, SECTORS)

    def limit(
        self,
        wish: Margin,
        entry: NewPosition,
        positions: Iterable[OpenPosition],
        equity: Decimal,
        correlate: Correlate,
    ) -> Margin | Refusal:
        """The margin within every cap, or why there is none.

        A room that is smaller than what the market takes is no room.

        Raises
        ------
        RiskInputError
            If the wish, the equity, a position or the stop's distance cannot be used.
        """
        wanted = finite("margin", wish.amount)
        leverage = positive("leverage", entry.leverage)
        rooms = self.rooms(entry, Portfolio.of(positions, equity), correlate)
        tightest = min(rooms, key=lambda each: each.notional, default=None)
        if tightest is None or wanted * leverage <= tightest.notional.amount:
            return wish
        margin = _whole_steps(tightest.notional, leverage)
        if margin.amount > 0 and margin >= entry.min_margin:
            return margin
        return Refusal(tightest.reason, tightest.details).of(wish, wish.notional(leverage))

    def rooms(self, entry: NewPosition, portfolio: Portfolio, correlate: Correlate) -> list[Room]:
        """What each configured cap still lets in."""
        exposure = self._exposure_rooms(entry, portfolio, correlate)
        return [*exposure, *self._net_room(entry, portfolio), *self._heat_room(entry, portfolio)]

    def _exposure_rooms(
        self, entry: NewPosition, portfolio: Portfolio, correlate: Correlate
    ) -> Iterator[Room]:
        caps, asset = self.settings, asset_of(entry.pair)
        if caps.max_asset_pct is not None:
            held = portfolio.where(lambda each: each.asset == asset).gross
            yield _room(portfolio, held, caps.max_asset_pct, Reason.EXPOSURE_LIMIT_ASSET, asset)
        if caps.max_group_pct is not None:
            group = Groups(caps, correlate).of(entry.pair, portfolio.pairs)
            held, name = portfolio.where(lambda each: each.pair in group).gross, group_name(group)
            yield _room(portfolio, held, caps.max_group_pct, Reason.EXPOSURE_LIMIT_GROUP, name)
        if caps.max_sector_pct is not None:
            name = self._sectors[asset]
            held = portfolio.where(lambda each: self._sectors[each.asset] == name).gross
            yield _room(portfolio, held, caps.max_sector_pct, Reason.EXPOSURE_LIMIT_SECTOR, name)

    def _net_room(self, entry: NewPosition, portfolio: Portfolio) -> Iterator[Room]:
        """Room on the entry's side; positions on the other side that are certain make it wider."""
        most = self.settings.max_net_pct
        if most is not None:
            held = portfolio.most_on(entry.side)
            yield _room(portfolio, held, most, Reason.EXPOSURE_LIMIT_NET, entry.side.value)

    def _heat_room(self, entry: NewPosition, portfolio: Portfolio) -> Iterator[Room]:
        most = self.settings.max_heat_pct
        if most is None:
            return
        move = WHOLE if entry.stop is None else entry.stop(entry.leverage)
        distance = positive("distance of the stop", move.percent)
        left = portfolio.share(most) - portfolio.heat
        details: dict[str, object] = {
            "max_pct": most,
            "open_pct": portfolio.percent(portfolio.heat),
            "stop_pct": distance,
        }
        yield Room(Notional(left * HUNDRED / distance), Reason.HEAT_LIMIT, details)


def _room(portfolio: Portfolio, held: Notional, most: Decimal, reason: Reason, name: str) -> Room:
    left = portfolio.share(most) - held.amount
    details: dict[str, object] = {
        "what": name,
        "max_pct": most,
        "open_pct": portfolio.percent(held.amount),
        "open_notional": held.amount,
    }
    return Room(Notional(left), reason, details)


def _whole_steps(room: Notional, leverage: Decimal) -> Margin:
    with localcontext(prec=60, rounding=ROUND_FLOOR):
        margin = max(Decimal(0), room.amount) / leverage
        return Margin(margin.quantize(STAKE_STEP))
