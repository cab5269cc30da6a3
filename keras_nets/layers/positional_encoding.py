"""Where a vector stands in its sequence, added to it: attention alone does not see order."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class SinusoidalPositionalEncoding(keras.layers.Layer):
    """Adds sines and cosines of the position, whose wavelengths go from 2π to 10000 · 2π.

    PE(pos, 2i) = sin(pos / 10000^(2i / width)) and PE(pos, 2i + 1) = cos(pos / 10000^(2i / width)); with an odd width
    the last sine has no cosine. Nothing is learned, and a sequence may have any length. `layer(inputs, start=t)` takes
    a piece of a sequence whose first vector stands at position t, a number or a tensor.

    Reference:
        Vaswani and others, 2017, Attention is all you need, section 3.5, https://arxiv.org/abs/1706.03762

    Input shape:
        `(batch, length, width)`.

    Output shape:
        That of the input.

    Example:

    >>> import keras
    >>> encoding = SinusoidalPositionalEncoding()(keras.ops.zeros((1, 2, 4)))
    >>> keras.ops.convert_to_numpy(encoding[0]).round(2).tolist()
    [[0.0, 1.0, 0.0, 1.0], [0.8399999737739563, 0.5400000214576721, 0.009999999776482582, 1.0]]
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.supports_masking = True

    def call(self, inputs, start=0):
        length, width = ops.shape(inputs)[1], inputs.shape[-1]
        # Half precision does not tell positions above 256 apart.
        positions = ops.cast(start, "float32") + ops.arange(length, dtype="float32")
        pairs = (width + 1) // 2
        frequencies = ops.power(10000.0, -2.0 * ops.arange(pairs, dtype="float32") / width)
        angles = positions[:, None] * frequencies
        waves = ops.reshape(ops.stack([ops.sin(angles), ops.cos(angles)], axis=-1), (length, 2 * pairs))
        return inputs + ops.cast(waves[:, :width], inputs.dtype)

    def compute_output_shape(self, input_shape):
        return input_shape


@keras.saving.register_keras_serializable(package="keras_nets")
class LearnedPositionalEncoding(keras.layers.Layer):
    """Adds a learned vector for each position, of which there are `max_length`.

    `layer(inputs, start=t)` takes a piece of a sequence whose first vector stands at position t, a number or a tensor.

    Reference:
        Gehring, Auli, Grangier, Yarats, Dauphin, 2017, Convolutional sequence to sequence learning,
        https://arxiv.org/abs/1705.03122

    Args:
        max_length: Number of positions.
        initializer: Initializer of the vectors; None draws them from a normal distribution of standard deviation 0.02.

    Input shape:
        `(batch, length, width)`, length at most `max_length`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `max_length` is below 1, or a sequence is longer.

    Example:

    >>> import keras
    >>> layer = LearnedPositionalEncoding(max_length=10)
    >>> layer(keras.Input((7, 4))).shape, layer.count_params()
    ((None, 7, 4), 40)
    """

    def __init__(self, max_length, initializer=None, **kwargs):
        super().__init__(**kwargs)
        if max_length < 1:
            raise ValueError(f"LearnedPositionalEncoding needs max_length of at least 1, got {max_length}")
        self.max_length = max_length
        self.initializer = keras.initializers.get(initializer or keras.initializers.RandomNormal(stddev=0.02))
        self.supports_masking = True

    def build(self, input_shape):
        shape = (self.max_length, input_shape[-1])
        self.table = self.add_weight(name="positions", shape=shape, initializer=self.initializer)

    def call(self, inputs, start=0):
        # Where the length is known only when a graph runs, the slice fails instead.
        if inputs.shape[1] is not None:
            self.check_length(inputs.shape[1] + (start if isinstance(start, int) else 0))
        _, length, width = ops.shape(inputs)
        table = ops.convert_to_tensor(self.table, dtype=inputs.dtype)
        return inputs + ops.slice(table, (start, 0), (length, width))

    def check_length(self, length):
        """Refuse a sequence that is longer than the table with a `ValueError`."""
        if length > self.max_length:
            raise ValueError(
                f"{self.name} has learned {self.max_length} positions, got a sequence of {length}; "
                f"shorten it, or build the network with max_length={length}"
            )

    def compute_output_shape(self, input_shape):
        self.check_length(input_shape[1] or 0)
        return input_shape

    def get_config(self):
        initializer = keras.initializers.serialize(self.initializer)
        return {**super().get_config(), "max_length": self.max_length, "initializer": initializer}


def positional_encoding(positions, max_length, **kwargs):
    """The layer for `positions`: `"sinusoidal"`, `"learned"`, bound by `max_length`, or None for none.

    Args:
        positions: As above.
        max_length: Number of learned positions; sinusoidal ones have no bound.
        **kwargs: Further arguments of the layer, such as `name`.

    Raises:
        ValueError: If there is no such encoding.

    Example:

    >>> positional_encoding("learned", 16, name="positions").max_length
    16
    """
    if positions is None:
        return None
    if positions == "sinusoidal":
        return SinusoidalPositionalEncoding(**kwargs)
    if positions == "learned":
        return LearnedPositionalEncoding(max_length, **kwargs)
    raise ValueError(f"positions must be 'sinusoidal', 'learned' or None, got {positions!r}")
