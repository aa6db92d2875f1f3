"""KuCoin futures for freqtrade."""
