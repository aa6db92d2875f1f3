"""One run over the candles: those on which nothing can happen are passed over.

A candle of a pair without an open trade and without a signal to enter changes nothing but three
things: the strategy's loop is called, the wallet's total is noted, and callbacks may later look
at candles up to this one. Those are done here as freqtrade does them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
from freqtrade.optimize import backtesting
from freqtrade.persistence.trade_model import LocalTrade

from custom_risk.foretold import is_foretold
from enygma.backtests.fast import wallet_history
from enygma.backtests.fast.rows import Rows
from enygma.backtests.fast.wallet_history import Stretch
from enygma.backtests.fast.watch import Watch

SHOWN_EVERY = 500
"""Candles between two steps of the progress bar."""
_SIDES = {1: "long", -1: "short"}


class Track:
    """One pair: its rows, the candle of the first of them, and where entries are signalled."""

    def __init__(self, pair: str, rows: Rows, offset: int, *, can_short: bool) -> None:
        self.pair = pair
        self.rows = rows
        self.offset = offset
        self.count = len(rows)
        sides = rows.sides(can_short=can_short)
        self.signals: npt.NDArray[np.int64] = np.flatnonzero(sides) + offset
        self._sides = {int(each): _SIDES[int(sides[each - offset])] for each in self.signals}

    def side(self, candle: int) -> str | None:
        """The side that would be entered on a candle, if any."""
        return self._sides.get(candle)

    def seen(self, candle: int) -> int:
        """How many rows begin on a candle or before it."""
        return min(candle - self.offset + 1, self.count)


class Course:
    """One run over the candles from the second on."""

    def __init__(
        self, backtest: Any, start: datetime, end: datetime, tracks: Sequence[Track]
    ) -> None:
        self._backtest = backtest
        self._step = backtest.timeframe_td
        self._first, self._end = start + self._step, end
        self._count = max(0, (end - start) // self._step)
        self._tracks = {each.pair: each for each in tracks}
        signals = [each.signals for each in tracks]
        self._signals = np.unique(np.concatenate(signals)) if signals else np.array([], int)
        self._begins = min((each.offset for each in tracks), default=self._count)
        self._ends = max((each.offset + each.count for each in tracks), default=0)
        self._currency = backtest.strategy.config["stake_currency"]
        self._shown = 0
        self._watch = Watch(backtest)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        loop = self._loop()
        self._remember_pairs()
        candle = 0
        while candle < self._count:
            quiet = self._quiet_until(candle)
            if quiet > candle:
                self._pass(candle, quiet, loop)
                candle = quiet
                continue
            self._begin(candle, loop)
            yield from self._candle(candle)
            candle += 1
            self._show(candle)
        self._show(self._count, at_once=True)

    def _loop(self) -> Any:
        """The strategy's own `bot_loop_start` behind freqtrade's guard, None where it has none."""
        callback = self._backtest.strategy.bot_loop_start
        if getattr(callback, "__qualname__", "").startswith("IStrategy."):
            return None
        return backtesting.strategy_safe_wrapper(callback, supress_error=True)

    def _remember_pairs(self) -> None:
        """freqtrade closes what is open at the end in the order in which pairs were met."""
        met = [each for each in self._tracks.values() if each.offset < self._count]
        for each in sorted(met, key=lambda track: track.offset):
            LocalTrade.bt_trades_open_pp[each.pair]

    def _time(self, candle: int) -> datetime:
        return self._first + self._step * candle  # type: ignore[no-any-return]

    def _quiet_until(self, candle: int) -> int:
        """The next candle on which something can happen."""
        if LocalTrade.bt_trades_open:
            return candle
        place = int(np.searchsorted(self._signals, candle))
        return int(self._signals[place]) if place < len(self._signals) else self._count

    def _pass(self, first: int, after: int, loop: Any) -> None:
        """Candles on which nothing happens."""
        for begin in range(first, after, SHOWN_EVERY):
            stop = min(begin + SHOWN_EVERY, after)
            if loop is None or self._is_quiet(begin, stop):
                self._note_wallets(begin, stop)
                self._look_back(stop - 1)
            else:
                self._loop_through(begin, stop, loop)
            self._show(stop)

    def _is_quiet(self, begin: int, stop: int) -> bool:
        """Whether the strategy did in one what its loop would have done on each candle."""
        strategy = self._backtest.strategy
        if not (is_foretold(strategy, "bot_loop_start") and hasattr(strategy, "pass_quietly")):
            return False
        pass_quietly = backtesting.strategy_safe_wrapper(strategy.pass_quietly, supress_error=True)
        return bool(pass_quietly(self._time(begin), self._time(stop - 1)))

    def _note_wallets(self, begin: int, stop: int) -> None:
        """What freqtrade notes of the wallet on each candle: the total stays as it is."""
        backtest = self._backtest
        total = backtest.wallets.get_total(self._currency)
        if total and backtest._is_backtest_runmode:  # noqa: SLF001 - as freqtrade does
            first = (self._time(begin), self._currency, 1, total)
            stretch = Stretch(first, self._step, stop - begin)
            # without the piece freqtrade makes the frame of it, which knows no stretches
            knows = wallet_history.PIECE.is_usable()
            backtest.wallet_captures += [stretch] if knows else stretch.notes()

    def _loop_through(self, begin: int, stop: int, loop: Any) -> None:
        """The same where the strategy's loop may look at the candles: all of them, in turn."""
        now, step, currency = self._time(begin), self._step, self._currency
        known, startup = self._backtest.dataprovider, self._backtest.required_startup
        note, see = self._backtest._capture_wallet, known._set_dataframe_max_index  # noqa: SLF001
        seen = [(pair, each.offset, each.count) for pair, each in self._tracks.items()]
        for candle in range(begin, stop):
            loop(current_time=now)
            note(now, currency, 1)
            for pair, offset, count in seen:
                if 0 <= candle - offset < count:
                    see(pair, startup + candle - offset + 1)
            if self._begins <= candle < self._ends:
                known._set_dataframe_max_date(now)  # noqa: SLF001 - as freqtrade does
            now += step

    def _begin(self, candle: int, loop: Any) -> None:
        now = self._time(candle)
        if loop is not None:
            loop(current_time=now)
        self._note_wallet(now)

    def _note_wallet(self, now: datetime) -> None:
        self._backtest._capture_wallet(now, self._currency, 1)  # noqa: SLF001 - as freqtrade does

    def _look_back(self, candle: int) -> None:
        """Let callbacks see the candles that were passed over; a pair's may have ended in them."""
        known = self._backtest.dataprovider
        startup = self._backtest.required_startup
        for pair, track in self._tracks.items():
            if candle >= track.offset:
                known._set_dataframe_max_index(pair, startup + track.seen(candle))  # noqa: SLF001
        last = min(candle, self._ends - 1)
        if last >= self._begins:
            known._set_dataframe_max_date(self._time(last))  # noqa: SLF001 - as freqtrade does

    def _candle(self, candle: int) -> Iterator[tuple[Any, ...]]:
        """What freqtrade yields on one candle for pairs that trade or are to be entered."""
        for now, pair, rows, place, side in self._visits(candle):
            trades = LocalTrade.bt_trades_open_pp[pair]
            if (
                trades
                and not rows.exits(place, is_short=trades[0].is_short)
                and self._watch.passes(now, trades, rows.prices(place))
            ):
                continue
            yield now, pair, rows.row(place), now == self._end, side

    def _visits(self, candle: int) -> Iterator[tuple[datetime, str, Rows, int, str | None]]:
        """Pairs that trade or are to be entered, with the place of their row."""
        now = self._time(candle)
        backtest, known = self._backtest, self._backtest.dataprovider
        busy = [each.pair for each in LocalTrade.bt_trades_open]
        for pair in dict.fromkeys([*busy, *self._tracks]):
            track = self._tracks[pair]
            place = candle - track.offset
            if not 0 <= place < track.count:
                continue
            known._set_dataframe_max_index(pair, backtest.required_startup + place + 1)  # noqa: SLF001
            known._set_dataframe_max_date(now)  # noqa: SLF001 - as freqtrade does
            side, is_open = track.side(candle), bool(LocalTrade.bt_trades_open_pp[pair])
            if (pair in busy and not is_open) or (side is None and not is_open):
                continue
            yield now, pair, track.rows, place, side

    def _show(self, done: int, *, at_once: bool = False) -> None:
        self._backtest.check_abort()
        if at_once or done - self._shown >= SHOWN_EVERY:
            self._backtest._increment_progress(done - self._shown)  # noqa: SLF001
            self._shown = done
