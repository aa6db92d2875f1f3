"""What the pieces of a faster backtest stand in for: an upgrade that touches it shows here."""

import pytest

from enygma.backtests.fast.piece import Piece
from enygma.backtests.fast.pieces import PIECES
from enygma.backtests.fast.upstream import found


@pytest.mark.parametrize("piece", PIECES, ids=lambda each: each.name)
def test_freqtrades_sources_are_those_the_piece_was_written_for(piece: Piece) -> None:
    assert piece.changed == []


@pytest.mark.parametrize("piece", PIECES, ids=lambda each: each.name)
def test_each_name_stands_where_it_is_replaced(piece: Piece) -> None:
    for place in piece.places:
        assert place.name in vars(found(place.owner))
