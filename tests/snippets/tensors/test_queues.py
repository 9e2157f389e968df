import matplotlib.pyplot as plt

from snippets.tensors.queues import draw_queues


def test_all_four_queues_are_drawn():
    figure = draw_queues()
    found = [t.get_text() for t in figure.axes[0].texts]
    assert {"FIFOQueue", "PriorityQueue", "RandomShuffleQueue",
            "PaddingFIFOQueue"} <= set(found)
    assert found.count("0") == 3
    plt.close(figure)


def test_what_goes_in_comes_out():
    figure = draw_queues()
    found = [t.get_text() for t in figure.axes[0].texts]
    assert [found.count(x) for x in ("a", "1 b", "4 c")] == [4, 2, 2]
    plt.close(figure)
