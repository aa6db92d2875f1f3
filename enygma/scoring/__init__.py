"""Candles to indicators, points, score and entry gates."""

from enygma.scoring.alignment import timeframe_alignment
from enygma.scoring.entry_sides import entry_sides
from enygma.scoring.errors import CandlesError, ScoringConfigError, ScoringError
from enygma.scoring.funding import funding_ranks
from enygma.scoring.gates import GATES
from enygma.scoring.loading import load_profile, require_consistent
from enygma.scoring.order_book import dom_points
from enygma.scoring.profile import INDICATORS, PROFILES, ScoringProfile
from enygma.scoring.scored import COLUMNS, score_candles
from enygma.scoring.tags import entry_tags
from enygma.scoring.timeframes import TIMEFRAMES
from enygma.scoring.warmup import startup_candles, warmup_candles

__all__ = [
    "COLUMNS",
    "GATES",
    "INDICATORS",
    "PROFILES",
    "TIMEFRAMES",
    "CandlesError",
    "ScoringConfigError",
    "ScoringError",
    "ScoringProfile",
    "dom_points",
    "entry_sides",
    "entry_tags",
    "funding_ranks",
    "load_profile",
    "require_consistent",
    "score_candles",
    "startup_candles",
    "timeframe_alignment",
    "warmup_candles",
]
