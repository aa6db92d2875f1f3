"""Opening the market a user asked for."""

from collections.abc import Sequence
from pathlib import Path

from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.minute_market import WEEK_MS, MinuteMarket
from enygma.sandbox.market.profile import DEFAULT_PAIRS
from enygma.sandbox.market.recording import VolumeUnit
from enygma.sandbox.market.replay import ReplayMarket
from enygma.sandbox.market.synthetic import DAY_MS, SyntheticMarket

DEFAULT_SEED = 42
HISTORY_MS = 730 * DAY_MS
AHEAD_MS = 365 * DAY_MS
_REPLAY_AHEAD_MS = 30 * DAY_MS


def open_market(
    now_ms: int,
    *,
    folders: Sequence[Path] = (),
    pairs: Sequence[str] | None = None,
    seed: int = DEFAULT_SEED,
    start_ms: int | None = None,
    end_ms: int | None = None,
    volume: VolumeUnit = "auto",
    shift_to_now: bool = False,
) -> MinuteMarket:
    """A replay of `folders`, or without any a synthetic market.

    The synthetic market spans two years before `now_ms` to one year after it unless told
    otherwise. `start_ms`, `end_ms` belong to the synthetic market, `volume` and `shift_to_now`
    to the replay, which then runs as if its candles happened around `now_ms`.

    Raises MarketDataError for data or a range that cannot be served.
    """
    if not folders:
        first = now_ms - HISTORY_MS if start_ms is None else start_ms
        last = now_ms + AHEAD_MS if end_ms is None else end_ms
        return SyntheticMarket(seed, first, last, DEFAULT_PAIRS if pairs is None else pairs)
    market = ReplayMarket(folders, pairs, volume, seed)
    if not shift_to_now:
        return market
    return ReplayMarket(folders, pairs, volume, seed, weeks_to(market, now_ms))


def weeks_to(market: MinuteMarket, now_ms: int) -> int:
    """Whole weeks by which to move a market so that `now_ms` falls inside it.

    A quarter of the recording, 30 days at most, is left to come after that moment. Raises
    MarketDataError when the recording is too short for that.
    """
    last = min(market.span(contract.symbol)[1] for contract in market.contracts)
    ahead = min(_REPLAY_AHEAD_MS, (last - market.first_ms) // 4)
    weeks = -(-(now_ms + ahead - last) // WEEK_MS)
    if now_ms - weeks * WEEK_MS <= market.first_ms:
        raise MarketDataError(
            "the recording is too short to be moved to the present by whole weeks: "
            "it needs about two weeks that all pairs have in common"
        )
    return weeks
