"""What evidence says and what the gate before live trading reads are the same words."""

from __future__ import annotations

from custom_risk.evidence.document import ENOUGH, Verdict
from enygma.research.evidence.verdict import Standing


def test_every_verdict_is_known_to_the_gate() -> None:
    assert [each.value for each in Verdict] == [each.value for each in Standing]


def test_a_plausible_edge_is_enough_and_nothing_less() -> None:
    assert {each.value for each in ENOUGH} == {Standing.PLAUSIBLE.value, Standing.EDGE.value}
