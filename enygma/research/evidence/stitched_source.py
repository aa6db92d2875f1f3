"""The sample of a walk-forward: the trades of its unseen windows, one after the other.

The file is one JSON object:

    {"version": 1, "kind": "walk-forward", "strategy": str, "timeframe": str, "pairs": [str],
     "start": ISO 8601, "end": ISO 8601, "starting_balance": number, "currency": str,
     "profile": str, "parameters_hash": str, "choices": {...}, "source_hash": str,
     "settings": {...}, "stops": [...], "regimes": [...], "trades": [...]}

`trades` are freqtrade's, as in the `trades` of a backtest's result. What stands between `currency`
and `trades` may be left out; without `parameters_hash` and `settings` (freqtrade's configuration)
the gate before live trading takes it for evidence of something else. `stops` and `regimes`
are those that a backtest's result tells of (`enygma.backtests.log`).
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from enygma.research.evidence.sample import Sample, checked_trades
from enygma.research.refusal import ResultError
from enygma.research.result import regimes_by_entry

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
KIND = "walk-forward"
FOLDER = "walk_forward"
"""Of the user directory: where the results are."""
KEYS = ("strategy", "timeframe", "pairs", "start", "end", "starting_balance", "currency", "trades")


def is_stitched(path: Path) -> bool:
    """Whether a file says that it is of this kind."""
    if path.suffix != ".json" or not path.is_file():
        return False
    with path.open("rb") as file:
        return KIND.encode() in file.read(4096)


def newest_stitched(user_data_dir: Path) -> Path:
    """The result that `enygma walk-forward` wrote last. Raises `ResultError` without one."""
    folder = user_data_dir / FOLDER
    found = [path for path in folder.glob("*.json") if is_stitched(path)]
    if not found:
        raise ResultError(f"no result of a walk-forward in {folder}; make one: enygma walk-forward")
    return max(found, key=lambda path: path.stat().st_mtime_ns)


def read_stitched(path: Path, strategy: str | None) -> Sample:
    """Read a walk-forward's trades. Raises `ResultError` for a file that is none."""
    raw = _loaded(path)
    if strategy not in (None, raw["strategy"]):
        raise ResultError(f"{path} holds trades of {raw['strategy']}, not of {strategy}")
    try:
        return Sample(
            kind=KIND,
            source=str(path),
            strategy=str(raw["strategy"]),
            timeframe=str(raw["timeframe"]),
            pairs=[str(pair) for pair in raw["pairs"]],
            start=_utc(raw["start"]),
            end=_utc(raw["end"]),
            starting_balance=float(raw["starting_balance"]),
            currency=str(raw["currency"]),
            trades=checked_trades(pd.DataFrame(raw["trades"]), str(path)),
            profile=str(raw.get("profile") or ""),
            parameters_hash=str(raw.get("parameters_hash") or ""),
            choices=raw.get("choices") or {},
            source_hash=str(raw.get("source_hash") or ""),
            settings=raw.get("settings") or {},
            first_stops=_first_stops(raw.get("stops") or []),
            entry_regimes=regimes_by_entry(raw.get("regimes") or []),
        )
    except (TypeError, ValueError, KeyError, IndexError) as error:
        raise ResultError(f"{path} cannot be read: {error}") from error


def _loaded(path: Path) -> dict[str, Any]:
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResultError(f"{path} cannot be read: {error}") from error
    if not isinstance(raw, dict) or raw.get("kind") != KIND:
        raise ResultError(f"{path} is no result of a walk-forward")
    if raw.get("version") != VERSION:
        raise ResultError(
            f"{path} is of version {raw.get('version')}, and this release reads {VERSION}"
        )
    missing = [key for key in KEYS if key not in raw]
    if missing:
        raise ResultError(f"{path} has no {', '.join(missing)}")
    return raw


def _first_stops(stops: list[dict[str, Any]]) -> dict[tuple[str, int], float]:
    return {
        (str(each["pair"]), int(each["opened_ms"])): float(each["steps"][0][1])
        for each in stops
        if each["steps"]
    }


def _utc(text: str) -> pd.Timestamp:
    moment = pd.Timestamp(text)
    return moment.tz_localize("UTC") if moment.tzinfo is None else moment.tz_convert("UTC")
