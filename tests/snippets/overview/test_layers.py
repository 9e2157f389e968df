from importlib.machinery import PathFinder
from importlib.util import find_spec
from pathlib import Path

import tensorflow as tf

from snippets.overview.layers import draw_layers


def words(figure):
    return {text.get_text() for text in figure.axes[0].texts}


def test_every_layer_is_in_the_drawing():
    assert {"high level", "low-level Python", "execution engine", "kernels", "CPU", "GPU", "TPU"} <= words(
        draw_layers()
    )


def test_an_editor_finds_the_parts_of_tensorflow_that_are_files_but_not_keras():
    folder = str(Path(tf.__file__).parent)
    assert PathFinder.find_spec("tensorflow.lite", [folder]) is not None
    assert PathFinder.find_spec("tensorflow.keras", [folder]) is None
    assert find_spec("tensorflow.keras") is not None
