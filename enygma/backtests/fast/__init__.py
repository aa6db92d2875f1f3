"""Backtests that take less time and give the same trades.

Each module here is one piece: it stands in for functions of freqtrade while a backtest runs, and
only as long as their source is the one it was written against. `pieces.py` lists them.
"""

# first of all: the plugin imports the pieces as soon as this module was executed, and one that
# is imported before it would meet itself half way
import freqtrade.optimize.backtesting  # noqa: F401
