"""A proposal is valid for its pair, its side and its time, and says everything that matters."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enygma.entry_terms import EntryTerms
from enygma.proposals import Proposal, Proposals

CLOSED = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
PAIR = "BTC/USDT:USDT"
PROPOSAL = Proposal(
    pair=PAIR,
    side="short",
    tag="-95 STRONG_SELL RSI MACD %B",
    signalled=CLOSED,
    valid_until=CLOSED + timedelta(minutes=30),
    score=-95,
    class_name="STRONG_SELL",
    confidence=0.934,
    terms=EntryTerms(price=60_123.4, leverage=6.0, margin=200.0, stop=60_712.5),
    currency="USDT",
)


def board(*proposals: Proposal) -> Proposals:
    filled = Proposals()
    for each in proposals:
        filled.put(each)
    return filled


def test_the_message_says_what_why_how_much_until_when_and_how() -> None:
    assert PROPOSAL.message().splitlines() == [
        "Proposal: short BTC/USDT:USDT",
        "score -95 STRONG SELL, confidence 0.93",
        "reasons: RSI, MACD, %B",
        "price 60123.4, stop 60712.5 (+0.98 %)",
        "margin 200.00 at 6x, 1200.00 USDT",
        "valid until 2026-01-05 15:00 UTC; to take it: /forceshort BTC/USDT:USDT",
    ]


def test_the_message_has_no_markup_that_telegram_would_choke_on() -> None:
    assert not set("_*`[<>&") & set(PROPOSAL.message())


def test_a_long_is_taken_with_its_own_command() -> None:
    assert replace(PROPOSAL, side="long").command == f"/forcelong {PAIR}"


@given(st.timedeltas(timedelta(0), timedelta(minutes=30)))
def test_it_may_be_taken_at_any_moment_of_its_time(waited: timedelta) -> None:
    assert board(PROPOSAL).refusal(PAIR, "short", CLOSED + waited) is None
    assert board(PROPOSAL).valid(PAIR, "short", CLOSED + waited) is PROPOSAL


@pytest.mark.parametrize(
    ("proposals", "said"),
    [
        (board(), f"there is no proposal for short {PAIR}"),
        (board(replace(PROPOSAL, pair="ETH/USDT:USDT")), f"there is no proposal for short {PAIR}"),
        (
            board(replace(PROPOSAL, side="long")),
            f"the newest proposal for {PAIR} is long, not short",
        ),
        (
            board(replace(PROPOSAL, valid_until=CLOSED)),
            f"the proposal for short {PAIR} ended at 2026-01-05 14:30 UTC",
        ),
    ],
)
def test_whatever_else_is_refused_with_the_reason(proposals: Proposals, said: str) -> None:
    now = CLOSED + timedelta(seconds=1)
    assert proposals.refusal(PAIR, "short", now) == said
    assert proposals.valid(PAIR, "short", now) is None


def test_a_newer_candle_renews_it_and_the_other_side_withdraws_it() -> None:
    later = CLOSED + timedelta(minutes=30)
    proposals = board(PROPOSAL)
    assert proposals.has(PAIR, "short", CLOSED)
    assert not proposals.has(PAIR, "short", later)
    proposals.put(replace(PROPOSAL, signalled=later, valid_until=later + timedelta(minutes=30)))
    assert proposals.refusal(PAIR, "short", later + timedelta(minutes=20)) is None
    proposals.put(replace(PROPOSAL, side="long"))
    assert proposals.refusal(PAIR, "short", later) is not None
