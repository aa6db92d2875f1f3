"""Exits: slices on the way to a profit, targets, and reasons to leave at once."""

from __future__ import annotations

from collections.abc import Callable

from custom_risk.exits.dynamic import DynamicExits
from custom_risk.exits.emergency import Emergency
from custom_risk.exits.ladder import LadderExits
from custom_risk.exits.partial_exits import PartialExits
from custom_risk.exits.policy import ExitPolicy
from custom_risk.exits.slice import Slice
from custom_risk.exits.target import Target
from custom_risk.settings import RiskSettings

__all__ = [
    "EXIT_POLICIES",
    "DynamicExits",
    "Emergency",
    "ExitPolicy",
    "LadderExits",
    "PartialExits",
    "Slice",
    "Target",
]

EXIT_POLICIES: dict[str, Callable[[RiskSettings], ExitPolicy]] = {
    "partial_roi": lambda settings: PartialExits(settings.exits),
    "ladder": LadderExits,
    "target": Target,
    "dynamic": DynamicExits,
}
"""The policies by the name that `custom_risk.exits.policy` gives."""
