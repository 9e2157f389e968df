import threading

import matplotlib.pyplot as plt
import pytest
import tensorflow as tf

from snippets.tensors.queues import draw_queues


def test_all_four_queues_are_drawn():
    figure = draw_queues()
    found = [t.get_text() for t in figure.axes[0].texts]
    assert {"FIFOQueue", "PriorityQueue", "RandomShuffleQueue", "PaddingFIFOQueue"} <= set(found)
    assert found.count("0") == 3
    plt.close(figure)


def test_what_goes_in_comes_out():
    figure = draw_queues()
    found = [t.get_text() for t in figure.axes[0].texts]
    assert [found.count(x) for x in ("a", "1 b", "4 c")] == [4, 2, 2]
    plt.close(figure)


def test_a_full_queue_waits_until_another_thread_takes_something():
    queue = tf.queue.FIFOQueue(1, [tf.int32], shapes=[()])
    queue.enqueue([1])
    waiting = threading.Thread(target=queue.enqueue, args=([2],), daemon=True)
    waiting.start()
    waiting.join(0.3)
    assert waiting.is_alive() and int(queue.size()) == 1
    assert int(queue.dequeue()) == 1
    waiting.join(30)
    assert not waiting.is_alive() and int(queue.dequeue()) == 2


def test_a_priority_queue_has_to_know_the_shapes():
    with pytest.raises(tf.errors.InvalidArgumentError, match="component shapes"):
        tf.queue.PriorityQueue(3, types=[tf.int32], shapes=None)


def test_strings_are_padded_with_empty_ones():
    queue = tf.queue.PaddingFIFOQueue(3, [tf.string], shapes=[[None]])
    queue.enqueue([["a"]])
    queue.enqueue([["b", "c"]])
    assert queue.dequeue_many(2).numpy().tolist() == [[b"a", b""], [b"b", b"c"]]
