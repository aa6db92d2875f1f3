"""The doctor says what evidence there is before a bot is started."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from freqtrade.resolvers import StrategyResolver

from enygma.monitoring.evidence_readiness import check_evidence
from enygma.monitoring.finding import Finding, Level
from tests.bot_configuration import configuration
from tests.evidence_files import evidence_of, write_evidence

PAIRS = ("BTC/USDT:USDT", "ETH/USDT:USDT")
STRATEGIES = Path(__file__).parents[1] / "guards" / "strategies"


@pytest.fixture
def config(tmp_path: Path) -> dict[str, Any]:
    """A live bot's."""
    return configuration(
        "http://127.0.0.1:9",
        PAIRS,
        dry_run=False,
        user_data_dir=tmp_path,
        strategy="Braked",
        strategy_path=str(STRATEGIES),
    )


def judged(config: dict[str, Any], **changes: Any) -> Finding:
    """What the doctor finds, with other keys of the configuration."""
    return check_evidence({**config, **changes})


def measured(config: dict[str, Any], **changes: Any) -> None:
    """Write evidence of what the configuration trades."""
    strategy = StrategyResolver.load_strategy(dict(config))
    subject = strategy.evidence_subject()
    write_evidence(config["user_data_dir"], evidence_of(subject, PAIRS) | changes)


def test_a_missing_file_is_a_warning_with_the_commands(config: dict[str, Any]) -> None:
    found = judged(config)
    assert found.level is Level.WARNING
    assert "NO EVIDENCE OF AN EDGE for Braked, EXPLORATION SIZE" in found.text
    assert "enygma evidence --strategy Braked" in found.mend


def test_where_it_is_required_it_is_a_problem(config: dict[str, Any]) -> None:
    required = {"require_evidence": True}
    assert judged(config, custom_risk=required).level is Level.PROBLEM
    # paper money starts, so it is no more than a warning
    assert judged(config, custom_risk=required, dry_run=True).level is Level.WARNING


def test_evidence_that_counts_is_fine(config: dict[str, Any]) -> None:
    measured(config)
    found = judged(config)
    assert (found.level, found.mend) == (Level.OK, "")
    assert found.text.startswith("Evidence for Braked: edge plausible, from 412 trades")


def test_pairs_that_were_not_measured_are_a_warning(config: dict[str, Any]) -> None:
    measured(config, pairs=[PAIRS[0]])
    found = judged(config)
    assert found.level is Level.WARNING
    assert f"entered in exploration size: {PAIRS[1]}" in found.text


def test_a_pattern_of_pairs_is_left_to_the_bot(config: dict[str, Any]) -> None:
    measured(config)
    pattern = {**config["exchange"], "pair_whitelist": [".*/USDT:USDT"]}
    assert judged(config, exchange=pattern).level is Level.OK


def test_a_strategy_without_the_risk_rules_is_not_asked_for_any(config: dict[str, Any]) -> None:
    found = judged(config, strategy="Quiet")
    assert (found.level, found.text) == (
        Level.OK,
        "not asked for: Quiet is not under custom_risk",
    )
    assert judged(config, strategy=None).level is Level.OK


def test_a_strategy_that_cannot_be_loaded_is_a_problem(config: dict[str, Any]) -> None:
    found = judged(config, strategy="Nowhere")
    assert found.level is Level.PROBLEM
    assert "Nowhere" in found.text


def test_looking_leaves_the_configuration_as_it_is(config: dict[str, Any]) -> None:
    before = repr(config)
    judged(config)
    assert repr(config) == before
