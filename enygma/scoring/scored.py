"""Score a frame of candles: the entry point of this package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from enygma.scoring.candles import BoolArray, read_candles
from enygma.scoring.classes import CLASSES, class_codes
from enygma.scoring.gates import GATES
from enygma.scoring.profile import INDICATORS, ScoringProfile
from enygma.scoring.rounding import FloatArray
from enygma.scoring.verdict import Verdict, judge, read_points
from enygma.scoring.volatility import REGIMES, UNKNOWN
from enygma.scoring.warmup import warmup_candles

PREFIX: Final = "enygma_"
_POINTS: Final = tuple(f"points_{name}" for name in INDICATORS)
_INTEGERS: Final = (
    *("score", "side", "entry", "confluence"),
    *(*_POINTS, "points_funding", "points_dom"),
)
_POINTS_ROWS: Final = slice(_INTEGERS.index(_POINTS[0]), _INTEGERS.index(_POINTS[-1]) + 1)
_FUNDING_ROW: Final = _INTEGERS.index("points_funding")
_FLOATS: Final = ("confluence_pct", "confidence")
_GATES: Final = tuple(f"gate_{name}" for name in GATES)
_TEXTS: Final = ("class", "regime")
COLUMNS: Final = tuple(PREFIX + name for name in (*_INTEGERS, *_FLOATS, *_GATES, *_TEXTS))
"""Every column a scored frame has beside those of the candles."""

# made once: pandas takes longer to make labels and strings than to put 500 rows under them
_INTEGER_LABELS: Final = pd.Index([PREFIX + name for name in _INTEGERS])
_FLOAT_LABELS: Final = pd.Index([PREFIX + name for name in _FLOATS])
_GATE_LABELS: Final = pd.Index([PREFIX + name for name in _GATES])
_TEXT_LABELS: Final = pd.Index([PREFIX + name for name in _TEXTS])
_CLASS_NAMES: Final = np.array(CLASSES, dtype=object)
_REGIME_NAMES: Final = np.array(REGIMES, dtype=object)


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns to be, one row of each array a column; as they are for a candle without score."""

    integers: npt.NDArray[np.int16]
    floats: FloatArray
    gates: BoolArray
    scores: npt.NDArray[np.int16]
    regimes: npt.NDArray[np.uint8]

    @classmethod
    def unscored(cls, rows: int) -> _Columns:
        return cls(
            np.zeros((len(_INTEGERS), rows), np.int16),
            np.zeros((len(_FLOATS), rows)),
            np.zeros((len(_GATES), rows), bool),
            np.zeros(rows, np.int16),
            np.full(rows, UNKNOWN, np.uint8),
        )


def score_candles(
    candles: pd.DataFrame,
    timeframe: str,
    profile: ScoringProfile,
    *,
    dom_score: int = 0,
    funding: FloatArray | None = None,
) -> pd.DataFrame:
    """Score closed candles: the same rows, index and columns, and the columns of `COLUMNS`.

    `candles` has `date` (sorted, without doubles), `open`, `high`, `low`, `close`, `volume`, one
    row a closed candle. Row i depends on rows up to i alone. `dom_score` (see `dom_points`) is
    added to the newest candle; leave it at 0 for candles of the past. `funding` is the rank of the
    funding rate on each row (see `funding_ranks`), which counts where the profile gives it weight.

    | column | values |
    |---|---|
    | enygma_score | -220 … 220; 0 before the warm-up |
    | enygma_class | EXTREME_SELL … NEUTRAL … EXTREME_BUY |
    | enygma_side | sign of the score: -1, 0, 1 |
    | enygma_regime | LOW, MEDIUM, HIGH; UNKNOWN before the warm-up |
    | enygma_confluence, enygma_confluence_pct | indicators that vote with the score; in percent |
    | enygma_confidence | 0 … 1 in hundredths |
    | enygma_points_<indicator>, enygma_points_dom | points; 0 for one that is not `enabled` |
    | enygma_points_funding | points; 0 where the rank is not known or has no weight |
    | enygma_gate_<gate> | whether the gate lets an entry on the score's side through |
    | enygma_entry | the side, where every gate lets it through, else 0 |

    An indicator that the profile leaves out on this timeframe alone still shows its points, but
    they neither count nor vote.

    A row that is not a whole candle (NaN, infinite, a price not above 0, high below low, negative
    volume) has no score, and the rows after it are scored as if it were not there.

    Raises CandlesError for a frame that cannot be scored, ScoringConfigError for a timeframe the
    profile has no parameters for.
    """
    own = profile.parameters_timeframe(timeframe)
    market, whole = read_candles(candles)
    columns = _Columns.unscored(len(market))
    if len(market) > (warmup := warmup_candles(own, profile)):
        newest_is_whole = whole is None or bool(whole[-1])
        dom = dom_score if newest_is_whole else 0
        points = columns.integers[_POINTS_ROWS]
        read_points(market, own, profile.counted(own), points)
        charged = columns.integers[_FUNDING_ROW]
        if funding is not None:
            charged[:] = profile.funding.points(funding if whole is None else funding[whole])
        verdict = judge(market, own, profile, points, dom, charged)
        read_points(market, own, profile.shown(own), points)
        points[:, :warmup] = charged[:warmup] = 0
        _fill(columns, verdict)
        columns.integers[-1, -1] = dom
    if whole is not None:
        columns = _spread(columns, whole)
    return _joined(candles, columns, profile)


def _fill(columns: _Columns, verdict: Verdict) -> None:
    evidence, integers = verdict.evidence, columns.integers
    integers[0] = evidence.score
    np.sign(evidence.score, out=integers[1])
    integers[2] = verdict.entry
    integers[3] = evidence.confluence
    columns.floats[0] = evidence.confluence_pct
    np.divide(evidence.confidence, 100.0, out=columns.floats[1])
    columns.gates[:] = verdict.gates
    columns.scores[:] = evidence.score
    columns.regimes[:] = evidence.regimes


def _spread(columns: _Columns, whole: BoolArray) -> _Columns:
    """The same columns with rows without score where the candle is not whole."""
    spread = _Columns.unscored(len(whole))
    spread.integers[:, whole] = columns.integers
    spread.floats[:, whole] = columns.floats
    spread.gates[:, whole] = columns.gates
    spread.scores[whole] = columns.scores
    spread.regimes[whole] = columns.regimes
    return spread


def _joined(candles: pd.DataFrame, columns: _Columns, profile: ScoringProfile) -> pd.DataFrame:
    index = candles.index
    codes = class_codes(profile.classes, profile.caps.total).take(
        columns.scores + profile.caps.total
    )
    texts = np.empty((len(_TEXTS), len(codes)), dtype=object)
    # the mode lets numpy write straight to the block; no code is out of bounds
    _CLASS_NAMES.take(codes, out=texts[0], mode="clip")
    _REGIME_NAMES.take(columns.regimes, out=texts[1], mode="clip")
    blocks = [
        pd.DataFrame(columns.integers.T, index=index, columns=_INTEGER_LABELS, copy=False),
        pd.DataFrame(columns.floats.T, index=index, columns=_FLOAT_LABELS, copy=False),
        pd.DataFrame(columns.gates.T, index=index, columns=_GATE_LABELS, copy=False),
        # without its dtype pandas 3 would turn every name into a string of its own
        pd.DataFrame(texts.T, index=index, columns=_TEXT_LABELS, dtype=object, copy=False),
    ]
    scored_before = [name for name in COLUMNS if name in candles.columns]
    kept = candles.drop(columns=scored_before) if scored_before else candles
    return pd.concat([kept, *blocks], axis=1)
