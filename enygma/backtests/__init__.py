"""Backtests whose result tells what risk decided in them."""
