"""Where a parameter was searched."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def ranges_of(spaces: Mapping[str, Sequence[Any]]) -> dict[str, dict[str, Any]]:
    """Each parameter's space, and its least and greatest value or its choices.

    Args:
        spaces: freqtrade's dimensions (optuna's distributions) by space.
    """
    return {
        dimension.name: {"space": space, **_range(dimension)}
        for space, dimensions in spaces.items()
        for dimension in dimensions
    }


def _range(dimension: Any) -> dict[str, Any]:
    choices = getattr(dimension, "choices", None)
    if choices is not None:
        return {"choices": list(choices)}
    return {"low": dimension.low, "high": dimension.high}
