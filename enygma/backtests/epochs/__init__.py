"""Epochs of hyperopt that compute nothing twice: what does not depend on the search is kept."""
