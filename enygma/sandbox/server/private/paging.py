"""Pages: numbered ones, and windows that slide along a stream by the offset of the last row."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeVar

from enygma.sandbox.server.envelope import Json, invalid_parameter
from enygma.sandbox.server.parameters import Parameters

PAGE_SIZE, LARGEST_PAGE = 50, 1000
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Page:
    """Page `number` (from 1) of `size` rows."""

    number: int
    size: int

    @classmethod
    def asked(
        cls,
        query: Parameters,
        names: tuple[str, str] = ("currentPage", "pageSize"),
        size: int = PAGE_SIZE,
        largest: int = LARGEST_PAGE,
    ) -> "Page":
        """The page that the parameters `names` (number, size) ask for."""
        number_name, size_name = names
        return cls(
            _bounded(query, number_name, 1, None),
            _bounded(query, size_name, size, largest),
        )

    def of(self, rows: Sequence[_Row], written: Callable[[_Row], Json]) -> Json:
        """The page of `rows`, each as `written` shows it, in KuCoin's frame."""
        first = (self.number - 1) * self.size
        return {
            "currentPage": self.number,
            "pageSize": self.size,
            "totalNum": len(rows),
            "totalPage": -(-len(rows) // self.size),
            "items": [written(row) for row in rows[first : first + self.size]],
        }


def slide(
    query: Parameters,
    rows: Sequence[_Row],
    offset_of: Callable[[_Row], int],
    written: Callable[[_Row], Json],
    size: int,
    largest: int,
) -> Json:
    """A window over `rows` (oldest first) after the row whose offset the caller names.

    Newest first unless `reverse` or `forward`, the flags of KuCoin's pager, are false.
    """
    count = _bounded(query, "maxCount", size, largest)
    newest_first = query.flag("reverse", default=True) is query.flag("forward", default=True)
    offset = query.optional_integer("offset")
    ordered = reversed(rows) if newest_first else iter(rows)
    after = (
        row
        for row in ordered
        if offset is None or (offset_of(row) < offset if newest_first else offset_of(row) > offset)
    )
    found = list(islice(after, count + 1))
    return {"dataList": [written(row) for row in found[:count]], "hasMore": len(found) > count}


def _bounded(query: Parameters, name: str, default: int, largest: int | None) -> int:
    value = query.optional_integer(name)
    if value is None:
        return default
    if value < 1:
        raise invalid_parameter(f"{name} must be at least 1")
    if largest is not None and value > largest:
        raise invalid_parameter(f"{name} should not greater than {largest}")
    return value
