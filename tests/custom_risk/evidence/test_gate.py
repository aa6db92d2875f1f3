"""What a bot may enter, by what was measured of it."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.configuration import RiskConfigError, load_settings
from custom_risk.events import Reason
from custom_risk.evidence import Size
from custom_risk.evidence.standing import Terms
from custom_risk.evidence.words import told

from .conftest import BTC, ETH, NOW

if TYPE_CHECKING:
    from .conftest import GateBench, MakeGateBench

QUARTER, FULL = Decimal("0.25"), Decimal(1)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
FULL_SIZE = {"evidence": {"without": "full_size"}}


def test_without_a_file_entries_explore_and_the_commands_are_told(gates: GateBench) -> None:
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    text = told(gate.standing)
    assert text.startswith(
        "NO EVIDENCE OF AN EDGE for Trend, EXPLORATION SIZE: entries have 0.25 of their size. Why: "
    )
    assert str(gates.folder / "evidence" / "Trend.json") in text
    assert "freqtrade backtesting --strategy Trend --timeframe 30m --enable-protections" in text
    assert "enygma evidence --strategy Trend" in text


@pytest.mark.parametrize("standing", ["edge plausible", "edge"])
def test_a_plausible_edge_opens_the_gate(gates: GateBench, standing: str) -> None:
    gates.write(verdict={"standing": standing, "words": standing})
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == FULL
    assert told(gate.standing) == (
        f"Evidence for Trend: {standing}, from 412 trades between 2025-02-28 and 2026-02-28. "
        "It counts until 2026-05-29."
    )


@pytest.mark.parametrize("standing", ["no edge measured", "not enough trades"])
def test_a_lesser_verdict_does_not(gates: GateBench, standing: str) -> None:
    words = "not enough trades (80 more needed at this rate)"
    gates.write(verdict={"standing": standing, "words": words})
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    assert f'its verdict is "{words}"' in told(gate.standing)
    assert "evidence/Trend.html" in told(gate.standing)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"strategy": "Other"}, "another strategy: Other, and Trend is traded"),
        ({"profile": "canonical"}, "another profile: canonical, and strict is traded"),
        ({"profile": ""}, "another profile: the default, and strict is traded"),
        ({"timeframe": "4h"}, "another timeframe: 4h, and 30m is traded"),
        ({"exchange": "kucoin futures at this machine"}, "another exchange: kucoin futures at"),
        ({"exchange": ""}, "another exchange: not told"),
        ({"parameters_hash": "0" * 16, "choices": {}}, "parameters changed since: they are not"),
        ({"source_hash": "f" * 16}, "the file of Trend changed since"),
        ({"statistics": {"trades": 412, "fees": 0.0}}, "its trades paid no fees"),
        ({"statistics": {"trades": 412, "fees": None}}, "its trades paid no fees"),
        ({"made_at": "2027-01-01T00:00:00+00:00"}, "from the future"),
    ],
)
def test_evidence_of_something_else_does_not_count_and_what_differs_is_named(
    gates: GateBench, changes: dict[str, Any], said: str
) -> None:
    path = gates.write(**changes)
    path.rename(path.with_name("Trend.json"))
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    assert said in told(gate.standing)


def test_a_changed_parameter_is_named_with_both_values(gates: GateBench) -> None:
    path = gates.write(parameters_hash="0" * 16)
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["choices"]["settings"]["custom_risk"]["leverage"] = {"default": 3}
    raw["choices"]["parameters"]["buy"]["threshold"] = 75
    path.write_text(json.dumps(raw), encoding="utf-8")
    text = told(gates.gate().standing)
    assert "custom_risk.leverage.default was 3, is 6" in text
    assert "parameters.buy.threshold was 75, is 80" in text


def test_a_source_that_is_not_known_is_not_held_against_it(gates: GateBench) -> None:
    gates.write(source_hash="")
    assert gates.share() == FULL


def test_a_pair_that_was_not_measured_explores_and_the_others_do_not(gates: GateBench) -> None:
    gates.write(pairs=[BTC])
    gate = gates.gate()
    assert (gate.multiplier(BTC, NOW), gate.multiplier(ETH, NOW)) == (FULL, QUARTER)
    assert f"Not measured, and entered in exploration size: {ETH}." in told(gate.standing)


def test_pairs_that_were_measured_and_are_not_traded_are_told(gates: GateBench) -> None:
    gates.write(pairs=[BTC, ETH, "SOL/USDT:USDT", "XRP/USDT:USDT"])
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == FULL
    words = "4 pairs were measured together, 2 of them traded: the others may have earned it."
    assert told(gate.standing).endswith(words)


def test_evidence_of_other_pairs_alone_is_none(gates: GateBench) -> None:
    gates.write(pairs=["SOL/USDT:USDT"])
    gate = gates.gate()
    assert gate.standing.overall is Size.EXPLORATION
    assert f"none of the traded pairs was measured ({BTC}, {ETH})" in told(gate.standing)


def test_it_counts_from_its_last_day_on_and_not_from_when_it_was_made(
    make_gates: MakeGateBench,
) -> None:
    gates = make_gates(evidence={"max_age_days": 30})
    for age, share in ((30 * DAY, FULL), (30 * DAY + MINUTE, QUARTER)):
        gates.write(end=NOW - age, made_at=NOW.isoformat())
        assert gates.share() == share
    assert "its last day, 2026-01-31, is more than 30 days ago" in told(gates.gate().standing)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "cannot be used: Expecting value"),
        ("[]", "it is no evidence"),
        ('{"strategy": "Trend"}', "it is no evidence"),
        ('{"version": 2}', "of version 2, and not of 1"),
        ('{"version": 1}', "strategy: Field required"),
        ("\0\0\0", "cannot be used"),
    ],
)
def test_a_damaged_file_is_no_evidence_and_says_how_to_mend_it(
    gates: GateBench, text: str, said: str
) -> None:
    gates.write().write_text(text, encoding="utf-8")
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    assert said in told(gate.standing)
    assert "Trend.json cannot be used" in told(gate.standing)
    assert "Remove it, and make it again" in told(gate.standing)


@given(st.binary(max_size=200))
def test_no_content_of_the_file_opens_the_gate_or_breaks_it(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    from .conftest import GateBench

    gates = GateBench(tmp_path_factory.getbasetemp())
    gates.write().write_bytes(content)
    assert gates.share() == QUARTER


def test_a_folder_in_the_place_of_the_file_is_no_evidence(gates: GateBench) -> None:
    (gates.folder / "evidence" / "Trend.json").mkdir(parents=True)
    assert gates.share() == QUARTER


def test_where_evidence_is_required_nothing_is_entered_without(make_gates: MakeGateBench) -> None:
    gates = make_gates(require_evidence=True)
    assert gates.share() == Reason.NO_EVIDENCE
    assert "NO ENTRIES: custom_risk.require_evidence is true" in told(gates.gate().standing)
    gates.write(pairs=[BTC])
    assert (gates.share(BTC), gates.share(ETH)) == (FULL, Reason.NO_EVIDENCE)


def test_full_size_without_evidence_is_said_whether_it_matters_now_or_not(
    make_gates: MakeGateBench,
) -> None:
    gates = make_gates(**FULL_SIZE)
    assert gates.share() == FULL
    assert "FULL SIZE all the same: custom_risk.evidence.without is full_size" in told(
        gates.gate().standing
    )
    gates.write()
    assert "custom_risk.evidence.without is full_size: entries stay at full size" in told(
        gates.gate().standing
    )


def test_paper_money_is_only_told_unless_it_is_to_be_like_real_money(
    make_gates: MakeGateBench,
) -> None:
    paper = make_gates(is_live=False, require_evidence=True)
    assert paper.share() == FULL
    assert "a live bot would not start" in told(paper.gate().standing)
    assert make_gates(is_live=False, evidence={"in_dry_run": True}).share() == QUARTER


@pytest.mark.parametrize(
    "section",
    [
        {"require_evidence": True, **FULL_SIZE},
        {"evidence": {"without": "ignore"}},
        {"evidence": {"exploration_multiplier": 1}},
        {"evidence": {"exploration_multiplier": 0}},
        {"evidence": {"max_age_days": 100_000}},
    ],
)
def test_no_setting_switches_the_gate_off_silently(section: dict[str, Any]) -> None:
    with pytest.raises(RiskConfigError, match=r"evidence"):
        load_settings(section)


@given(st.booleans(), st.booleans(), st.booleans(), st.booleans())
def test_nothing_but_a_word_in_the_configuration_lets_real_money_enter_at_full_size(
    is_live: bool, required: bool, full: bool, in_dry_run: bool
) -> None:
    word = "full_size" if full and not required else "explore"
    section = {
        "require_evidence": required,
        "evidence": {"without": word, "in_dry_run": in_dry_run},
    }
    terms = Terms(load_settings(section), is_live=is_live)
    if is_live or in_dry_run:
        wanted = {"full_size": Size.FULL, "explore": Size.EXPLORATION}[word]
        assert terms.without is (Size.NONE if required else wanted)
    else:
        assert terms.without is Size.FULL


def _look(gates: GateBench, *moments: datetime) -> list[object]:
    gate = gates.gate()
    found: list[object] = []
    for now in moments:
        gate.loop(now)
        found.append(gate.multiplier(BTC, now))
    return found


def test_what_expires_while_the_bot_runs_is_one_event_and_smaller_entries(gates: GateBench) -> None:
    gates.write()
    end = NOW - 2 * DAY + 90 * DAY
    moments = [NOW, end - MINUTE, end + 5 * MINUTE, end + DAY, end + 2 * DAY]
    assert _look(gates, *moments) == [FULL, FULL, QUARTER, QUARTER, QUARTER]
    told_of = [(each.type, each.symbol, each.details["size"]) for each in gates.events]
    assert told_of == [
        (Reason.EVIDENCE_CHANGED, "*", "full"),
        (Reason.EVIDENCE_CHANGED, "*", "exploration"),
    ]
    assert "more than 90 days ago" in str(gates.events[1].details["text"])


def test_the_file_is_looked_at_every_few_minutes_and_not_in_between(gates: GateBench) -> None:
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == QUARTER
    gates.write()
    assert gate.multiplier(BTC, NOW + 4 * MINUTE) == QUARTER
    assert gate.multiplier(BTC, NOW + 5 * MINUTE) == FULL
    gates.write(verdict={"standing": "no edge measured", "words": "no edge measured"})
    assert gate.multiplier(BTC, NOW + 9 * MINUTE) == FULL
    assert gate.multiplier(BTC, NOW + 10 * MINUTE) == QUARTER


def test_a_clock_that_is_set_back_does_not_keep_the_gate_open(gates: GateBench) -> None:
    path = gates.write()
    gate = gates.gate()
    assert gate.multiplier(BTC, NOW) == FULL
    path.unlink()
    assert gate.multiplier(BTC, NOW - timedelta(hours=1)) == QUARTER


def test_only_the_first_of_many_changes_are_listed(gates: GateBench) -> None:
    path = gates.write(parameters_hash="0" * 16)
    raw = json.loads(path.read_text(encoding="utf-8"))
    raw["choices"]["parameters"]["sell"] = {f"p{number}": number for number in range(6)}
    path.write_text(json.dumps(raw), encoding="utf-8")
    text = told(gates.gate().standing)
    assert "parameters.sell.p3 was 3, is not set, and 2 more." in text
