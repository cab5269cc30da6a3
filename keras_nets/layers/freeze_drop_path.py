"""A join that trains its branches one at a time, each as a correction of those before it."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class FreezeDropPath(keras.layers.Layer):
    """Sum of branches of which, batch by batch, one is trained, those before it are frozen and those after dropped.

    Branch i of n is drawn with a probability proportional to `i^2`, so that the last ones, which are the deepest, are
    trained most: `y = x_1 + ... + x_i`, and no gradient reaches `x_1, ..., x_(i-1)`. At test time all are summed.

    Reference:
        Smith, Topin, 2016, Deep convolutional neural network design patterns, https://arxiv.org/abs/1611.00847

    Args:
        seed: Seed of the draws.

    Input shape:
        List of branches of one shape, the first to be trained first.

    Output shape:
        That of a branch.

    Example:

    >>> import keras
    >>> float(FreezeDropPath()([keras.ops.array([[1.0]]), keras.ops.array([[5.0]])])[0, 0])
    6.0
    """

    def __init__(self, seed=None, **kwargs):
        super().__init__(**kwargs)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, branches, training=False):
        if not training:
            return sum(branches[1:], branches[0])
        drawn = self._draw(len(branches))
        parts = []
        for number, branch in enumerate(branches):
            trained = ops.cast(ops.equal(number, drawn), branch.dtype)
            frozen = ops.cast(ops.less(number, drawn), branch.dtype)
            parts.append(branch * trained + ops.stop_gradient(branch) * frozen)
        return sum(parts[1:], parts[0])

    def _draw(self, count):
        total = sum(number**2 for number in range(1, count + 1))
        draw = keras.random.randint((), 0, total, dtype="int32", seed=self.seed_generator)
        # Branch i is drawn by i^2 of the integers below the total: count the branches whose share is passed.
        ends = [sum(number**2 for number in range(1, last + 1)) for last in range(1, count)]
        return sum((ops.cast(draw >= end, "int32") for end in ends), ops.zeros((), dtype="int32"))

    def compute_output_shape(self, input_shape):
        return tuple(input_shape[0])

    def get_config(self):
        return {**super().get_config(), "seed": self.seed}
