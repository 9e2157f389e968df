r"""Rules for TF functions.

What the graph holds is what TensorFlow saw while tracing: most of the rules
follow from that.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "TF function rules".

frozen:

>>> @tf.function
... def frozen(x):
...     return np.random.rand()
>>> first, second = frozen(tf.constant(2.0)), frozen(tf.constant(3.0))
>>> bool(first == second)
True
>>> third = frozen(tf.constant([2.0, 3.0]))
>>> bool(first == third)
False

frozen-ops:

>>> concrete = frozen.get_concrete_function(tf.constant(2.0))
>>> [operation.type for operation in concrete.graph.get_operations()]
['Placeholder', 'Const', 'Identity']

fresh:

>>> @tf.function
... def fresh(x):
...     return tf.random.uniform([])
>>> len({float(fresh(tf.constant(2.0))) for _ in range(5)})
5

clock:

>>> @tf.function
... def clock():
...     return time.time()
>>> before = float(clock())
>>> time.sleep(0.01)
>>> float(clock()) == before
True

prints:

>>> @tf.function
... def shout(x):
...     print("Python prints", x)
...     tf.print("TensorFlow prints", x)
...     return x
>>> for number in (1.0, 2.0, 3.0):
...     _ = shout(tf.constant(number))
Python prints Tensor("x:0", shape=(), dtype=float32)
TensorFlow prints 1
TensorFlow prints 2
TensorFlow prints 3

side-effects:

>>> calls, count = [], tf.Variable(0)
>>> @tf.function
... def counted(x):
...     calls.append("called")
...     count.assign_add(1)
...     return x
>>> for number in (1.0, 2.0, 3.0):
...     _ = counted(tf.constant(number))
>>> len(calls), int(count)
(1, 3)

leak:

>>> kept = []
>>> @tf.function
... def keep(x):
...     kept.append(x)
...     return x
>>> _ = keep(tf.constant(1.0))
>>> kept[0]
<tf.Tensor 'x:0' shape=() dtype=float32>
>>> float(kept[0])
Traceback (most recent call last):
    ...
TypeError: float() argument must be a string or a real number, not 'SymbolicTensor'

kept:

>>> class Memory:
...     @tf.function
...     def double(self, x):
...         self.last = 2.0 * x
...         return self.last
>>> memory = Memory()
>>> float(memory.double(tf.constant(1.0)))
2.0
>>> memory.last + 1.0
Traceback (most recent call last):
    ...
TypeError: <tf.Tensor 'mul:0' shape=() dtype=float32> is out of scope and cannot be used here. Use return values, explicit Python locals or TensorFlow collections to access it. ...

kept-returned:

>>> class Memory:
...     @tf.function
...     def double(self, x):
...         return 2.0 * x
>>> memory = Memory()
>>> memory.last = memory.double(tf.constant(5.0))
>>> float(memory.last + 1.0)
11.0

kept-variable:

>>> class Memory:
...     def __init__(self):
...         self.last = tf.Variable(0.0)
...     @tf.function
...     def double(self, x):
...         return self.last.assign(2.0 * x)
>>> memory = Memory()
>>> for x in (1.0, 5.0):
...     print(float(memory.double(tf.constant(x))), float(memory.last + 1.0))
2.0 3.0
10.0 11.0

numpy:

>>> @tf.function
... def total(x):
...     return np.sum(x)
>>> total(tf.constant([1.0, 2.0, 3.0]))
Traceback (most recent call last):
    ...
NotImplementedError: in user code:
File "script.py", line ..., in total *
return np.sum(x)
... NotImplementedError: Cannot convert a symbolic tf.Tensor (x:0) to a numpy array. This error may indicate that you're trying to pass a Tensor to a NumPy call, which is not supported.

numpy-mended:

>>> @tf.function
... def total(x):
...     return tf.reduce_sum(x)
>>> total(tf.constant([1.0, 2.0, 3.0]))
<tf.Tensor: shape=(), dtype=float32, numpy=6.0>

numpy-outside:

>>> outside = tf.constant([1.0, 2.0, 3.0])
>>> @tf.function
... def total_outside():
...     return np.sum(outside)
>>> total_outside()
<tf.Tensor: shape=(), dtype=float32, numpy=6.0>
>>> concrete = total_outside.get_concrete_function()
>>> [operation.type for operation in concrete.graph.get_operations()]
['Const', 'Identity']

sorted:

>>> @tf.function
... def ordered(x):
...     return sorted(x)
>>> ordered(tf.constant([3.0, 1.0, 2.0]))
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([1., 2., 3.], dtype=float32)>
>>> concrete = ordered.get_concrete_function(tf.zeros([3]))
>>> "TopKV2" in [o.type for o in concrete.graph.get_operations()]
True

py-function:

>>> @tf.function
... def median(x):
...     return tf.py_function(lambda t: np.median(t.numpy()), [x],
...                           Tout=tf.float32)
>>> median(tf.constant([3.0, 1.0, 2.0]))
<tf.Tensor: shape=(), dtype=float32, numpy=2.0>
>>> median(tf.constant([30.0, 10.0, 20.0]))
<tf.Tensor: shape=(), dtype=float32, numpy=20.0>

py-function-shape:

>>> concrete = median.get_concrete_function(tf.zeros([3]))
>>> concrete.structured_outputs.shape
TensorShape(None)

py-function-saved:

>>> module = tf.Module()
>>> module.median = tf.function(median, input_signature=[
...     tf.TensorSpec([None], tf.float32)])
>>> with tempfile.TemporaryDirectory() as folder:
...     tf.saved_model.save(module, folder)
...     here = tf.saved_model.load(folder)
...     print(float(here.median(tf.constant([3.0, 1.0, 2.0]))))
...     there = subprocess.run(
...         [sys.executable, "-c", LOAD, folder],
...         capture_output=True, text=True)
2.0
>>> there.returncode
1
>>> "PyFunc" in there.stderr
True

called:

>>> def relu(x):
...     if x > 0:
...         return x
...     else:
...         return tf.zeros_like(x)
>>> @tf.function
... def doubled_relu(x):
...     return 2 * relu(x)
>>> doubled_relu(tf.constant(-1.0)), doubled_relu(tf.constant(3.0))
(<tf.Tensor: shape=(), dtype=float32, numpy=0.0>, <tf.Tensor: shape=(), dtype=float32, numpy=6.0>)

called-decorated:

>>> tf_relu = tf.function(relu)
>>> @tf.function
... def doubled_tf_relu(x):
...     return 2 * tf_relu(x)
>>> for function in (doubled_relu, doubled_tf_relu):
...     concrete = function.get_concrete_function(tf.constant(1.0))
...     print([o.type for o in concrete.graph.get_operations()])
['Placeholder', 'Const', 'Greater', 'StatelessIf', 'Identity', 'Identity', 'Const', 'Mul', 'Identity']
['Placeholder', 'PartitionedCall', 'Const', 'Mul', 'Identity']

called-elsewhere:

>>> @tf.function
... def both(x, y):
...     return list(map(relu, [x, y]))
>>> both(tf.constant(-1.0), tf.constant(3.0))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: ...Using a symbolic `tf.Tensor` as a Python `bool` is not allowed...

called-elsewhere-mended:

>>> @tf.function
... def both(x, y):
...     return list(map(tf_relu, [x, y]))
>>> both(tf.constant(-1.0), tf.constant(3.0))
[<tf.Tensor: shape=(), dtype=float32, numpy=0.0>, <tf.Tensor: shape=(), dtype=float32, numpy=3.0>]

called-keras:

>>> class Relu(keras.layers.Layer):
...     def call(self, inputs):
...         return relu(inputs)
>>> layer = Relu()
>>> @tf.function
... def through_layer(x):
...     return layer(x)
>>> through_layer(tf.constant(3.0))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: in user code:
File "script.py", line ..., in through_layer *
return layer(x)
... File "script.py", line ..., in relu
if x > 0:
...Using a symbolic `tf.Tensor` as a Python `bool` is not allowed...
Keras 2 (it had AutoGraph rewrite `call()` and what is called there):
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

variable-inside:

>>> @tf.function
... def start_over(x):
...     total = tf.Variable(0.0)
...     total.assign_add(x)
...     return total
>>> start_over(tf.constant(1.0))
Traceback (most recent call last):
    ...
ValueError: in user code:...tf.function only supports singleton tf.Variables created on the first call...

variable-once:

>>> traces = []
>>> class Sum:
...     def __init__(self):
...         self.total = None
...     @tf.function
...     def __call__(self, x):
...         traces.append("traced")
...         if self.total is None:
...             self.total = tf.Variable(0.0)
...         return self.total.assign_add(x)
>>> add = Sum()
>>> [float(add(tf.constant(1.0))) for _ in range(3)]
[1.0, 2.0, 3.0]
>>> len(traces)
2

variable-outside:

>>> total = tf.Variable(0.0)
>>> @tf.function
... def add_to_total(x):
...     return total.assign_add(x)
>>> [float(add_to_total(tf.constant(1.0))) for _ in range(3)]
[1.0, 2.0, 3.0]

counter-wrong:

>>> class Counter:
...     def __init__(self):
...         self.counter = tf.Variable(0)
...     @tf.function
...     def wrong(self):
...         self.counter = self.counter + 1
...         return self.counter
...     @tf.function
...     def right(self):
...         return self.counter.assign_add(1)
>>> counter = Counter()
>>> [int(counter.wrong()) for _ in range(3)]
[1, 1, 1]
>>> counter.counter
<tf.Tensor 'add:0' shape=() dtype=int32>

counter-right:

>>> counter = Counter()
>>> [int(counter.right()) for _ in range(3)]
[1, 2, 3]
>>> counter.counter
<tf.Variable 'Variable:0' shape=() dtype=int32, numpy=3>

unbound:

>>> total = tf.Variable(0.0)
>>> @tf.function
... def lose_total():
...     total = total + 1.0
...     return total
>>> lose_total()
Traceback (most recent call last):
    ...
UnboundLocalError: in user code:...cannot access local variable 'total' where it is not associated with a value

dataset-inside:

>>> @tf.function
... def sum_dataset():
...     total = tf.constant(0, tf.int64)
...     for number in tf.data.Dataset.range(5):
...         total += number
...     return total
>>> sum_dataset(), sum_dataset()
(<tf.Tensor: shape=(), dtype=int64, numpy=10>, <tf.Tensor: shape=(), dtype=int64, numpy=10>)

no-source:

>>> source = "def sum_to(n):\n"
>>> source += "    s = 0\n"
>>> source += "    for i in tf.range(n):\n"
>>> source += "        s += i\n"
>>> source += "    return s\n"
>>> names = {"tf": tf}
>>> exec(source, names)
>>> tf.function(names["sum_to"])(tf.constant(5))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: Iterating over a symbolic `tf.Tensor` is not allowed. You can attempt the following resolutions to the problem: If you are running in Graph mode, use Eager execution mode or decorate this function with @tf.function. If you are using AutoGraph, you can try decorating this function with @tf.function. If that does not work, then you may be using an unsupported feature or your source code may not be visible to AutoGraph. See https://github.com/tensorflow/tensorflow/blob/master/tensorflow/python/autograph/g3doc/reference/limitations.md#access-to-source-code for more information.

no-source-straight:

>>> exec("def double(x):\n    return 2 * x\n", names)
>>> tf.function(names["double"])(tf.constant(5))
<tf.Tensor: shape=(), dtype=int32, numpy=10>

no-source-while-loop:

>>> source = "def sum_to(n):\n"
>>> source += "    return tf.while_loop(\n"
>>> source += "        lambda i, s: i < n,\n"
>>> source += "        lambda i, s: (i + 1, s + i), [0, 0])[1]\n"
>>> exec(source, names)
>>> tf.function(names["sum_to"])(tf.constant(5))
<tf.Tensor: shape=(), dtype=int32, numpy=10>

lambdas:

>>> up, down = lambda x: x + 1.0, lambda x: x - 1.0
>>> tf.function(up)(tf.constant(2.0))
WARNING:tensorflow:AutoGraph could not transform <function <lambda> at 0x...> and will run it as-is.
Cause: could not parse the source code of <function <lambda> at 0x...>: found multiple definitions with identical signatures at the location. This error may be avoided by defining each lambda on a single line and with unique argument names. The matching definitions were:
Match 0:
...
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

lambdas-mended:

>>> size = lambda x: x if x > 0.0 else -x
>>> half = lambda x: x / 2.0
>>> tf.function(size)(tf.constant(-3.0))
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>

loops:

>>> bodies = []
>>> @tf.function
... def unrolled(x):
...     for i in range(10):
...         bodies.append(i)
...         x += 1
...     return x
>>> unrolled(tf.constant(0))
<tf.Tensor: shape=(), dtype=int32, numpy=10>
>>> bodies
[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]

loops-captured:

>>> bodies.clear()
>>> @tf.function
... def looped(x):
...     for i in tf.range(10):
...         bodies.append(i)
...         x += 1
...     return x
>>> looped(tf.constant(0))
<tf.Tensor: shape=(), dtype=int32, numpy=10>
>>> len(bodies)
1

loops-enumerate:

>>> @tf.function
... def weighted(x):
...     total = 0.0
...     for i, value in enumerate(x):
...         total += i * value
...     return total
>>> weighted(tf.constant([1.0, 2.0, 3.0]))
Traceback (most recent call last):
    ...
OperatorNotAllowedInGraphError: ...Iterating over a symbolic `tf.Tensor` is not allowed...

loops-enumerate-mended:

>>> @tf.function
... def weighted(x):
...     total = 0.0
...     for i in range(tf.shape(x)[0]):
...         total += tf.cast(i, x.dtype) * x[i]
...     return total
>>> weighted(tf.constant([1.0, 2.0, 3.0]))
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>

loops-layers:

>>> layers = [keras.layers.Dense(4) for _ in range(3)]
>>> @tf.function
... def stack(x):
...     for layer in layers:
...         x = layer(x)
...     return x
>>> stack(tf.ones([2, 4])).shape
TensorShape([2, 4])
>>> concrete = stack.get_concrete_function(tf.ones([2, 4]))
>>> kinds = [o.type for o in concrete.graph.get_operations()]
>>> kinds.count("MatMul")
3

vectorized:

>>> @tf.function
... def sum_of_squares_loop(x):
...     total = 0.0
...     for value in x:
...         total += value ** 2
...     return total
>>> @tf.function
... def sum_of_squares(x):
...     return tf.reduce_sum(x ** 2)
>>> x = tf.range(1000.0) / 1000.0
>>> bool(tf.abs(sum_of_squares_loop(x) - sum_of_squares(x)) < 0.01)
True

vectorized-speed:

>>> def seconds(function):
...     calls = timeit.repeat(lambda: function(x), number=1, repeat=30)
...     return min(calls)
>>> seconds(sum_of_squares_loop) > 5 * seconds(sum_of_squares)
True

eagerly:

>>> @tf.function
... def suspicious(x):
...     print("x is", x)
...     return x - 1.0
>>> _ = suspicious(tf.constant(5.0))
x is Tensor("x:0", shape=(), dtype=float32)
>>> tf.config.run_functions_eagerly(True)
>>> for number in (5.0, 6.0):
...     _ = suspicious(tf.constant(number))
x is tf.Tensor(5.0, shape=(), dtype=float32)
x is tf.Tensor(6.0, shape=(), dtype=float32)
>>> tf.config.run_functions_eagerly(False)
>>> _ = suspicious(tf.constant(7.0))

keras-eagerly:

>>> calls = []
>>> def my_loss(y_true, y_pred):
...     calls.append(tf.executing_eagerly())
...     return tf.reduce_mean(tf.square(y_true - y_pred))
>>> for run_eagerly in (False, True):
...     calls.clear()
...     model = keras.Sequential([keras.Input((2,)),
...                               keras.layers.Dense(1)])
...     model.compile(optimizer="sgd", loss=my_loss,
...                   run_eagerly=run_eagerly)
...     history = model.fit(tf.zeros([64, 2]), tf.zeros([64, 1]),
...                         batch_size=8, epochs=3, verbose=0)
...     print(run_eagerly, len(calls) < 24, set(calls))
False True {False}
True False {True}
>>> len(calls)
24

exercise-1:

>>> @tf.function
... def roll():
...     return np.random.randint(1, 7)
>>> len({int(roll()) for _ in range(50)})
1
>>> @tf.function
... def roll():
...     return tf.random.uniform([], 1, 7, dtype=tf.int32)
>>> len({int(roll()) for _ in range(50)}) > 1
True

exercise-2:

>>> mean, steps = tf.Variable(0.0), tf.Variable(0.0)
>>> @tf.function
... def running_mean(x):
...     steps.assign_add(1.0)
...     mean.assign_add((x - mean) / steps)
...     return mean.read_value()
>>> [float(running_mean(tf.constant(x))) for x in (2.0, 4.0, 9.0)]
[2.0, 3.0, 5.0]

exercise-3:

>>> @tf.function
... def distances(a, b):
...     return tf.sqrt(tf.reduce_sum((a - b) ** 2, axis=1))
>>> distances(tf.constant([[0.0, 0.0], [1.0, 1.0]]),
...           tf.constant([[3.0, 4.0], [1.0, 3.0]]))
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([5., 2.], dtype=float32)>
"""

import subprocess
import sys
import tempfile
import time
import timeit

import keras
import numpy as np
import tensorflow as tf

LOAD = """
import sys
import tensorflow as tf
module = tf.saved_model.load(sys.argv[1])
print(float(module.median(tf.constant([3.0, 1.0, 2.0]))))
"""
