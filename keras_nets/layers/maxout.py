"""Maxout units."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class Maxout(keras.layers.Layer):
    """Fully connected layer whose units take the largest of several linear pieces.

    `h_i(x) = max_j (x^T W_ij + b_ij)` over the pieces j = 1..k: a unit learns its own convex activation function.

    Reference:
        Goodfellow, Warde-Farley, Mirza, Courville, Bengio, 2013, Maxout networks, https://arxiv.org/abs/1302.4389

    Args:
        units: Number of maxout units i.
        pieces: Number of linear pieces k of each unit.
        use_bias: Whether the pieces have biases b.
        kernel_initializer: Initializer of W, a matrix with one column a piece.
        bias_initializer: Initializer of b.
        kernel_regularizer: Regularizer of W.
        bias_regularizer: Regularizer of b.
        kernel_constraint: Constraint of W; `keras.constraints.MaxNorm(c)` bounds the norm of every piece's weight
            vector, as the paper does.
        bias_constraint: Constraint of b.

    Input shape:
        `(batch, ..., features)`.

    Output shape:
        `(batch, ..., units)`.

    Raises:
        ValueError: If `units` or `pieces` is below 1.

    Example:

    >>> import keras
    >>> layer = Maxout(3, pieces=5)
    >>> layer(keras.Input((4,))).shape
    (None, 3)
    >>> layer.count_params()
    75
    """

    def __init__(
        self,
        units,
        pieces=2,
        *,
        use_bias=True,
        kernel_initializer="glorot_uniform",
        bias_initializer="zeros",
        kernel_regularizer=None,
        bias_regularizer=None,
        kernel_constraint=None,
        bias_constraint=None,
        **kwargs,
    ):
        super().__init__(**kwargs)
        if units < 1 or pieces < 1:
            raise ValueError(f"Maxout needs at least 1 unit and 1 piece, got units={units}, pieces={pieces}")
        self.units = units
        self.pieces = pieces
        self.use_bias = use_bias
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.bias_initializer = keras.initializers.get(bias_initializer)
        self.kernel_regularizer = keras.regularizers.get(kernel_regularizer)
        self.bias_regularizer = keras.regularizers.get(bias_regularizer)
        self.kernel_constraint = keras.constraints.get(kernel_constraint)
        self.bias_constraint = keras.constraints.get(bias_constraint)
        self.supports_masking = True
        self.input_spec = keras.layers.InputSpec(min_ndim=2)

    def build(self, input_shape):
        features = input_shape[-1]
        self.kernel = self.add_weight(
            name="kernel",
            shape=(features, self.pieces * self.units),
            initializer=self.kernel_initializer,
            regularizer=self.kernel_regularizer,
            constraint=self.kernel_constraint,
        )
        if self.use_bias:
            self.bias = self.add_weight(
                name="bias",
                shape=(self.pieces * self.units,),
                initializer=self.bias_initializer,
                regularizer=self.bias_regularizer,
                constraint=self.bias_constraint,
            )
        self.input_spec = keras.layers.InputSpec(min_ndim=2, axes={-1: features})

    def call(self, inputs):
        linear = ops.matmul(inputs, self.kernel)
        if self.use_bias:
            linear = ops.add(linear, self.bias)
        # The pieces stand before the units so that the maximum runs over long contiguous rows.
        pieces = ops.reshape(linear, (*ops.shape(linear)[:-1], self.pieces, self.units))
        return ops.max(pieces, axis=-2)

    def compute_output_shape(self, input_shape):
        return (*input_shape[:-1], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "pieces": self.pieces,
            "use_bias": self.use_bias,
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
            "bias_initializer": keras.initializers.serialize(self.bias_initializer),
            "kernel_regularizer": keras.regularizers.serialize(self.kernel_regularizer),
            "bias_regularizer": keras.regularizers.serialize(self.bias_regularizer),
            "kernel_constraint": keras.constraints.serialize(self.kernel_constraint),
            "bias_constraint": keras.constraints.serialize(self.bias_constraint),
        }
