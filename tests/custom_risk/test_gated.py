"""What is left of an entry's size without evidence, and of a strategy that vouches for itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from freqtrade.exceptions import OperationalException

from custom_risk.events import Reason
from tests.evidence_files import evidence_of, write_evidence

if TYPE_CHECKING:
    from tests.custom_risk.conftest import Bench, MakeBench

PAIR = "BTC/USDT:USDT"
OPENED = datetime(2026, 1, 5, 14, 30, tzinfo=UTC)
"""When the bench asks for its entries."""
AS_LIVE = {"evidence": {"in_dry_run": True}}

Gate = Callable[..., "Bench"]


@pytest.fixture
def gated(make_bench: MakeBench, tmp_path: Path) -> Gate:
    """A bench whose gate is open for business; paper money is treated as real money is."""

    def made(section: dict[str, Any] | None = None, **terms: Any) -> Bench:
        bench = make_bench({**AS_LIVE, **(section or {})}, **terms)
        config = {"user_data_dir": str(tmp_path), "exchange": {"name": "kucoin"}}
        bench.strategy.config.update(config)
        bench.strategy._open_gate().start(OPENED)
        return bench

    return made


def test_an_entry_is_a_quarter_of_what_every_cap_has_left_of_it(gated: Gate) -> None:
    # 5 % times 1.5 is cut to the 5 % that a position may have
    large = {"sizing": {"margin_pct": 5}}
    assert gated(large, regime="LOW").stake() == pytest.approx(125)
    assert gated(large, regime="MEDIUM").stake() == pytest.approx(125)
    assert gated(large, regime="HIGH").stake() == pytest.approx(62.5)


def test_what_is_free_is_cut_before_it_is_divided(gated: Gate) -> None:
    assert gated().stake(max_stake=80.0) == pytest.approx(20)


def test_what_the_market_would_not_take_is_refused_and_never_enlarged(gated: Gate) -> None:
    bench = gated()
    assert bench.stake(min_stake=50.0) == pytest.approx(50)
    assert bench.stake(min_stake=50.1) == 0.0
    [event] = bench.events
    assert event.type is Reason.SIZE_TOO_SMALL
    assert {"margin", "notional", "min_margin", "evidence_share"} <= set(event.details)
    assert float(str(event.details["evidence_share"])) == 0.25


def test_where_it_is_required_the_refusal_tells_the_size_that_was_not_entered(gated: Gate) -> None:
    bench = gated({"require_evidence": True})
    assert bench.stake() == 0.0
    [event] = bench.events
    assert event.type is Reason.NO_EVIDENCE
    assert float(str(event.details["margin"])) == pytest.approx(200)
    assert "enygma evidence --strategy SignalStrategy" in str(event.details["evidence"])


def test_with_evidence_of_the_pair_the_size_is_whole(gated: Gate, tmp_path: Path) -> None:
    subject = gated().strategy.evidence_subject()
    write_evidence(tmp_path, evidence_of(subject, [PAIR], OPENED))
    bench = gated()
    assert bench.stake() == pytest.approx(200)
    assert bench.stake(pair="ETH/USDT:USDT") == pytest.approx(50)


def test_a_refusal_of_the_rules_stays_what_it_is(gated: Gate) -> None:
    bench = gated({"require_evidence": True}, equity=None)
    assert bench.stake() == 0.0
    assert [each.type for each in bench.events] == [Reason.INPUT_MISSING]


def test_a_bench_without_a_gate_is_a_backtest(make_bench: MakeBench) -> None:
    assert make_bench().stake() == pytest.approx(200)


def test_a_strategys_class_may_not_say_what_happens_without_evidence(
    make_bench: MakeBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = type(make_bench().strategy)
    monkeypatch.setattr(kind, "risk_choices", {"evidence": {"without": "full_size"}})
    with pytest.raises(OperationalException, match=r"risk_choices\.evidence: .* Remove it"):
        make_bench()
