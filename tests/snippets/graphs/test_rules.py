import compileall
import functools
import subprocess
import sys

import keras
import numpy as np
import pytest
import tensorflow as tf

LOOP = "import tensorflow as tf\ndef sum_to(n):\n    s = 0\n    for i in tf.range(n):\n        s += i\n    return s\n"
NOT_ALLOWED = tf.errors.OperatorNotAllowedInGraphError
NUMBERS = tf.data.Dataset.range(4)
ITERATOR = iter(NUMBERS)
LIMIT = tf.Variable(0.0)


def relu(x):
    if x > 0:
        return x
    return tf.zeros_like(x)


def in_graph(function, *arguments):
    """Whether a loop of a function is an operation of its graph."""
    graph = tf.function(function).get_concrete_function(*arguments).graph
    kinds = {o.type for o in graph.get_operations()}
    return bool(kinds & {"StatelessWhile", "While", "ReduceDataset"})


def over(make):
    def function(*arguments):
        total = tf.constant(0, tf.int64)
        for item in make(*arguments):
            total += tf.reduce_sum(tf.cast(item, tf.int64))
        return total

    return function


def over_enumerated_dataset():
    total = tf.constant(0, tf.int64)
    for i, item in enumerate(NUMBERS):
        total += i * item
    return total


def over_zipped_datasets():
    total = tf.constant(0, tf.int64)
    for a, b in zip(NUMBERS, NUMBERS):  # noqa: B905 (as on the page)
        total += a * b
    return total


def over_mapped_dataset():
    total = tf.constant(0, tf.int64)
    for item in map(lambda n: n * 2, NUMBERS):  # noqa: C417 (map() is what is tested)
        total += item
    return total


def over_range(n):
    total = 0
    for i in range(1, n, 2):
        total += i
    return total


@pytest.mark.parametrize(
    "function, arguments",
    [
        (over(lambda t: t), [tf.range(4)]),
        (over(lambda t: t), [tf.ragged.constant([[1, 2], [3]])]),
        (over_range, [tf.constant(4)]),
        (over(lambda: NUMBERS), []),
        (over(lambda: ITERATOR), []),
        (over(lambda: iter(NUMBERS)), []),
        (over_enumerated_dataset, []),
        (over_zipped_datasets, []),
        (over_mapped_dataset, []),
    ],
)
def test_loops_over_tensors_and_datasets_get_into_the_graph(function, arguments):
    assert in_graph(function, *arguments)


@pytest.mark.parametrize("items", [[1, 2], range(3), np.arange(3)])
def test_loops_over_python_objects_are_unrolled(items):
    assert not in_graph(over(lambda: items))


def zipped(x):
    total = 0.0
    for a, b in zip(x, x):  # noqa: B905 (as on the page)
        total += a * b
    return total


def mapped(x):
    total = 0.0
    for a in map(lambda v: 2 * v, x):  # noqa: C417 (map() is what is tested)
        total += a
    return total


def comprehended(x):
    return [2 * v for v in x]


@pytest.mark.parametrize("function", [zipped, mapped, comprehended])
def test_tensors_in_zip_map_or_a_comprehension_are_refused(function):
    with pytest.raises(NOT_ALLOWED):
        tf.function(function)(tf.constant([1.0, 2.0]))


def while_on_python(x):
    n = 0
    while n < 3:
        n += 1
    return x + n


def while_on_tensor(x):
    while x > 1:
        x -= 1
    return x


def test_a_while_gets_into_the_graph_if_its_condition_is_a_tensor():
    assert in_graph(while_on_tensor, tf.constant(5))
    assert not in_graph(while_on_python, tf.constant(5))


class Rectified:
    def __init__(self, x):
        self.value = relu(x)


class Item:
    def __init__(self, x):
        self.x = x

    def __getitem__(self, key):
        return relu(self.x)

    def rectified(self):
        return relu(self.x)


@tf.custom_gradient
def with_gradient(x):
    return relu(x), lambda upstream: upstream


def by_key(x):
    return sorted([1, 2], key=lambda n: relu(x))


def by_constructor(x):
    return Rectified(x).value


def by_brackets(x):
    return Item(x)[0]


def by_vectorized_map(x):
    return tf.vectorized_map(relu, tf.stack([x, x]))


def by_custom_gradient(x):
    return with_gradient(x)


@pytest.mark.parametrize("function", [by_key, by_constructor, by_brackets, by_vectorized_map, by_custom_gradient])
def test_calls_that_are_made_elsewhere_are_not_converted(function):
    with pytest.raises(NOT_ALLOWED):
        tf.function(function)(tf.constant(1.0))


def by_method(x):
    return Item(x).rectified()


def by_partial(x):
    return functools.partial(relu, x)()


def by_map_fn(x):
    return tf.map_fn(relu, tf.stack([x, x]))[0]


@pytest.mark.parametrize("function", [by_method, by_partial, by_map_fn])
def test_calls_in_the_source_and_those_of_map_fn_are_converted(function):
    assert float(tf.function(function)(tf.constant(-1.0))) == 0


def test_a_decorated_function_is_converted_even_inside_a_layer():
    tf_relu = tf.function(relu)

    class Layer(keras.layers.Layer):
        def call(self, inputs):
            return tf_relu(inputs)

    layer = Layer()
    assert float(tf.function(lambda x: layer(x))(tf.constant(-1.0))) == 0


def test_numpy_functions_that_need_no_values_work():
    @tf.function
    def shape(x):
        assert tuple(np.shape(x)) == (2, 3) and np.ndim(x) == 2
        return x

    assert shape(tf.zeros([2, 3])).shape == (2, 3)


def test_tf_sort_sorts_matrices_and_sorted_does_not():
    matrix = tf.constant([[2.0, 1.0]])
    assert tf.function(tf.sort)(matrix).numpy().tolist() == [[1.0, 2.0]]

    def ordered(x):
        return sorted(x)

    with pytest.raises(ValueError, match="1D"):
        tf.function(ordered)(matrix)


def test_the_shape_of_a_py_function_can_be_set():
    @tf.function
    def median(x):
        y = tf.py_function(lambda t: np.median(t.numpy()), [x], tf.float32)
        y.set_shape([])
        return y

    concrete = median.get_concrete_function(tf.zeros([3]))
    assert concrete.structured_outputs.shape == ()


def test_global_loses_a_variable_without_an_error():
    @tf.function
    def lose():
        global LIMIT
        LIMIT = LIMIT + 1.0
        return LIMIT

    assert [float(lose()) for _ in range(3)] == [1, 1, 1]
    assert not isinstance(LIMIT, tf.Variable)


def test_without_its_source_a_module_is_traced_as_it_is(tmp_path, monkeypatch):
    source = tmp_path / "shipped_without_source.py"
    source.write_text(LOOP)
    compileall.compile_dir(tmp_path, legacy=True, quiet=1)
    source.unlink()
    monkeypatch.syspath_prepend(tmp_path)
    import shipped_without_source

    with pytest.raises(NOT_ALLOWED):
        tf.function(shipped_without_source.sum_to)(tf.constant(5))


def test_code_on_the_command_line_has_no_source():
    run = subprocess.run(
        [sys.executable, "-c", LOOP + "print(tf.function(sum_to)(tf.constant(5)))"], capture_output=True, text=True
    )
    assert "OperatorNotAllowedInGraphError" in run.stderr


@pytest.mark.filterwarnings("ignore:Even though")
def test_functions_of_datasets_stay_graphs_when_others_run_eagerly():
    eagerly = []
    tf.config.run_functions_eagerly(True)
    try:
        list(NUMBERS.map(lambda n: eagerly.append(tf.executing_eagerly()) or n))
    finally:
        tf.config.run_functions_eagerly(False)
    assert eagerly == [False]


class Memory:
    last = None

    @tf.function
    def keep(self, x):
        self.last = 2.0 * x
        return self.last

    @tf.function
    def use(self, x):
        return x + self.last


def test_a_tensor_kept_in_self_is_that_of_the_trace():
    memory = Memory()
    memory.keep(tf.constant(1.0))
    kept = memory.last
    memory.keep(tf.constant(5.0))
    assert memory.last is kept
    with pytest.raises(TypeError, match="is out of scope and cannot be used here"):
        memory.use(tf.constant(1.0))
    other = Memory()
    other.last = other.keep(tf.constant(5.0))
    assert float(other.use(tf.constant(1.0))) == 11.0


def test_two_lambdas_in_a_line_need_arguments_of_different_names():
    # fmt: off
    same = [lambda x: x if x > 0.0 else -x, lambda x: x / 2.0]
    other = [lambda x: x if x > 0.0 else -x, lambda y: y / 2.0]
    # fmt: on
    with pytest.raises(NOT_ALLOWED, match="Using a symbolic"):
        tf.function(same[0])(tf.constant(-3.0))
    assert float(tf.function(other[0])(tf.constant(-3.0))) == 3.0
