"""One short name for everything that was chosen, so that a change of it is seen."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

SECTIONS = ("custom_risk", "enygma")
"""The sections of a configuration whose values decide about trades."""
LENGTH = 16


def parameters_hash(
    settings: Mapping[str, Any], timeframe: str, parameters: Mapping[str, Any]
) -> str:
    """Sixteen hexadecimal digits: the same ones for the same choices, in whatever order.

    Args:
        settings: freqtrade's configuration, of which `SECTIONS` count.
        timeframe: of the candles that are traded.
        parameters: the strategy's own, as freqtrade keeps them beside it after a hyperopt
            (`params` of its JSON file); empty where there is no such file.
    """
    chosen = {name: settings.get(name) or {} for name in SECTIONS}
    text = json.dumps(
        {"settings": chosen, "timeframe": timeframe, "parameters": parameters},
        sort_keys=True,
        default=str,
    )
    return hashlib.sha256(text.encode()).hexdigest()[:LENGTH]
