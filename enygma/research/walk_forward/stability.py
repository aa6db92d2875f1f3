"""Whether windows agree on a parameter: its value in each, and how far these lie apart."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from enygma.research.walk_forward.outcome import Outcome


@dataclass(frozen=True)
class Parameter:
    """A searched parameter over the windows."""

    name: str
    space: str
    values: list[Any]
    """One a window; `None` where a window chose nothing."""
    range: str
    """Where it was searched, in words."""
    positions: list[float | None]
    """Each value's place in that range, from 0 to 1."""
    spread: float | None
    """0: the same value everywhere; 1: as far apart as the search allowed (`spread_of`)."""

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)


def stability(outcomes: Sequence[Outcome]) -> list[Parameter]:
    """Every searched parameter, the least stable first."""
    chosen = [each.trained for each in outcomes if each.trained is not None]
    ranges = {name: told for each in chosen for name, told in each.ranges.items()}
    found = []
    for name, told in ranges.items():
        values = [
            None if each.trained is None else each.trained.searched.get(name) for each in outcomes
        ]
        found.append(
            Parameter(
                name=name,
                space=str(told["space"]),
                values=values,
                range=_words(told),
                positions=[_position(each, told) for each in values],
                spread=spread_of(values, told),
            )
        )
    return sorted(found, key=lambda each: -(each.spread or 0.0))


def spread_of(values: Sequence[Any], told: Mapping[str, Any]) -> float | None:
    """How far the values lie apart, relative to where they were searched.

    For a number: greatest less least value over the width of its range. For a choice: the share
    of the windows that differ from the most frequent one, over the share that would differ if the
    choices were spread evenly.

    Returns:
        A ratio from 0 to 1, `None` for fewer than two values or a range of one point.
    """
    known = [each for each in values if each is not None]
    if len(known) < 2:
        return None
    if "choices" in told:
        return _disagreement(known, len(told["choices"]))
    width = float(told["high"]) - float(told["low"])
    return (max(known) - min(known)) / width if width > 0 else None


def _position(value: Any, told: Mapping[str, Any]) -> float | None:
    if value is None:
        return None
    if "choices" in told:
        place, width = told["choices"].index(value), len(told["choices"]) - 1
    else:
        place, width = value - told["low"], told["high"] - told["low"]
    return place / width if width else 0.0


def _disagreement(values: Sequence[Any], choices: int) -> float | None:
    if choices < 2:
        return None
    most = max(values.count(each) for each in values)
    # as even as so many values can be
    evenly = -(-len(values) // min(choices, len(values)))
    return (len(values) - most) / (len(values) - evenly)


def _words(told: Mapping[str, Any]) -> str:
    if "choices" in told:
        return " / ".join(str(each) for each in told["choices"])
    return f"{told['low']:g} to {told['high']:g}"
