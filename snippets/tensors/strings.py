"""String tensors.

A string tensor holds byte strings. Text goes in as UTF-8 and has to be
decoded to be counted, cut or compared by characters.

Source: Hands-On Machine Learning, 2nd ed., chapter 12, "Other Data
Structures".
"""

import matplotlib.pyplot as plt
import tensorflow as tf

from snippets.diagrams import _draw_tile


def draw_encoding(text) -> plt.Figure:
    """Draw a text as characters, as code points and as UTF-8 bytes.

    Args:
        text: a short ``str``.

    Returns:
        The figure: one column group for each character, as wide as its
        number of bytes.

    Raises:
        ValueError: when the text is empty.

    cafe:

    >>> draw_encoding("café")
    <Figure size 640x230 with 1 Axes>
    """
    if not text:
        raise ValueError("an empty text has nothing to draw")
    width = len(text.encode("utf-8"))
    figure, axes = plt.subplots(figsize=(6.4, 2.3), layout="constrained")

    def cell(x, y, wide, label, colour):
        _draw_tile(axes, (x, y - 0.38), (wide, 0.76), colour, label)

    for y, label in enumerate(("str", "tf.int32", "tf.string")):
        axes.text(-0.15, y, label, ha="right", va="center")
    x = 0
    for i, character in enumerate(text):
        encoded = character.encode("utf-8")
        colour = f"C{i % 6}"
        cell(x, 0, len(encoded), character, colour)
        cell(x, 1, len(encoded), f"{ord(character)}", colour)
        for byte in encoded:
            cell(x, 2, 1, f"{byte:02x}", colour)
            x += 1
    axes.set(xlim=(-1.1, width + 0.1), ylim=(2.6, -0.6), xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    return figure


__test__ = {
    "steps": r"""
bytes:

>>> tf.constant(b"hello world")
<tf.Tensor: shape=(), dtype=string, numpy=b'hello world'>
>>> tf.constant("café")
<tf.Tensor: shape=(), dtype=string, numpy=b'caf\xc3\xa9'>

back-to-text:

>>> tf.constant("café").numpy().decode("utf-8")
'café'

slashes:

>>> len(b"caf\xc3\xa9"), len(b"caf/xc3/xa9")
(5, 11)
>>> b"caf/xc3/xa9".decode("utf-8")
'caf/xc3/xa9'

shape:

>>> drinks = tf.constant(["café", "커피", "咖啡"])
>>> drinks.shape
TensorShape([3])
>>> drinks
<tf.Tensor: shape=(3,), dtype=string, numpy=
array([b'caf\xc3\xa9', b'\xec\xbb\xa4\xed\x94\xbc',
       b'\xe5\x92\x96\xe5\x95\xa1'], dtype=object)>

print:

>>> tf.print(drinks)
["café" "커피" "咖啡"]

length:

>>> tf.strings.length(drinks)
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([5, 6, 6], dtype=int32)>
>>> tf.strings.length(drinks, unit="UTF8_CHAR")
<tf.Tensor: shape=(3,), dtype=int32, numpy=array([4, 2, 2], dtype=int32)>

code-points:

>>> points = tf.constant([ord(c) for c in "café"])
>>> points
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([ 99,  97, 102, 233], dtype=int32)>
>>> points.shape, tf.constant("café").shape
(TensorShape([4]), TensorShape([]))

encode:

>>> encoded = tf.strings.unicode_encode(points, "UTF-8")
>>> encoded
<tf.Tensor: shape=(), dtype=string, numpy=b'caf\xc3\xa9'>
>>> tf.strings.unicode_decode(encoded, "UTF-8")
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([ 99,  97, 102, 233], dtype=int32)>

batch:

>>> decoded = tf.strings.unicode_decode(
...     ["café", "coffee", "커피", "咖啡"], "UTF-8")
>>> decoded
<tf.RaggedTensor [[99, 97, 102, 233], [99, 111, 102, 102, 101, 101], [52964, 54588],
 [21654, 21857]]>
>>> decoded.row_lengths()
<tf.Tensor: shape=(4,), dtype=int64, numpy=array([4, 6, 2, 2])>

batch-back:

>>> tf.strings.unicode_encode(decoded, "UTF-8")
<tf.Tensor: shape=(4,), dtype=string, numpy=
array([b'caf\xc3\xa9', b'coffee', b'\xec\xbb\xa4\xed\x94\xbc',
       b'\xe5\x92\x96\xe5\x95\xa1'], dtype=object)>

characters:

>>> tf.strings.unicode_split(["café", "커피"], "UTF-8")
<tf.RaggedTensor [[b'c', b'a', b'f', b'\xc3\xa9'], [b'\xec\xbb\xa4', b'\xed\x94\xbc']]>

broken:

>>> tf.strings.unicode_decode(b"caf\xe9", "UTF-8")
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([   99,    97,   102, 65533], dtype=int32)>
>>> tf.strings.unicode_decode(b"caf\xe9", "UTF-8", errors="strict")
Traceback (most recent call last):
    ...
InvalidArgumentError: ...Invalid formatting on input string...

split:

>>> tf.strings.split("iced  black coffee")
<tf.Tensor: shape=(3,), dtype=string, numpy=array([b'iced', b'black', b'coffee'], dtype=object)>
>>> tf.strings.split(["hot tea", "iced black coffee"])
<tf.RaggedTensor [[b'hot', b'tea'], [b'iced', b'black', b'coffee']]>

split-sep:

>>> tf.strings.split("milk,,sugar", sep=",")
<tf.Tensor: shape=(3,), dtype=string, numpy=array([b'milk', b'', b'sugar'], dtype=object)>

join:

>>> tf.strings.join([["hot", "iced"], ["tea", "coffee"]], separator=" ")
<tf.Tensor: shape=(2,), dtype=string, numpy=array([b'hot tea', b'iced coffee'], dtype=object)>
>>> tf.strings.reduce_join(["iced", "black", "coffee"], separator=" ")
<tf.Tensor: shape=(), dtype=string, numpy=b'iced black coffee'>

upper:

>>> tf.strings.upper("café")
<tf.Tensor: shape=(), dtype=string, numpy=b'CAF\xc3\xa9'>
>>> tf.strings.upper("café", encoding="utf-8")
<tf.Tensor: shape=(), dtype=string, numpy=b'CAF\xc3\x89'>

substr:

>>> tf.strings.substr("café", pos=0, len=4)
<tf.Tensor: shape=(), dtype=string, numpy=b'caf\xc3'>
>>> tf.strings.substr("café", pos=0, len=4, unit="UTF8_CHAR")
<tf.Tensor: shape=(), dtype=string, numpy=b'caf\xc3\xa9'>

equality:

>>> tf.constant(["tea", "café", "Café"]) == "café"
<tf.Tensor: shape=(3,), dtype=bool, numpy=array([False,  True, False])>

composed:

>>> tf.constant("caf\u00e9") == tf.constant("cafe\u0301")
<tf.Tensor: shape=(), dtype=bool, numpy=False>
>>> tf.strings.length("cafe\u0301", unit="UTF8_CHAR")
<tf.Tensor: shape=(), dtype=int32, numpy=5>
>>> tf.strings.length(["\ud55c", "\u1112\u1161\u11ab"], unit="UTF8_CHAR")
<tf.Tensor: shape=(2,), dtype=int32, numpy=array([1, 3], dtype=int32)>

order:

>>> tf.constant("tea") < tf.constant("water")
Traceback (most recent call last):
    ...
InvalidArgumentError: Value for attr 'T' of string is not in the list of allowed values...

order-instead:

>>> sorted(tf.constant(["water", "café", "tea"]).numpy())
[b'caf\xc3\xa9', b'tea', b'water']
>>> words = tf.constant(["하", "étoile", "zoo", "나", "Tea", "가", "tea"])
>>> [word.decode("utf-8") for word in sorted(words.numpy())]
['Tea', 'tea', 'zoo', 'étoile', '가', '나', '하']

plus:

>>> tf.constant("iced ") + "tea"
<tf.Tensor: shape=(), dtype=string, numpy=b'iced tea'>

times:

>>> tf.constant("tea") * 2
Traceback (most recent call last):
    ...
TypeError: Cannot convert 2 to EagerTensor of dtype string

plus-number:

>>> tf.constant("tea") + tf.constant(1)
Traceback (most recent call last):
    ...
InvalidArgumentError: cannot compute Add as input #1(zero-based) was expected to be a string tensor but is a int32 tensor ...

cast:

>>> tf.cast(tf.constant("42"), tf.int32)
Traceback (most recent call last):
    ...
UnimplementedError: ...Cast string to int32 is not supported...

numbers:

>>> tf.strings.to_number(["42", "2.5"])
<tf.Tensor: shape=(2,), dtype=float32, numpy=array([42. ,  2.5], dtype=float32)>
>>> tf.strings.to_number("42", tf.int32)
<tf.Tensor: shape=(), dtype=int32, numpy=42>
>>> tf.strings.as_string(tf.constant([1, 2]))
<tf.Tensor: shape=(2,), dtype=string, numpy=array([b'1', b'2'], dtype=object)>

exercise-1:

>>> tea = tf.constant(["차", "tea", "茶", "thé"])
>>> tf.strings.length(tea)
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([3, 3, 3, 4], dtype=int32)>
>>> tf.strings.length(tea, unit="UTF8_CHAR")
<tf.Tensor: shape=(4,), dtype=int32, numpy=array([1, 3, 1, 3], dtype=int32)>
>>> tf.strings.length("𠮷")
<tf.Tensor: shape=(), dtype=int32, numpy=4>

exercise-2:

>>> reversed_points = tf.strings.unicode_decode("커피 café", "UTF-8")[::-1]
>>> backwards = tf.strings.unicode_encode(reversed_points, "UTF-8")
>>> backwards.numpy().decode("utf-8")
'éfac 피커'

exercise-3:

>>> lines = tf.strings.split(["black coffee", "green tea", "tea"])
>>> tf.strings.reduce_join(lines[:, :1], axis=1)
<tf.Tensor: shape=(3,), dtype=string, numpy=array([b'black', b'green', b'tea'], dtype=object)>
"""
}
