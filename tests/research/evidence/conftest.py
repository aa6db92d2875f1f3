"""Samples of evidence."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.research.conftest import Run

Stitched = Callable[..., Path]


@pytest.fixture
def stitched(run: Run, tmp_path: Path) -> Stitched:
    """Write a walk-forward's trades into a file, with changes to it."""

    def written(**changes: Any) -> Path:
        told = {
            "version": 1,
            "kind": "walk-forward",
            "strategy": "EnygmaStrategy",
            "timeframe": "30m",
            "pairs": sorted(run.candles),
            "start": "2025-10-06T00:00:00+00:00",
            "end": "2025-10-19T18:00:00+00:00",
            "starting_balance": 10_000,
            "currency": "USDT",
            "trades": run.trades,
        }
        path = tmp_path / "walk_forward.json"
        path.write_text(json.dumps(told | changes, default=str), encoding="utf-8")
        return path

    return written


@pytest.fixture
def options(run: Run, tmp_path: Path) -> list[str]:
    """Options of the command, with a user directory of its own beside the stored candles."""
    userdir = tmp_path / "user_data"
    userdir.mkdir()
    return [
        "--config", str(run.config), "--userdir", str(userdir), "--datadir", str(run.datadir),
    ]  # fmt: skip
