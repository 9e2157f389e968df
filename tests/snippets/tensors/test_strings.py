import matplotlib.pyplot as plt
import pytest

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
