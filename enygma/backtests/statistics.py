"""freqtrade's statistics of a backtest, with what risk decided."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from enygma.backtests.log import KEY


def with_risk(generate: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
    """freqtrade's `generate_strategy_stats`, passing on what the content tells of risk."""

    @wraps(generate)
    def generate_strategy_stats(
        pairlist: Any, strategy: Any, content: Any, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        # the pieces need modules of freqtrade that import the one that is registered here
        from enygma.backtests.fast.pieces import in_force

        with in_force(content["config"]):
            stats = generate(pairlist, strategy, content, *args, **kwargs)
        return {**stats, KEY: content[KEY]} if stats and KEY in content else stats

    return generate_strategy_stats
