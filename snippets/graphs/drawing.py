"""Drawing graphs.

What a TF function recorded can be taken out, counted and drawn: before
TensorFlow has optimized it, and after.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "TensorFlow functions
and graphs", and appendix G, "Exploring function definitions and graphs".
"""

from statistics import fmean

import keras
import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.graphs.autograph import add_range, add_tf_range
from snippets.graphs.overview import cube


def area(radius):
    """The area of a circle, worked out with more than it needs.

    Args:
        radius: a float tensor of any shape.

    Returns:
        A tensor of the same shape.

    >>> area(tf.constant(1.0))
    <tf.Tensor: shape=(), dtype=float32, numpy=3.1415927410125732>
    """
    tf.exp(radius)  #: dead
    pi = 4.0 * tf.atan(1.0)  #: constants
    return pi * radius * radius


def optimized(concrete):
    """The graph of a concrete function as TensorFlow runs it.

    Args:
        concrete: a concrete function with inputs of known shape, and
            without variables.

    Returns:
        A ``GraphDef``. What hands the results out (``_Retval``) is left out.

    >>> @tf.function
    ... def wasteful(x):
    ...     tf.exp(x)
    ...     return tf.sin(x)
    >>> concrete = wasteful.get_concrete_function(tf.constant(0.0))
    >>> sorted(node.op for node in optimized(concrete).node)
    ['Identity', 'Sin', '_Arg']
    """
    with tf.Graph().as_default() as graph:
        tf.graph_util.import_graph_def(concrete.graph.as_graph_def(), name="")
        values = {
            tensor.name: tf.ones(tensor.shape, tensor.dtype)
            for tensor in concrete.inputs
        }
    record = tf.compat.v1.RunMetadata()
    with tf.compat.v1.Session(graph=graph) as session:
        values = session.run(values)
        session.run(
            [t.name for t in concrete.outputs],
            values,
            run_metadata=record,
            options=tf.compat.v1.RunOptions(output_partition_graphs=True),
        )
    nodes = record.partition_graphs[0].node
    return tf.compat.v1.GraphDef(
        node=[node for node in nodes if node.op != "_Retval"]
    )


def layers_of(nodes: dict[str, list[str]]) -> dict[str, int]:
    """In which row each operation is drawn.

    An operation stands below all its inputs. Those without inputs stand
    right above the first that needs them.

    Args:
        nodes: for each name of an operation the names of its inputs.

    Returns:
        For each name the number of its row, from 0 at the top.

    >>> layers_of({"x": [], "y": [], "sum": ["x", "y"], "root": ["sum"]})
    {'x': 0, 'y': 0, 'sum': 1, 'root': 2}
    """

    def row(name):
        return 1 + max(map(row, nodes[name]), default=-1)

    rows = {}
    for name, inputs in nodes.items():
        below = [row(other) for other in nodes if name in nodes[other]]
        rows[name] = row(name) if inputs or not below else min(below) - 1
    return rows


def routed(nodes: dict, rows: dict) -> tuple[dict, dict]:
    """Give every arrow a stop in each row that it passes.

    Args:
        nodes: for each name of an operation the names of its inputs.
        rows: for each name the number of its row.

    Returns:
        Two dictionaries like `nodes` and `rows` that hold the stops too. A
        stop is a tuple (from, row); arrows from one operation share it.

    >>> nodes, rows = {"a": [], "b": ["a"]}, {"a": 0, "b": 2}
    >>> routed(nodes, rows)
    ({'a': [], 'b': [('a', 1)], ('a', 1): ['a']}, {'a': 0, 'b': 2, ('a', 1): 1})
    """
    nodes = {name: list(inputs) for name, inputs in nodes.items()}
    rows = dict(rows)
    for name, inputs in list(nodes.items()):
        for i, source in enumerate(inputs):
            for row in range(rows[source] + 1, rows[name]):
                stop = (source, row)
                nodes[stop], rows[stop] = [inputs[i]], row
                inputs[i] = stop
    return nodes, rows


def places_of(nodes: dict, rows: dict) -> dict:
    """Where each operation, and each stop of an arrow, is drawn.

    Rows are sorted a few times by where the neighbours stand, which leaves
    few crossings in small graphs.

    Args:
        nodes: for each name the names of its inputs.
        rows: for each name the number of its row.

    Returns:
        For each name its (x, y). Rows are 1 apart and centred.

    >>> places_of({"x": [], "y": [], "sum": ["x", "y"]},
    ...           {"x": 0, "y": 0, "sum": 1})
    {'x': (-0.5, 0), 'y': (0.5, 0), 'sum': (0.0, -1)}
    """
    last = max(rows.values()) + 1
    levels = [[n for n in nodes if rows[n] == row] for row in range(last)]
    near = {
        name: [*inputs, *(n for n in nodes if name in nodes[n])]
        for name, inputs in nodes.items()
    }
    x = {}
    for level in levels * 8:
        level.sort(
            key=lambda n: fmean([x.get(other, 0) for other in near[n]] or [0])
        )
        widths = [0.4 if isinstance(name, tuple) else 1 for name in level]
        for i, name in enumerate(level):
            x[name] = sum(widths[:i]) + (widths[i] - sum(widths)) / 2
    return {name: (round(x[name], 3), -rows[name]) for name in nodes}


def draw_graph(graph) -> plt.Figure:
    """Draw the operations of a graph: types in boxes, names below them.

    Args:
        graph: a concrete function, or a ``GraphDef``.

    Returns:
        A ``matplotlib.figure.Figure``. Along a dashed arrow no tensor flows;
        it only keeps an order.

    >>> sine = tf.function(tf.sin).get_concrete_function(tf.constant(0.0))
    >>> draw_graph(sine)
    <Figure size 240x240 with 1 Axes>
    """
    if not isinstance(graph, tf.compat.v1.GraphDef):
        graph = graph.graph.as_graph_def()
    given = [s.split(":")[0] for node in graph.node for s in node.input]
    order_only = {s[1:] for s in given if s[0] == "^"} - set(given)
    inputs = {}
    for node in graph.node:
        sources = (s.strip("^").split(":")[0] for s in node.input)
        inputs[node.name] = list(dict.fromkeys(sources))
    nodes, rows = routed(inputs, layers_of(inputs))
    places = places_of(nodes, rows)
    wide = max(x for x, _ in places.values()) * 2 + 1
    high = 1 - min(y for _, y in places.values())
    size = max(2.4, min(7, 1.5 * wide)), 0.8 * high
    fig, ax = plt.subplots(figsize=size, layout="constrained")
    half = {name: 0 if isinstance(name, tuple) else 0.25 for name in nodes}
    for name, source in [(n, s) for n in nodes for s in nodes[n]]:
        (x, y), (from_x, from_y) = places[name], places[source]
        dashed = (source if half[source] else source[0]) in order_only
        ax.annotate(
            "",
            (x, y + half[name]),
            (from_x, from_y - half[source]),
            arrowprops={
                "arrowstyle": "-|>" if half[name] else "-",
                "color": "C0",
                "linestyle": "--" if dashed else "-",
                "shrinkA": 0,
                "shrinkB": 0,
            },
        )
    colours = {"Placeholder": "C1", "_Arg": "C1", "Const": "C2"}
    for node in graph.node:
        x, y = places[node.name]
        colour = colours.get(node.op, "C0")
        ax.bar(x, 0.5, 0.92, y - 0.25, color=colour, alpha=0.2)
        ax.text(x, y + 0.1, node.op, ha="center", va="center", weight="bold")
        ax.text(x, y - 0.12, node.name, ha="center", va="center")
    ax.set(xlim=(-wide / 2, wide / 2), ylim=(0.5 - high, 0.5))
    ax.axis("off")
    return fig


__test__ = {
    "steps": """
operations:

>>> tf_cube = tf.function(cube)
>>> concrete = tf_cube.get_concrete_function(tf.constant(2.0))
>>> for operation in concrete.graph.get_operations():
...     inputs = [tensor.name for tensor in operation.inputs]
...     print(operation.name, operation.type, inputs)
x Placeholder []
pow/y Const []
pow Pow ['x:0', 'pow/y:0']
Identity Identity ['pow:0']

constant:

>>> pow_y = concrete.graph.get_operation_by_name("pow/y")
>>> float(tf.make_ndarray(pow_y.get_attr("value")))
3.0

graph-def:

>>> print(concrete.graph.as_graph_def().node[2])
name: "pow"
op: "Pow"
input: "x"
input: "pow/y"
attr {
  key: "T"
  value {
    type: DT_FLOAT
  }
}

cube:

>>> draw_graph(concrete)
<Figure size 300x240 with 1 Axes>

area:

>>> tf_area = tf.function(area)
>>> before = tf_area.get_concrete_function(tf.constant(2.0))
>>> draw_graph(before)
<Figure size 510x480 with 1 Axes>

optimized:

>>> after = optimized(before)
>>> draw_graph(after)
<Figure size 300x320 with 1 Axes>

counts:

>>> len(before.graph.as_graph_def().node), len(after.node)
(9, 5)
>>> [node.op for node in after.node]
['Const', '_Arg', 'Mul', 'Mul', 'Identity']

folded:

>>> folded = next(node for node in after.node if node.op == "Const")
>>> folded.name, float(tf.make_ndarray(folded.attr["value"].tensor))
('mul', 3.1415927410125732)

same-result:

>>> float(tf_area(tf.constant(2.0))) == float(area(tf.constant(2.0)))
True

shared:

>>> @tf.function
... def twice(x):
...     return tf.sin(x + 1.0) * tf.cos(x + 1.0)
>>> before = twice.get_concrete_function(tf.constant(2.0))
>>> after = optimized(before)
>>> for graph in (before.graph.as_graph_def(), after):
...     kinds = [node.op for node in graph.node]
...     print(len(kinds), kinds.count("AddV2"))
9 2
7 1

shared-before:

>>> draw_graph(before)
<Figure size 450x400 with 1 Axes>

shared-after:

>>> draw_graph(after)
<Figure size 300x400 with 1 Axes>

kept:

>>> @tf.function
... def talkative(x):
...     tf.exp(x)
...     tf.print("x is", x)
...     return x + 1.0
>>> concrete = talkative.get_concrete_function(tf.constant(2.0))
>>> draw_graph(concrete)
<Figure size 450x400 with 1 Axes>

kept-control:

>>> identity = concrete.graph.get_operation_by_name("Identity")
>>> [operation.name for operation in identity.control_inputs]
['NoOp']

condition:

>>> @tf.function
... def leaky_relu(x):
...     if x > 0:
...         return x
...     else:
...         return 0.1 * x
>>> concrete = leaky_relu.get_concrete_function(tf.constant(2.0))
>>> draw_graph(concrete)
<Figure size 300x400 with 1 Axes>

branches:

>>> library = concrete.graph.as_graph_def().library
>>> parts = {("true" if "true" in f.signature.name else "false"): f
...          for f in library.function}
>>> for branch in ("true", "false"):
...     print(branch, "Mul" in [node.op for node in parts[branch].node_def])
true False
false True

unrolled:

>>> unrolled = tf.function(add_range)
>>> draw_graph(unrolled.get_concrete_function(tf.constant(0), 4))
<Figure size 300x480 with 1 Axes>

looped:

>>> looped = tf.function(add_tf_range)
>>> concrete = looped.get_concrete_function(tf.constant(0), 4)
>>> library = concrete.graph.as_graph_def().library
>>> parts = {("body" if "body" in f.signature.name else "cond"): f
...          for f in library.function}
>>> for part in ("cond", "body"):
...     print(part, [node.op for node in parts[part].node_def])
cond ['Less', 'Identity']
body ['Const', 'AddV2', 'AddV2', 'Const', 'AddV2', 'Identity', 'Identity', 'Identity', 'Identity']

dense:

>>> layer = keras.layers.Dense(3, activation="relu")
>>> layer.build((None, 2))
>>> @tf.function
... def predict(x):
...     return layer(x)
>>> concrete = predict.get_concrete_function(tf.zeros([4, 2]))
>>> kinds = [o.type for o in concrete.graph.get_operations()]
>>> [kind for kind in kinds if kind in ("MatMul", "BiasAdd", "Relu")]
['MatMul', 'BiasAdd', 'Relu']
>>> kinds.count("ReadVariableOp")
2

exercise-1:

>>> @tf.function
... def polynomial(x):
...     return 3.0 * x ** 2 + 2.0 * x + 1.0
>>> draw_graph(polynomial.get_concrete_function(tf.constant(1.0)))
<Figure size 450x480 with 1 Axes>

exercise-2:

>>> @tf.function
... def seconds_per_week(weeks):
...     minute = tf.constant(60.0)
...     day = minute * 60.0 * 24.0
...     tf.sqrt(weeks)
...     return weeks * day * 7.0
>>> before = seconds_per_week.get_concrete_function(tf.constant(1.0))
>>> after = optimized(before)
>>> len(before.graph.as_graph_def().node), len(after.node)
(11, 4)
>>> seconds_per_week(tf.constant(1.0))
<tf.Tensor: shape=(), dtype=float32, numpy=604800.0>

exercise-3:

>>> steps = tf.Variable(0)
>>> @tf.function
... def count_up(x):
...     steps.assign_add(1)
...     return x + 1.0
>>> concrete = count_up.get_concrete_function(tf.constant(1.0))
>>> identity = concrete.graph.get_operation_by_name("Identity")
>>> [operation.type for operation in identity.control_inputs]
['NoOp']
"""
}
