"""Gradients: finite differences, tapes, and what can go wrong with both."""
