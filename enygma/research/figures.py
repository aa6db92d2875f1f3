"""A summary's numbers as the page words them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from enygma.research.summary import Summary, Tally

NONE = "-"


@dataclass(frozen=True)
class Card:
    """A headline number. `tone` is good, bad or empty."""

    label: str
    value: str
    note: str
    tone: str = ""


@dataclass(frozen=True)
class TallyRow:
    """A tally in words."""

    name: str
    trades: int
    win_rate: str
    profit_factor: str
    mean_roi: str
    profit: str
    of_start: str
    tone: str


@dataclass(frozen=True)
class TallyTable:
    """Tallies under a title; with a total the last row sums up the others."""

    title: str
    first: str
    rows: list[TallyRow]
    has_total: bool = True


def cards(summary: Summary, currency: str, open_drawdown: float) -> list[Card]:
    """The headline numbers. `open_drawdown` counts open positions (a positive ratio)."""
    total = summary.total
    long, short = summary.sides
    return [
        Card(
            "Total profit",
            f"{total.profit_of_start:+.2%}",
            f"{total.profit:+,.2f} {currency} in {summary.days} days",
            tone(total.profit),
        ),
        Card(
            "Profit factor · win rate",
            f"{profit_factor(total)} · {win_rate(total)}",
            f"mean ROI of a trade {total.mean_roi:+.2%}; a win rate alone says nothing",
        ),
        Card("Trades", f"{total.trades}", f"{long.trades} long, {short.trades} short"),
        Card(
            "Max drawdown",
            f"{max(summary.drawdown, open_drawdown):.2%}",
            f"{summary.drawdown:.2%} of closed trades, {open_drawdown:.2%} with open positions",
        ),
        Card(
            "Fees and slippage",
            f"{-summary.costs.fees:,.2f}",
            f"{currency}, both sides of every trade",
        ),
        Card(
            "Funding",
            f"{summary.costs.funding:+,.2f}",
            f"{currency}; positive when received",
        ),
        Card(
            "Market meanwhile",
            f"{summary.market_change:+.2%}",
            "mean change of the pairs, unleveraged",
        ),
    ]


def tables(summary: Summary) -> list[TallyTable]:
    """The tallies by side, pair and exit reason."""
    total = row(summary.total)
    return [
        TallyTable("By side", "Side", [*map(row, summary.sides), total]),
        TallyTable("By exit reason", "Reason", [*map(row, summary.exit_reasons), total]),
        TallyTable("By pair", "Pair", [*map(row, summary.pairs), total]),
    ]


def row(each: Tally) -> TallyRow:
    """A tally in words; a dash where there is nothing to say."""
    return TallyRow(
        name=each.name,
        trades=each.trades,
        win_rate=win_rate(each),
        profit_factor=profit_factor(each),
        mean_roi=f"{each.mean_roi:+.2%}" if each.trades else NONE,
        profit=f"{each.profit:+,.2f}" if each.trades else NONE,
        of_start=f"{each.profit_of_start:+.2%}" if each.trades else NONE,
        tone=tone(each.profit),
    )


def profit_factor(each: Tally) -> str:
    """Two digits, or `no loss` where nothing was lost and the ratio does not exist."""
    if not each.trades:
        return NONE
    return "no loss" if each.profit_factor is None else f"{each.profit_factor:.2f}"


def win_rate(each: Tally) -> str:
    """A percentage with one digit."""
    return NONE if each.win_rate is None else f"{each.win_rate:.1%}"


def tone(amount: float) -> str:
    """Which colour an amount of money has."""
    if amount == 0:
        return ""
    return "good" if amount > 0 else "bad"
