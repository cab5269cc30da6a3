from keras_nets.models.autoencoder.sparse_autoencoder import sparse_autoencoder

import keras
import numpy as np
import pytest


def examples(count=128):
    return np.random.default_rng(0).uniform(size=(count, 6)).astype("float32")


def code_of(model, x):
    return keras.ops.convert_to_numpy(keras.Model(model.input, model.get_layer("sparsity").output)(x))


def test_the_network_of_the_lecture_notes():
    # Patches of 8x8 pixels through 25 units.
    assert sparse_autoencoder((64,), 25).count_params() == 64 * 25 + 25 + 25 * 64 + 64 == 3_289


def test_the_penalty_is_part_of_the_loss_in_training_and_evaluation():
    plain = sparse_autoencoder((6,), 5, sparsity_weight=0.0)
    model = sparse_autoencoder((6,), 5, activity=0.1, sparsity_weight=2.0)
    model.set_weights(plain.get_weights())
    x = examples()
    means = code_of(model, x).mean(axis=0)
    penalty = 2.0 * sum(0.1 * np.log(0.1 / p) + 0.9 * np.log(0.9 / (1 - p)) for p in means)
    losses = []
    for network in (plain, model):
        network.compile(keras.optimizers.SGD(0.0), "mse", run_eagerly=True)
        losses.append(network.evaluate(x, x, batch_size=128, verbose=0))
        assert network.train_on_batch(x, x) == pytest.approx(losses[-1], rel=1e-4)
    assert losses[1] - losses[0] == pytest.approx(penalty, rel=1e-4)


def test_training_makes_the_code_sparse():
    model = sparse_autoencoder((6,), 10, activity=0.05, sparsity_weight=0.1)
    x = examples()
    assert code_of(model, x).mean() > 0.3
    model.compile(keras.optimizers.Adam(0.05), "mse", steps_per_execution=20)
    # Variables made in the first step would have TensorFlow trace it twice.
    model.optimizer.build(model.trainable_variables)
    repeated = np.tile(x, (100, 1))
    model.fit(repeated, repeated, batch_size=64, verbose=0)
    assert code_of(model, x).mean() < 0.15


def test_a_k_sparse_code_has_k_active_units_and_no_penalty():
    model = sparse_autoencoder((6,), 10, active_units=3)
    assert (np.count_nonzero(code_of(model, examples()), axis=1) == 3).all()
    assert not model.losses
    assert model.get_layer("latent").activation is keras.activations.linear


def test_wrong_arguments_are_told_in_one_line():
    with pytest.raises(ValueError, match="cannot keep active_units=11 of 10 units"):
        sparse_autoencoder((6,), 10, active_units=11)
    with pytest.raises(ValueError, match="sparse_autoencoder needs every size of one example"):
        sparse_autoencoder((None,), 10)
