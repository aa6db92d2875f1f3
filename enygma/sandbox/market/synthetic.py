"""A seeded market that looks like a real one and needs no download."""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from enygma.sandbox.market.candles import Candles, Floats, Ints
from enygma.sandbox.market.contract import EIGHT_HOURS_MS, KNOWN_CONTRACTS, Contract
from enygma.sandbox.market.errors import MarketDataError
from enygma.sandbox.market.funding import funding_rate, settlement_times
from enygma.sandbox.market.hours import ANCHOR_MS, HOUR_MS, PairHours, market_hours, pair_hours
from enygma.sandbox.market.kind import PriceKind
from enygma.sandbox.market.minute_market import WEEK_MS, MinuteMarket
from enygma.sandbox.market.minutes import Week, draw_week, index_candles
from enygma.sandbox.market.profile import DEFAULT_PAIRS, profile_of
from enygma.sandbox.market.protocol import FundingOutlook

DAY_MS = 24 * HOUR_MS
_CACHED_WEEKS = 24
_FUNDING_HOURS = 8


class SyntheticMarket(MinuteMarket):
    """Correlated pairs drawn from a seed, between two moments (whole days, UTC).

    What a pair shows at a moment depends on the seed and the pair alone: not on the range, nor
    on the other pairs. Raises MarketDataError for a pair without a profile, no pair, or a range
    that is empty or begins before 2020.
    """

    def __init__(
        self, seed: int, start_ms: int, end_ms: int, pairs: Sequence[str] = DEFAULT_PAIRS
    ) -> None:
        span = _whole_days(start_ms, end_ms)
        if not pairs:
            raise MarketDataError("a synthetic market needs at least one pair")
        self._seed = seed
        profiles = [profile_of(pair) for pair in dict.fromkeys(pairs)]
        contracts = tuple(KNOWN_CONTRACTS[profile.pair] for profile in profiles)
        self._profiles = {
            contract.symbol: profile for contract, profile in zip(contracts, profiles, strict=True)
        }
        count = (-(-span[1] // WEEK_MS) * WEEK_MS - ANCHOR_MS) // HOUR_MS
        market = market_hours(seed, count)
        self._hours = {
            symbol: pair_hours(seed, profile, market) for symbol, profile in self._profiles.items()
        }
        self._week = lru_cache(_CACHED_WEEKS)(self._draw_week)
        self._settlements = lru_cache(len(pairs))(self._settle)
        super().__init__(
            contracts=contracts,
            spans=dict.fromkeys(self._profiles, span),
            notes=(f"Prices are synthetic, drawn from seed {seed}.",),
        )

    def predicted_funding(self, symbol: str, now_ms: int) -> FundingOutlook:
        """The last settled rate, and the rate of the premium since then."""
        contract = self.contract(symbol)
        settled_ms = now_ms - now_ms % EIGHT_HOURS_MS
        times, rates = self._funding(symbol)
        row = int(np.searchsorted(times, settled_ms, side="right")) - 1
        hours = self._hours[symbol]
        since = hours.premium[_hour(settled_ms) : _hour(now_ms) + 1]
        return FundingOutlook(
            settled_ms=settled_ms,
            settled_rate=float(rates[row]) if row >= 0 else float(contract.interest_rate),
            next_ms=settled_ms + EIGHT_HOURS_MS,
            predicted_rate=float(funding_rate(contract, np.atleast_1d(since.mean()))[0]),
        )

    def _funding(self, symbol: str) -> tuple[Ints, Floats]:
        return self._settlements(symbol)

    def _settle(self, symbol: str) -> tuple[Ints, Floats]:
        times = settlement_times(*self.span(symbol))
        times = times[times >= ANCHOR_MS + EIGHT_HOURS_MS]
        hours = (times - ANCHOR_MS) // HOUR_MS
        before = hours[:, None] - np.arange(1, _FUNDING_HOURS + 1)
        premium = self._hours[symbol].premium[before].mean(axis=1)
        return times, funding_rate(self.contract(symbol), premium)

    def _make_minutes(self, symbol: str, kind: PriceKind, week: int) -> Candles:
        drawn = self._week(symbol, week)
        if kind is PriceKind.LAST:
            return drawn.last
        if kind is PriceKind.MARK:
            return drawn.mark
        return index_candles(drawn, self.contract(symbol).index_tick_size)

    def _draw_week(self, symbol: str, week: int) -> Week:
        hours: PairHours = self._hours[symbol]
        contract: Contract = self.contract(symbol)
        return draw_week(self._seed, self._profiles[symbol], contract, hours, week)


def _hour(moment_ms: int) -> int:
    return (moment_ms - ANCHOR_MS) // HOUR_MS


def _whole_days(start_ms: int, end_ms: int) -> tuple[int, int]:
    first, last = start_ms // DAY_MS * DAY_MS, -(-end_ms // DAY_MS) * DAY_MS
    if first < ANCHOR_MS:
        raise MarketDataError("a synthetic market begins on 2020-01-02 at the earliest")
    if first >= last:
        raise MarketDataError("a synthetic market must end after it begins")
    return first, last
