"""Fractal blocks: columns of different depth that meet in joins, and what drops columns in training."""

import itertools

from keras_nets.layers.convolution import convolution, normalize_activate
from keras_nets.layers.drop_path import check_rate

import keras
from keras import ops

# What `ColumnDraw` gives where no column was drawn.
NO_COLUMN = -1


@keras.saving.register_keras_serializable(package="keras_nets")
class ColumnDraw(keras.layers.Layer):
    """Draws, once a batch, the column that global drop-path leaves of a whole network.

    With probability g the output is the number of one of the columns, 0 for the shallowest, each as probable as the
    others; otherwise, and always at test time, it is -1: no column was drawn. All joins of the network take it, and so
    agree.

    Reference:
        Larsson, Maire, Shakhnarovich, 2017, FractalNet: ultra-deep neural networks without residuals,
        https://arxiv.org/abs/1605.07648

    Args:
        columns: Number of columns.
        global_ratio: Probability g, at least 0 and at most 1; the paper's batches are half global, half local.
        seed: Seed of the draws.

    Input shape:
        Any; the values do not matter.

    Output shape:
        `()`, of integers.

    Raises:
        ValueError: If there is no column or `global_ratio` is no probability.

    Example:

    >>> import keras
    >>> int(ColumnDraw(4)(keras.ops.zeros((1, 2))))
    -1
    """

    def __init__(self, columns, global_ratio=0.5, seed=None, **kwargs):
        super().__init__(**kwargs)
        if columns < 1:
            raise ValueError(f"ColumnDraw needs at least 1 column, got {columns}")
        if not 0 <= global_ratio <= 1:
            raise ValueError(f"global_ratio must be a probability from 0 to 1, got {global_ratio}")
        self.columns, self.global_ratio, self.seed = columns, global_ratio, seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, inputs, training=False):
        if not training:
            return ops.full((), NO_COLUMN, dtype="int32")
        is_global = keras.random.uniform((), dtype="float32", seed=self.seed_generator) < self.global_ratio
        column = keras.random.randint((), 0, self.columns, dtype="int32", seed=self.seed_generator)
        return ops.where(is_global, column, NO_COLUMN)

    def compute_output_spec(self, inputs, training=False):
        return keras.KerasTensor((), dtype="int32")

    def compute_output_shape(self, input_shape):
        return ()

    def get_config(self):
        config = {"columns": self.columns, "global_ratio": self.global_ratio, "seed": self.seed}
        return {**super().get_config(), **config}


@keras.saving.register_keras_serializable(package="keras_nets")
class FractalJoin(keras.layers.Layer):
    """Mean over the live of several paths, one from each column that ends here.

    At test time all paths live. In training a batch is joined in one of two ways. Local drop-path drops each path with
    probability p, but never all: of paths that were all drawn to be dropped, one is kept at random. Global drop-path
    keeps the path of the drawn column alone. Either way all paths are as probable as the others to live, so the
    expected weight of each is that of the mean.

    Reference:
        Larsson, Maire, Shakhnarovich, 2017, FractalNet: ultra-deep neural networks without residuals,
        https://arxiv.org/abs/1605.07648

    Args:
        rate: Probability p of local drop-path, at least 0 and below 1.
        first_column: Number of the column that the first path belongs to, 0 for the network's shallowest; the others
            follow. A drawn column that does not end here leaves the join local: none of its output is used then.
        seed: Seed of the draws.

    Input shape:
        List of paths of one shape, and as `column` the output of a `ColumnDraw`, or None for local drop-path alone.

    Output shape:
        That of a path.

    Raises:
        ValueError: If `rate` is no such probability.

    Example:

    >>> import keras
    >>> paths = [keras.ops.array([[1.0]]), keras.ops.array([[5.0]])]
    >>> float(FractalJoin()(paths)[0, 0]), float(FractalJoin()(paths, column=1, training=True)[0, 0])
    (3.0, 5.0)
    """

    def __init__(self, rate=0.15, first_column=0, seed=None, **kwargs):
        super().__init__(**kwargs)
        check_rate("FractalJoin", rate)
        self.rate, self.first_column, self.seed = rate, first_column, seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, paths, column=None, training=False):
        if not training:
            return sum(paths[1:], paths[0]) / len(paths)
        weights = self._local_weights(len(paths))
        if column is not None:
            drawn = ops.cast(ops.equal(ops.arange(len(paths), dtype="int32") + self.first_column, column), "float32")
            weights = drawn + (1 - ops.sum(drawn)) * weights
        weights = ops.cast(weights, paths[0].dtype)
        return sum(path * weights[number] for number, path in enumerate(paths))

    def _local_weights(self, count):
        draws = keras.random.uniform((count,), dtype="float32", seed=self.seed_generator)
        # The largest draw lives in any case. It is every path's as often, so none is preferred.
        live = ops.cast(ops.logical_or(draws >= self.rate, draws >= ops.max(draws)), "float32")
        return live / ops.sum(live)

    def compute_output_shape(self, paths_shape, column_shape=None):
        return tuple(paths_shape[0])

    def get_config(self):
        config = {"rate": self.rate, "first_column": self.first_column, "seed": self.seed}
        return {**super().get_config(), **config}


def fractal_block(
    x, filters, columns, *, name, column=None, pool_size=2, join=None, drop_path=0.15, dropout=0.0, activation="relu"
):
    """C columns of 1, 2, ..., `2^(C - 1)` convolutions 3x3, joined wherever two or more of them end.

    By the expansion rule `f_1(z) = conv(z)`, `f_(C+1)(z) = join(conv(z), f_C(f_C(z)))`, where a join right after a
    join is one with it. A convolution is `<name>_column<c>_conv<i>`, column 1 having one; dropout, batch normalization
    and the activation follow. Every column is pooled before the block's last join, `<name>_out`.

    Reference:
        Larsson, Maire, Shakhnarovich, 2017, FractalNet: ultra-deep neural networks without residuals,
        https://arxiv.org/abs/1605.07648

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        filters: Number of channels of all convolutions.
        columns: Number C of columns.
        name: Beginning of the layers' names.
        column: Output of the network's `ColumnDraw`, or None for local drop-path alone.
        pool_size: Window and stride of max pooling; 1 for none.
        join: Layer that takes the list of columns in place of the last join.
        drop_path: Probability of local drop-path.
        dropout: Dropout rate of a convolution's values.
        activation: As in `activate`.

    Raises:
        ValueError: If there is no column or a rate is no probability below 1.

    Example:

    >>> import keras
    >>> inputs = keras.Input((8, 8, 3))
    >>> model = keras.Model(inputs, fractal_block(inputs, 4, 3, name="block"))
    >>> sum("_conv" in layer.name and isinstance(layer, keras.layers.Conv2D) for layer in model.layers)
    7
    >>> model.output.shape
    (None, 4, 4, 4)
    """
    if columns < 1:
        raise ValueError(f"fractal_block needs at least 1 column, got {columns}")
    convolutions = [itertools.count(1) for _ in range(columns)]
    joins = itertools.count(1)

    def convolve(x, number):
        label = f"{name}_column{number + 1}_conv{next(convolutions[number])}"
        x = convolution(x, filters, 3, name=label, activation=None, normalization=False, use_bias=False)
        if dropout:
            x = keras.layers.Dropout(dropout, name=f"{label}_dropout")(x)
        return normalize_activate(x, activation, name=label)

    def join_ends(paths, label):
        return FractalJoin(drop_path, first_column=columns - len(paths), name=label)(paths, column=column)

    def ends(x, first):
        """The ends of the columns from `first` on, the shallowest first."""
        shallow = convolve(x, first)
        if first == columns - 1:
            return [shallow]
        middle = ends(x, first + 1)
        if len(middle) > 1:
            middle = [join_ends(middle, f"{name}_join{next(joins)}")]
        return [shallow, *ends(middle[0], first + 1)]

    paths = ends(x, 0)
    if pool_size != 1:
        pools = [keras.layers.MaxPooling2D(pool_size, name=f"{name}_column{c}_pool") for c in range(1, columns + 1)]
        paths = [pool(path) for pool, path in zip(pools, paths, strict=True)]
    if join is not None:
        return join(paths)
    if columns == 1:
        return keras.layers.Identity(name=f"{name}_out")(paths[0])
    return join_ends(paths, f"{name}_out")
