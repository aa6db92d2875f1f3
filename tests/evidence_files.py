"""Files of evidence, as `enygma evidence` writes them."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from custom_risk.evidence import Subject, evidence_path


def evidence_of(
    subject: Subject, pairs: Iterable[str], end: datetime | None = None, **changes: Any
) -> dict[str, Any]:
    """Evidence that counts for a subject, up to `end` (default: yesterday), with changes."""
    last = end or datetime.now(UTC) - timedelta(days=1)
    return {
        "version": 1,
        "strategy": subject.strategy,
        "profile": subject.profile,
        "pairs": sorted(pairs),
        "timeframe": subject.timeframe,
        "exchange": subject.exchange,
        "parameters_hash": subject.parameters_hash,
        "choices": subject.choices,
        "source_hash": subject.source_hash,
        "made_at": (last + timedelta(hours=1)).isoformat(timespec="seconds"),
        "kind": "backtest",
        "start": (last - timedelta(days=365)).isoformat(),
        "end": last.isoformat(),
        "verdict": {"standing": "edge plausible", "words": "edge plausible", "reasons": []},
        "statistics": {"trades": 412, "fees": 120.5},
        **changes,
    }


def write_evidence(folder: Path, evidence: dict[str, Any]) -> Path:
    """Put evidence into a user directory, as a whole and at once."""
    path = evidence_path(folder, evidence["strategy"])
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".part")
    temporary.write_text(json.dumps(evidence), encoding="utf-8")
    temporary.replace(path)
    return path
