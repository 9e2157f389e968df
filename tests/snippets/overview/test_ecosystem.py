from importlib import metadata

import pytest
import tensorflow as tf

from snippets.overview.ecosystem import PlainScale, ScaleModule, draw_routes, read_events, write_losses


def test_scale_survives_saving(tmp_path):
    scale = ScaleModule(3.0)
    scale.factor.assign(4.0)
    tf.saved_model.save(scale, str(tmp_path))
    loaded = tf.saved_model.load(str(tmp_path))
    assert loaded(tf.constant([1.0, 2.0])).numpy().tolist() == [4.0, 8.0]
    assert loaded(tf.constant([])).shape == (0,)


def test_plain_scale_computes_but_saves_no_function(tmp_path):
    scale = PlainScale(3.0)
    assert scale(tf.constant([2.0])).numpy().tolist() == [6.0]
    tf.saved_model.save(scale, str(tmp_path))
    assert not callable(tf.saved_model.load(str(tmp_path)))


def test_events_come_back_in_order(tmp_path):
    write_losses(str(tmp_path), [2.0, 1.0])
    assert read_events(str(tmp_path)) == [(0, "loss", 2.0), (1, "loss", 1.0)]


def test_no_losses_no_events(tmp_path):
    write_losses(str(tmp_path), [])
    assert read_events(str(tmp_path)) == []


def test_drawing():
    assert "SavedModel" in {text.get_text() for text in draw_routes().axes[0].texts}


def test_tensorflow_no_longer_requires_tensorboard():
    assert not any(line.startswith("tensorboard") for line in metadata.requires("tensorflow"))


def test_the_interpreter_of_tf_lite_announces_its_end():
    double = tf.function(lambda x: 2 * x).get_concrete_function(tf.TensorSpec([2]))
    model = tf.lite.TFLiteConverter.from_concrete_functions([double]).convert()
    with pytest.warns(UserWarning, match="scheduled for deletion"):
        tf.lite.Interpreter(model_content=model)
