"""The account of the strategy that trades in this process."""

from __future__ import annotations

import pickle

from custom_risk.account import DESK


def test_a_worker_of_hyperopt_gets_its_own_desk_and_nothing_that_lies_on_this_one() -> None:
    sent = pickle.dumps(DESK)
    assert pickle.loads(sent) is DESK  # noqa: S301 - its own bytes
    assert len(sent) < 100
