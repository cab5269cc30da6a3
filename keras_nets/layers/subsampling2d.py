"""Subsampling with trainable coefficients."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class Subsampling2D(keras.layers.Layer):
    """Sums each window of a map, multiplies by the map's coefficient and adds the map's bias.

    `y_c = f(w_c * sum of the window of x_c + b_c)`: LeNet-5's S2 and S4, two weights a map c. A small coefficient
    blurs, a large one makes a unit a noisy "or" or "and" of its window, depending on the bias.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition,
        https://doi.org/10.1109/5.726791

    Args:
        pool_size: Side of the square window, or its two sides; windows do not overlap.
        activation: The function f.
        coefficient_initializer: Initializer of w; None starts from one over the window's size, which is the mean.
        bias_initializer: Initializer of b.

    Input shape:
        `(batch, height, width, maps)`.

    Output shape:
        `(batch, height // pool_size, width // pool_size, maps)`.

    Example:

    >>> import keras
    >>> layer = Subsampling2D(name="s2")
    >>> layer(keras.Input((28, 28, 6))).shape
    (None, 14, 14, 6)
    >>> layer.count_params()
    12
    """

    def __init__(
        self,
        pool_size=2,
        *,
        activation=None,
        coefficient_initializer=None,
        bias_initializer="zeros",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.pool_size = (pool_size, pool_size) if isinstance(pool_size, int) else tuple(pool_size)
        self.activation = keras.activations.get(activation)
        if coefficient_initializer is None:
            coefficient_initializer = keras.initializers.Constant(1 / self.window)
        self.coefficient_initializer = keras.initializers.get(coefficient_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.input_spec = keras.layers.InputSpec(ndim=4)

    @property
    def window(self):
        """Number of inputs of a unit."""
        return self.pool_size[0] * self.pool_size[1]

    def build(self, input_shape):
        maps = input_shape[-1]
        self.coefficient = self.add_weight(name="coefficient", shape=(maps,), initializer=self.coefficient_initializer)
        self.bias = self.add_weight(name="bias", shape=(maps,), initializer=self.bias_initializer)
        self.input_spec = keras.layers.InputSpec(ndim=4, axes={-1: maps})

    def call(self, inputs):
        means = ops.average_pool(inputs, self.pool_size, self.pool_size, "valid", data_format="channels_last")
        return self.activation(means * (self.window * self.coefficient) + self.bias)

    def compute_output_shape(self, input_shape):
        batch, height, width, maps = input_shape
        rows, columns = self.pool_size
        return (batch, height and height // rows, width and width // columns, maps)

    def get_config(self):
        return {
            **super().get_config(),
            "pool_size": self.pool_size,
            "activation": keras.activations.serialize(self.activation),
            "coefficient_initializer": keras.initializers.serialize(self.coefficient_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
        }
