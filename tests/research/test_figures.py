"""Numbers as the page words them."""

from __future__ import annotations

import pandas as pd
import pytest

from enygma.research.figures import cards, profit_factor, row, tables, tone, win_rate
from enygma.research.summary import Costs, Summary, Tally, tally

WON = Tally("Long", 4, 3, 12.5, 0.0125, 0.031, 1.8)
LOST = Tally("Short", 1, 0, -2.0, -0.002, -0.01, 0.0)
ALL = Tally("All", 5, 3, 10.5, 0.0105, 0.0228, 1.4)
SUMMARY = Summary(ALL, [WON, LOST], [ALL], [ALL], Costs(7.25, -1.5), 0.031, 0.4, 0.12, 30)


def test_the_win_rate_never_stands_without_the_profit_factor() -> None:
    shown = cards(SUMMARY, "USDT", 0.05)
    with_rate = [card for card in shown if "60.0%" in card.value]
    assert [card.value for card in with_rate] == ["1.40 · 60.0%"]
    assert all(
        line.win_rate and line.profit_factor for each in tables(SUMMARY) for line in each.rows
    )


def test_the_drawdown_shown_is_the_worse_of_closed_and_open() -> None:
    shown = {card.label: card for card in cards(SUMMARY, "USDT", 0.05)}
    assert shown["Max drawdown"].value == "5.00%"
    assert "3.10% of closed trades" in shown["Max drawdown"].note


def test_what_was_paid_is_negative() -> None:
    shown = {card.label: card.value for card in cards(SUMMARY, "USDT", 0.0)}
    assert shown["Fees and slippage"] == "-7.25"
    assert shown["Funding"] == "-1.50"


def test_every_table_ends_with_the_total() -> None:
    assert [each.rows[-1] for each in tables(SUMMARY)] == [row(ALL)] * 3


@pytest.mark.parametrize(
    ("each", "factor", "rate"),
    [
        (WON, "1.80", "75.0%"),
        (LOST, "0.00", "0.0%"),
        (Tally("x", 2, 2, 5.0, 0.1, 0.1, None), "no loss", "100.0%"),
        (tally("x", pd.DataFrame(), 1.0), "-", "-"),
    ],
)
def test_a_ratio_that_does_not_exist_is_not_made_up(each: Tally, factor: str, rate: str) -> None:
    assert (profit_factor(each), win_rate(each)) == (factor, rate)


@pytest.mark.parametrize(("amount", "expected"), [(0.01, "good"), (0.0, ""), (-0.01, "bad")])
def test_colour_follows_the_sign(amount: float, expected: str) -> None:
    assert tone(amount) == expected
