import ast
import inspect
import linecache
import os
import sys
import types
import zipfile

import h5py
import keras
import matplotlib.pyplot as plt
import numpy as np
import pytest
import tensorflow as tf

from snippets.custom.losses import HuberLoss, build_model, create_huber
from snippets.custom.parts import MyGlorotInitializer
from snippets.custom.saving import (
    Pinball,
    RegisteredHuber,
    build_echo,
    draw_formats,
    export_quietly,
    run_fresh,
    source_of,
    write_parts,
)


def test_run_fresh_returns_what_was_printed(tmp_path):
    assert run_fresh("print('한글'); print(2)", tmp_path) == "한글\n2"


def test_run_fresh_returns_the_last_line_of_an_error(tmp_path):
    assert run_fresh("print('before')\n1 / 0", tmp_path) == "ZeroDivisionError: division by zero"


def test_run_fresh_starts_in_the_folder(tmp_path):
    (tmp_path / "here.py").write_text("answer = 42")
    assert run_fresh("import os, here; print(here.answer, os.listdir('.')[:0])", tmp_path) == "42 []"


def test_source_of_a_class_that_a_notebook_holds(monkeypatch):
    """A cell is known by its lines alone; the module has no file."""
    cell, where = "class Twice:\n    def call(self, x):\n        return 2 * x\n", "/cell/1.py"
    notebook = types.ModuleType("notebook_without_file")
    monkeypatch.setitem(sys.modules, notebook.__name__, notebook)
    monkeypatch.setitem(linecache.cache, where, (len(cell), None, cell.splitlines(True), where))
    exec(compile(cell, where, "exec"), vars(notebook))
    with pytest.raises((OSError, TypeError)):
        inspect.getsource(notebook.Twice)
    assert ast.dump(ast.parse(source_of(notebook.Twice))) == ast.dump(ast.parse(cell))


def test_echo_predicts_its_input():
    assert np.array_equal(build_echo("mean_squared_error")(tf.constant([[5.0]])), [[5.0]])


def test_registered_name():
    assert keras.saving.get_registered_name(RegisteredHuber) == "ground>RegisteredHuber"
    assert RegisteredHuber(2.0).get_config()["threshold"] == 2.0


def test_registered_class_needs_no_custom_objects(tmp_path):
    path = str(tmp_path / "echo.keras")
    build_echo(RegisteredHuber(0.5)).save(path)
    assert keras.models.load_model(path).loss.threshold == 0.5


def test_function_needs_its_inner_name(tmp_path):
    path = str(tmp_path / "echo.keras")
    build_echo(create_huber(2.0)).save(path)
    with pytest.raises(TypeError, match="Could not locate function 'huber_fn'"):
        keras.models.load_model(path)
    with pytest.raises(TypeError, match="Could not locate function 'huber_fn'"):
        keras.models.load_model(path, custom_objects={"create_huber": create_huber(2.0)})
    with keras.saving.custom_object_scope({"huber_fn": create_huber(2.0)}):
        assert keras.models.load_model(path).loss.__name__ == "huber_fn"


def test_every_way_in_one_fresh_process(tmp_path):
    """A class given, a class in a scope, a class that was not given, h5 and weights."""
    build_echo(HuberLoss(2.0)).save(str(tmp_path / "class.keras"))
    model = build_model(HuberLoss(2.0))
    model.save_weights(str(tmp_path / "model.weights.h5"))
    X = np.ones((3, 8), "float32")
    np.save(tmp_path / "expected.npy", model(X))
    write_parts(tmp_path / "parts.py")
    assert run_fresh(
        """
import keras, numpy as np
try:
    keras.models.load_model("class.keras")
except TypeError as error:
    print("HuberLoss" in str(error))
from parts import HuberLoss, build_model
print(keras.models.load_model("class.keras", custom_objects={"HuberLoss": HuberLoss}).loss.threshold)
with keras.saving.custom_object_scope({"HuberLoss": HuberLoss}):
    print(keras.models.load_model("class.keras").loss.threshold)
model = build_model("mean_squared_error")
model.load_weights("model.weights.h5")
print(np.allclose(model(np.ones((3, 8), "float32")), np.load("expected.npy")))
model = build_model(HuberLoss(2.0))
model.save("model.h5")
loaded = keras.models.load_model("model.h5", custom_objects={"HuberLoss": HuberLoss})
print(loaded.loss.threshold)
""",
        tmp_path,
    ).splitlines() == ["True", "2.0", "2.0", "True", "2.0"]


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 trains on")
def test_h5_of_keras_3_needs_compiling_before_more_training(tmp_path):
    path = str(tmp_path / "model.h5")
    model = build_model(create_huber(2.0))
    X, y = np.ones((4, 8), "float32"), np.ones((4, 1), "float32")
    model.fit(X, y, verbose=0)
    model.save(path)
    loaded = keras.models.load_model(path, custom_objects={"huber_fn": create_huber(2.0)})
    with pytest.raises(ValueError, match="Unknown variable"):
        loaded.fit(X, y, verbose=0)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 loads it")
def test_h5_of_keras_3_does_not_know_mse(tmp_path):
    path = str(tmp_path / "model.h5")
    build_model("mse").save(path)
    with pytest.raises(ValueError, match="Could not deserialize"):
        keras.models.load_model(path)
    keras.models.load_model(path, compile=False)


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 saves a folder")
def test_folders_are_for_export(tmp_path):
    with pytest.raises(ValueError, match="Invalid filepath extension"):
        build_echo("mse").save(str(tmp_path / "folder"))


def test_exported_model_computes_without_keras_code(tmp_path, capsys):
    export_quietly(build_echo(HuberLoss(2.0)), str(tmp_path / "exported"))
    assert capsys.readouterr().out == ""
    restored = tf.saved_model.load(str(tmp_path / "exported"))
    assert np.array_equal(restored.serve(tf.constant([[3.0]])), [[3.0]])
    assert "saved_model.pb" in os.listdir(tmp_path / "exported")


def test_the_figure_has_a_row_for_each_format():
    figure = draw_formats()
    labels = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert labels == ["model.keras", "model.weights.h5", "model.h5", "export()"]
    plt.close(figure)


def test_the_code_of_a_lambda_goes_into_the_file_and_is_not_loaded(tmp_path):
    build_echo(lambda y_true, y_pred: y_true - y_pred).save(tmp_path / "echo.keras")
    with zipfile.ZipFile(tmp_path / "echo.keras") as file:
        assert "__lambda__" in file.read("config.json").decode()
    with pytest.raises(ValueError, match="safe_mode"):
        keras.models.load_model(tmp_path / "echo.keras")


def test_weights_are_found_under_the_class_name_of_a_layer(tmp_path):
    class Before(keras.layers.Dense):
        pass

    class After(keras.layers.Dense):
        pass

    def model(layer):
        return keras.Sequential([keras.Input((8,)), layer(1)])

    model(Before).save_weights(tmp_path / "model.weights.h5")
    model(Before).load_weights(tmp_path / "model.weights.h5")
    with pytest.raises(ValueError):
        model(After).load_weights(tmp_path / "model.weights.h5")


@pytest.mark.skipif(keras.__version__ < "3", reason="Keras 2 has no zipped=")
def test_keras_3_reads_a_folder_that_it_wrote_without_zipping(tmp_path):
    build_echo("mean_squared_error").save(tmp_path / "folder", zipped=False)
    assert float(keras.models.load_model(tmp_path / "folder")(tf.constant([[3.0]]))[0, 0]) == 3
    export_quietly(build_echo("mean_squared_error"), str(tmp_path / "exported"))
    with pytest.raises(ValueError):
        keras.models.load_model(tmp_path / "exported")


def test_files_hold_what_the_figure_says(tmp_path):
    model = build_model("mean_squared_error")
    model.fit(np.ones((4, 8), "float32"), np.ones((4, 1), "float32"), verbose=0)
    model.save(tmp_path / "model.h5")
    model.save_weights(tmp_path / "model.weights.h5")
    export_quietly(model, str(tmp_path / "exported"))
    with h5py.File(tmp_path / "model.h5") as file:
        assert {"model_weights", "optimizer_weights"} == set(file)
        assert {"model_config", "training_config"} <= set(file.attrs)
    with h5py.File(tmp_path / "model.weights.h5") as file:
        assert "optimizer" in file and "layers" in file
    names = [name for name, _ in tf.train.list_variables(str(tmp_path / "exported/variables/variables"))]
    assert not [name for name in names if "optimizer" in name]


def test_without_compiling_the_parts_of_layers_are_still_needed(tmp_path):
    model = keras.Sequential([keras.Input((8,)), keras.layers.Dense(1, kernel_initializer=MyGlorotInitializer(2.0))])
    model.compile(loss=create_huber(2.0))
    model.save(tmp_path / "model.keras")
    with pytest.raises((TypeError, ValueError), match="MyGlorotInitializer"):
        keras.models.load_model(tmp_path / "model.keras", compile=False)
    keras.models.load_model(
        tmp_path / "model.keras", compile=False, custom_objects={"MyGlorotInitializer": MyGlorotInitializer}
    )


def test_a_quantile_weighs_errors_above_and_below():
    loss = Pinball(0.9)
    assert float(loss(tf.constant([[1.0]]), tf.constant([[0.0]]))) == pytest.approx(0.9)
    assert float(loss(tf.constant([[0.0]]), tf.constant([[1.0]]))) == pytest.approx(0.1)
