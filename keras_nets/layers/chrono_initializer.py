"""Biases of gates from which memory cells forget slowly."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ChronoInitializer(keras.initializers.Initializer):
    """Starts the gates of an LSTM so that its cells remember up to T steps, each its own number of them.

    A cell whose forget gate is `f` loses what it holds within some `1 / (1 - f)` steps. With forget biases
    `b_f ~ log U(1, T - 1)` and input biases `b_i = -b_f` these times are spread from 2 to T steps before anything is
    learned; the biases of candidates and output gates are 0.

    Reference:
        Tallec, Ollivier, 2018, Can recurrent neural networks warp time?, https://arxiv.org/abs/1804.11188

    Args:
        steps: The number T, at least 3.
        seed: Seed of the draw.

    Raises:
        ValueError: If there are fewer than 3 steps.

    Example:

    >>> import keras
    >>> inputs, forget, *_ = keras.ops.split(ChronoInitializer(200)((32,)), 4)
    >>> bool(keras.ops.all(inputs == -forget)), 0 <= float(keras.ops.min(forget))
    (True, True)
    """

    def __init__(self, steps, seed=None):
        if steps < 3:
            raise ValueError(f"chrono biases need steps of at least 3, the longest time to remember, got {steps}")
        self.steps, self.seed = steps, seed
        self._times = keras.initializers.RandomUniform(1.0, steps - 1.0, seed)

    def __call__(self, shape, dtype=None):
        (biases,) = shape
        forget = ops.log(self._times((biases // 4,), dtype))
        # Keras's order: input, forget, candidate, output.
        return ops.concatenate([-forget, forget, ops.zeros_like(forget), ops.zeros_like(forget)])

    def get_config(self):
        return {"steps": self.steps, "seed": self.seed}
