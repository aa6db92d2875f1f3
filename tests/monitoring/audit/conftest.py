"""Events, and who they come from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from custom_risk.events import Reason, RiskEvent
from enygma.monitoring.audit.record import Origin
from enygma.monitoring.audit.redaction import Redaction
from enygma.monitoring.audit.settings import AuditSettings
from enygma.monitoring.audit.trail import AuditTrail

NOON = datetime(2026, 1, 5, 12, tzinfo=UTC)
BTC, ETH = "BTC/USDT:USDT", "ETH/USDT:USDT"
ORIGIN = Origin("my bot", "dry_run", "EnygmaStrategy")


def event(
    reason: Reason = Reason.SIZE_TOO_SMALL, pair: str = BTC, after_s: float = 0.0, **details: Any
) -> RiskEvent:
    """An event so many seconds after noon, of a long entry unless it says otherwise."""
    return RiskEvent(reason, pair, NOON + timedelta(seconds=after_s), {"side": "long"} | details)


MakeTrail = Callable[..., AuditTrail]


@pytest.fixture
def make_trail(tmp_path: Path) -> MakeTrail:
    """A trail in a folder of the test; settings as in the configuration."""

    def made(warn: Callable[[str], None] = pytest.fail, **settings: Any) -> AuditTrail:
        config = {
            "enygma": {"audit": {"folder": str(tmp_path / "audit")} | settings},
            "exchange": {"secret": "hush-hush"},
        }
        return AuditTrail(AuditSettings.of(config), ORIGIN, Redaction(config), warn)

    return made
