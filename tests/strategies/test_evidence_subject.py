"""A backtest and a live bot of the same configuration are the same subject of evidence."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from freqtrade.optimize.backtesting import Backtesting
from freqtrade.resolvers import StrategyResolver

from custom_risk.evidence import EvidenceFile, evidence_path
from custom_risk.evidence.gate import standing_of
from custom_risk.evidence.standing import Standing, Terms
from enygma.research.candles import CandleStore
from enygma.research.evidence.backtest_source import read_backtest
from enygma.research.evidence.evidence import gather
from enygma.research.evidence.ledger import Ledger
from enygma.research.evidence.stored import as_text, store

from .conftest import Configure

NAME = "EnygmaStrategy"


@pytest.fixture(scope="module")
def config(configure: Configure, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The configuration of a backtest that was run, measured and told as evidence."""
    config = configure()
    config["export"] = "trades"
    folder = tmp_path_factory.mktemp("evidence")
    backtesting = Backtesting(config)
    backtesting.start()
    sample = read_backtest(config["exportdirectory"], NAME)
    candles = CandleStore.from_config(config)
    evidence = gather(sample, candles, Ledger.of(folder), datetime.now(UTC))
    store(evidence_path(folder, NAME), as_text(evidence))
    config["measured"] = folder
    return config


def standing(config: dict[str, Any], **changes: Any) -> Standing:
    """Where a live bot of the same configuration stands at the end of what was measured."""
    changed = {**config, **changes}
    strategy = StrategyResolver.load_strategy(changed)
    file = EvidenceFile(evidence_path(Path(config["measured"]), NAME))
    evidence = file.read()
    assert evidence is not None
    terms = Terms(strategy.risk_rules.settings, is_live=True)
    pairs = config["exchange"]["pair_whitelist"]
    return standing_of(strategy.evidence_subject(), terms, file, pairs, evidence.made_at)


def codes(found: Standing) -> set[str]:
    """What is held against it, but for its verdict and its age."""
    return {each.code for each in found.objections} - {"verdict", "age"}


def test_nothing_but_the_verdict_and_the_age_is_held_against_it(config: dict[str, Any]) -> None:
    found = standing(config)
    assert found.evidence is not None
    assert found.evidence.source_hash
    assert found.evidence.statistics.trades > 0
    assert (codes(found), found.uncovered) == (set(), ())


def test_its_regimes_are_a_table_of_their_own(config: dict[str, Any]) -> None:
    path = evidence_path(Path(config["measured"]), NAME)
    statistics = json.loads(path.read_text(encoding="utf-8"))["statistics"]
    rows = statistics["groups"]["strategy regime"]
    assert {each["name"] for each in rows} <= {"LOW", "MEDIUM", "HIGH"}
    assert sum(each["trades"] for each in rows) == statistics["trades"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"enygma": {"profile": "strict"}}, {"profile", "parameters"}),
        ({"custom_risk": {"leverage": {"default": 9}}}, {"parameters"}),
        ({"timeframe": "1h"}, {"timeframe", "parameters"}),
        ({"trading_mode": "spot"}, {"exchange"}),
    ],
)
def test_what_is_traded_otherwise_is_seen(
    config: dict[str, Any], changes: dict[str, Any], code: set[str]
) -> None:
    assert codes(standing(config, **changes)) == code
