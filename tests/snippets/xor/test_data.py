import matplotlib.pyplot as plt
import numpy as np
import pytest

from snippets.xor.data import (
    KINDS, draw_axes, draw_degrees, draw_split, fit_curve,
    make_model, make_wave, mean_error, split)


@pytest.mark.parametrize("n", [3, 10, 99, 150])
def test_sets_are_disjoint_and_complete(n):
    parts = [part for part, _ in split(np.arange(n), np.arange(n))]
    assert sorted(np.concatenate(parts).tolist()) == list(range(n))


def test_samples_keep_their_labels():
    x = np.arange(40).reshape(20, 2)
    for features, labels in split(x, x.sum(axis=1)):
        np.testing.assert_array_equal(features.sum(axis=1), labels)


def test_split_is_the_same_for_a_seed():
    x = np.arange(30)
    assert all(np.array_equal(a[0], b[0])
               for a, b in zip(split(x, x, seed=1), split(x, x, seed=1)))
    assert not np.array_equal(split(x, x, seed=1)[0][0],
                              split(x, x, seed=2)[0][0])


def test_split_refuses_what_does_not_fit():
    with pytest.raises(ValueError, match="3 samples, but 2 labels"):
        split(np.arange(3), np.arange(2))
    with pytest.raises(ValueError, match="test set"):
        split(np.arange(3), np.arange(3), train=0.8, validation=0.2)


def test_model_predicts_zero_before_training():
    model = make_model()
    assert not np.any(model.predict(np.ones((5, 2)), verbose=0))
    assert model.evaluate(np.ones((5, 2)), np.full((5, 1), 3.0),
                          verbose=0) == pytest.approx(9.0)


def test_a_polynomial_of_the_right_degree_fits_exactly():
    x = np.linspace(-1, 1, 9)
    y = 2 * x ** 3 - x
    assert mean_error(fit_curve(x, y, 3), x, y) < 1e-12
    assert mean_error(fit_curve(x, y, 1), x, y) > 0.01


def test_training_error_never_grows_with_the_degree():
    x, y = make_wave()
    errors = [mean_error(fit_curve(x, y, degree), x, y) for degree in range(8)]
    assert all(b <= a + 1e-12 for a, b in zip(errors, errors[1:]))


def test_drawings():
    figure = draw_axes()
    texts = [text.get_text() for text in figure.axes[0].texts]
    assert texts.count("samples") == len(KINDS)
    shares = [text.get_text() for text in draw_split(0.5, 0.25).axes[0].texts]
    assert shares.count("25%") == 2 and "50%" in shares
    assert len(draw_degrees().axes[0].lines) == 2
    plt.close("all")
