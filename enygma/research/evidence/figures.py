"""Every figure of the evidence: the strength of the record, its groups and its sensitivities."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from enygma.research.evidence.costs import SLIPPAGES_BP, trade_costs
from enygma.research.evidence.placebo import placebo_profits
from enygma.research.evidence.profit_factor import profit_factor
from enygma.research.evidence.returns import risk_multiples
from enygma.research.evidence.strength import strength
from enygma.research.summary import tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from enygma.research.evidence.costs import TradeCosts
    from enygma.research.evidence.market import Market
    from enygma.research.evidence.sample import Sample
    from enygma.research.evidence.strength import Strength
    from enygma.research.evidence.tried import Tried
    from enygma.research.summary import Tally

    Floats = NDArray[np.float64]

SEED = 20_260_901
"""The same trades have the same evidence, whenever it is asked for."""
DEARER = 1.5
OWN_REGIME = "strategy regime"
NOT_TOLD = "not told"


@dataclass(frozen=True)
class Sensitivity:
    """What would be left under a dearer market."""

    name: str
    profit: float
    profit_factor: float


@dataclass(frozen=True)
class Figures:
    """Everything that was measured. Money is in the stake currency."""

    strength: Strength
    total: Tally
    groups: dict[str, list[Tally]]
    """By pair, side, year and regime: the market's, where there are candles, and the strategy's,
    where it has one."""
    expectancy_r: float | None
    """Mean profit / initial risk of the trades whose stop is known; `None` without any."""
    with_stop: int
    """How many trades that is."""
    fees: float
    funding: float
    sensitivities: list[Sensitivity]
    placebos: Floats | None
    """The profit of each placebo."""
    trials: int
    notes: list[str]


def figures(
    sample: Sample, market: Market | None, tried: Tried, *, looks: int, notes: Sequence[str]
) -> Figures:
    """Measure a sample. Pure but for the candles of `market`; the seed is fixed."""
    chance = np.random.default_rng(SEED)
    costs = trade_costs(sample.trades)
    placebos = placebo_profits(market.placebo_trades(sample, costs), chance) if market else None
    measured = strength(
        sample.closed(),
        tried.trials,
        placebos,
        chance,
        overfitting=tried.overfitting,
        looks=looks,
    )
    multiples = _multiples(sample)
    known = multiples[np.isfinite(multiples)]
    return Figures(
        strength=measured,
        total=tally("All", sample.trades, sample.starting_balance),
        groups=_groups(sample, market),
        expectancy_r=float(known.mean()) if len(known) else None,
        with_stop=len(known),
        fees=float(costs.fees.sum()),
        funding=float(costs.funding.sum()),
        sensitivities=_sensitivities(sample, costs),
        placebos=placebos,
        trials=tried.trials.count,
        notes=[tried.note, *notes],
    )


def _multiples(sample: Sample) -> Floats:
    trades = sample.trades
    stops = trades["initial_stop_loss_abs"].to_numpy(dtype=np.float64).copy()
    ratios = trades["initial_stop_loss_ratio"].to_numpy(dtype=np.float64).copy()
    for row, key in enumerate(_keys(trades)):
        recorded = sample.first_stops.get(key)
        if recorded is not None:
            # what the strategy moved the stop to, in place of the widest one it allows
            stops[row], ratios[row] = recorded, 0.0
    return risk_multiples(
        trades["profit_abs"].to_numpy(dtype=np.float64),
        trades["open_rate"].to_numpy(dtype=np.float64),
        stops,
        ratios,
        trades["amount"].to_numpy(dtype=np.float64),
    )


def _keys(trades: pd.DataFrame) -> Iterator[tuple[str, int]]:
    """Pair and opening (Unix ms) of each trade."""
    for pair, opened_ms in zip(trades["pair"], trades["open_timestamp"], strict=True):
        yield str(pair), int(opened_ms)


def _groups(sample: Sample, market: Market | None) -> dict[str, list[Tally]]:
    trades = sample.trades
    closed = pd.to_datetime(trades["close_timestamp"], unit="ms", utc=True)
    labels: dict[str, pd.Series] = {
        "pair": trades["pair"].astype(str),
        "side": pd.Series(np.where(trades["is_short"].astype(bool), "short", "long")),
        "year": closed.dt.year.astype(str),
    }
    regimes = market.regimes(sample) if market else None
    if regimes is not None:
        labels["regime"] = pd.Series(regimes)
    if sample.entry_regimes:
        labels[OWN_REGIME] = pd.Series(
            [sample.entry_regimes.get(key, NOT_TOLD) for key in _keys(trades)]
        )
    return {
        name: [
            tally(each, trades[(column == each).to_numpy()], sample.starting_balance)
            for each in sorted(map(str, column.unique()))
        ]
        for name, column in labels.items()
    }


def _sensitivities(sample: Sample, costs: TradeCosts) -> list[Sensitivity]:
    profits = sample.trades["profit_abs"].to_numpy(dtype=np.float64)
    cases = [(f"costs x {DEARER}", costs.profits_at(profits, DEARER))]
    cases += [
        (f"{slippage:g} bp more slippage a side", costs.profits_with_slippage(profits, slippage))
        for slippage in SLIPPAGES_BP
    ]
    return [Sensitivity(name, float(left.sum()), profit_factor(left)) for name, left in cases]
