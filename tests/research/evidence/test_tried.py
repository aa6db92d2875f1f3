"""What the ledger tells of the variants behind a sample."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from enygma.research.evidence.backtest_source import read_backtest
from enygma.research.evidence.ledger import Ledger, LedgerEntry
from enygma.research.evidence.sample import Sample
from enygma.research.evidence.trial_returns import store_returns
from enygma.research.evidence.tried import record, tried_for
from tests.research.conftest import Run

DAYS = ("20251001", "20251020")


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    """An empty ledger."""
    return Ledger(tmp_path / "ledger.jsonl")


@pytest.fixture
def sample(run: Run) -> Sample:
    """The stored backtest."""
    return read_backtest(run.results, None)


def search(ledger: Ledger, trials: int, digest: str = "s", kind: str = "hyperopt") -> None:
    """Write a search with daily returns of pure noise."""
    returns = np.random.default_rng(1).normal(0, 0.01, (240, trials))
    name = store_returns(ledger, digest, returns)
    sharpes = list(returns.mean(axis=0) / returns.std(axis=0))
    ledger.append(
        LedgerEntry(
            kind, "EnygmaStrategy", *DAYS, digest, trials=trials, sharpes=sharpes, returns=name
        )
    )


def test_without_a_ledger_a_result_is_the_only_trial(ledger: Ledger, sample: Sample) -> None:
    found = tried_for(ledger, sample)
    assert (found.trials.count, found.overfitting) == (1, None)
    assert "no other variant" in found.note


def test_a_search_counts_with_its_returns(ledger: Ledger, sample: Sample) -> None:
    search(ledger, 20)
    found = tried_for(ledger, sample)
    assert found.trials.count == 21
    assert found.trials.variance is not None
    assert found.overfitting is not None
    assert 0.2 < found.overfitting < 0.8


def test_the_same_search_twice_counts_once(ledger: Ledger, sample: Sample) -> None:
    search(ledger, 20)
    search(ledger, 20)
    assert tried_for(ledger, sample).trials.count == 21


def test_a_result_is_recorded_once_and_counts_for_the_next_one(
    ledger: Ledger, sample: Sample
) -> None:
    record(ledger, sample)
    record(ledger, sample)
    assert len(ledger.entries()) == 1
    assert tried_for(ledger, sample).trials.count == 1
    other = replace(sample, trades=sample.trades.iloc[1:])
    assert tried_for(ledger, other).trials.count == 2


def test_trades_out_of_sample_are_deflated_by_other_walk_forwards_alone(
    ledger: Ledger, sample: Sample
) -> None:
    search(ledger, 20)
    walked = replace(sample, kind="walk-forward")
    assert tried_for(ledger, walked).trials.count == 1
    record(ledger, replace(walked, trades=sample.trades.iloc[1:]))
    assert tried_for(ledger, walked).trials.count == 2


def test_what_a_bot_traded_was_not_chosen(ledger: Ledger, sample: Sample) -> None:
    search(ledger, 20, kind="walk-forward")
    live = replace(sample, kind="live")
    assert tried_for(ledger, live).trials.count == 1
    record(ledger, live)
    assert len(ledger.entries()) == 1
