"""Convolutional restricted Boltzmann machine with probabilistic max-pooling (Lee and others, 2009)."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._contrastive_divergence import BipartiteMachine
from keras_nets.models.energy_based._visible_units import visible_units_of

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ConvolutionalRestrictedBoltzmannMachine(BipartiteMachine):
    """Energy model of images v, whose filters W^k detect the same pattern at every place.

    E(v, h) = -Σ_k Σ_ij h_ij^k ((W^k * v)_ij + b_k) - c Σ v, where at most one detection unit h_ij^k of a pooling
    block of C x C is on. With the input I = W * v + b a block is therefore one choice out of C² + 1:
    p(h_ij = 1 | v) = exp(I_ij) / (1 + Σ_block exp(I)), and its pooling unit is off with the probability
    1 / (1 + Σ_block exp(I)); F(v) = -c Σ v - Σ_blocks log(1 + Σ_block exp(I)). Biases are one a filter and one a
    channel. Gaussian visible units add |v|² / 2 to both energies.

    `fit(x)` and what it shows are those of `rbm`, whose methods there are, too. A state h has the shape of the
    detection layer, `(batch, *detection_shape)`. Calling the model gives the probabilities of the pooling units,
    the features for a next layer. A `pooling_input`, what pooling units receive from a layer above, is added to
    the input of all units of a block.
    Differs: the gradient of a weight sums over all places instead of taking their mean, so that learning rates are
    smaller by the number of places.

    Reference:
        Lee, Grosse, Ranganath, Ng, 2009, Convolutional deep belief networks for scalable unsupervised learning of
        hierarchical representations, https://doi.org/10.1145/1553374.1553453

    Args:
        input_shape: (height, width, channels) of the images.
        filters: Number K of filters.
        kernel_size: Side of a filter, an integer or two.
        pool_size: Side C of a pooling block.
        cd_steps: Steps of the Gibbs chain in one training step.
        persistent_chains: Number of chains that are kept; 0 starts one from each example.
        visible: Kind of the visible units, `"bernoulli"`, `"gaussian"` or `"truncated_exponential"`.
        sparsity_target: Mean activation that the units of a filter shall have; None leaves it free.
        sparsity_cost: Weight of the squared distance to it.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        `(batch, *pooling_shape)`.

    Raises:
        ValueError: If an argument is out of range, or pooling blocks do not tile the detection layer.

    Example:

    >>> machine = ConvolutionalRestrictedBoltzmannMachine((8, 8, 1), 4, 3)
    >>> machine.detection_shape, machine.pooling_shape
    ((6, 6, 4), (3, 3, 4))
    """

    def __init__(
        self,
        input_shape,
        filters,
        kernel_size,
        pool_size=2,
        cd_steps=1,
        persistent_chains=0,
        visible="bernoulli",
        sparsity_target=None,
        sparsity_cost=1.0,
        **kwargs,
    ):
        name = kwargs.get("name") or "convolutional_rbm"
        check_counts(name, filters=filters, pool_size=pool_size)
        kernel_shape = _checked_kernel_shape(name, input_shape, kernel_size, pool_size)
        super().__init__(
            tuple(input_shape),
            visible_units_of(visible, name),
            cd_steps,
            persistent_chains,
            sparsity_target,
            sparsity_cost,
            **kwargs,
        )
        self.image_shape = tuple(input_shape)
        self.filters = filters
        self.kernel_size = kernel_shape
        self.pool_size = pool_size
        self.visible = visible
        sides = [side - width + 1 for side, width in zip(input_shape[:2], kernel_shape, strict=True)]
        self.detection_shape = (*sides, filters)
        self.pooling_shape = (*(side // pool_size for side in sides), filters)
        self.kernel = self.add_weight(
            name="kernel",
            shape=(*kernel_shape, input_shape[2], filters),
            initializer=keras.initializers.RandomNormal(stddev=0.01),
        )
        self.visible_bias = self.add_weight(name="visible_bias", shape=(input_shape[2],), initializer="zeros")
        self.hidden_bias = self.add_weight(name="hidden_bias", shape=(filters,), initializer="zeros")
        self.built = True

    def call(self, inputs):
        return self.pooling_given_visible(inputs)

    def hidden_input(self, visible):
        """I = W * v + b of the detection units."""
        return ops.conv(self._as_weights(visible), self.kernel, padding="valid") + self.hidden_bias

    def visible_input(self, hidden):
        """c + Σ_k W^k, laid down wherever a detection unit is on."""
        return ops.conv_transpose(self._as_weights(hidden), self.kernel, padding="valid") + self.visible_bias

    def hidden_mean(self, hidden_input):
        """Probabilities of the detection units from their input."""
        blocks = self._blocks(hidden_input)
        return self._detection(ops.exp(blocks - self._log_normalizer(blocks)))

    def draw_hidden(self, hidden_input):
        """A state of the detection layer from its input: in each block one unit is on, or none."""
        blocks = self._blocks(hidden_input)
        below = ops.cumsum(ops.exp(blocks - self._log_normalizer(blocks)), axis=-1)
        uniform = keras.random.uniform(ops.shape(below[..., :1]), dtype=below.dtype, seed=self.seed_generator)
        # The number of thresholds passed is the unit that is on, and C² is none: never two, however sums round.
        choice = ops.sum(ops.cast(uniform >= below, "int32"), axis=-1, keepdims=True)
        return self._detection(ops.cast(choice == ops.arange(self.pool_size**2), below.dtype))

    def hidden_given_visible(self, visible, pooling_input=None):
        """Probabilities of the detection units, `(batch, *detection_shape)`."""
        return self.hidden_mean(self._with_above(self.hidden_input(visible), pooling_input))

    def sample_hidden(self, visible, pooling_input=None):
        """A state of the detection units drawn from p(h|v)."""
        return self.draw_hidden(self._with_above(self.hidden_input(visible), pooling_input))

    def pooling_given_visible(self, visible, pooling_input=None):
        """Probabilities of the pooling units, `(batch, *pooling_shape)`: 1 - 1 / (1 + Σ_block exp(I))."""
        blocks = self._blocks(self._with_above(self.hidden_input(visible), pooling_input))
        return -ops.expm1(-ops.squeeze(self._log_normalizer(blocks), axis=-1))

    def pool(self, hidden):
        """The state of the pooling units, which are on where a unit of their block is."""
        return ops.max(self._blocks(hidden), axis=-1)

    def spread(self, pooling):
        """Values of the pooling units, given to every detection unit of their blocks."""
        return ops.repeat(ops.repeat(pooling, self.pool_size, axis=1), self.pool_size, axis=2)

    def energy(self, visible, hidden):
        """E(v, h) of each pair of states."""
        visible, hidden = self._as_weights(visible), self._as_weights(hidden)
        interaction = ops.sum(hidden * self.hidden_input(visible), axis=(1, 2, 3))
        return self.units.base_energy(visible) - self._bias_energy(visible) - interaction

    def free_energy(self, visible, hidden_input=None):
        """F(v) = -log Σ_h exp(-E(v, h)) of each state; `hidden_input` is that of v where it is known already."""
        visible = self._as_weights(visible)
        hidden_input = self.hidden_input(visible) if hidden_input is None else hidden_input
        normalizer = ops.sum(self._log_normalizer(self._blocks(hidden_input)), axis=(1, 2, 3, 4))
        return self.units.base_energy(visible) - self._bias_energy(visible) - normalizer

    def compute_output_shape(self, input_shape):
        return (input_shape[0], *self.pooling_shape)

    def get_config(self):
        return {
            **super().get_config(),
            "input_shape": self.image_shape,
            "filters": self.filters,
            "kernel_size": self.kernel_size,
            "pool_size": self.pool_size,
            "visible": self.visible,
        }

    def _bias_energy(self, visible):
        """c Σ v of each image."""
        return ops.matmul(ops.sum(visible, axis=(1, 2)), self.visible_bias)

    def _with_above(self, hidden_input, pooling_input):
        if pooling_input is None:
            return hidden_input
        return hidden_input + ops.cast(self.spread(pooling_input), hidden_input.dtype)

    def _log_normalizer(self, blocks):
        """log(1 + Σ_block exp(I)) of each block, where 1 stands for no unit being on."""
        off = ops.zeros_like(blocks[..., :1])
        return ops.logsumexp(ops.concatenate([blocks, off], axis=-1), axis=-1, keepdims=True)

    def _blocks(self, detection):
        """A detection layer with the C² units of a block on an axis of their own, the last."""
        rows, columns, filters = self.pooling_shape
        size = self.pool_size
        x = ops.reshape(detection, (-1, rows, size, columns, size, filters))
        return ops.reshape(ops.transpose(x, (0, 1, 3, 5, 2, 4)), (-1, rows, columns, filters, size * size))

    def _detection(self, blocks):
        """The inverse of `_blocks`."""
        rows, columns, filters = self.pooling_shape
        size = self.pool_size
        x = ops.reshape(blocks, (-1, rows, columns, filters, size, size))
        return ops.reshape(ops.transpose(x, (0, 1, 4, 2, 5, 3)), (-1, *self.detection_shape))


def _checked_kernel_shape(network, input_shape, kernel_size, pool_size):
    """(height, width) of the filters, if pooling blocks tile what they leave of an image."""
    sides = tuple(kernel_size) if isinstance(kernel_size, (tuple, list)) else (kernel_size, kernel_size)
    if len(input_shape) != 3 or None in input_shape:
        raise ValueError(f"{network} needs input_shape=(height, width, channels) in numbers, got {tuple(input_shape)}")
    for side, width in zip(input_shape[:2], sides, strict=True):
        check_counts(network, kernel_size=width)
        left = side - width + 1
        if left < pool_size or left % pool_size:
            fitting = [w for w in range(1, side + 1) if (side - w + 1) % pool_size == 0]
            nearest = min(fitting, key=lambda w: abs(w - width), default=None)
            advice = f"kernel_size={nearest} fits" if nearest else "take larger images or a smaller pool_size"
            raise ValueError(
                f"{network} needs blocks of pool_size={pool_size} that tile the detection units, got "
                f"kernel_size={kernel_size}, which leaves {max(left, 0)} of {side} pixels; {advice}"
            )
    return sides


def convolutional_rbm(
    input_shape,
    filters,
    *,
    kernel_size,
    pool_size=2,
    cd_steps=1,
    persistent_chains=0,
    visible="bernoulli",
    sparsity_target=None,
    sparsity_cost=1.0,
    name="convolutional_rbm",
):
    """Builds a convolutional restricted Boltzmann machine, to be trained by `fit(x)` without targets.

    Filters that are the same at every place are learned by contrastive divergence, and probabilistic max-pooling
    keeps one feature of each block of `pool_size` x `pool_size`. `ConvolutionalRestrictedBoltzmannMachine` has the
    formulas and methods.

    Reference:
        Lee, Grosse, Ranganath, Ng, 2009, Convolutional deep belief networks for scalable unsupervised learning of
        hierarchical representations, https://doi.org/10.1145/1553374.1553453

    Args:
        input_shape: (height, width, channels) of the images.
        filters: Number of filters.
        kernel_size: Side of a filter, an integer or two; it must leave a multiple of `pool_size`.
        pool_size: Side of a pooling block, in which at most one unit is on.
        cd_steps: Steps of the Gibbs chain in one training step.
        persistent_chains: Number of chains that go on from training step to training step; 0 starts one from each
            example.
        visible: Kind of the visible units: `"bernoulli"`, `"gaussian"` (unit variance, for standardized images), or
            `"truncated_exponential"` (see `continuous_rbm`).
        sparsity_target: Mean activation that the units of a filter shall have, the paper's way to useful filters;
            None leaves it free.
        sparsity_cost: Weight of the squared distance to it.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`, values from 0 to 1; of Gaussian units any numbers.

    Output shape:
        `(batch, rows, columns, filters)`: the probabilities of the pooling units.

    Raises:
        ValueError: If an argument is out of range, or pooling blocks do not tile the detection layer.

    Example:

    >>> machine = convolutional_rbm((28, 28, 1), 40, kernel_size=11)
    >>> machine.count_params()
    4881
    >>> machine(keras.ops.zeros((2, 28, 28, 1))).shape == (2, 9, 9, 40)
    True
    """
    return ConvolutionalRestrictedBoltzmannMachine(
        input_shape,
        filters,
        kernel_size,
        pool_size,
        cd_steps,
        persistent_chains,
        visible,
        sparsity_target,
        sparsity_cost,
        name=name,
    )
