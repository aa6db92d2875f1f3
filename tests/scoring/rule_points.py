"""Points of each indicator on every row, in plain Python straight from their rules."""

from __future__ import annotations

import math
from collections.abc import Callable

from rule_series import (
    Market,
    Series,
    Votes,
    by_row,
    crossed,
    exponential,
    mean,
    oscillator,
    place,
    side,
    strongest,
    trend_lines,
    wilder,
)

RSI = {
    "5m": (7, 25, 70),
    "15m": (21, 30, 70),
    "30m": (14, 30, 75),
    "1h": (21, 30, 70),
    "2h": (14, 30, 70),
    "4h": (14, 30, 70),
}
STOCHRSI = {
    "5m": (7, 9, 3, 4),
    "15m": (50, 21, 3, 3),
    "30m": (21, 14, 3, 3),
    "1h": (21, 9, 3, 3),
    "2h": (14, 14, 3, 3),
    "4h": (14, 14, 3, 3),
}
WILLIAMS = {
    "5m": (7, -75, -20),
    "15m": (21, -85, -15),
    "30m": (14, -80, -20),
    "1h": (14, -80, -20),
    "2h": (14, -80, -20),
    "4h": (14, -80, -20),
}


def rsi_points(m: Market, timeframe: str) -> Votes:
    period, oversold, overbought = RSI[timeframe]
    points = []
    for value in wilder(m.close, period):
        if value is None or oversold < value < overbought:
            points.append(0)
        elif value <= oversold:
            points.append(math.floor(round(17 + 17 * (oversold - value) / oversold, 9) + 0.5))
        else:
            beyond = (value - overbought) / (100 - overbought)
            points.append(-math.floor(round(17 + 17 * beyond, 9) + 0.5))
    return points


def zone_points(k: Series, d: Series, cross: int, zone: int) -> Votes:
    """K crossing D in its zone, or K in its zone."""

    def rule(row: int) -> int:
        value = k[row]
        assert value is not None
        zoned = (value < 20) - (value > 80)
        return strongest(
            [
                (zoned != 0 and crossed(row, k, d) == zoned, cross * zoned),
                (zoned != 0, zone * zoned),
            ]
        )

    return [
        points or (zone * ((value < 20) - (value > 80)) if value is not None else 0)
        for points, value in zip(by_row(len(k), rule, k, d), k, strict=True)
    ]


def stochrsi_points(m: Market, timeframe: str) -> Votes:
    rsi_period, period, smooth_k, smooth_d = STOCHRSI[timeframe]
    rsi = wilder(m.close, rsi_period)
    k = mean(place(rsi, rsi, rsi, period), smooth_k)
    return zone_points(oscillator(k), oscillator(mean(k, smooth_d)), 20, 10)


def stochastic_points(m: Market, timeframe: str) -> Votes:
    k = mean(place([*m.high], [*m.low], [*m.close], 14), 3)
    return zone_points(oscillator(k), oscillator(mean(k, 3)), 18, 10)


def macd_points(m: Market, timeframe: str) -> Votes:
    fast, slow = exponential([*m.close], 12), exponential([*m.close], 26)
    raw = [
        a - b if a is not None and b is not None else None for a, b in zip(fast, slow, strict=True)
    ]
    smooth = exponential(raw, 9)
    bars = m.prices(
        [
            a - b if a is not None and b is not None else None
            for a, b in zip(raw, smooth, strict=True)
        ]
    )
    line, signal = m.prices(raw), m.prices(smooth)

    def rule(row: int) -> int:
        now, before = bars[row], bars[row - 1]
        assert now is not None
        assert before is not None
        lead = side(line[row] - signal[row])  # type: ignore[operator]
        agree = lead != 0 and side(now) == lead
        growing = agree and side(now - before) == lead
        cross = crossed(row, line, signal)
        return strongest(
            [(growing, 18 * lead), (agree and not growing, 12 * lead), (cross != 0, 15 * cross)]
        )

    return by_row(len(m.close), rule, line, signal, bars)


def bollinger_points(m: Market, timeframe: str) -> Votes:
    middle = mean([*m.close], 20)

    def rule(row: int) -> int:
        centre = middle[row]
        assert centre is not None
        spread = math.fsum((c - centre) ** 2 for c in m.close[row - 19 : row + 1]) / 20
        reach = 2.0 * math.sqrt(spread)
        lower, upper = m.price(row, centre - reach), m.price(row, centre + reach)
        close = m.price(row, m.close[row])
        percent_b = 0.5
        if lower != upper:
            percent_b = round((m.close[row] - (centre - reach)) / (2 * reach), 9)
        above, below = close > m.price(row, centre), close < m.price(row, centre)
        move = side(m.close[row] - m.close[row - 1])
        return strongest(
            [
                (close < lower and move > 0, 20),
                (close < lower, 10),
                (close > upper and move < 0, -20),
                (close > upper, -10),
                (above and percent_b > 0.8, 5),
                (below and percent_b < 0.2, -5),
            ]
        )

    return by_row(len(m.close), rule, [None, *middle[:-1]], middle)


def williams_points(m: Market, timeframe: str) -> Votes:
    period, oversold, overbought = WILLIAMS[timeframe]
    places = place([*m.high], [*m.low], [*m.close], period)
    percent_r = oscillator([None if p is None else p - 100.0 for p in places])
    points = []
    for row, value in enumerate(percent_r):
        before = percent_r[row - 1] if row else None
        zone = 0 if value is None else (value <= oversold) - (value >= overbought)
        turned = before is not None and value is not None and side(value - before) == zone
        points.append((25 if turned else 20) * zone)
    return points


def ema_trend_points(m: Market, timeframe: str) -> Votes:
    short, medium, long = trend_lines(m)

    def rule(row: int) -> int:
        a, b, c = short[row], medium[row], long[row]
        assert a is not None
        assert b is not None
        assert c is not None
        cross, lined = crossed(row, short, long), (a > b > c) - (a < b < c)
        price = side(m.price(row, m.close[row]) - c)
        return strongest([(cross != 0, 20 * cross), (lined != 0, 15 * lined), (True, 5 * price)])

    return by_row(len(m.close), rule, short, medium, long)


def awesome_points(m: Market, timeframe: str) -> Votes:
    middles: Series = [(h + low) / 2 for h, low in zip(m.high, m.low, strict=True)]
    pairs = zip(mean(middles, 5), mean(middles, 34), strict=True)
    ao = m.prices([a - b if a is not None and b is not None else None for a, b in pairs])

    def rule(row: int) -> int:
        now, before = ao[row], ao[row - 1]
        assert now is not None
        assert before is not None
        earlier = ao[row - 2]
        where, turn = side(now), side(now - before)
        turned = earlier is not None and turn != 0 and side(before - earlier) == -turn
        cross = crossed(row, ao)
        return strongest(
            [(cross != 0, 17 * cross), (turned and where == turn, 12 * where), (True, 5 * where)]
        )

    return by_row(len(m.close), rule, ao)


def kdj_points(m: Market, timeframe: str) -> Votes:
    k, d, j = list[float | None](), list[float | None](), list[float | None]()
    last_k = last_d = 50.0
    for value in place([*m.high], [*m.low], [*m.close], 9):
        if value is None:
            k.append(None), d.append(None), j.append(None)
            continue
        last_k = last_k * 2 / 3 + value / 3
        last_d = last_d * 2 / 3 + last_k / 3
        k.append(round(last_k, 9)), d.append(round(last_d, 9))
        j.append(round(3 * last_k - 2 * last_d, 9))
    crossing = zone_points(k, d, 15, 10)
    return [
        points
        if third is None or 0 <= third <= 100
        else strongest([(True, 17 * ((third < 0) - (third > 100))), (True, points)])
        for points, third in zip(crossing, j, strict=True)
    ]


def obv_points(m: Market, timeframe: str) -> Votes:
    total, obv = 0.0, list[float | None]()
    for row, volume in enumerate(m.volume):
        move = side(m.close[row] - m.close[row - 1]) if row else 1
        total += move * volume
        obv.append(total)
    average, obv = oscillator(mean(obv, 20)), oscillator(obv)

    def rule(row: int) -> int:
        price = side(m.close[row] - m.close[row - 1])
        volume = side(obv[row] - obv[row - 1])  # type: ignore[operator]
        beyond = side(obv[row] - average[row])  # type: ignore[operator]
        confirmed = price == volume == beyond != 0
        return strongest([(confirmed, 18 * volume), (price == -volume != 0, 10 * volume)])

    return by_row(len(m.close), rule, [None, *average[:-1]], average)


def cmf_points(m: Market, timeframe: str) -> Votes:
    flows: Series = []
    for high, low, close, volume in zip(m.high, m.low, m.close, m.volume, strict=True):
        flows.append(
            ((close - low) - (high - close)) / (high - low) * volume if high > low else 0.0
        )
    pairs = zip(mean(flows, 20), mean([*m.volume], 20), strict=True)
    cmf = oscillator([None if f is None or not v else f / v for f, v in pairs])
    cmf = [0.0 if v is None and row >= 19 else v for row, v in enumerate(cmf)]

    def rule(row: int) -> int:
        value, cross = cmf[row], crossed(row, cmf)
        assert value is not None
        strong = (value > 0.1) - (value < -0.1)
        return strongest(
            [(strong != 0, 19 * strong), (True, 10 * side(value))], [(cross != 0, 5 * cross)]
        )

    return by_row(len(m.close), rule, cmf)


def cci_points(m: Market, timeframe: str) -> Votes:
    typical = [(h + low + c) / 3 for h, low, c in zip(m.high, m.low, m.close, strict=True)]
    cci: Series = [None] * len(typical)
    for row in range(19, len(typical)):
        last = typical[row - 19 : row + 1]
        centre = math.fsum(last) / 20
        away = math.fsum(abs(value - centre) for value in last) / 20
        moved = len({m.price(row, value) for value in last}) > 1
        cci[row] = round((typical[row] - centre) / (0.015 * away), 9) if moved else 0.0

    def rule(row: int) -> int:
        value, cross = cci[row], crossed(row, cci)
        assert value is not None
        extreme, zone = (value < -200) - (value > 200), (value < -100) - (value > 100)
        return strongest(
            [(extreme != 0, 16 * extreme), (zone != 0, 10 * zone)], [(cross != 0, 5 * cross)]
        )

    return by_row(len(m.close), rule, cci)


POINTS: dict[str, Callable[[Market, str], Votes]] = {
    "rsi": rsi_points,
    "stochrsi": stochrsi_points,
    "macd": macd_points,
    "bollinger": bollinger_points,
    "williams_r": williams_points,
    "stochastic": stochastic_points,
    "ema_trend": ema_trend_points,
    "awesome_oscillator": awesome_points,
    "kdj": kdj_points,
    "obv": obv_points,
    "cmf": cmf_points,
    "cci": cci_points,
}
