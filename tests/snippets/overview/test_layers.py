from snippets.overview.layers import draw_layers


def words(figure):
    return {text.get_text() for text in figure.axes[0].texts}


def test_every_layer_is_in_the_drawing():
    assert {"high level", "low-level Python", "execution engine", "kernels", "CPU", "GPU", "TPU"} <= words(
        draw_layers()
    )
