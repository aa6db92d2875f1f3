"""What a hyperopt left beside a strategy for the next run to take."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from enygma.research.quiet import quiet
from enygma.research.refusal import ResultError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def strategy_file(config: Mapping[str, Any], strategy: str) -> Path | None:
    """The file of a strategy where freqtrade would find it with this configuration."""
    from freqtrade.optimize.hyperopt_tools import HyperoptTools

    # other strategies of the folder may not be loadable, which freqtrade logs
    with quiet(logging.ERROR):
        found: Path | None = HyperoptTools.get_strategy_filename(dict(config), strategy)
    return found


def strategy_parameters(config: Mapping[str, Any], strategy: str) -> dict[str, Any]:
    """The `params` of the strategy's JSON file; empty where there is none.

    Raises `ResultError` for a file that cannot be read.
    """
    from freqtrade.optimize.hyperopt_tools import HyperoptTools

    found = strategy_file(config, strategy)
    path = found.with_suffix(".json") if found else None
    if path is None or not path.is_file():
        return {}
    try:
        kept: dict[str, Any] = HyperoptTools.load_params_from_file(path).get("params") or {}
    except (OSError, ValueError, AttributeError) as error:
        raise ResultError(f"the strategy's parameters in {path} cannot be read: {error}") from error
    return kept
