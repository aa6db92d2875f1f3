"""Kelly's fraction and Wilson's bound against plain references."""

from __future__ import annotations

from decimal import Decimal
from math import log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import binomtest

from custom_risk.record import kelly_fraction, wilson_lower_bound

rates = st.decimals(0, 1, places=3)
sizes = st.decimals("0.001", 10, places=3)
levels = st.sampled_from([Decimal(each) for each in ("0.8", "0.9", "0.95", "0.99")])


@pytest.mark.parametrize(
    ("win_rate", "win", "loss", "fraction"),
    [
        ("0.6", 1, 1, "0.2"),
        ("0.5", 2, 1, "0.25"),
        ("0.5", 1, 1, "0"),
        ("0.4", 1, 1, "-0.2"),
        ("1", 1, 0, "1"),
        ("0.9", 1, 0, "0.9"),
        ("0", 0, 1, "0"),
    ],
)
def test_the_fraction_of_known_bets(win_rate: str, win: int, loss: int, fraction: str) -> None:
    assert kelly_fraction(Decimal(win_rate), Decimal(win), Decimal(loss)) == Decimal(fraction)


@given(rates, sizes, sizes)
def test_the_fraction_is_the_formula_as_it_is_written(
    win_rate: Decimal, win: Decimal, loss: Decimal
) -> None:
    p, b = float(win_rate), float(win / loss)
    expected = (p * b - (1 - p)) / b
    assert float(kelly_fraction(win_rate, win, loss)) == pytest.approx(expected, abs=1e-9)


@given(rates, st.decimals("0.1", 5, places=2))
def test_no_other_share_of_the_capital_grows_faster(win_rate: Decimal, payoff: Decimal) -> None:
    best = float(kelly_fraction(win_rate, payoff, Decimal(1)))
    assume(0 < best < 1)
    p, b = float(win_rate), float(payoff)

    def growth(fraction: float) -> float:
        return p * log(1 + b * fraction) + (1 - p) * log(1 - fraction)

    step = min(best, 1 - best) / 100
    assert growth(best) >= max(growth(best - step), growth(best + step))


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), levels)
def test_the_bound_is_scipys_score_interval(trades: tuple[int, int], level: Decimal) -> None:
    won, count = trades
    bound = wilson_lower_bound(Decimal(won) / count, count, level)
    test = binomtest(won, count, alternative="greater")
    expected = test.proportion_ci(float(level), method="wilson").low
    assert float(bound) == pytest.approx(expected, abs=1e-9)


@given(rates, st.integers(0, 499), levels)
def test_the_bound_comes_nearer_with_more_trades_but_never_above(
    win_rate: Decimal, trades: int, level: Decimal
) -> None:
    few = wilson_lower_bound(win_rate, trades, level)
    more = wilson_lower_bound(win_rate, trades + 1, level)
    assert 0 <= few <= more <= win_rate
