from types import SimpleNamespace

from keras_nets.training.board import Board

import keras
import pytest
from matplotlib.figure import Figure


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
