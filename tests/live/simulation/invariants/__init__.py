"""The risk invariants I-001 … I-012, held against what the exchange saw, event by event."""
