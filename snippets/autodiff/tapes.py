"""Gradient tapes.

A tape writes down the operations that run inside its `with` block; then it
is played backwards, once, to get the gradients.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Computing gradients
using autodiff".

record:

>>> w1, w2 = tf.Variable(5.), tf.Variable(3.)
>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> gradients = tape.gradient(z, [w1, w2])
>>> gradients
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>,
 <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

sensitivity:

>>> change = 36. * 0.01 + 10. * -0.02
>>> round(change, 4)
0.16
>>> round(float(f(5.01, 2.98) - f(5., 3.)), 4)
0.1599

bare:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, [w1])
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>]

nested:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, {"first": w1, "rest": (w2,)})
{'first': <tf.Tensor: shape=(), dtype=float32, numpy=36.0>, 'rest': (<tf.Tensor: shape=(), dtype=float32, numpy=10.0>,)}

slices:

>>> table = tf.Variable([[1., 2.], [3., 4.], [5., 6.]])
>>> with tf.GradientTape() as tape:
...     z = tf.reduce_sum(tf.gather(table, [2, 0, 2]) ** 2)
>>> gradient = tape.gradient(z, table)
>>> type(gradient).__name__
'IndexedSlices'
>>> gradient.indices.numpy()
array([2, 0, 2], dtype=int32)
>>> tf.convert_to_tensor(gradient)
<tf.Tensor: shape=(3, 2), dtype=float32, numpy=
array([[ 2.,  4.],
       [ 0.,  0.],
       [20., 24.]], dtype=float32)>

outside:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> doubled = 2 * z
>>> print(tape.gradient(doubled, w1))
None

names:

>>> with tf.GradientTape() as black_box:
...     z = f(w1, w2)
>>> black_box.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>

two:

>>> with tf.GradientTape() as first, tf.GradientTape() as second:
...     z = f(w1, w2)
>>> first.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> second.gradient(z, w2)
<tf.Tensor: shape=(), dtype=float32, numpy=10.0>

once:

>>> with tf.GradientTape() as tape:
...     z = f(w1, w2)
>>> dz_dw1 = tape.gradient(z, w1)
>>> dz_dw2 = tape.gradient(z, w2)
Traceback (most recent call last):
    ...
RuntimeError: A non-persistent GradientTape can only be used to compute one set of gradients (or jacobians)

persistent:

>>> with tf.GradientTape(persistent=True) as tape:
...     z = f(w1, w2)
>>> tape.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> tape.gradient(z, w2)
<tf.Tensor: shape=(), dtype=float32, numpy=10.0>
>>> del tape

freed:

A weak reference sees whether something still holds the square.

>>> with tf.GradientTape(persistent=True) as tape:
...     square = w1 ** 2
...     z = tf.sqrt(square)
>>> held = weakref.ref(square)
>>> del square
>>> held() is not None
True
>>> del tape
>>> held() is not None
False

constants:

>>> c1, c2 = tf.constant(5.), tf.constant(3.)
>>> with tf.GradientTape() as tape:
...     z = f(c1, c2)
>>> tape.gradient(z, [c1, c2])
[None, None]

watch:

>>> with tf.GradientTape() as tape:
...     tape.watch([c1, c2])
...     z = f(c1, c2)
>>> tape.gradient(z, [c1, c2])
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>, <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

watch-late:

>>> with tf.GradientTape() as tape:
...     square = c1 ** 2
...     tape.watch(c1)
...     z = 3 * square + 2 * c1 * c2
>>> tape.gradient(z, c1)
<tf.Tensor: shape=(), dtype=float32, numpy=6.0>

frozen:

>>> frozen = tf.Variable(5., trainable=False)
>>> with tf.GradientTape() as tape:
...     z = f(frozen, w2)
>>> tape.gradient(z, [frozen, w2])
[None, <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

frozen-watched:

>>> with tf.GradientTape() as tape:
...     tape.watch(frozen)
...     z = f(frozen, w2)
>>> tape.gradient(z, frozen)
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>

integers:

>>> whole = tf.Variable(5)
>>> with tf.GradientTape() as tape:
...     z = whole ** 2
>>> print(tape.gradient(z, whole))
None

integers-watched:

>>> with tf.GradientTape() as tape:
...     tape.watch(whole)
...     z = whole ** 2
WARNING:tensorflow:The dtype of the watched tensor must be floating (e.g. tf.float32), got tf.int32
>>> print(tape.gradient(z, whole))
None

manual:

>>> with tf.GradientTape(watch_accessed_variables=False) as tape:
...     tape.watch(w1)
...     z = f(w1, w2)
>>> tape.gradient(z, [w1, w2])
[<tf.Tensor: shape=(), dtype=float32, numpy=36.0>, None]

watched:

>>> tape.watched_variables()
(<tf.Variable 'Variable:0' shape=() dtype=float32, numpy=5.0>,)

through-numpy:

>>> with tf.GradientTape() as tape:
...     z = tf.constant(np.square(w1)) + w1 * w2
>>> tape.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=3.0>
>>> with tf.GradientTape() as tape:
...     z = tf.square(w1) + w1 * w2
>>> tape.gradient(z, w1)
<tf.Tensor: shape=(), dtype=float32, numpy=13.0>

through-python:

>>> with tf.GradientTape() as tape:
...     z = f(float(w1), w2)
>>> tape.gradient(z, [w1, w2])
[None, <tf.Tensor: shape=(), dtype=float32, numpy=10.0>]

through-integers:

>>> with tf.GradientTape() as tape:
...     z = 2. * tf.cast(tf.cast(w1, tf.int32), tf.float32)
>>> print(tape.gradient(z, w1))
None

through-steps:

>>> for step in (tf.round, tf.floor, tf.sign):
...     with tf.GradientTape() as tape:
...         z = step(w1)
...     print(step.__name__, tape.gradient(z, w1))
round None
floor None
sign tf.Tensor(0.0, shape=(), dtype=float32)

through-state:

>>> store = tf.Variable(0.)
>>> def square_of_stored(w):
...     store.assign(3 * w)
...     return store ** 2
>>> with tf.GradientTape() as tape:
...     z = square_of_stored(w1)
>>> tape.gradient(z, [w1, store])
[None, <tf.Tensor: shape=(), dtype=float32, numpy=30.0>]

through-itself:

A variable that is assigned from itself starts its chain anew.

>>> def square_of_tripled(v):
...     v.assign(3 * v)
...     return v ** 2
>>> v = tf.Variable(2.)
>>> with tf.GradientTape() as tape:
...     z = square_of_tripled(v)
>>> z
<tf.Tensor: shape=(), dtype=float32, numpy=36.0>
>>> tape.gradient(z, v)
<tf.Tensor: shape=(), dtype=float32, numpy=12.0>

through-tensors:

>>> with tf.GradientTape() as tape:
...     kept = 3 * w1
...     z = kept ** 2
>>> tape.gradient(z, [w1, kept])
[<tf.Tensor: shape=(), dtype=float32, numpy=90.0>, <tf.Tensor: shape=(), dtype=float32, numpy=30.0>]

no-gradients:

>>> keras.utils.set_random_seed(42)
>>> inputs, targets = tf.constant([[0.], [1.]]), tf.constant([[1.], [3.]])
>>> line = keras.layers.Dense(1, name="line")
>>> optimizer = keras.optimizers.SGD(0.1)
>>> with tf.GradientTape() as tape:
...     predictions = line(inputs)
>>> loss = tf.reduce_mean((targets - predictions) ** 2)
>>> gradients = tape.gradient(loss, line.trainable_variables)
>>> optimizer.apply_gradients(zip(gradients, line.trainable_variables))
Traceback (most recent call last):
    ...
ValueError: No gradients provided for any variable.
Keras 2 (it lists the variables, each with its gradient beside it):
Traceback (most recent call last):
    ...
ValueError: No gradients provided for any variable: (['line/kernel:0',
'line/bias:0'],). Provided `grads_and_vars` is ((None, <tf.Variable ...

no-gradients-printed:

>>> gradients
[None, None]

no-gradients-links:

>>> with tf.GradientTape(persistent=True) as tape:
...     predictions = line(inputs)
...     rounded = tf.round(predictions)
...     loss = tf.reduce_mean((targets - rounded) ** 2)
>>> for name, link in {"rounded": rounded, "predictions": predictions,
...                    "kernel": line.kernel}.items():
...     print(name, tape.gradient(loss, link) is not None)
rounded True
predictions False
kernel False

no-gradients-mended:

>>> with tf.GradientTape() as tape:
...     predictions = line(inputs)
...     loss = tf.reduce_mean((targets - predictions) ** 2)
>>> gradients = tape.gradient(loss, line.trainable_variables)
>>> [gradient is None for gradient in gradients]
[False, False]
>>> _ = optimizer.apply_gradients(zip(gradients, line.trainable_variables))

no-gradients-fit:

>>> def share_wrong(y_true, y_pred):
...     return tf.reduce_mean(tf.abs(y_true - tf.round(y_pred)))
>>> labels = tf.constant([[0.], [1.]])
>>> classifier = keras.Sequential([
...     keras.Input(shape=[1]), keras.layers.Dense(1, "sigmoid")])
>>> classifier.compile(optimizer="sgd", loss=share_wrong)
>>> classifier.fit(inputs, labels, verbose=0)
Traceback (most recent call last):
    ...
ValueError: No gradients provided for any variable.
Keras 2 (it lists the variables, each with its gradient beside it):
Traceback (most recent call last):
    ...
ValueError: in user code:
... ValueError: No gradients provided for any variable: ...

no-gradients-metric:

>>> classifier.compile(optimizer="sgd", loss="binary_crossentropy",
...                    metrics=[share_wrong])
>>> history = classifier.fit(inputs, labels, verbose=0)
>>> sorted(history.history)
['loss', 'share_wrong']

missing:

>>> entrance = keras.Input(shape=[1])
>>> hidden = keras.layers.Dense(2, name="shared")(entrance)
>>> heads = [keras.layers.Dense(1, name=name)(hidden)
...          for name in ("used", "unused")]
>>> model = keras.Model(entrance, heads)
>>> before = model.get_weights()
>>> with tf.GradientTape() as tape:
...     predictions, _ = model(inputs)
...     loss = tf.reduce_mean((targets - predictions) ** 2)
>>> gradients = tape.gradient(loss, model.trainable_variables)
>>> optimizer = keras.optimizers.SGD(0.1)
>>> _ = optimizer.apply_gradients(zip(gradients, model.trainable_variables))
UserWarning: Gradients do not exist for variables ['unused/kernel',
'unused/bias'] when minimizing the loss. If using `model.compile()`, did you
forget to provide a `loss` argument?
Keras 2 (it writes to the log, names end in :0, and it warned twice here):
WARNING:tensorflow:Gradients do not exist for variables ['unused/kernel:0',
'unused/bias:0'] when minimizing the loss. If you're using
`model.compile()`, did you forget to provide a `loss` argument?
WARNING:tensorflow:Gradients do not exist for variables ['unused/kernel:0',
'unused/bias:0'] when minimizing the loss. If you're using
`model.compile()`, did you forget to provide a `loss` argument?
>>> [gradient is None for gradient in gradients]
[False, False, False, False, True, True]
>>> after = model.get_weights()
>>> [np.array_equal(*pair) for pair in zip(before, after)]
[False, False, False, False, True, True]

missing-frozen:

>>> model.get_layer("unused").trainable = False
>>> len(model.trainable_variables)
4
>>> with tf.GradientTape() as tape:
...     predictions, _ = model(inputs)
...     loss = tf.reduce_mean((targets - predictions) ** 2)
>>> gradients = tape.gradient(loss, model.trainable_variables)
>>> _ = optimizer.apply_gradients(zip(gradients, model.trainable_variables))

missing-filtered:

>>> model.get_layer("unused").trainable = True
>>> with tf.GradientTape() as tape:
...     predictions, _ = model(inputs)
...     loss = tf.reduce_mean((targets - predictions) ** 2)
>>> gradients = tape.gradient(loss, model.trainable_variables)
>>> pairs = [(gradient, variable)
...          for gradient, variable in zip(
...              gradients, model.trainable_variables)
...          if gradient is not None]
>>> len(pairs)
4
>>> optimizer = keras.optimizers.SGD(0.1)
>>> optimizer.build(model.trainable_variables)
>>> _ = optimizer.apply_gradients(pairs)

exercise-1:

>>> x = tf.Variable(2.)
>>> with tf.GradientTape() as tape:
...     y = x ** 3
...     z = y + 1
>>> tape.gradient(z, {"x": x, "y": y})
{'x': <tf.Tensor: shape=(), dtype=float32, numpy=12.0>, 'y': <tf.Tensor: shape=(), dtype=float32, numpy=1.0>}

exercise-2:

>>> x = tf.Variable([1., 2., 3.])
>>> with tf.GradientTape() as tape:
...     z = tf.reduce_mean(x ** 2)
>>> tape.gradient(z, x)
<tf.Tensor: shape=(3,), dtype=float32, numpy=array([0.6666667, 1.3333334, 2.       ], dtype=float32)>

exercise-3:

>>> count = tf.Variable(4, dtype=tf.int32)
>>> with tf.GradientTape() as tape:
...     scale = tf.cast(count, tf.float32)
...     tape.watch(scale)
...     z = scale ** 2
>>> tape.gradient(z, scale)
<tf.Tensor: shape=(), dtype=float32, numpy=8.0>
"""

import weakref

import keras
import numpy as np
import tensorflow as tf

from snippets.autodiff.overview import f
