"""Protections that freqtrade loads by name."""
