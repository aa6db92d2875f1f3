"""The lock on entries while too much is open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import cast

import pytest
from freqtrade.plugins.protectionmanager import ProtectionManager
from hypothesis import given
from hypothesis import strategies as st

from custom_risk.account import Account, OpenPosition
from custom_risk.events import Reason
from custom_risk.limits import Violation
from custom_risk.portfolio import Portfolio
from custom_risk.portfolio.exposure_limit import ExposureLimit, ExposureSettings
from custom_risk.protections.limits_of import limits_of
from custom_risk.settings.wording import RiskConfigError
from custom_risk.side import Side

from .conftest import BTC, EQUITY, ETH, held, positions

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Books:
    """What the limit asks of an account."""

    held: Sequence[OpenPosition]

    def observe(self, now: datetime) -> None:
        """Nothing changes here."""

    def positions(self) -> Sequence[OpenPosition]:
        return self.held

    def equity(self) -> Decimal:
        return EQUITY


def violation(open_now: Sequence[OpenPosition], **caps: int) -> Violation | None:
    limit = ExposureLimit(ExposureSettings.model_validate(caps))
    return limit.violation(cast("Account", Books(open_now)), NOW, BTC)


def test_below_its_caps_nothing_is_locked() -> None:
    assert violation([held(BTC, 5_000)], max_exposure_pct=50, max_net_pct=50) is None
    assert violation([], max_exposure_pct=50) is None


def test_above_the_exposure_cap_every_pair_is_locked_for_a_while() -> None:
    found = violation([held(BTC, 3_000), held(ETH, 2_001, Side.SHORT)], max_exposure_pct=50)
    assert found is not None
    assert (found.reason, found.pair, found.side) == (Reason.EXPOSURE_LIMIT, "*", "*")
    assert found.until == NOW + HOUR
    assert found.text == "exposure 50.01 % of equity is above 50 %"


def test_heat_locks_both_sides() -> None:
    found = violation([held(BTC, 6_000, stop_pct="10")], max_heat_pct=5)
    assert found is not None
    assert (found.reason, found.side) == (Reason.HEAT_LIMIT, "*")


def test_the_net_cap_locks_the_side_that_has_too_much() -> None:
    long = violation([held(BTC, 4_000), held(ETH, 900, Side.SHORT)], max_net_pct=30)
    assert long is not None
    assert (long.reason, long.side) == (Reason.EXPOSURE_LIMIT_NET, "long")
    short = violation([held(ETH, 4_000, Side.SHORT)], max_net_pct=30)
    assert short is not None
    assert short.side == "short"
    assert short.text == "net short exposure 40.00 % of equity is above 30 %"


def test_a_lock_of_both_sides_goes_before_one_of_a_single_side() -> None:
    found = violation([held(BTC, 6_000)], max_net_pct=30, max_exposure_pct=50)
    assert found is not None
    assert found.side == "*"


@given(positions, st.integers(1, 200), st.integers(1, 200), st.integers(1, 50))
def test_it_locks_exactly_when_a_cap_is_passed(
    open_now: list[OpenPosition], exposure: int, net: int, heat: int
) -> None:
    exposure = max(exposure, net)
    found = violation(open_now, max_exposure_pct=exposure, max_net_pct=net, max_heat_pct=heat)
    portfolio = Portfolio.of(open_now, EQUITY)
    passed = (
        portfolio.gross.amount > exposure * EQUITY / 100
        or portfolio.heat > heat * EQUITY / 100
        or abs(portfolio.net) > net * EQUITY / 100
    )
    assert (found is not None) == passed


def test_it_is_built_from_the_terms_of_the_protection() -> None:
    [limit] = limits_of([{"method": "PortfolioExposure", "max_exposure_pct": 150}])
    assert str(limit) == "exposure at most 150 % of equity"


def test_freqtrade_finds_the_protection_by_its_name() -> None:
    terms = {"method": "PortfolioExposure", "max_net_pct": 80, "max_heat_pct": 6}
    protections = ProtectionManager({"timeframe": "30m"}, [terms])
    [described] = protections.short_desc()
    assert described["PortfolioExposure"] == (
        "PortfolioExposure - net exposure at most 80 % of equity, heat at most 6 % of equity."
    )


@pytest.mark.parametrize(
    ("terms", "message"),
    [
        ({}, "one of max_exposure_pct, max_net_pct and max_heat_pct is wanted"),
        ({"max_exposure": 3}, r"PortfolioExposure\.max_exposure: there is no such key"),
        ({"max_heat_pct": 101}, r"PortfolioExposure\.max_heat_pct: 101 is outside above 0 … 100"),
        ({"max_net_pct": 90, "max_exposure_pct": 50}, "max_net_pct 90 is above max_exposure_pct"),
        ({"max_net_pct": 90, "cooldown_minutes": 0}, r"cooldown_minutes: 0 is outside 1 … 10080"),
    ],
)
def test_terms_that_cannot_be_used_are_named(terms: dict[str, object], message: str) -> None:
    with pytest.raises(RiskConfigError, match=message):
        limits_of([{"method": "PortfolioExposure", **terms}])
