"""KuCoin USDT-M futures for freqtrade: one file a subject, put together in `kucoin`."""
