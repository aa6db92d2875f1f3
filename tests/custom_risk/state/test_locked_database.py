"""A limit that is reached while somebody else writes to the database."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from freqtrade.persistence import PairLocks, Trade
from freqtrade.util import dt_now
from sqlalchemy import text

from custom_risk.events import Reason
from custom_risk.limits import Violation, lock

if TYPE_CHECKING:
    from tests.custom_risk.state.conftest import Database


@pytest.mark.usefixtures("impatient")
def test_freqtrade_goes_on_and_the_lock_is_made_at_the_next_look(file: Database) -> None:
    file.init()
    PairLocks.timeframe, now = "30m", dt_now()
    reached = Violation(Reason.MAX_DAILY_LOSS_REACHED, now + timedelta(hours=3), "212.00 lost")
    with file.engine().connect() as other:
        other.execute(text("BEGIN IMMEDIATE"))
        assert lock(reached, now) is None
        assert Trade.get_open_trades() == []

    assert lock(reached, now) is not None
    assert PairLocks.is_pair_locked("BTC/USDT:USDT", now, "long")
