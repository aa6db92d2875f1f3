"""Messages to a person."""

from __future__ import annotations

from datetime import timedelta

from custom_risk.events import DONE, Reason
from enygma.monitoring.audit.messages import RiskMessages

from .conftest import BTC, ETH, event


def test_one_message_for_a_reason_and_a_pair_in_an_hour() -> None:
    sent: list[str] = []
    messages = RiskMessages(sent.append, timedelta(hours=1))
    for after_s in range(0, 7200, 5):
        messages(event(Reason.EXPOSURE_LIMIT, after_s=after_s))
    messages(event(Reason.EXPOSURE_LIMIT, pair=ETH, after_s=7200))
    assert len(sent) == 3
    assert sent[0] == f"Risk, {BTC}: EXPOSURE_LIMIT (side long)"
    assert ETH in sent[2]


def test_what_freqtrade_and_the_bot_tell_themselves_is_not_told_again() -> None:
    sent: list[str] = []
    messages = RiskMessages(sent.append, timedelta(hours=1))
    for reason in DONE:
        messages(event(reason, trade=1))
    messages(event(Reason.EVIDENCE_CHANGED))
    assert sent == []
