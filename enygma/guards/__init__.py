"""What watches over a live bot: reconciliation, kill switch, adoption of what a crash lost."""

# Importing the module registers the bot below in it, which loads this package's modules. That has
# to happen before any of them is half loaded, whichever is asked for first.
import freqtrade.freqtradebot  # noqa: F401
