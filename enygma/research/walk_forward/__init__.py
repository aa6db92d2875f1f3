"""Walk-forward: parameters searched in windows, traded in the unseen days after each of them."""
