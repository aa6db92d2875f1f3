"""A search that looks at many parameters in a compiled model first, and at the best in freqtrade.

The model ranks; it is never reported. What it leaves out, and where it steps aside, is told in
docs/fast-backtest.md.
"""
