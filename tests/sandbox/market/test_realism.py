"""The synthetic market looks like the markets that were recorded."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from enygma.sandbox.market import Candles, SyntheticMarket
from enygma.sandbox.market.noise import stream
from enygma.sandbox.market.realism import (
    STATISTICS,
    cross_correlation,
    excess_kurtosis,
    measure,
    variance_ratio,
)
from enygma.sandbox.market.realism_report import all_candles, main, ranges
from enygma.sandbox.market.replay import ReplayMarket

DAY_MS = 86_400_000
START_MS = 1_704_067_200_000
SEEDS = (42, 3)

# Bounds on 30 minute candles. Recorded from 2023 to 2026 (BTC ETH SOL XRP on two exchanges) the
# values were: sigma 27-70, first autocorrelation -0.12-0.00, clustering 0.15-0.32, 0.04-0.16 and
# 0.03-0.12, kurtosis 9-25, range 2.0-2.2 times the body, volume to range 0.81-0.88, volume's
# memory 0.64-0.77 and spread 0.9-1.4, variance ratio 0.7-1.1, correlation of pairs 0.74-0.88.
BOUNDS = {
    "sigma_bp": (25.0, 75.0),
    "return_acf_1": (-0.06, 0.02),
    "return_acf_2": (-0.04, 0.04),
    "clustering_1": (0.18, 0.40),
    "clustering_10": (0.08, 0.24),
    "clustering_50": (0.04, 0.20),
    "kurtosis": (6.0, 60.0),
    "range_to_body": (1.9, 2.2),
    "volume_to_range": (0.76, 0.90),
    "volume_acf_1": (0.62, 0.82),
    "volume_spread": (0.9, 1.7),
    "variance_ratio_20": (0.85, 1.12),
    "variance_ratio_100": (0.75, 1.20),
    "follow_bp": (-1.5, 1.5),
    "cross_correlation": (0.55, 0.90),
}


@cache
def half_hours(seed: int) -> dict[str, tuple[float, float]]:
    market = SyntheticMarket(seed, START_MS, START_MS + 400 * DAY_MS)
    return ranges(all_candles(market, 30))


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("statistic", BOUNDS)
def test_statistics_stay_within_what_recorded_candles_show(seed: int, statistic: str) -> None:
    lowest, highest = BOUNDS[statistic]
    smallest, largest = half_hours(seed)[statistic]
    assert lowest <= smallest
    assert largest <= highest


@pytest.mark.parametrize(
    ("statistic", "slack"),
    [
        ("return_acf_1", 0.05),
        ("return_acf_2", 0.05),
        ("clustering_1", 0.08),
        ("clustering_10", 0.08),
        ("clustering_50", 0.08),
        ("kurtosis", 15.0),
        ("range_to_body", 0.15),
        ("volume_to_range", 0.06),
        ("volume_acf_1", 0.08),
        ("volume_spread", 0.35),
        ("variance_ratio_20", 0.1),
        ("follow_bp", 1.2),
        ("cross_correlation", 0.2),
    ],
)
def test_statistics_stay_near_those_of_years_of_real_candles(
    statistic: str, slack: float, shared: Path
) -> None:
    recorded = ranges(all_candles(ReplayMarket([shared / "data" / "long"]), 30))
    for seed in SEEDS:
        smallest, largest = half_hours(seed)[statistic]
        assert smallest >= recorded[statistic][0] - slack
        assert largest <= recorded[statistic][1] + slack


def walk(name: str, count: int = 5_000) -> Candles:
    rng = stream(9, name)
    close = 100.0 * np.exp(np.cumsum(rng.standard_normal(count) * 1e-3))
    opened = np.concatenate(([100.0], close[:-1]))
    high, low = np.maximum(opened, close) * 1.0005, np.minimum(opened, close) * 0.9995
    volume = rng.integers(1, 1000, count).astype(float)
    return Candles(np.arange(count) * 60_000, opened, high, low, close, volume, volume)


def test_a_random_walk_measures_as_one() -> None:
    measured = measure(walk("one"))
    assert measured.sigma_bp == pytest.approx(10.0, rel=0.05)
    assert abs(measured.return_acf_1) < 0.05
    assert abs(measured.clustering_1) < 0.05
    assert abs(measured.kurtosis) < 0.3
    assert measured.variance_ratio_20 == pytest.approx(1.0, abs=0.15)
    assert measured.gap_share == 0.0
    assert abs(cross_correlation(walk("one"), walk("two"))) < 0.05
    assert cross_correlation(walk("one"), walk("one")) == pytest.approx(1.0)


def test_trends_and_heavy_tails_are_told_from_noise() -> None:
    noise = stream(10, "noise").standard_normal(20_000)
    assert variance_ratio(np.repeat(noise, 5), 20) > 3.0
    assert variance_ratio(np.diff(noise), 20) < 0.2
    assert excess_kurtosis(noise**3) > 20.0


def test_too_few_candles_cannot_be_measured() -> None:
    with pytest.raises(ValueError, match="too few"):
        measure(walk("one", 100))


def test_the_report_prints_every_statistic(capsys: pytest.CaptureFixture[str]) -> None:
    main(["--seed", "1", "--days", "30"])
    printed = capsys.readouterr().out
    assert all(f"| {name} |" in printed for name in STATISTICS)
    assert "| 30 minutes | synthetic, seed 1 |" in printed


def test_the_report_refuses_a_folder_without_data(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["--data", str(tmp_path / "none")])
    assert stopped.value.code == 2
    assert "does not exist" in capsys.readouterr().err
