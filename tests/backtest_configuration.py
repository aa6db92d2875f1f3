"""A configuration as `freqtrade backtesting` loads it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from freqtrade.configuration import Configuration
from freqtrade.enums import RunMode

EQUITY = 10_000
"""What a backtest of these tests begins with, in stake currency."""
WALLET: Mapping[str, Any] = {"dry_run_wallet": EQUITY, "stake_amount": "unlimited"}


def loaded(
    config: Mapping[str, Any],
    folder: Path,
    datadir: Path,
    timerange: str,
    runmode: RunMode = RunMode.BACKTEST,
    **arguments: Any,
) -> dict[str, Any]:
    """Write a configuration into a folder and load it for a backtest that stores no result.

    `arguments` are further ones of the command, such as `enable_protections`.
    """
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    given = {
        "config": [str(path)],
        "datadir": datadir,
        "user_data_dir": str(folder),
        "timerange": timerange,
        "export": "none",
        "command": "backtesting",
        **arguments,
    }
    return dict(Configuration(given, runmode).get_config())
