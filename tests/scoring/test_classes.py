"""Names for how strong a score is."""

from __future__ import annotations

import pytest

from enygma.scoring.classes import CLASSES, Classes, class_codes


@pytest.mark.parametrize(
    ("score", "name"),
    [
        (220, "EXTREME_BUY"),
        (130, "EXTREME_BUY"),
        (129, "STRONG_BUY"),
        (95, "STRONG_BUY"),
        (94, "BUY"),
        (65, "BUY"),
        (64, "BUY_WEAK"),
        (40, "BUY_WEAK"),
        (39, "NEUTRAL"),
        (0, "NEUTRAL"),
        (-39, "NEUTRAL"),
        (-40, "SELL_WEAK"),
        (-65, "SELL"),
        (-95, "STRONG_SELL"),
        (-130, "EXTREME_SELL"),
        (-220, "EXTREME_SELL"),
    ],
)
def test_a_score_has_the_class_of_its_range(score: int, name: str) -> None:
    assert CLASSES[class_codes(Classes(), 220)[score + 220]] == name
