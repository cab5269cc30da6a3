"""Dropout that may stay on when the network is used."""

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class BernoulliDropout(keras.layers.Dropout):
    """Dropout in training and, if asked for, at test time too.

    `y = m x / (1 - rate)` with m drawn from a Bernoulli distribution that is 1 with probability `1 - rate`: the
    expectation of y is x. At test time, the spread of several outputs of one input tells how sure a network is.

    Reference:
        Gal, Ghahramani, 2016, Dropout as a Bayesian approximation: representing model uncertainty in deep learning,
        https://arxiv.org/abs/1506.02142

    Args:
        rate: Dropout rate of the inputs, from 0 to below 1.
        at_test_time: Whether inputs are dropped at test time as in training.
        noise_shape: As in `keras.layers.Dropout`: `(None, 1, 1, None)` drops whole channels.
        seed: Seed of the draws.

    Input shape:
        Any.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `rate` is out of range.

    Example:

    >>> import keras
    >>> x = keras.ops.ones((1, 1000))
    >>> [int(keras.ops.sum(BernoulliDropout(0.5, at_test_time=on, seed=0)(x) == 0) > 0) for on in (False, True)]
    [0, 1]
    """

    def __init__(self, rate, *, at_test_time=False, noise_shape=None, seed=None, **kwargs):
        if not 0 <= rate < 1:
            raise ValueError(f"the rate of dropout must be from 0 to below 1, got {rate}")
        super().__init__(rate, noise_shape=noise_shape, seed=seed, **kwargs)
        self.at_test_time = at_test_time

    def call(self, inputs, training=False):
        return super().call(inputs, training=training or self.at_test_time)

    def get_config(self):
        return {**super().get_config(), "at_test_time": self.at_test_time}
