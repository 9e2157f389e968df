import matplotlib.pyplot as plt

from snippets.diagrams import _draw_arrow, _draw_box


def test_words_stand_in_the_middle_of_their_box():
    figure, ax = plt.subplots()
    _draw_box(ax, (2, 1), (3, 1), "C0", "Dense", "hidden layer")
    _draw_box(ax, (6, 1), (3, 1), "C1", "loss")
    assert [patch.get_bbox().bounds for patch in ax.patches] == 2 * [(0.5, 0.5, 3, 1)] + 2 * [(4.5, 0.5, 3, 1)]
    name, inside, alone = ax.texts
    assert [text.get_text() for text in ax.texts] == ["Dense", "hidden layer", "loss"]
    assert name.get_position()[1] - 1 == 1 - inside.get_position()[1] > 0
    assert alone.get_position() == (6, 1)
    plt.close(figure)


def test_an_arrow_ends_where_it_is_told_to():
    figure, ax = plt.subplots()
    _draw_arrow(ax, (0, 0), (1, 2), "C5")
    (arrow,) = ax.texts
    assert (arrow.xyann, arrow.xy, arrow.arrowprops["color"]) == ((0, 0), (1, 2), "C5")
    plt.close(figure)
