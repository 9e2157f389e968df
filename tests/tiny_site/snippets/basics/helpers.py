"""Definitions that another snippet module imports."""

import tensorflow as tf

FACTOR = 3


def triple(x):
    """Three times `x`."""
    return tf.multiply(x, FACTOR)


class Table:
    """A value with HTML of its own."""

    def __repr__(self):
        return "Table(1)"

    def _repr_html_(self):
        return "<table><tr><td>one</td></tr></table>"
