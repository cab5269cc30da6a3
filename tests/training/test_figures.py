from keras_nets.training.figures import training_curves

import pandas
import pytest


def test_one_epoch_is_a_point_on_an_axis_of_whole_epochs():
    axes = training_curves(pandas.DataFrame({"epoch": [1], "loss": [0.5], "val_loss": [0.7]})).axes[0]
    assert [line.get_marker() for line in axes.lines] == ["o", "o"]
    assert all(tick == int(tick) for tick in axes.get_xticks())


@pytest.mark.parametrize("epochs", [2, 3, 40])
def test_ticks_are_whole_epochs_and_the_best_one_is_marked(epochs):
    table = pandas.DataFrame({"epoch": range(1, epochs + 1), "loss": [0.5] * epochs})
    axes = training_curves(table, best_epoch=2).axes[0]
    assert all(tick == int(tick) for tick in axes.get_xticks())
    assert list(axes.lines[-1].get_xdata()) == [2, 2]
    assert [text.get_text() for text in axes.get_legend().get_texts()] == ["training", "best epoch, 2"]
