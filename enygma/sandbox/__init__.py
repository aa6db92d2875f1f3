"""A KuCoin Futures exchange on your machine."""
