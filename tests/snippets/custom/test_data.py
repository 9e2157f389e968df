"""The stand-in for California housing."""

import numpy as np
import pytest

from snippets.custom.data import make_housing


@pytest.mark.parametrize("n", [0, 1, 1000])
def test_shapes_and_types(n):
    X, y = make_housing(n)
    assert X.shape == (n, 8) and y.shape == (n, 1)
    assert X.dtype == y.dtype == np.float32


def test_the_same_seed_gives_the_same_state():
    assert all(np.array_equal(a, b) for a, b in zip(make_housing(50), make_housing(50), strict=True))
    assert not np.array_equal(make_housing(50)[0], make_housing(50, seed=1)[0])


def test_outliers_are_as_many_as_asked_and_change_nothing_else():
    X, clean = make_housing(2000)
    same, noisy = make_housing(2000, outliers=0.1)
    assert np.array_equal(X, same)
    assert 0.08 < np.mean(np.abs(noisy - clean) > 1e-6) < 0.12
    assert np.abs(clean).max() < 8 < np.abs(noisy).max(), "without being asked, there are none"


def test_a_straight_line_is_not_enough():
    X, y = make_housing(2000)
    design = np.c_[np.ones(len(X)), X]
    residual = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    assert residual.std() > 0.3
