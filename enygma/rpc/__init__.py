"""freqtrade's commands (Telegram, FreqUI, REST) as the plugin changes them."""

# Importing freqtrade's package registers the class below, which loads this package's modules. That
# has to happen before any of them is half loaded, whichever is asked for first.
import freqtrade.rpc  # noqa: F401
