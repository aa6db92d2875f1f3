"""What a sizing model does over its range, row by row."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from custom_risk.exits.target import Target
from custom_risk.margin import Notional
from custom_risk.position import Position
from custom_risk.record import Window
from custom_risk.regime import Regime
from custom_risk.roi import HUNDRED
from custom_risk.settings import RiskSettings
from custom_risk.settings.sizing_models import ConfidenceBand
from custom_risk.settings.stops import AtrMeasure
from custom_risk.side import Side
from custom_risk.signal import Signal
from custom_risk.sizing.confidence_table import ConfidenceTable
from custom_risk.sizing.edge import Edge
from custom_risk.sizing.fixed_fraction import FixedFraction
from custom_risk.sizing.inputs import NoSize, SizingInputs
from custom_risk.sizing.kelly import Kelly
from custom_risk.sizing.strength import Strength
from custom_risk.stops.atr import AtrStop

Cell = Decimal | str | None
Row = Mapping[str, Cell]

ZERO, ONE = Decimal(0), Decimal(1)
UNCAPPED = Decimal(125)
"""The most that any market of the exchange allows."""
STRENGTHS: Final = (0, 25, 50, 75, 100)
CONFIDENCES: Final = ("0.5", "0.51", "0.525", "0.55", "0.575", "0.6", "0.75", "1")
WIN_RATES_PCT: Final = (40, 50, 60, 70)
PAYOFFS: Final = (1, 2)
"""Average win as a multiple of the average loss."""


def _entry(equity: Decimal, signal: Signal, regime: Regime = Regime.MEDIUM) -> SizingInputs:
    return SizingInputs(
        equity=equity,
        side=Side.LONG,
        price=ONE,
        regime=regime,
        leverage=UNCAPPED,
        signal=signal,
        pair_notional=Notional(ZERO),
    )


def _fixed_fraction(settings: RiskSettings, equity: Decimal) -> list[Row]:
    """Keys regime, margin_pct, leverage, notional_pct."""
    model = FixedFraction(settings)

    def row(regime: Regime) -> Row:
        entry = _entry(equity, Signal(), regime)
        leverage, margin_pct = model.leverage(entry), model.margin(entry).amount / equity * HUNDRED
        return {
            "regime": regime.value,
            "margin_pct": margin_pct,
            "leverage": leverage,
            "notional_pct": margin_pct * leverage,
        }

    return [row(each) for each in Regime]


def _strength(settings: RiskSettings, equity: Decimal) -> list[Row]:  # noqa: ARG001
    """Keys strength, risk_pct, leverage, notional_pct, tp_atr, sl_atr.

    The leverage is the rule's, before it is cut to a whole number; distances are in average true
    ranges, those of stop and target by strength.
    """
    by_strength = settings.stops.atr.model_copy(update={"by": AtrMeasure.STRENGTH, "cap_pct": None})
    stops = settings.stops.model_copy(update={"policy": "atr", "atr": by_strength})
    settings = settings.model_copy(update={"stops": stops})
    model, stop, target = Strength(settings), AtrStop(settings), Target(settings)
    position = Position(Side.LONG, HUNDRED, ONE, ONE, ZERO, ZERO)

    def row(strength: Decimal) -> Row:
        signal = Signal(strength=strength, atr=ONE)
        risk_pct, leverage = model.risk_pct(strength), model.leverage_of(strength)
        return {
            "strength": strength,
            "risk_pct": risk_pct,
            "leverage": leverage,
            "notional_pct": risk_pct * leverage,
            "tp_atr": target.price(position, signal) - position.entry,
            "sl_atr": stop.distance(position, signal),
        }

    return [row(Decimal(each)) for each in STRENGTHS]


def _edge(settings: RiskSettings, equity: Decimal) -> list[Row]:
    """Keys confidence, edge, times, notional (of this equity), notional_pct, leverage."""
    model = Edge(settings)

    def row(confidence: Decimal) -> Row:
        entry = _entry(equity, Signal(confidence=confidence))
        edge, leverage = confidence - Decimal("0.5"), model.leverage(entry)
        margin = model.margin(replace(entry, leverage=leverage))
        notional = None if isinstance(margin, NoSize) else model.notional(equity, edge).amount
        return {
            "confidence": confidence,
            "edge": edge,
            "times": None if notional is None else model.times(edge),
            "notional": notional,
            "notional_pct": None if notional is None else notional / equity * HUNDRED,
            "leverage": leverage,
        }

    return [row(Decimal(each)) for each in CONFIDENCES]


def _kelly(settings: RiskSettings, equity: Decimal) -> list[Row]:  # noqa: ARG001
    """Keys trades, win_rate_pct, payoff, kelly, risk_pct; the risk is the one in a multiplier of 1.

    First what is risked while too few trades closed, then after `window` trades with this share
    of winners and this average win over the average loss.
    """
    model, kelly = Kelly(settings), settings.sizing.kelly

    def row(win_rate_pct: int, payoff: int) -> Row:
        won = kelly.window * win_rate_pct // 100
        window = _window(won, kelly.window - won, payoff)
        return {
            "trades": Decimal(window.count),
            "win_rate_pct": window.win_rate * HUNDRED,
            "payoff": Decimal(payoff),
            "kelly": window.kelly,
            "risk_pct": model.risked(window) * HUNDRED,
        }

    exploring = {"win_rate_pct": None, "payoff": None, "kelly": None}
    few = f"below {kelly.min_trades}"
    return [
        {"trades": few, **exploring, "risk_pct": kelly.exploration_pct},
        {"trades": f"{few}, confident", **exploring, "risk_pct": kelly.confident_exploration_pct},
        *(row(rate, payoff) for payoff in PAYOFFS for rate in WIN_RATES_PCT),
    ]


def _window(won: int, lost: int, payoff: int) -> Window:
    """Closed trades that won `payoff` percent or lost one percent of their margin."""
    from custom_risk.account.closed_trade import ClosedTrade

    now = datetime(2026, 1, 1, tzinfo=UTC)

    def trade(percent: int) -> ClosedTrade:
        profit = Decimal(percent)
        return ClosedTrade(0, "", Side.LONG, now, now, profit, profit / HUNDRED, "")

    return Window([trade(payoff)] * won + [trade(-1)] * lost)


def _confidence_table(settings: RiskSettings, equity: Decimal) -> list[Row]:
    """Keys confidence_pct (where a band begins), leverage, volatile_leverage,
    risk_pct, max_notional_pct.

    The leverages are those in the regimes LOW and HIGH under their caps.
    """
    model = ConfidenceTable(settings)

    def leverage(band: ConfidenceBand, regime: Regime) -> Decimal:
        signal = Signal(confidence=band.from_pct / HUNDRED)
        return model.leverage(_entry(equity, signal, regime))

    def row(band: ConfidenceBand) -> Row:
        return {
            "confidence_pct": band.from_pct,
            "leverage": leverage(band, Regime.LOW),
            "volatile_leverage": leverage(band, Regime.HIGH),
            "risk_pct": band.risk_pct,
            "max_notional_pct": band.max_notional_pct,
        }

    return [row(each) for each in settings.sizing.confidence_table.bands]


_TABLES: Mapping[str, Callable[[RiskSettings, Decimal], list[Row]]] = {
    "fixed_fraction": _fixed_fraction,
    "strength": _strength,
    "edge": _edge,
    "kelly": _kelly,
    "confidence_table": _confidence_table,
}


def sizing_table(settings: RiskSettings, equity: Decimal) -> list[Row]:
    """What the chosen model does over its range; None where it does not trade.

    All rows have the same keys. Percentages are of equity where they do not say otherwise.
    """
    return _TABLES[settings.sizing.model](settings, equity)
