"""From a strategy with risk rules to the numbers of the model."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from freqtrade.util import get_dry_run_wallet

from custom_risk.regime import Regime
from custom_risk.settings import RiskSettings
from enygma.backtests.prescreen.terms import Floats, Terms

REGIMES = tuple(Regime)
"""In the order of their numbers in the model."""


def terms_of(backtest: Any, pairs: Sequence[str]) -> Terms:
    """The rules in force, searched values included.

    Raises `RiskConfigError` where those cannot hold together: no entry would be made by them;
    ValueError for a take profit that changes with time.
    """
    strategy, config = backtest.strategy, backtest.config
    if list(strategy.minimal_roi) != [0]:
        raise ValueError("the take profit changes with time")
    settings: RiskSettings = strategy.risk_rules.settings
    stops, limits, leverage = settings.stops, settings.limits, settings.leverage
    balance, stake = float(get_dry_run_wallet(config)), config["stake_amount"]
    caps = [min(leverage.max, leverage.regime_caps.of(each)) for each in REGIMES]
    steps = sorted(stops.milestones, key=lambda each: -each.reached_roi)
    sold, percents = _slices(settings)
    return Terms(
        balance=balance,
        usable_share=float(config["tradable_balance_ratio"]),
        fixed_stake=0.0 if stake == "unlimited" else float(stake),
        fee=float(backtest.fee),
        most_trades=float(strategy.max_open_trades) if strategy.max_open_trades > 0 else np.inf,
        can_short=bool(strategy.can_short),
        margin_pct=_margins(settings),
        leverage=_floats(min(leverage.default, cap) for cap in caps),
        most_leverage=_floats(backtest.exchange.get_max_leverage(each, balance) for each in pairs),
        most_leverage_of_regime=_floats(caps),
        most_positions=limits.max_open_positions,
        most_exposure_pct=float(limits.max_exposure_pct),
        most_margin_pct=float(limits.max_margin_pct),
        most_drawdown_pct=float(limits.max_daily_drawdown_pct),
        least_buffer_pct=float(limits.min_liquidation_buffer_pct),
        maintenance_pct=float(limits.maintenance_margin_pct),
        taker_fee_pct=float(stops.taker_fee_pct),
        initial_roi=float(stops.initial_roi),
        hard_limit=float(strategy.stoploss),
        break_even_from_roi=float(stops.break_even.activation_roi),
        break_even_buffer_roi=float(stops.break_even.buffer_roi),
        fees_times_leverage=stops.break_even.leverage_aware,
        reached_roi=_floats(each.reached_roi for each in steps),
        locked_roi=_floats(each.locked_roi for each in steps),
        trail_from_roi=float(stops.trailing.activation_roi),
        trail_roi=float(stops.trailing.distance_roi),
        take_profit=float(strategy.minimal_roi[0]),
        slice_roi=sold,
        slice_pct=percents,
        longest_candles=_longest(strategy),
    )


def _margins(settings: RiskSettings) -> Floats:
    sizing, least = settings.sizing, float(settings.limits.min_margin_pct)
    wished = [float(sizing.margin_pct * sizing.regime_multipliers.of(each)) for each in REGIMES]
    return _floats(max(each, least) if each > 0 else 0.0 for each in wished)


def _slices(settings: RiskSettings) -> tuple[Floats, Floats]:
    """ROI and the percentage sold from there on, from the highest down."""
    slices = settings.exits.partial_exits
    percents = np.cumsum(_floats(each.percent for each in slices))
    return _floats(each.roi for each in slices)[::-1].copy(), percents[::-1].copy()


def _longest(strategy: Any) -> int:
    exits = getattr(strategy, "exits_in_force", None)
    return int(exits.after_candles or 0) if exits is not None else 0


def _floats(values: Any) -> Floats:
    return np.array([float(each) for each in values], dtype=np.float64)
