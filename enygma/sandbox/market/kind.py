"""The three prices a contract has."""

from enum import StrEnum


class PriceKind(StrEnum):
    """Last traded price, mark price (what positions are valued at), index (the spot markets)."""

    LAST = "last"
    MARK = "mark"
    INDEX = "index"
