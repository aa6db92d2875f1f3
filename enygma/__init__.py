"""ENYGMA for freqtrade: KuCoin futures, scoring, an exchange on your machine, measurement."""
