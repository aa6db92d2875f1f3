"""Whether a strategy's closed trades show an edge, and how sure one may be of it."""
