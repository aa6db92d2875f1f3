"""What can be wrong with what the scoring is given."""


class ScoringError(ValueError):
    """Base of every error the scoring raises on purpose."""


class ScoringConfigError(ScoringError):
    """A profile, a timeframe or a setting that makes no sense; the message says which and why."""


class CandlesError(ScoringError):
    """A frame of candles that cannot be scored: a column is missing, dates are out of order."""
