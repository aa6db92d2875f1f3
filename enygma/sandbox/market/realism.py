"""Statistics by which a synthetic market is held against a real one.

``python -m enygma.sandbox.market.realism --data DIR`` prints both side by side.
"""

from dataclasses import dataclass, fields

import numpy as np

from enygma.sandbox.market.candles import Candles, Floats

_SHORTEST = 100


@dataclass(frozen=True, slots=True)
class Realism:
    """Statistics of one series of candles; returns are log returns between closes.

    `sigma_bp`: standard deviation of returns in basis points. `return_acf_1`, `return_acf_2`:
    their autocorrelation. `clustering_<lag>`: autocorrelation of absolute returns. `kurtosis`:
    excess over a normal's. `range_to_body`: mean log range over mean absolute log body.
    `volume_to_range`: correlation of log volume and log range. `volume_acf_1`: autocorrelation of
    log volume. `volume_spread`: standard deviation of volume over its mean.
    `variance_ratio_<n>`: variance of n-candle returns over n times that of one (Lo and MacKinlay
    1988); 1 for a random walk, above 1 for trends. `follow_bp`: mean return, in basis points, of
    following the direction of the last eight candles for one candle. `gap_share`: candles that
    do not open at the last close.
    """

    sigma_bp: float
    return_acf_1: float
    return_acf_2: float
    clustering_1: float
    clustering_10: float
    clustering_50: float
    kurtosis: float
    range_to_body: float
    volume_to_range: float
    volume_acf_1: float
    volume_spread: float
    variance_ratio_20: float
    variance_ratio_100: float
    follow_bp: float
    gap_share: float


STATISTICS = tuple(field.name for field in fields(Realism))


def measure(candles: Candles) -> Realism:
    """The statistics of a series. Raises ValueError for one of fewer than 101 candles."""
    if len(candles) <= _SHORTEST:
        raise ValueError(f"{len(candles)} candles are too few to measure, {_SHORTEST + 1} needed")
    returns = np.diff(np.log(candles.close))
    spans = np.log(candles.high / candles.low)
    bodies = np.abs(np.log(candles.close / candles.open))
    volume = np.log1p(candles.volume)
    steps = np.abs(returns)
    return Realism(
        sigma_bp=float(returns.std() * 1e4),
        return_acf_1=autocorrelation(returns, 1),
        return_acf_2=autocorrelation(returns, 2),
        clustering_1=autocorrelation(steps, 1),
        clustering_10=autocorrelation(steps, 10),
        clustering_50=autocorrelation(steps, 50),
        kurtosis=excess_kurtosis(returns),
        range_to_body=float(spans.mean() / bodies.mean()),
        volume_to_range=float(np.corrcoef(volume, np.log(spans + 1e-6))[0, 1]),
        volume_acf_1=autocorrelation(volume, 1),
        volume_spread=float(candles.volume.std() / candles.volume.mean()),
        variance_ratio_20=variance_ratio(returns, 20),
        variance_ratio_100=variance_ratio(returns, 100),
        follow_bp=follow_return(returns, 8),
        gap_share=float(np.mean(candles.open[1:] != candles.close[:-1])),
    )


def autocorrelation(values: Floats, lag: int) -> float:
    """Autocorrelation of `values` at `lag`."""
    centred = values - values.mean()
    return float(np.mean(centred[lag:] * centred[:-lag]) / np.mean(centred**2))


def excess_kurtosis(values: Floats) -> float:
    """Fourth standardised moment less the normal distribution's 3."""
    centred = values - values.mean()
    return float(np.mean(centred**4) / np.mean(centred**2) ** 2 - 3.0)


def variance_ratio(returns: Floats, count: int) -> float:
    """Variance of overlapping sums of `count` returns over `count` times the variance of one."""
    path = np.concatenate(([0.0], np.cumsum(returns)))
    return float(np.var(path[count:] - path[:-count]) / (count * np.var(returns)))


def follow_return(returns: Floats, count: int) -> float:
    """Mean of the next return, in basis points, signed by the sum of the last `count`."""
    path = np.concatenate(([0.0], np.cumsum(returns)))
    before = np.sign(path[count:-1] - path[: -count - 1])
    return float(np.mean(before * returns[count:]) * 1e4)


def cross_correlation(one: Candles, other: Candles) -> float:
    """Correlation of the returns of two pairs over the candles that both have."""
    _, rows, matches = np.intersect1d(one.ms, other.ms, return_indices=True)
    moves = np.diff(np.log(one.close[rows])), np.diff(np.log(other.close[matches]))
    return float(np.corrcoef(*moves)[0, 1])
