"""KuCoin USDT-M futures for freqtrade: one file a subject, put together in `kucoin`."""

# Importing freqtrade's package registers the exchange, which loads every module of this one. That
# has to happen before any of them is half loaded, whichever is asked for first.
import freqtrade.exchange  # noqa: F401
