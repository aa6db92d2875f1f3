"""A live bot without evidence of an edge explores, or does not start; it says so itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.enums import RPCMessageType
from freqtrade.exceptions import OperationalException
from freqtrade.persistence import Trade

from custom_risk.events import Reason
from custom_risk.evidence import evidence_path
from tests.evidence_files import evidence_of, write_evidence

from .conftest import ETH, PAIRS

if TYPE_CHECKING:
    from .conftest import LiveBot, MakeBot

BRAKED: dict[str, Any] = {"strategy": "Braked", "stake_amount": "unlimited"}
REQUIRED: dict[str, Any] = {"require_evidence": True}


ETH_LOT = 0.01
"""Coins of a contract."""


def ties_up(bot: LiveBot, wanted: float) -> bool:
    """Whether an entry of the bot in Ether ties up so much, as far as whole lots go."""
    trade = bot.enter(ETH, stake=100.0)
    margin, lot = trade.stake_amount, trade.stake_amount * ETH_LOT / trade.amount
    return bool(wanted - lot < margin <= wanted * 1.01)


def evidence_for(bot: LiveBot, **changes: Any) -> Path:
    """Evidence that counts for what the bot trades."""
    found = evidence_of(bot.bot.strategy.evidence_subject(), PAIRS) | changes
    return write_evidence(Path(bot.bot.config["user_data_dir"]), found)


def test_a_live_bot_without_evidence_warns_at_its_start_and_enters_a_quarter(
    make_bot: MakeBot,
) -> None:
    bot = make_bot(**BRAKED)
    [warning] = bot.ear.warnings()
    assert warning.startswith("NO EVIDENCE OF AN EDGE for Braked, EXPLORATION SIZE")
    assert str(evidence_path(Path(bot.bot.config["user_data_dir"]), "Braked")) in warning
    bot.turn(2)
    assert bot.ear.warnings() == [warning]
    # 2 % of 10,000 at full size
    assert ties_up(bot, 50)


def test_with_evidence_of_what_it_trades_it_enters_in_full_and_says_why(make_bot: MakeBot) -> None:
    evidence_for(make_bot(**BRAKED))
    bot = make_bot(**BRAKED)
    assert bot.ear.warnings() == []
    told = [text for kind, text in bot.ear.heard if kind == RPCMessageType.STATUS]
    assert any(text.startswith("Evidence for Braked: edge plausible, from 412") for text in told)
    bot.turn()
    assert ties_up(bot, 200)


def test_other_leverage_than_was_measured_is_named(make_bot: MakeBot) -> None:
    evidence_for(make_bot(**BRAKED))
    bot = make_bot(**BRAKED, custom_risk={"leverage": {"default": 9}})
    [warning] = bot.ear.warnings()
    assert "parameters changed since: custom_risk.leverage.default was not set, is 9" in warning


def test_keys_that_decide_nothing_about_trades_may_differ(make_bot: MakeBot) -> None:
    evidence_for(make_bot(**BRAKED))
    bot = make_bot(**BRAKED, custom_risk=REQUIRED, enygma={"reconcile_seconds": 30})
    assert bot.ear.warnings() == []


def test_evidence_that_goes_while_the_bot_runs_makes_the_next_entry_smaller(
    make_bot: MakeBot,
) -> None:
    path = evidence_for(make_bot(**BRAKED))
    bot = make_bot(**BRAKED)
    events: list[Any] = []
    bot.bot.strategy.risk_events.subscribe(events.append)
    bot.turn()
    path.unlink()
    bot.bot.strategy.risk_evidence._looked = None
    bot.turn(2)
    [warning] = bot.ear.warnings()
    assert "EXPLORATION SIZE" in warning
    changes = [each for each in events if each.type is Reason.EVIDENCE_CHANGED]
    assert [each.details["size"] for each in changes] == ["full", "exploration"]
    assert ties_up(bot, 50)


def test_where_it_is_required_nothing_starts_and_the_commands_are_told(make_bot: MakeBot) -> None:
    with pytest.raises(OperationalException, match=r"NO ENTRIES.*enygma evidence --strategy") as no:
        make_bot(**BRAKED, custom_risk=REQUIRED)
    assert str(no.value).endswith("Nothing was traded.")


def test_a_bot_with_positions_starts_without_evidence_but_enters_nothing(
    make_bot: MakeBot, hand: Any
) -> None:
    before = make_bot(**BRAKED)
    before.turn()
    before.enter(ETH)
    bot = make_bot(**BRAKED, custom_risk=REQUIRED)
    [warning] = bot.ear.warnings()
    assert "NO ENTRIES" in warning
    bot.turn()
    assert hand.stops(ETH)
    assert not bot.bot.execute_entry("BTC/USDT:USDT", 100.0)
    assert [each.pair for each in Trade.get_open_trades()] == [ETH]
    refused = bot.bot.strategy.latest_refusal("BTC/USDT:USDT")
    assert refused.type is Reason.NO_EVIDENCE
    assert "enygma evidence" in refused.details["evidence"]


def test_a_position_that_only_the_exchange_knows_is_looked_after_too(
    make_bot: MakeBot, hand: Any
) -> None:
    hand.order(ETH, "buy", 4)
    bot = make_bot(**BRAKED, custom_risk=REQUIRED, enygma={"unknown_positions": "close"})
    bot.turn(3)
    assert hand.lots(ETH) == 0
    assert not bot.bot.execute_entry("BTC/USDT:USDT", 100.0)


def test_paper_money_is_told_without_a_warning_and_keeps_its_size(make_bot: MakeBot) -> None:
    bot = make_bot(**BRAKED, dry_run=True, dry_run_wallet=10_000, custom_risk=REQUIRED)
    assert bot.ear.warnings() == []
    assert any("a live bot would not start" in text for _, text in bot.ear.heard)
    bot.turn()
    assert ties_up(bot, 200)


def test_full_size_without_evidence_takes_a_word_and_is_a_warning_at_each_start(
    make_bot: MakeBot,
) -> None:
    without = {"evidence": {"without": "full_size"}}
    for _ in range(2):
        bot = make_bot(**BRAKED, custom_risk=without)
        [warning] = bot.ear.warnings()
        assert "FULL SIZE all the same: custom_risk.evidence.without is full_size" in warning
    bot.turn()
    assert ties_up(bot, 200)


def test_a_class_cannot_vouch_for_itself(make_bot: MakeBot) -> None:
    with pytest.raises(OperationalException, match=r"risk_choices\.evidence: .* Remove it"):
        make_bot(**BRAKED | {"strategy": "Vouching"})
