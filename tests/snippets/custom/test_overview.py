import keras
import matplotlib.pyplot as plt

from snippets.custom.overview import (
    HalvingSchedule, build_log, draw_housing, draw_step, noted, record_step)


def test_a_noted_function_still_works():
    log = []
    assert noted("plus", log, lambda a, b=1: a + b)(2, b=3) == 5
    assert log == ["plus"]


def test_every_part_is_called_once_in_a_step():
    log = record_step()
    assert len(log) == len(set(log)) == 7


def test_the_constraint_comes_after_the_loss_and_before_the_metric():
    log = record_step()
    assert log.index("loss") < log.index("constraint") < log.index("metric")


def test_an_initializer_is_called_once():
    assert build_log() == (1, 1)


def test_schedule_halves_and_describes_itself():
    schedule = HalvingSchedule(1.0, 2)
    assert [float(schedule(s)) for s in range(6)] == [1, 1, .5, .5, .25, .25]
    again = HalvingSchedule.from_config(schedule.get_config())
    assert again.start == 1.0 and again.every == 2


def test_an_optimizer_follows_the_schedule():
    optimizer = keras.optimizers.SGD(HalvingSchedule(1.0, 2))
    assert float(optimizer.learning_rate) == 1.0


def test_the_map_names_every_part():
    figure = draw_step()
    texts = {t.get_text() for t in figure.axes[0].texts}
    assert {"loss", "layer", "activation", "metric", "initializer", "regularizer",
            "constraint", "schedule", "call()", "__call__()"} <= texts
    plt.close(figure)


def test_housing_is_plotted_twice():
    figure = draw_housing()
    assert len(figure.axes) == 2
    plt.close(figure)
