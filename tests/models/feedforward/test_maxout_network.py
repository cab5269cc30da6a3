from keras_nets import models

import numpy as np
import pytest


@pytest.mark.usefixtures("unvalued")
def test_layers_stand_in_the_papers_order():
    model = models.maxout_network((28, 28), 10)
    assert [layer.name for layer in model.layers] == [
        "input",
        "flatten",
        "input_dropout",
        "hidden1",
        "dropout1",
        "hidden2",
        "dropout2",
        "predictions",
    ]
    assert [model.get_layer(name).rate for name in ("input_dropout", "dropout1", "dropout2")] == [0.2, 0.5, 0.5]
    assert [model.get_layer(name).count_params() for name in ("hidden1", "hidden2")] == [942_000, 289_200]


def test_weight_vectors_stay_within_the_max_norm():
    model = models.maxout_network((6,), 3, hidden_units=(4,), pieces=2, max_norm=0.5)
    model.compile("sgd", "sparse_categorical_crossentropy", run_eagerly=True)
    x = np.random.default_rng(0).normal(size=(6, 6)).astype("float32")
    model.fit(x, np.arange(6) % 3, verbose=0)
    for name in ("hidden1", "predictions"):
        norms = np.linalg.norm(model.get_layer(name).get_weights()[0], axis=0)
        assert 0.1 < norms.max() <= 0.5 + 1e-6


def test_regularization_can_be_left_out():
    model = models.maxout_network((6,), 3, input_dropout=0.0, hidden_dropout=0.0, max_norm=None)
    assert [layer.name for layer in model.layers] == ["input", "hidden1", "hidden2", "predictions"]
    assert model.get_layer("hidden1").kernel_constraint is None
