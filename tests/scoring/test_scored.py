"""What a scored frame looks like, and that odd candles are scored on purpose."""

from __future__ import annotations

from types import ModuleType

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from enygma.scoring import (
    COLUMNS,
    GATES,
    INDICATORS,
    TIMEFRAMES,
    CandlesError,
    ScoringConfigError,
    ScoringProfile,
    load_profile,
    score_candles,
    warmup_candles,
)

PRICES = ["open", "high", "low", "close"]
ALL_ROWS = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def test_the_columns_of_the_candles_come_first_and_stay_as_they_were(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    before = candles.copy(deep=True)

    scored = score_candles(candles, "30m", canonical)

    assert list(scored) == [*candles, *COLUMNS]
    pd.testing.assert_frame_equal(scored[list(candles)], before)
    pd.testing.assert_frame_equal(candles, before)


def test_every_column_of_the_contract_is_there() -> None:
    names = ["score", "class", "side", "regime", "confluence", "confluence_pct", "confidence"]
    names += ["entry", *(f"points_{each}" for each in INDICATORS), *(f"gate_{g}" for g in GATES)]

    assert {f"enygma_{name}" for name in names} <= set(COLUMNS)


def test_an_index_of_its_own_stays(candles: pd.DataFrame, canonical: ScoringProfile) -> None:
    plain = score_candles(candles, "30m", canonical)
    indexed = candles.set_index(pd.Index(range(7000, 5000, -2), name="row"))

    scored = score_candles(indexed, "30m", canonical)

    pd.testing.assert_index_equal(scored.index, indexed.index)
    pd.testing.assert_frame_equal(scored.reset_index(drop=True), plain)


def test_scoring_twice_gives_the_columns_once(
    candles: pd.DataFrame, canonical: ScoringProfile, strict: ScoringProfile
) -> None:
    twice = score_candles(score_candles(candles, "30m", canonical), "30m", strict)

    pd.testing.assert_frame_equal(twice, score_candles(candles, "30m", strict))


@pytest.mark.parametrize("timeframe", TIMEFRAMES)
def test_rows_before_the_warm_up_have_no_score_and_the_next_one_has(
    candles: pd.DataFrame, timeframe: str, canonical: ScoringProfile
) -> None:
    warmup = warmup_candles(timeframe, canonical)

    scored = score_candles(candles, timeframe, canonical)

    cold = scored.iloc[:warmup]
    zeros = [name for name in COLUMNS if name not in ("enygma_class", "enygma_regime")]
    assert not cold[zeros].to_numpy(dtype=float).any()
    assert set(cold["enygma_class"]) == {"NEUTRAL"}
    assert set(cold["enygma_regime"]) == {"UNKNOWN"}
    assert scored["enygma_regime"].iloc[warmup] != "UNKNOWN"


@pytest.mark.parametrize("rows", [0, 1, 2, 50, 113])
def test_too_few_candles_have_no_score(
    candles: pd.DataFrame, rows: int, strict: ScoringProfile
) -> None:
    scored = score_candles(candles.iloc[:rows], "30m", strict)

    assert len(scored) == rows
    assert list(scored) == [*candles, *COLUMNS]
    assert not scored["enygma_score"].any()
    assert not scored[[f"enygma_gate_{gate}" for gate in GATES]].to_numpy().any()


def test_types_do_not_depend_on_the_number_of_candles(
    candles: pd.DataFrame, strict: ScoringProfile
) -> None:
    few, many = (score_candles(candles.iloc[:rows], "30m", strict) for rows in (0, 500))

    pd.testing.assert_series_equal(few.dtypes, many.dtypes)


@ALL_ROWS
@given(end=st.integers(1, 999), timeframe=st.sampled_from(TIMEFRAMES))
def test_a_score_never_depends_on_later_candles(
    candles: pd.DataFrame, strict: ScoringProfile, end: int, timeframe: str
) -> None:
    whole = score_candles(candles, timeframe, strict)

    cut = score_candles(candles.iloc[:end], timeframe, strict)

    pd.testing.assert_frame_equal(cut, whole.iloc[:end])


@ALL_ROWS
@given(
    kind=st.fixed_dictionaries(
        {
            "seed": st.integers(0, 2**32 - 1),
            "volatility": st.sampled_from([0.0005, 0.004, 0.03]),
            "still": st.sampled_from([0.0, 0.5, 0.95]),
            "silent": st.sampled_from([0.0, 0.5, 1.0]),
        }
    ),
    timeframe=st.sampled_from(TIMEFRAMES),
)
def test_every_value_lies_where_it_should(
    market: ModuleType,
    with_rsi: ScoringProfile,
    kind: dict[str, float],
    timeframe: str,
) -> None:
    scored = score_candles(market.make_candles(400, **kind), timeframe, with_rsi)

    score, side, entry = (scored[f"enygma_{name}"] for name in ("score", "side", "entry"))
    assert score.between(-200, 200).all()
    assert (side == np.sign(score)).all()
    assert scored["enygma_confidence"].between(0.0, 1.0).all()
    assert scored["enygma_confluence_pct"].between(0.0, 100.0).all()
    gates = scored[[f"enygma_gate_{gate}" for gate in GATES]].all(axis=1)
    assert (entry == np.where(gates, side, 0)).all()
    assert not scored.isna().to_numpy().any()


def test_the_score_is_the_clamped_sum_of_points_and_regime(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    scored = score_candles(candles, "30m", canonical).iloc[113:]

    points = scored[[f"enygma_points_{name}" for name in INDICATORS]].sum(axis=1)
    modifiers = scored["enygma_regime"].astype(object).map({"LOW": 15, "MEDIUM": 5, "HIGH": -15})
    size = (points.abs() + modifiers).clip(0, 200)
    assert (scored["enygma_score"] == np.sign(points) * size).all()


def test_an_ordinary_market_enters_on_both_sides(
    candles: pd.DataFrame, canonical: ScoringProfile, strict: ScoringProfile
) -> None:
    loose, tight = (
        score_candles(candles, "30m", profile)["enygma_entry"] for profile in (canonical, strict)
    )

    assert {-1, 0, 1} == set(loose)
    assert 0 < tight.abs().sum() < loose.abs().sum()


def test_a_market_that_never_moves_says_nothing(
    market: ModuleType, with_rsi: ScoringProfile
) -> None:
    for timeframe in TIMEFRAMES:
        scored = score_candles(market.make_candles(300, still=1.0), timeframe, with_rsi)

        assert not scored[["enygma_score", "enygma_entry"]].to_numpy().any()


def test_a_market_without_volume_leaves_the_volume_indicators_silent(
    market: ModuleType, canonical: ScoringProfile
) -> None:
    scored = score_candles(market.make_candles(300, silent=1.0), "30m", canonical)

    assert not scored[["enygma_points_obv", "enygma_points_cmf"]].to_numpy().any()
    assert scored["enygma_score"].any()


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("close", np.nan),
        ("open", np.inf),
        ("low", 0.0),
        ("low", -5.0),
        ("high", 0.5),
        ("volume", -1.0),
        ("volume", np.nan),
        ("volume", np.inf),
    ],
)
def test_a_broken_candle_has_no_score_and_the_others_are_scored_without_it(
    candles: pd.DataFrame, strict: ScoringProfile, column: str, value: float
) -> None:
    broken = candles.copy()
    broken.loc[[300, 301, 640], column] = value
    others = candles.drop(index=[300, 301, 640])

    scored = score_candles(broken, "30m", strict)

    assert not scored.loc[[300, 301, 640], ["enygma_score", "enygma_entry"]].to_numpy().any()
    expected = score_candles(others, "30m", strict)
    pd.testing.assert_frame_equal(
        scored.drop(index=[300, 301, 640])[list(COLUMNS)], expected[list(COLUMNS)]
    )


def test_candles_that_are_all_broken_have_no_score(
    candles: pd.DataFrame, strict: ScoringProfile
) -> None:
    nothing = candles.assign(close=np.nan)

    assert not score_candles(nothing, "30m", strict)["enygma_score"].any()


@pytest.mark.parametrize("factor", [1e-6, 0.125, 8.0])
def test_the_unit_of_the_price_does_not_matter(
    candles: pd.DataFrame, canonical: ScoringProfile, factor: float
) -> None:
    scaled = candles.copy()
    scaled[PRICES] *= factor

    ours, theirs = (score_candles(each, "30m", canonical) for each in (scaled, candles))

    pd.testing.assert_frame_equal(ours[list(COLUMNS)], theirs[list(COLUMNS)])


def test_integer_columns_are_scored_as_numbers(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    whole = candles.copy()
    whole[PRICES] = (whole[PRICES] * 100).round()
    integers = whole.astype(dict.fromkeys([*PRICES, "volume"], "int64"))

    ours, theirs = (score_candles(each, "30m", canonical) for each in (integers, whole))

    pd.testing.assert_frame_equal(ours[list(COLUMNS)], theirs[list(COLUMNS)])


def test_an_indicator_that_is_left_out_on_a_timeframe_shows_points_that_do_not_count(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    scored = score_candles(candles, "1h", canonical).iloc[113:]

    assert scored["enygma_points_macd"].any()
    assert not scored["enygma_points_rsi"].any()
    share = scored["enygma_confluence"] * 100 / 6
    np.testing.assert_allclose(scored["enygma_confluence_pct"], share)


@pytest.mark.parametrize(("dom", "added"), [(15, 15), (-8, -8), (30, 20), (-200, -20), (0, 0)])
def test_the_order_book_moves_the_newest_score_alone(
    candles: pd.DataFrame, canonical: ScoringProfile, dom: int, added: int
) -> None:
    without = score_candles(candles, "30m", canonical)

    scored = score_candles(candles, "30m", canonical, dom_score=dom)

    moved = scored["enygma_score"] - without["enygma_score"]
    assert moved.iloc[-1] == added
    assert not moved.iloc[:-1].any()
    assert scored["enygma_points_dom"].iloc[-1] == dom
    assert not scored["enygma_points_dom"].iloc[:-1].any()


def test_a_timeframe_without_parameters_is_refused(
    candles: pd.DataFrame, canonical: ScoringProfile
) -> None:
    with pytest.raises(ScoringConfigError, match=r"'3m'.*5m, 15m, 30m, 1h, 2h, 4h"):
        score_candles(candles, "3m", canonical)


def test_a_timeframe_may_borrow_the_parameters_of_another(candles: pd.DataFrame) -> None:
    profile = load_profile({"scoring": {"borrowed_timeframes": {"3m": "5m"}}}, {})

    ours, theirs = (score_candles(candles, timeframe, profile) for timeframe in ("3m", "5m"))

    pd.testing.assert_frame_equal(ours, theirs)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda c: c.drop(columns=["volume", "date"]), "lack the columns date, volume"),
        (lambda c: c.iloc[::-1], "sorted by date without doubles: row 1"),
        (lambda c: c.iloc[[0, 1, 1, 2]], "row 2 .* does not come after row 1"),
        (lambda c: c.assign(date=range(len(c))), "date holds int64, not timestamps"),
        (lambda c: c.assign(date=c["date"].where(c.index != 7)), "no date"),
        (lambda c: c.assign(close="a"), "close is not numeric"),
    ],
)
def test_a_frame_that_cannot_be_scored_is_refused(
    candles: pd.DataFrame, canonical: ScoringProfile, spoil: object, message: str
) -> None:
    assert callable(spoil)
    with pytest.raises(CandlesError, match=message):
        score_candles(spoil(candles), "30m", canonical)
