"""Leverage-aware risk: sizing, stops, exits, limits."""
