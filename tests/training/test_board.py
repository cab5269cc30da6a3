from keras_nets.training.board import Board

import keras


def test_graph_of_a_network_with_several_inputs_is_written(tmp_path):
    shapes = {"source": (4,), "target": (3,)}
    inputs = {name: keras.Input(shape, dtype="int32", name=name) for name, shape in shapes.items()}
    vectors = [keras.layers.Embedding(5, 2, name=f"{name}_vectors")(part) for name, part in inputs.items()]
    model = keras.Model(inputs, keras.layers.Concatenate(axis=1)(vectors))
    board = Board(tmp_path, lambda model: {}, shapes)
    board.set_model(model)
    board.on_train_begin()
    board.on_train_end()
    content = b"".join(path.read_bytes() for path in tmp_path.rglob("events*"))
    assert b"source_vectors" in content and b"target_vectors" in content
