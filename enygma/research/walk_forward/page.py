"""The page of a walk-forward: one HTML file that needs no network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from enygma.research.document import document
from enygma.research.equity import drawdown
from enygma.research.equity_chart import equity_payload
from enygma.research.figures import Card, TallyTable, profit_factor, row, tone, win_rate
from enygma.research.summary import tally
from enygma.research.walk_forward.words import (
    NONE,
    WINDOW_COLUMNS,
    daily,
    headline,
    notes,
    parameter_row,
    window_row,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.settings import Settings
    from enygma.research.walk_forward.stability import Parameter

SCRIPTS = ("series.js", "charts.js", "walk_forward.js")


def page_of(
    plan: Plan,
    settings: Settings,
    outcomes: Sequence[Outcome],
    parameters: Sequence[Parameter],
    result: Path,
) -> str:
    """The whole page. Raises `ResearchError` when plotly is not installed."""
    currency, start = str(settings.config["stake_currency"]), settings.starting_balance
    trades = pd.DataFrame([trade for each in outcomes for trade in each.trades])
    equity = _equity(trades, outcomes, start)
    payload = {
        "currency": currency,
        "starting_balance": start,
        "equity": equity_payload(equity),
        "windows": [
            {"number": each.window.number, "start": each.window.unseen.start.isoformat()}
            for each in outcomes
        ],
        "parameters": _heat(outcomes, parameters),
    }
    words = {
        "title": f"{plan.strategy}: walk-forward on {len(plan.pairs)} pairs",
        "subtitle": (
            f"{len(outcomes)} windows of {plan.timeframe} candles · {plan.arguments['epochs']} "
            f"epochs each · spaces {', '.join(plan.arguments['spaces'])}"
        ),
        "headline": headline(outcomes, start, currency),
        "tone": "bad" if sum(trades.get("profit_abs", [])) <= 0 else "open",
        "notes": notes(outcomes),
        "cards": _cards(trades, outcomes, equity, currency),
        "currency": currency,
        "window_columns": ["Window", "searched on", *WINDOW_COLUMNS[1:]],
        "windows": [_window(each) for each in outcomes],
        "parameter_columns": _parameter_columns(outcomes),
        "parameters": [parameter_row(each) for each in parameters],
        "tables": _tables(trades, plan.pairs, start),
        "footer": f"From {result.name}. Times are UTC.",
    }
    return document("walk_forward.html.j2", SCRIPTS, payload, words)


def _equity(trades: pd.DataFrame, outcomes: Sequence[Outcome], start: float) -> pd.Series:
    """The wallet after each close, from the first unseen candle to the last."""
    first = pd.Timestamp(outcomes[0].window.unseen.start)
    last = pd.Timestamp(outcomes[-1].window.unseen.end)
    if trades.empty:
        return pd.Series([start, start], index=pd.DatetimeIndex([first, last]))
    closed = pd.to_datetime(trades["close_timestamp"], unit="ms", utc=True)
    profits = trades["profit_abs"].groupby(closed).sum().sort_index()
    wallet = start + profits.cumsum()
    ends = pd.Series({first: start}), pd.Series({last: float(wallet.iloc[-1])})
    equity: pd.Series = pd.concat([ends[0], wallet, ends[1]])
    return equity


def _heat(outcomes: Sequence[Outcome], parameters: Sequence[Parameter]) -> dict[str, Any]:
    return {
        "names": [each.name for each in parameters],
        "numbers": [str(each.window.number) for each in outcomes],
        "positions": [each.positions for each in parameters],
        "values": [parameter_row(each)[2:-1] for each in parameters],
    }


def _cards(
    trades: pd.DataFrame, outcomes: Sequence[Outcome], equity: pd.Series, currency: str
) -> list[Card]:
    total = tally("All", trades, float(equity.iloc[0]))
    traded = [each.traded for each in outcomes if each.traded is not None]
    gained = sum(each.profit > 0 for each in traded)
    searched, unseen = daily(outcomes)
    return [
        Card(
            "Total profit",
            f"{total.profit_of_start:+.2%}",
            f"{total.profit:+,.2f} {currency} in unseen windows",
            tone(total.profit),
        ),
        Card(
            "Profit factor · win rate",
            f"{profit_factor(total)} · {win_rate(total)}",
            f"{total.trades} trades; a win rate alone says nothing",
        ),
        Card(
            "A day, searched → unseen",
            NONE if searched is None else f"{searched:+,.2f} → {unseen:+,.2f}",
            f"{currency}: the best epochs where they were searched, and the days after",
        ),
        Card("Windows that gained", f"{gained} of {len(outcomes)}", "in their unseen days"),
        Card("Max drawdown", f"{-float(drawdown(equity).min()):.2%}", "of closed trades"),
    ]


def _window(outcome: Outcome) -> list[str]:
    number, *rest = window_row(outcome)
    return [number, str(outcome.window.training), *rest]


def _parameter_columns(outcomes: Sequence[Outcome]) -> list[str]:
    return ["Parameter", "searched", *(str(each.window.number) for each in outcomes), "spread"]


def _tables(trades: pd.DataFrame, pairs: Sequence[str], start: float) -> list[TallyTable]:
    if trades.empty:
        return []
    total = row(tally("All", trades, start))
    by_pair = [tally(pair, trades[trades["pair"] == pair], start) for pair in pairs]
    sides = [("Long", ~trades["is_short"]), ("Short", trades["is_short"])]
    by_side = [tally(name, trades[chosen], start) for name, chosen in sides]
    return [
        TallyTable("By pair", "Pair", [*map(row, by_pair), total]),
        TallyTable("By side", "Side", [*map(row, by_side), total]),
    ]
