"""Ids of orders look like KuCoin's, grow, and depend on nothing but time and order."""

import pytest

from enygma.sandbox.trading.numbering import Numbering


@pytest.mark.parametrize(
    ("recorded", "ms"),
    [
        ("129888283827113984", 1_703_780_982_072),
        ("247899236673269761", 1_731_916_985_768),
        ("435278894182961153", 1_776_591_777_464),
    ],
)
def test_an_id_tells_the_moment_as_a_recorded_one_does(recorded, ms):
    assert int(Numbering().order_id(ms)) >> 22 == int(recorded) >> 22


@pytest.mark.parametrize("ms", [1_000_000_000_000, 1_680_000_000_000, 1_767_277_845_678])
def test_ids_have_eighteen_digits_and_grow_at_any_time(ms):
    numbering = Numbering()
    ids = [numbering.order_id(moment) for moment in (ms, ms, ms + 1, ms - 50)]
    assert all(len(each) == 18 for each in ids)
    assert sorted(set(ids)) == ids
