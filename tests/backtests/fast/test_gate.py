"""When the pieces are in place, when freqtrade's own runs, and what is said about it."""

from __future__ import annotations

import logging
from dataclasses import replace
from typing import Any

import pytest
from freqtrade.enums import RunMode
from freqtrade.exceptions import OperationalException
from freqtrade.persistence.trade_model import LocalTrade

from enygma.backtests.fast import costs, piece, switch
from enygma.backtests.fast.piece import in_place
from enygma.backtests.fast.pieces import PIECES, in_force
from enygma.backtests.fast.switch import is_fast
from enygma.backtests.fast.upstream import Upstream, fingerprint_of, found

FUTURES = {"trading_mode": "futures", "margin_mode": "isolated"}


@pytest.fixture(autouse=True)
def _nothing_was_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(piece, "_TOLD", set())
    monkeypatch.setattr(switch, "_TOLD", set())
    monkeypatch.delenv(switch.VARIABLE, raising=False)


def standing() -> dict[str, Any]:
    places = [place for each in PIECES for place in each.places]
    owners = {each.owner: found(each.owner) for each in places}
    return {f"{each.owner}.{each.name}": vars(owners[each.owner])[each.name] for each in places}


def test_the_pieces_are_in_place_for_the_time_of_a_backtest_only() -> None:
    before = standing()
    with in_force(FUTURES):
        during = standing()
    assert standing() == before
    assert all(during[name] is not value for name, value in before.items())


def test_freqtrades_own_is_back_after_an_error() -> None:
    before = standing()
    with pytest.raises(KeyError), in_force(FUTURES):
        raise KeyError
    assert standing() == before


def test_a_piece_written_for_another_source_is_left_out_and_that_is_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    stranger = Upstream(costs.PIECE.upstream[0].path, "0" * 16)
    outdated = replace(costs.PIECE, upstream=(stranger, *costs.PIECE.upstream[1:]))
    own = LocalTrade.calc_close_trade_value
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            with in_place([outdated]):
                assert LocalTrade.calc_close_trade_value is own
    told = [each.getMessage() for each in caplog.records]
    assert len(told) == 1
    assert "'costs' is left out" in told[0]
    assert "_calc_open_trade_value" in told[0]


def test_what_is_gone_from_freqtrade_counts_as_changed() -> None:
    assert fingerprint_of("freqtrade.persistence.trade_model:LocalTrade.nothing") is None
    assert not Upstream("freqtrade.nowhere:nothing", "0" * 16).is_known


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"freqai": {"enabled": True}}, "FreqAI"),
        ({"position_stacking": True}, "stacking"),
        ({"enable_dynamic_pairlist": True}, "dynamic"),
        ({"margin_mode": "cross"}, "cross"),
        ({"trading_mode": "spot"}, "spot"),
        ({"export": "signals"}, "exported"),
        ({"runmode": RunMode.WEBSERVER}, "FreqUI"),
    ],
)
def test_it_steps_aside_where_equality_was_not_proven_and_says_so_once(
    changes: dict[str, Any], word: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        assert not is_fast(FUTURES | changes)
        assert not is_fast(FUTURES | changes)
    assert len(caplog.records) == 1
    assert word in caplog.records[0].getMessage()


def test_it_is_on_unless_configuration_or_environment_say_no(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert is_fast(FUTURES)
    assert not is_fast(FUTURES | {"enygma": {"fast_backtest": False}})
    monkeypatch.setenv(switch.VARIABLE, "0")
    assert not is_fast(FUTURES)


def test_a_switch_that_is_neither_on_nor_off_is_refused_by_name() -> None:
    with pytest.raises(OperationalException, match=r"enygma\.fast_backtest.*'yes'"):
        is_fast(FUTURES | {"enygma": {"fast_backtest": "yes"}})
