"""The result: the trades of all unseen stretches, one after the other, and where they come from.

What `enygma.research.evidence.stitched_source` reads, with `windows` and `parameters` beside it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from custom_risk.evidence.subject import source_of
from custom_risk.parameters_hash import choices, hash_of
from enygma.research.configuration import enygma_section
from enygma.research.evidence.stitched_source import KIND, VERSION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enygma.research.walk_forward.market import Market
    from enygma.research.walk_forward.outcome import Outcome
    from enygma.research.walk_forward.plan import Plan
    from enygma.research.walk_forward.settings import Settings


def stitched(
    plan: Plan,
    settings: Settings,
    market: Market,
    outcomes: Sequence[Outcome],
    stability: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """The result as plain values.

    The hash of parameters is that of the last window: with them a bot would go on.
    """
    original = settings.without_secrets()
    chosen = choices(original, plan.timeframe, last_parameters(outcomes))
    return {
        "version": VERSION,
        "kind": KIND,
        "strategy": plan.strategy,
        "timeframe": plan.timeframe,
        "pairs": plan.pairs,
        "start": outcomes[0].window.unseen.start,
        "end": outcomes[-1].window.unseen.end,
        "starting_balance": settings.starting_balance,
        "currency": settings.config["stake_currency"],
        "profile": str(enygma_section(original).get("profile") or ""),
        "parameters_hash": hash_of(chosen),
        "choices": chosen,
        "source_hash": source_of(str(market.strategy_file)),
        "versions": plan.versions,
        "arguments": plan.arguments,
        "parameters": stability,
        "windows": [_window(each) for each in outcomes],
        "settings": original,
        "stops": [stop for each in outcomes if each.traded for stop in each.traded.stops],
        "regimes": [entry for each in outcomes if each.traded for entry in each.traded.regimes],
        "trades": [trade for each in outcomes for trade in each.trades],
    }


def as_text(result: Mapping[str, Any]) -> str:
    """JSON; times in ISO 8601, what is no number as null."""
    return orjson.dumps(result, default=str, option=orjson.OPT_INDENT_2).decode() + "\n"


def last_parameters(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The `params` of the newest window that chose any; empty where none did."""
    for each in reversed(outcomes):
        if each.trained is not None:
            return dict(each.trained.exported.get("params") or {})
    return {}


def _window(outcome: Outcome) -> dict[str, Any]:
    trained, traded = outcome.trained, outcome.traded
    return {
        **outcome.window.as_json(),
        "balance_before": outcome.balance_before,
        "balance_after": outcome.balance_after,
        "trades": len(outcome.trades),
        "forced": 0 if traded is None else traded.forced,
        "profit": 0.0 if traded is None else traded.profit,
        "trained": None
        if trained is None
        else {
            "epochs": trained.epochs,
            "loss": trained.loss,
            "trades": trained.trades,
            "profit": trained.profit,
            "searched": trained.searched,
            "parameters": trained.exported,
        },
    }
