from types import SimpleNamespace

from keras_nets.training.board import Board

import keras
import pytest
import tensorflow as tf
from matplotlib.figure import Figure
from tensorboard.plugins.hparams import plugin_data_pb2


def test_graph_of_a_network_with_several_inputs_is_written(tmp_path):
    shapes = {"source": (4,), "target": (3,)}
    inputs = {name: keras.Input(shape, dtype="int32", name=name) for name, shape in shapes.items()}
    vectors = [keras.layers.Embedding(5, 2, name=f"{name}_vectors")(part) for name, part in inputs.items()]
    model = keras.Model(inputs, keras.layers.Concatenate(axis=1)(vectors))
    board = Board(tmp_path, lambda model, split: {}, SimpleNamespace(input_shape=shapes, validation=None))
    board.set_model(model)
    board.on_train_begin()
    board.on_train_end()
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("events*"))
    assert b"source_vectors" in content and b"target_vectors" in content


@pytest.mark.parametrize("split", ["train", "validation"])
def test_pictures_stand_with_the_split_that_they_are_of(tmp_path, split):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile("sgd", "mse")
    dataset = SimpleNamespace(input_shape=(2,), validation=None if split == "train" else "some")
    board = Board(tmp_path, lambda model, split: {f"of_{split}": Figure(figsize=(1, 1))}, dataset)
    board.set_model(model)
    board.on_train_begin()
    board.on_epoch_end(0, {"loss": 1.0})
    board.on_train_end()
    written = {path.parent.name: path.read_bytes() for path in tmp_path.rglob("events*")}
    assert [part for part, content in written.items() if b"of_" in content] == [split]
    assert f"of_{split}".encode() in written[split]


def test_names_begin_with_the_phase_and_curves_are_divided_between_two_boards(tmp_path):
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    model.compile(keras.optimizers.SGD(0.25), "mse")
    board = Board(tmp_path, lambda model, split: {}, SimpleNamespace(input_shape=(2,), validation=None), prefix="one/")
    board.set_model(model)
    board.on_train_begin()
    board.on_epoch_end(0, {"loss": 1.0, "val_loss": 2.0})
    board.on_train_end()
    written = {}
    for path in tmp_path.rglob("events*"):
        values = [v for event in tf.compat.v1.train.summary_iterator(str(path)) for v in event.summary.value]
        written[path.parent.name] = {v.tag: tf.make_ndarray(v.tensor) for v in values if "epoch_" in v.tag}
    expected = {"one/epoch_loss": 1.0, "one/epoch_learning_rate": 0.25}
    assert written == {"train": expected, "validation": {"one/epoch_loss": 2.0}}


def test_hyperparameters_of_any_kind_are_on_their_page(tmp_path):
    values = {"width": 0.5, "units": (3, 4), "clipnorm": None, "variant": "paper"}
    model = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    for seed in (1, 2):
        data = SimpleNamespace(input_shape=(2,), validation=None)
        board = Board(tmp_path / f"run{seed}", lambda model, split: {}, data, values)
        board.set_model(model)
        board.on_train_begin()
        board.on_train_end()
    sessions = []
    for path in sorted(tmp_path.rglob("events*")):
        for event in tf.compat.v1.train.summary_iterator(str(path)):
            for value in event.summary.value:
                if value.tag == "_hparams_/session_start_info":
                    content = value.metadata.plugin_data.content
                    sessions.append(plugin_data_pb2.HParamsPluginData.FromString(content).session_start_info)
    assert dict(sessions[0].hparams)["width"].number_value == 0.5
    assert [sessions[0].hparams[name].string_value for name in ("units", "clipnorm", "variant")] == [
        "(3, 4)",
        "None",
        "paper",
    ]
    # Two runs are two lines.
    assert len({session.group_name for session in sessions}) == 2
