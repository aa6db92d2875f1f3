"""Refused entries in the result of a backtest."""

from __future__ import annotations

from typing import Any

import pytest

from enygma.research.refusals import refusal_rows


def told(*counts: tuple[str, str, int]) -> dict[str, Any]:
    """Statistics that tell of these refusals."""
    return {
        "custom_risk": {
            "refusals": [
                {"reason": reason, "pair": "BTC/USDT:USDT", "side": side, "count": count}
                for reason, side, count in counts
            ]
        }
    }


def test_reasons_are_counted_by_side_the_most_frequent_first() -> None:
    rows = refusal_rows(
        told(
            ("SIZE_TOO_SMALL", "long", 2),
            ("EXPOSURE_LIMIT", "long", 3),
            ("EXPOSURE_LIMIT", "short", 4),
            ("EXPOSURE_LIMIT", "long", 1),
        )
    )
    assert rows is not None
    assert [(each.words, each.long, each.short, each.total) for each in rows] == [
        ("exposure limit", 4, 4, 8),
        ("size too small", 2, 0, 2),
    ]
    assert [each.share for each in rows] == pytest.approx([80.0, 20.0])


def test_no_refusal_is_something_else_than_a_result_that_does_not_tell() -> None:
    assert refusal_rows(told()) == []
    assert refusal_rows({}) is None
    assert refusal_rows({"custom_risk": None}) is None
