"""Convolutional deep belief network (Lee and others, 2009): convolutional machines, one on the features of the last."""

import math

from keras_nets.acceleration import accelerate
from keras_nets.layers.heads import full_precision
from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based.convolutional_rbm import ConvolutionalRestrictedBoltzmannMachine

import keras
from keras import layers, ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ConvolutionalDeepBeliefNetwork(keras.Model):
    """Convolutional restricted Boltzmann machines in a stack, and a linear classifier on the features of all of them.

    The visible units of a machine are the pooling units of the one below. Layers learn one after another, from the
    first on: `machine(k)` is the k-th, still to be trained on what `features_below(x, k)` shows, and `take(k,
    machine)` gives the network its weights. After that `fit(x, y)` trains the classifier alone, on the pooling units
    of all layers, standardized and side by side; set `machines[k - 1].trainable` to tune a layer as well.

    `complete` draws what is hidden of an image from the joint distribution of all layers, in which a detection unit
    is moved from below by the image and from above by the next layer.

    Reference:
        Lee, Grosse, Ranganath, Ng, 2009, Convolutional deep belief networks for scalable unsupervised learning of
        hierarchical representations, https://doi.org/10.1145/1553374.1553453

    Differs: a softmax layer stands for the paper's support vector machine.

    Args:
        input_shape: (height, width, channels) of the images.
        classes: Number of classes.
        filters: Filters of each layer.
        kernel_sizes: Side of the filters of each layer.
        pool_size: Side of the pooling blocks of all layers.

    Input shape:
        `(batch, height, width, channels)`, values from 0 to 1.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a number is out of range, `filters` and `kernel_sizes` differ in length, or pooling blocks do
            not tile a layer.

    Example:

    >>> model = ConvolutionalDeepBeliefNetwork((12, 12, 1), 3, (4, 5), (3, 2))
    >>> [machine.pooling_shape for machine in model.machines]
    [(5, 5, 4), (2, 2, 5)]
    """

    def __init__(self, input_shape, classes, filters=(40, 40), kernel_sizes=(11, 6), pool_size=2, **kwargs):
        name = kwargs.get("name") or "convolutional_deep_belief_network"
        check_counts(name, classes=classes)
        if not filters or len(filters) != len(kernel_sizes):
            raise ValueError(
                f"{name} needs filters and kernel_sizes of the same length, at least 1, got "
                f"filters={tuple(filters)} and kernel_sizes={tuple(kernel_sizes)}"
            )
        super().__init__(**kwargs)
        self.image_shape, self.classes = tuple(input_shape), classes
        self.filters, self.kernel_sizes, self.pool_size = tuple(filters), tuple(kernel_sizes), pool_size
        self.input_spec = keras.layers.InputSpec(shape=(None, *input_shape))
        self.machines = []
        for number in range(1, len(filters) + 1):
            machine = self.machine(number)
            machine.trainable = False
            self.machines.append(machine)
        # Without weights of its own: the classifier stays linear.
        standardization = layers.BatchNormalization(center=False, scale=False, name="standardization")
        self.standardization = accelerate(standardization)
        self.classifier = layers.Dense(classes, activation="softmax", dtype=full_precision(), name="predictions")
        features = sum(math.prod(machine.pooling_shape) for machine in self.machines)
        self.standardization.build((None, features))
        self.classifier.build((None, features))
        self.built = True

    def call(self, inputs, training=False):
        features = []
        for machine in self.machines:
            inputs = machine(inputs)
            features.append(ops.reshape(inputs, (-1, math.prod(machine.pooling_shape))))
        return self.classifier(self.standardization(ops.concatenate(features, axis=-1), training=training))

    def features_below(self, inputs, number):
        """Probabilities of the pooling units below layer `number`, counted from 1: the inputs below the first."""
        for machine in self.machines[: number - 1]:
            inputs = machine(inputs)
        return inputs

    def machine(self, number, cd_steps=1, sparsity_target=None, sparsity_cost=1.0):
        """A new machine for layer `number`, counted from 1."""
        return ConvolutionalRestrictedBoltzmannMachine(
            self._shapes()[number - 1],
            self.filters[number - 1],
            self.kernel_sizes[number - 1],
            self.pool_size,
            cd_steps,
            sparsity_target=sparsity_target,
            sparsity_cost=sparsity_cost,
            name=f"machine{number}",
        )

    def take(self, number, machine):
        """Give layer `number` the weights of its machine."""
        own = self.machines[number - 1]
        for name in ("kernel", "visible_bias", "hidden_bias"):
            getattr(own, name).assign(getattr(machine, name))

    def filter_images(self, number):
        """What the filters of layer `number` respond to, laid down in the image: `(filters, height, width, channels)`.

        A filter of a higher layer is the sum of those of the layer below, where and as much as it weighs their
        pooling units.
        """
        x = ops.transpose(self.machines[number - 1].kernel, (3, 0, 1, 2))
        for machine in reversed(self.machines[: number - 1]):
            x = machine.spread(x) / self.pool_size**2
            x = ops.conv_transpose(x, machine.kernel, padding="valid")
        return x

    def complete(self, images, known, steps=100):
        """Draws the pixels that are not known by a Gibbs chain through all layers.

        Args:
            images: `(batch, height, width, channels)`, whose values where nothing is known do not matter.
            known: Of a shape that broadcasts to it, 1 where a pixel is known and 0 where it is to be drawn.
            steps: Gibbs steps, at least one.

        Returns:
            The images, with the probabilities of the last step in place of what is not known.
        """
        bottom = self.machines[0]
        images, known = (ops.cast(x, bottom.kernel.dtype) for x in (images, known))
        x = known * images + (1 - known) * 0.5
        above = [ops.zeros((ops.shape(images)[0], *machine.pooling_shape)) for machine in self.machines[:-1]]
        for _ in range(steps):
            states, seen = [], x
            for machine, pooling_input in zip(self.machines, [*above, None], strict=True):
                states.append(machine.sample_hidden(seen, pooling_input))
                seen = machine.pool(states[-1])
            # A pooling unit's own bias is that of its detection units; the layer above adds its filters alone.
            pairs = zip(self.machines[1:], states[1:], strict=True)
            above = [machine.visible_input(hidden) - machine.visible_bias for machine, hidden in pairs]
            x = known * images + (1 - known) * bottom.sample_visible(states[0])
        return known * images + (1 - known) * bottom.visible_given_hidden(states[0])

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.classes)

    def get_config(self):
        own = {"input_shape": self.image_shape}
        names = ("classes", "filters", "kernel_sizes", "pool_size")
        return {**super().get_config(), **own, **{name: getattr(self, name) for name in names}}

    def _shapes(self):
        """Shape of the input, and of the pooling units of each layer that exists."""
        return [self.image_shape, *(machine.pooling_shape for machine in self.machines)]


def convolutional_deep_belief_network(
    input_shape,
    classes,
    *,
    filters=(40, 40),
    kernel_sizes=(11, 6),
    pool_size=2,
    name="convolutional_deep_belief_network",
):
    """Builds a convolutional deep belief network; the defaults are for MNIST.

    See `ConvolutionalDeepBeliefNetwork` for how its layers learn one after another, and for `complete`.

    Reference:
        Lee, Grosse, Ranganath, Ng, 2009, Convolutional deep belief networks for scalable unsupervised learning of
        hierarchical representations, https://doi.org/10.1145/1553374.1553453

    Differs: filters of 11 x 11 in the first layer instead of 12 x 12, which leave an even number of units.

    Args:
        input_shape: (height, width, channels) of the images.
        classes: Number of classes.
        filters: Filters of each layer.
        kernel_sizes: Side of the filters of each layer; each must leave a multiple of `pool_size`.
        pool_size: Side of the pooling blocks of all layers.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`, values from 0 to 1.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a number is out of range, `filters` and `kernel_sizes` differ in length, or pooling blocks do
            not tile a layer.

    Example:

    >>> model = convolutional_deep_belief_network((12, 12, 1), 3, filters=(4, 5), kernel_sizes=(3, 2))
    >>> model.filter_images(2).shape == (5, 6, 6, 1)
    True
    """
    return ConvolutionalDeepBeliefNetwork(input_shape, classes, filters, kernel_sizes, pool_size, name=name)
