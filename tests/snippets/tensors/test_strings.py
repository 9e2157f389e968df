import matplotlib.pyplot as plt
import pytest
import tensorflow as tf

from snippets.tensors.strings import draw_encoding


def texts(text):
    figure = draw_encoding(text)
    found = [t.get_text() for t in figure.axes[0].texts]
    plt.close(figure)
    return found


def test_characters_code_points_and_bytes():
    assert texts("aé")[3:] == ["a", "97", "61", "é", "233", "c3", "a9"]


def test_one_byte_for_each_ascii_character():
    assert len(texts("tea")) == 3 + 3 * 3


def test_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="empty"):
        draw_encoding("")


@pytest.mark.parametrize(
    "operate", [lambda t: t - t, lambda t: t * t, lambda t: t / t, lambda t: t // t, lambda t: t % t, lambda t: -t]
)
def test_no_arithmetic_but_plus(operate):
    assert tf.constant("a") + "b" == "ab"
    with pytest.raises((tf.errors.InvalidArgumentError, TypeError)):
        operate(tf.constant("a"))


def test_strings_are_not_sorted():
    with pytest.raises(tf.errors.InvalidArgumentError):
        tf.sort(tf.constant(["b", "a"]))


@pytest.mark.parametrize("value, dtype", [("42", tf.int32), ("4.2", tf.float32), (42, tf.string)])
def test_a_cast_goes_neither_to_strings_nor_from_them(value, dtype):
    with pytest.raises(tf.errors.UnimplementedError):
        tf.cast(tf.constant(value), dtype)


def test_only_the_white_space_of_ascii_splits():
    assert len(tf.strings.split("a b\tc\nd")) == 4
    assert len(tf.strings.split("a\u3000b\u00a0c")) == 1


def test_reversed_code_points_move_a_combining_accent():
    points = tf.strings.unicode_decode("the\u0301 x", "UTF-8")[::-1]
    assert tf.strings.unicode_encode(points, "UTF-8").numpy().decode() == "x \u0301eht"
