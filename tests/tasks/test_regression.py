from keras_nets.datasets import Dataset, Split, load
from keras_nets.datasets.forms import Form
from keras_nets.tasks import task_of
from keras_nets.tasks.regression import predicted_against_true

import keras
import numpy as np


def test_a_perfect_model_lies_on_the_line():
    targets, predictions = np.array([1.0, 5.0, 3.0]), np.array([2.0, 4.0, 9.0])
    axes = predicted_against_true(targets, predictions).axes[0]
    assert axes.collections[0].get_offsets().tolist() == [[1, 2], [5, 4], [3, 9]]
    assert axes.lines[0].get_xydata().tolist() == [[1, 1], [9, 9]]


def test_predictions_are_drawn_and_answered():
    split = Split(np.array([[1.0], [2.0]], "float32"), np.array([1.5, 1.0], "float32"))
    dataset = Dataset("made", "regression", (1,), split, None, split)
    same, task = keras.Sequential([keras.Input((1,)), keras.layers.Identity()]), task_of("regression")
    drawn = task.pictures(same, dataset, "test")["predicted_against_true"].axes[0]
    assert drawn.collections[0].get_offsets().tolist() == [[1.5, 1], [1, 2]]
    assert (drawn.get_xlabel(), drawn.get_ylabel()) == ("true", "predicted")
    assert drawn.get_title() == f"R2 {1 - (0.5**2 + 1**2) / (2 * 0.25**2):.4f}"
    assert task.answer(task.predict(same, split.x), ()) == [{"prediction": 1.0}, {"prediction": 2.0}]


def test_pictures_show_the_unit_of_the_data():
    split = Split(np.array([[0.25], [-0.25]], "float32"), np.array([0.5, 0.0], "float32"))
    dataset = Dataset("made", "regression", (1,), split, None, split, form=Form(target_center=1e9))
    same, task = keras.Sequential([keras.Input((1,)), keras.layers.Identity()]), task_of("regression")
    drawn = task.pictures(same, dataset, "test")["predicted_against_true"].axes[0]
    assert drawn.collections[0].get_offsets().tolist() == [[1e9 + 0.5, 1e9 + 0.25], [1e9, 1e9 - 0.25]]


def test_pictures_name_the_column_of_a_table(tmp_path):
    (tmp_path / "fruit.csv").write_text("\n".join(["size,cost_$", *(f"{n},{n / 7}" for n in range(40))]) + "\n")
    dataset = load(str(tmp_path / "fruit.csv"), target="cost_$")
    network = keras.Sequential([keras.Input((1,)), keras.layers.Dense(1)])
    drawn = task_of("regression").pictures(network, dataset, "test")["predicted_against_true"].axes[0]
    assert drawn.get_xlabel() == r"true cost_\$"
