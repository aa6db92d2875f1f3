"""The same entries at other times."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.research.evidence.placebo import PlaceboTrades, placebo_profits, placebo_rank


def trades(
    closes: np.ndarray, rows: np.ndarray, sides: np.ndarray, held: int = 0, cost: float = 0.0
) -> PlaceboTrades:
    """Trades of 100 in notional that are held for `held` further candles."""
    opens = np.concatenate([[100.0], closes[:-1]])
    return PlaceboTrades(opens, closes, rows, rows + held, 100.0 * sides, np.full(len(rows), cost))


@given(st.integers(0, 10_000), st.integers(0, 5), st.floats(0.0, 2.0))
def test_every_placebo_is_the_real_run_moved_by_some_candles(
    seed: int, held: int, cost: float
) -> None:
    chance = np.random.default_rng(seed)
    closes = 100.0 * np.cumprod(1.0 + chance.normal(0, 0.02, 40))
    rows, sides = chance.integers(0, 30, 8), chance.choice([-1.0, 1.0], 8)
    each = trades(closes, rows, sides, held, cost)
    lap = np.concatenate([closes, closes * closes[-1] / 100.0])
    possible = [
        sum(
            side * 100.0 * (lap[(row + offset) % 40 + held] / each.opens[(row + offset) % 40] - 1)
            for row, side in zip(rows, sides, strict=True)
        )
        - 8 * cost
        for offset in range(1, 41)
    ]
    for profit in placebo_profits([each], chance, 20):
        assert np.min(np.abs(np.array(possible) - profit)) < 1e-8


def test_who_is_always_in_the_market_is_no_better_than_his_placebos() -> None:
    closes = 100.0 * np.cumprod(1.0 + np.random.default_rng(1).normal(0.01, 0.02, 200))
    each = trades(closes, np.arange(200), np.ones(200))
    profit = float((100.0 * (closes / each.opens - 1.0)).sum())
    assert placebo_rank(profit, placebo_profits([each], np.random.default_rng(2))) == 1.0


def test_who_knows_the_next_candle_is_better_than_all_of_them() -> None:
    closes = 100.0 * np.cumprod(1.0 + np.random.default_rng(1).normal(0.0, 0.02, 300))
    opens = np.concatenate([[100.0], closes[:-1]])
    each = trades(closes, np.arange(300), np.sign(closes - opens))
    profit = float((100.0 * np.abs(closes / opens - 1.0)).sum())
    # one placebo in three hundred is the real run itself
    assert placebo_rank(profit, placebo_profits([each], np.random.default_rng(2))) < 0.02


def test_the_rank_of_chance_is_even() -> None:
    chance = np.random.default_rng(4)
    ranks = []
    for _ in range(300):
        closes = 100.0 * np.cumprod(1.0 + chance.standard_t(4, 100) * 0.02)
        rows, sides = np.arange(0, 100, 3), chance.choice([-1.0, 1.0], 34)
        each = trades(closes, rows, sides)
        profit = float((sides * 100.0 * (closes / each.opens - 1.0)[rows]).sum())
        ranks.append(placebo_rank(profit, placebo_profits([each], chance, 60)))
    assert np.mean(ranks) == pytest.approx(0.5, abs=0.05)
    assert np.mean(np.array(ranks) <= 0.1) == pytest.approx(0.1, abs=0.05)


def test_a_rank_is_never_zero() -> None:
    assert placebo_rank(10.0, np.zeros(999)) == pytest.approx(0.001)
