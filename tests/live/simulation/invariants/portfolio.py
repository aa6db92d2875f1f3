"""What the caps of the portfolio let a position grow to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from decimal import Decimal

from custom_risk.portfolio.tables import SECTORS, NameTable
from custom_risk.settings import PortfolioSettings
from enygma.sandbox.trading import events
from enygma.sandbox.trading.position import Position

from .account_view import ValuedAccount
from .entries import HUNDRED, TOLERANCE


class PortfolioCaps:
    """Exposure of one asset, of one sector and of one side, each time that a position grows.

    Prices may have moved since the bot looked. So what is held beside counts with the smaller of
    what it was entered for and what it is worth, and what offsets it with the larger. `assets`
    are the base currencies by symbol.
    """

    def __init__(self, caps: PortfolioSettings | None, assets: Mapping[str, str]) -> None:
        self._caps = caps
        self._assets = assets
        self._sectors = NameTable(caps.sectors if caps else {}, SECTORS)
        self._lots: dict[str, int] = {}

    def see(self, event: events.Event, account: ValuedAccount) -> Iterable[tuple[str, str]]:
        """Look at positions that have become larger."""
        if not isinstance(event, events.PositionChanged):
            return
        position = event.position
        before, self._lots[position.symbol] = (
            self._lots.get(position.symbol, 0),
            position.lots,
        )
        if self._caps is not None and abs(position.lots) > abs(before):
            yield from self._over(position, account, self._caps)

    def _over(
        self, position: Position, account: ValuedAccount, caps: PortfolioSettings
    ) -> Iterator[tuple[str, str]]:
        asset = self._assets[position.symbol]
        sector = self._sectors[asset]
        of_asset = _sum(account, lambda each: self._assets[each.symbol] == asset)
        of_sector = _sum(account, lambda each: self._sectors[self._assets[each.symbol]] == sector)
        checks = (
            (f"asset {asset}", of_asset, caps.max_asset_pct),
            (f"sector {sector}", of_sector, caps.max_sector_pct),
            ("side", _net(position, account), caps.max_net_pct),
        )
        for name, notional, most_pct in checks:
            open_pct = notional / account.equity * HUNDRED
            if most_pct is not None and open_pct > most_pct * TOLERANCE:
                text = f"{position.symbol} took the {name} to {open_pct:.2f} %, {most_pct} allowed"
                yield "portfolio", text


def _sum(account: ValuedAccount, counts: Callable[[Position], bool]) -> Decimal:
    return sum((_least(each) for each in account.valued() if counts(each)), Decimal(0))


def _net(position: Position, account: ValuedAccount) -> Decimal:
    """What is open on the side of a position beyond what is open on the other."""
    total = Decimal(0)
    for each in account.valued():
        total += _least(each) if each.lots * position.lots > 0 else -_most(each)
    return total


def _least(position: Position) -> Decimal:
    return min(abs(position.mark_value), _entered(position))


def _most(position: Position) -> Decimal:
    return max(abs(position.mark_value), _entered(position))


def _entered(position: Position) -> Decimal:
    return abs(position.mark_value) * position.entry_price / position.mark_price
