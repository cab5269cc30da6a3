from keras_nets.training.figures import compared_curves, training_curves

import pandas
import pytest


def test_one_epoch_is_a_point_on_an_axis_of_whole_epochs():
    axes = training_curves(pandas.DataFrame({"epoch": [1], "loss": [0.5], "val_loss": [0.7]})).axes[0]
    assert [line.get_marker() for line in axes.lines] == ["o", "o"]
    assert list(axes.get_xticks()) == [1]


@pytest.mark.parametrize(
    "epochs, ticks", [(2, [1, 2]), (3, [1, 2, 3]), (30, [1, 5, 10, 15, 20, 25, 30]), (41, [1, 8, 16, 24, 32, 41])]
)
def test_ticks_are_whole_epochs_with_the_first_and_the_last(epochs, ticks):
    table = pandas.DataFrame({"epoch": range(1, epochs + 1), "loss": [0.5] * epochs})
    compared = compared_curves({"run": (table["epoch"], table["loss"])}, "loss")
    for figure in (training_curves(table), compared):
        assert list(figure.axes[0].get_xticks()) == ticks


def test_the_best_epoch_is_marked_with_what_it_was_best_by():
    table = pandas.DataFrame({"epoch": [1, 2, 3], "loss": [3, 2, 1], "accuracy": [0.1, 0.2, 0.3]})
    figure = training_curves(table, best_epoch=2, monitor="val_loss")
    assert all(list(axes.lines[-1].get_xdata()) == [2, 2] for axes in figure.axes)
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["training", "best epoch by val loss: 2"]


@pytest.mark.parametrize(
    "training, validation, scale",
    [
        ([700, 600, 500], [2, 2, 3], "log"),
        ([0.9, 0.2, 0.01], [0.8, 0.4, 0.5], "linear"),
        ([-9, 1, 99], [1, 1, 1], "linear"),
    ],
)
def test_curves_far_apart_are_both_to_be_seen(training, validation, scale):
    table = pandas.DataFrame({"epoch": [1, 2, 3], "loss": training, "val_loss": validation})
    assert training_curves(table).axes[0].get_yscale() == scale
