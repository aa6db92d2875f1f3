"""How a range of candles is cut into windows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from enygma.research.refusal import RequestError
from enygma.research.walk_forward.window import Stretch, Window

WINDOWS = 6
TRAININGS = 3
"""How many times as long as an unseen stretch a training one is, where nothing else is asked."""
DAY = LEAST = timedelta(days=1)
"""Of what is left of a stretch: less is not worth a search, nor a test."""


@dataclass(frozen=True)
class Layout:
    """What was asked for; `None` is reckoned from the rest.

    The unseen stretches follow each other without a gap and end with the range. A training
    stretch ends where its unseen one begins: `purge_candles` are taken off its end, and
    `embargo_candles` off the beginning of the unseen one.
    """

    windows: int | None = None
    train_days: float | None = None
    test_days: float | None = None
    is_anchored: bool = False
    """Every training stretch begins with the range, instead of all being equally long."""
    purge_candles: int = 0
    embargo_candles: int = 0

    def cut(self, whole: Stretch, candle: timedelta) -> list[Window]:
        """The windows of a range, oldest first.

        Raises `RequestError` where they do not fit, saying what would.
        """
        self._check()
        count, train, test = self._lengths(whole, candle)
        self._require_room(train, test, candle)
        purge, embargo = self.purge_candles * candle, self.embargo_candles * candle
        borders = [whole.end - left * test for left in range(count, 0, -1)]
        starts = [borders[0] - train if self.is_anchored else each - train for each in borders]
        return [
            Window(
                number,
                training=Stretch(start, border - purge),
                unseen=Stretch(border + embargo, border + test),
            )
            for number, (start, border) in enumerate(zip(starts, borders, strict=True), 1)
        ]

    def _check(self) -> None:
        for name, value, least in (
            ("--windows", self.windows, 1),
            ("--train-days", self.train_days, 1),
            ("--test-days", self.test_days, 1),
            ("--purge", self.purge_candles, 0),
            ("--embargo", self.embargo_candles, 0),
        ):
            if value is not None and value < least:
                raise RequestError(f"{name} {value:g}: it is {least} at least")

    def _lengths(self, whole: Stretch, candle: timedelta) -> tuple[int, timedelta, timedelta]:
        """Number of windows, and the lengths of a training and an unseen stretch."""
        span, count = whole.length, self.windows
        train, test = _days(self.train_days, candle), _days(self.test_days, candle)
        if test is not None and count is None:
            train = train or TRAININGS * test
            return self._fitting(whole, (span - train) // test), train, test
        count = count or WINDOWS
        if test is None:
            rest = span - train if train else span
            test = _whole(rest / (count if train else count + TRAININGS), DAY)
        train = train or span - count * test
        if test <= timedelta(0) or train <= timedelta(0) or train + count * test > span:
            self._fitting(whole, 0)
        return count, train, test

    def _fitting(self, whole: Stretch, count: int) -> int:
        if count < 1:
            asked = ", ".join(
                f"{name} {value:g}"
                for name, value in (
                    ("--windows", self.windows),
                    ("--train-days", self.train_days),
                    ("--test-days", self.test_days),
                )
                if value is not None
            )
            raise RequestError(
                f"{asked} do not fit into the {_length(whole.length)} from {whole}: windows x test "
                "days + train days have to. Ask for less, or download more candles"
            )
        return count

    def _require_room(self, train: timedelta, test: timedelta, candle: timedelta) -> None:
        for name, length, taken, option in (
            ("training", train, self.purge_candles, "--purge"),
            ("unseen", test, self.embargo_candles, "--embargo"),
        ):
            left = length - taken * candle
            if left < LEAST:
                raise RequestError(
                    f"too little data for the windows: {_length(length)} for the {name} stretch"
                    + (f", less {option} {taken} candles," if taken else "")
                    + f" leave less than {_length(LEAST)}. Ask for fewer windows, or download more "
                    "candles"
                )


def _days(days: float | None, candle: timedelta) -> timedelta | None:
    return None if days is None else _whole(timedelta(days=days), candle)


def _whole(length: timedelta, candle: timedelta) -> timedelta:
    """Rounded down to whole candles."""
    return length // candle * candle


def _length(length: timedelta) -> str:
    return f"{length / timedelta(days=1):.4g} days"
