"""What is open, added up by pair, group, sector and side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from custom_risk.margin import Notional
from custom_risk.portfolio.correlation import Correlate, unknown
from custom_risk.portfolio.groups import Groups, group_name
from custom_risk.portfolio.portfolio import Holding, Portfolio
from custom_risk.portfolio.tables import SECTORS, NameTable
from custom_risk.settings.portfolio import PortfolioSettings

if TYPE_CHECKING:
    from custom_risk.account import Account


@dataclass(frozen=True, slots=True)
class Exposure:
    """One row: what is open under a name."""

    name: str
    notional: Notional
    """Longs and shorts added up."""
    net: Decimal
    """Longs less shorts, in stake currency."""
    percent: Decimal
    """The notional in percent of the equity."""
    risk: Decimal
    """What is lost if its positions go to their stops, in stake currency."""


@dataclass(frozen=True, slots=True)
class Exposures:
    """The tables, the largest notional of each first, and the total."""

    equity: Decimal
    pairs: tuple[Exposure, ...]
    groups: tuple[Exposure, ...]
    sectors: tuple[Exposure, ...]
    sides: tuple[Exposure, ...]
    total: Exposure

    @classmethod
    def of(
        cls, portfolio: Portfolio, settings: PortfolioSettings, correlate: Correlate = unknown
    ) -> Exposures:
        """Without correlations groups are those of the table."""
        sectors = NameTable(settings.sectors, SECTORS)
        groups = {
            pair: group_name(group)
            for group in Groups(settings, correlate).all(portfolio.pairs)
            for pair in group
        }
        return cls(
            equity=portfolio.equity,
            pairs=_table(portfolio, lambda each: each.pair),
            groups=_table(portfolio, lambda each: groups[each.pair]),
            sectors=_table(portfolio, lambda each: sectors[each.asset]),
            sides=_table(portfolio, lambda each: each.side.value),
            total=_row("total", portfolio),
        )


def exposure_by(
    account: Account, settings: PortfolioSettings | None = None, correlate: Correlate = unknown
) -> Exposures:
    """The tables of what an account has open; the built-in names without settings.

    Raises
    ------
    RiskInputError
        If the equity or a position has no usable numbers.
    """
    portfolio = Portfolio.of(account.positions(), account.equity())
    return Exposures.of(portfolio, settings or PortfolioSettings(), correlate)


def _table(portfolio: Portfolio, name_of: Callable[[Holding], str]) -> tuple[Exposure, ...]:
    names = {name_of(each) for each in portfolio.holdings}
    parts = {name: portfolio.where(_named(name, name_of)) for name in names}
    rows = [_row(name, part) for name, part in parts.items()]
    return tuple(sorted(rows, key=lambda row: (-row.notional.amount, row.name)))


def _named(name: str, name_of: Callable[[Holding], str]) -> Callable[[Holding], bool]:
    return lambda each: name_of(each) == name


def _row(name: str, part: Portfolio) -> Exposure:
    return Exposure(name, part.gross, part.net, part.percent(part.gross.amount), part.heat)
