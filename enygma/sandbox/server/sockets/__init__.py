"""KuCoin's WebSocket: tokens, topics, connections and what is published on them."""
