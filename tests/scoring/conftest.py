"""Candles of every kind, and the slow plain way to score them."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pytest

from enygma.scoring import PROFILES, ScoringProfile, load_profile


def make_candles(
    rows: int,
    seed: int = 1,
    *,
    price: float = 1000.0,
    volatility: float = 0.004,
    digits: int = 2,
    still: float = 0.0,
    silent: float = 0.0,
) -> pd.DataFrame:
    """A random walk on a grid of ticks, `still` of it without any move, `silent` without volume."""
    random = np.random.default_rng(seed)
    moves = random.normal(0.0, volatility, rows)
    wicks = np.abs(random.normal(0.0, volatility / 2, (2, rows)))
    at_rest = random.random(rows) < still
    moves[at_rest], wicks[:, at_rest] = 0.0, 0.0
    close = price * np.exp(np.cumsum(moves))
    opening = np.concatenate(([price], close[:-1]))
    volume = np.floor(random.lognormal(6.0, 1.0, rows))
    volume[random.random(rows) < silent] = 0.0
    prices = {
        "open": opening,
        "high": np.maximum(opening, close) * (1.0 + wicks[0]),
        "low": np.minimum(opening, close) * (1.0 - wicks[1]),
        "close": close,
    }
    dates = pd.date_range("2026-01-01", periods=rows, freq="30min", tz="UTC").as_unit("ms")
    rounded = {name: np.round(values, digits) for name, values in prices.items()}
    return pd.DataFrame({"date": dates, **rounded, "volume": volume})


@pytest.fixture(scope="session")
def candles() -> pd.DataFrame:
    """A thousand candles of an ordinary market."""
    return make_candles(1000)


@pytest.fixture(scope="session")
def canonical() -> ScoringProfile:
    return PROFILES["canonical"]


@pytest.fixture(scope="session")
def strict() -> ScoringProfile:
    return PROFILES["strict"]


@pytest.fixture(scope="session")
def with_rsi() -> ScoringProfile:
    """The canonical profile with the indicator switched on that it leaves off."""
    overrides = {"indicators": {"rsi": {"enabled": True}}}
    return load_profile({"profile": "canonical", "scoring": overrides}, {})


@pytest.fixture(scope="session")
def reference() -> ModuleType:
    """The rules of the score written row by row."""
    # pytest does not put this folder on the path, so each finds the one before it as loaded
    for name in ("rule_series", "rule_points", "rule_scores"):
        module = _loaded(name)
    return module


@pytest.fixture(scope="session")
def market() -> ModuleType:
    """This file, for tests that draw candles of their own kind."""
    return sys.modules[make_candles.__module__]


def _loaded(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
