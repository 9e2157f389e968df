"""Tensors, variables and the data structures built on them."""
