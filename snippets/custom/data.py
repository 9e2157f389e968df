r"""Data made on the spot, in place of California housing.

Nothing is downloaded, so every example runs wherever TensorFlow does.

Source: Hands-On Machine Learning, 2nd ed., chapter 12 uses the California
housing set; its eight features and one price are imitated here.
"""

import numpy as np


def make_housing(n: int = 1000, outliers: float = 0.0, seed: int = 42):
    """Districts of an imaginary state: eight scaled features and a price.

    The price grows with the first feature, bends with others, and two
    features matter only together, so that a straight line is not enough.

    Args:
        n: number of districts.
        outliers: probability that a price is off, by up to ten units.
        seed: the same seed gives the same state.

    Returns:
        X, float32 of shape (n, 8), and y, float32 of shape (n, 1).

    >>> X, y = make_housing(4)
    >>> X.shape, X.dtype, y.shape, y.dtype
    ((4, 8), dtype('float32'), (4, 1), dtype('float32'))
    """
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n, 8))
    y = 2 + 0.8 * X[:, 0] + 0.4 * np.tanh(X[:, 1]) + 0.3 * X[:, 2] * X[:, 3]
    y += 0.3 * np.sin(2 * X[:, 6]) + 0.1 * rng.normal(size=n)
    y += (rng.random(n) < outliers) * rng.uniform(-10, 10, size=n)
    return X.astype("float32"), y[:, np.newaxis].astype("float32")
