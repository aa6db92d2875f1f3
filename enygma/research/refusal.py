"""The errors of this package. Their message is meant for whoever asked for the report."""


class ResearchError(Exception):
    """A report cannot be made from what was given."""


class ResultError(ResearchError):
    """A backtest's result is missing or cannot be read."""


class CandleStoreError(ResearchError):
    """Candles are missing, unreadable or do not cover the time asked for."""


class RequestError(ResearchError):
    """An argument is malformed: a time, a pair, a file name."""


class LedgerError(ResearchError):
    """The ledger of trials cannot be read or written."""
