"""Candles to indicators, points, score and entry gates."""
