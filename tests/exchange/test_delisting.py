"""A perpetual contract with an expiry date is about to be taken off."""

from datetime import timedelta
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.util import dt_now, dt_ts

PAIR = "XRP/USDT:USDT"


@pytest.mark.parametrize(("days", "known"), [(3, True), (29, True), (31, False), (None, False)])
def test_a_near_expiry_is_the_delisting(
    desk: Any, connect: Any, days: int | None, known: bool
) -> None:
    moment = None if days is None else dt_now() + timedelta(days=days)
    contracts = desk.answers["GET /api/v1/contracts/active"]
    for contract in contracts:
        contract["expireDate"] = None if moment is None else dt_ts(moment)
    found = connect(url=desk.url).check_delisting_time(PAIR)
    assert (found is not None) is known
    if found is not None and moment is not None:
        assert abs(found - moment) < timedelta(seconds=1)


def test_backtests_do_not_look_ahead_at_it(desk: Any, connect: Any) -> None:
    for contract in desk.answers["GET /api/v1/contracts/active"]:
        contract["expireDate"] = dt_ts(dt_now() + timedelta(days=1))
    assert connect(url=desk.url, runmode=RunMode.BACKTEST).check_delisting_time(PAIR) is None
