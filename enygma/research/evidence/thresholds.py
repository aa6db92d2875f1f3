"""The numbers of the verdict's rule, each with where it comes from.

"Calibration" is the table of docs/evidence.md: `make calibrate` measures it again and fails when
one of these numbers no longer keeps what is promised there.
"""

INTERVAL = (0.05, 0.95)
"""Quantiles of the bootstrapped profit factor: below the lower one is 1 chance in 20."""

BEST_TRADES = 5
"""A result that is gone without its five best trades hangs on luck."""

LEAST_TRADES = 30
"""Below it nothing is said: the size from which a mean is roughly normal, and from which
`custom_risk` sizes by the Kelly criterion."""
LEAST_DAYS = 30
"""Below it a daily Sharpe ratio means nothing, however many trades a day has."""

EDGE_TRADES = 100
EDGE_DAYS = 180
"""*Edge* takes half a year at least: fewer days are one regime of the market."""
EDGE_CONFIDENCE = 0.975
"""Deflated Sharpe ratio of *edge*. Calibration: with fat tails, 0.95 lets more than the promised
5 % of strategies without an edge through."""
EDGE_PLACEBO = 0.05
"""*Edge*: at most one placebo in twenty earned as much."""
EDGE_OVERFITTING = 0.25
"""*Edge*: where the trials' returns are known, choosing the best fails in one of four halves."""

PLAUSIBLE_CONFIDENCE = 0.90
PLAUSIBLE_PLACEBO = 0.20
PLAUSIBLE_OVERFITTING = 0.50
"""From one half on, choosing the best variant is worse than choosing any."""

LONGEST_RECORD = 4.0
"""*Not enough trades* is said when a record up to four times as long would show the edge that was
measured; beyond it what was measured is too small to speak of."""
