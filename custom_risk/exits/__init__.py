"""Exits: slices on the way to a profit, targets, and reasons to leave at once."""

from custom_risk.exits.partial_exits import PartialExits, Slice

__all__ = ["PartialExits", "Slice"]
