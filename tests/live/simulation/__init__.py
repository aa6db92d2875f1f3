"""The real bot, live, against the sandbox, in time that is stepped.

`python -m tests.live.simulation` runs seeds under fire, `… parity` compares with a backtest.
"""
