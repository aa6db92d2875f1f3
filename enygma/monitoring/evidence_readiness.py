"""Whether the configured strategy has evidence of an edge, as a live bot would look at it."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from freqtrade.exceptions import FreqtradeException
from freqtrade.resolvers import StrategyResolver
from freqtrade.util import dt_now

from custom_risk.evidence import Standing
from custom_risk.evidence.gate import standing_of
from custom_risk.evidence.standing import Size, Terms
from custom_risk.evidence.words import headline, mend, told, why
from custom_risk.gated import Gated
from enygma.monitoring.finding import Finding, fine, problem, warning
from enygma.research.quiet import quiet

AREA = "evidence"


def check_evidence(config: Mapping[str, Any]) -> Finding:
    """Load the strategy and look at its file, without a database and without a connection.

    How the latest trades went is not known here: a bot, and `enygma risk-status`, tell it.
    """
    if not config.get("strategy"):
        return fine(AREA, "no strategy is configured, so none is looked for")
    try:
        with quiet(logging.CRITICAL):
            # freqtrade writes a strategy's attributes into the configuration
            strategy = StrategyResolver.load_strategy(deepcopy(dict(config)))
    except FreqtradeException as error:
        return problem(AREA, f"the strategy cannot be loaded: {error}", "Mend the strategy")
    if not isinstance(strategy, Gated):
        name = strategy.get_strategy_name()
        return fine(AREA, f"not asked for: {name} is not under custom_risk")
    return _judged(strategy, config)


def _judged(strategy: Gated, config: Mapping[str, Any]) -> Finding:
    is_live = not config.get("dry_run", True)
    standing = standing_of(
        strategy.evidence_subject(),
        Terms(strategy.risk_rules.settings, is_live=is_live),
        strategy.evidence_file(),
        _pairs(config),
        dt_now(),
    )
    if not standing.counts:
        return _missing(standing)
    if standing.uncovered:
        return warning(AREA, told(standing), mend(standing))
    return fine(AREA, told(standing))


def _pairs(config: Mapping[str, Any]) -> list[str]:
    """Those that are named; which ones a pattern stands for, only the exchange knows."""
    named = config["exchange"].get("pair_whitelist") or ()
    return [each for each in named if "*" not in each]


def _missing(standing: Standing) -> Finding:
    text = f"{headline(standing)} Why: {why(standing)}."
    if standing.overall is Size.NONE:
        return problem(AREA, text, mend(standing))
    return warning(AREA, text, mend(standing))
