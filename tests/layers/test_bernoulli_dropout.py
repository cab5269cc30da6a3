from keras_nets.layers import BernoulliDropout

import keras
import numpy as np
import pytest

ONES = np.ones((200, 100), "float32")


def outputs_of(layer, **arguments):
    return keras.ops.convert_to_numpy(layer(ONES, **arguments))


@pytest.mark.parametrize("at_test_time", [False, True])
def test_drops_its_share_in_training_and_keeps_the_expectation(at_test_time):
    y = outputs_of(BernoulliDropout(0.3, at_test_time=at_test_time, seed=0), training=True)
    assert (y == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert y.mean() == pytest.approx(1, abs=0.02)
    np.testing.assert_allclose(y[y != 0], 1 / 0.7, rtol=1e-5)


def test_stays_on_at_test_time_if_asked_for():
    np.testing.assert_array_equal(outputs_of(BernoulliDropout(0.3), training=False), ONES)
    layer = BernoulliDropout(0.3, at_test_time=True, seed=0)
    first, second = outputs_of(layer, training=False), outputs_of(layer)
    assert (first == 0).mean() == pytest.approx(0.3, abs=0.02)
    assert (first != second).any()


def test_predictions_of_a_saved_model_vary(tmp_path):
    inputs = keras.Input((100,))
    model = keras.Model(inputs, BernoulliDropout(0.5, at_test_time=True, noise_shape=(None, 1))(inputs))
    model.save(tmp_path / "model.keras")
    model = keras.saving.load_model(tmp_path / "model.keras")
    y = model.predict(ONES, verbose=0)
    assert set(np.unique(y)) == {0.0, 2.0}
    assert (y == y[:, :1]).all()
    assert (y != model.predict(ONES, verbose=0)).any()


def test_rate_of_zero_drops_nothing():
    np.testing.assert_array_equal(outputs_of(BernoulliDropout(0, at_test_time=True), training=True), ONES)


@pytest.mark.parametrize("rate", [-0.1, 1, 1.5])
def test_impossible_rates_are_refused(rate):
    with pytest.raises(ValueError, match=f"the rate of dropout must be from 0 to below 1, got {rate}"):
        BernoulliDropout(rate)
