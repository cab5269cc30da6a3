"""Deep belief network (Hinton, Osindero, Teh, 2006): a stack of restricted Boltzmann machines under a labeled one."""

import itertools

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based._visible_units import BernoulliUnits, draw_binary
from keras_nets.models.energy_based.rbm import RestrictedBoltzmannMachine

import keras
from keras import ops


class LabeledUnits(BernoulliUnits):
    """Binary features and behind them a label, of whose `classes` units exactly one is on."""

    def __init__(self, classes):
        self.classes = classes
        self.features = BernoulliUnits()

    def mean(self, x):
        features, label = self._parted(x)
        return ops.concatenate([self.features.mean(features), ops.softmax(label)], axis=-1)

    def draw(self, x, seed):
        features, label = self._parted(x)
        label = ops.one_hot(keras.random.categorical(label, 1, seed=seed)[:, 0], self.classes, dtype=x.dtype)
        return ops.concatenate([self.features.draw(features, seed), label], axis=-1)

    def log_normalizer(self, x):
        features, label = self._parted(x)
        normalizers = [self.features.log_normalizer(features), ops.logsumexp(label, axis=-1, keepdims=True)]
        return ops.concatenate(normalizers, axis=-1)

    def _parted(self, x):
        return x[:, : -self.classes], x[:, -self.classes :]


@keras.saving.register_keras_serializable(package="keras_nets")
class ClassificationRestrictedBoltzmannMachine(RestrictedBoltzmannMachine):
    """Restricted Boltzmann machine of features and their label, the associative memory of a deep belief network.

    Its visible units are `feature_units` binary ones and, behind them, one of `classes` labels. It is trained by
    `fit` on both side by side; see `RestrictedBoltzmannMachine`.

    Reference:
        Hinton, Osindero, Teh, 2006, A fast learning algorithm for deep belief nets,
        https://doi.org/10.1162/neco.2006.18.7.1527
        Larochelle, Bengio, 2008, Classification using discriminative restricted Boltzmann machines,
        https://doi.org/10.1145/1390156.1390224

    Args:
        feature_units: Number of features.
        classes: Number of classes.
        hidden_units: Number of hidden units.
        cd_steps: Steps of the Gibbs chain in one training step.
        persistent_chains: Number of chains that are kept; 0 starts one from each example.

    Input shape:
        `(batch, feature_units + classes)`.

    Output shape:
        `(batch, hidden_units)`.

    Example:

    >>> memory = ClassificationRestrictedBoltzmannMachine(6, 3, 4)
    >>> state = memory.gibbs_step(keras.ops.zeros((2, 9)))
    >>> [float(on) for on in keras.ops.sum(state[:, 6:], axis=-1)]
    [1.0, 1.0]
    """

    def __init__(self, feature_units, classes, hidden_units, cd_steps=1, persistent_chains=0, **kwargs):
        units = LabeledUnits(classes)
        super().__init__(feature_units + classes, hidden_units, cd_steps, persistent_chains, visible=units, **kwargs)
        self.feature_units = feature_units
        self.classes = classes

    def get_config(self):
        config = keras.Model.get_config(self)
        own = ("feature_units", "classes", "hidden_units", "cd_steps", "persistent_chains")
        return {**config, **{name: getattr(self, name) for name in own}}


# Archives that were saved under the former name of the class still load.
keras.saving.get_custom_objects()["keras_nets>AssociativeMemory"] = ClassificationRestrictedBoltzmannMachine


@keras.saving.register_keras_serializable(package="keras_nets")
class DeepBeliefNetwork(keras.Model):
    """Layers of binary units that recognize upwards and generate downwards, and an associative memory on top.

    Upwards h_k = σ(c_k + h_(k-1) W_k) leads to the features below the memory, which holds them together with the
    label. Calling the model gives p(label | features), exact in the memory: ∝ exp(-F(features, label)). Downwards
    `generate` follows p(h_(k-1) = 1 | h_k) = σ(b_k + h_k G_k') from states of the memory with a fixed label.

    Layers learn one after another as restricted Boltzmann machines, from the first on: `machine(k)` is the k-th,
    still to be trained on what `features_below(x, k)` shows, and `take(k, machine)` sets W_k = G_k and both biases
    from it; the last one, the memory, is trained on features and labels side by side. After that `fit(x, y)` with a
    cross-entropy tunes the way up, and a copy of the memory that classifies; what generates
    stays as it was learned.

    Reference:
        Hinton, Osindero, Teh, 2006, A fast learning algorithm for deep belief nets,
        https://doi.org/10.1162/neco.2006.18.7.1527
        Larochelle, Bengio, 2008, Classification using discriminative restricted Boltzmann machines,
        https://doi.org/10.1145/1390156.1390224

    Differs: fine-tuning by backpropagation stands for the paper's up-down algorithm.

    Args:
        visible_units: Length of an example.
        classes: Number of classes.
        hidden_units: Units of each layer; the last is the memory's.

    Input shape:
        `(batch, visible_units)`, values from 0 to 1.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a number is not a positive integer, or there are less than two layers.

    Example:

    >>> model = DeepBeliefNetwork(8, 3, (6, 5))
    >>> model(keras.ops.zeros((2, 8))).shape == (2, 3)
    True
    """

    def __init__(self, visible_units, classes, hidden_units=(500, 500, 2000), **kwargs):
        name = kwargs.get("name") or "deep_belief_network"
        check_counts(name, visible_units=visible_units, classes=classes, hidden_units=tuple(hidden_units))
        if len(hidden_units) < 2:
            raise ValueError(f"{name} needs at least 2 layers, got hidden_units={tuple(hidden_units)}")
        super().__init__(**kwargs)
        self.visible_units, self.classes, self.hidden_units = visible_units, classes, tuple(hidden_units)
        self.input_spec = keras.layers.InputSpec(shape=(None, visible_units))
        self.seed_generator = keras.random.SeedGenerator()
        widths = (visible_units, *hidden_units[:-1])
        sizes = list(itertools.pairwise(widths))
        self.upward = [self._weights(f"upward{k}", below, above, above) for k, (below, above) in enumerate(sizes, 1)]
        self.downward = [
            self._weights(f"downward{k}", below, above, below, trainable=False)
            for k, (below, above) in enumerate(sizes, 1)
        ]
        joint = (widths[-1] + classes, hidden_units[-1])
        self.classifier = (*self._weights("classifier", *joint, joint[1]), self._bias("classifier_label", classes))
        self.memory = self._weights("memory", *joint, joint[1], trainable=False)
        self.feature_bias = self._bias("feature", widths[-1], trainable=False)
        self.built = True

    def call(self, inputs):
        features = self.features_below(inputs, len(self.hidden_units))
        kernel, bias, label_bias = self.classifier
        hidden_input = ops.matmul(features, kernel[: -self.classes]) + bias
        # One hidden input for each label that the features may have.
        labeled = ops.expand_dims(hidden_input, 1) + ops.expand_dims(kernel[-self.classes :], 0)
        log_odds = label_bias + ops.sum(ops.softplus(labeled), axis=-1)
        return ops.softmax(ops.cast(log_odds, "float32"))

    def features_below(self, inputs, number):
        """Probabilities of the units below layer `number`, counted from 1: the inputs themselves below the first."""
        x = ops.cast(inputs, self.compute_dtype)
        for kernel, bias in self.upward[: number - 1]:
            x = ops.sigmoid(ops.matmul(x, kernel) + bias)
        return x

    def machine(self, number, cd_steps=1, persistent_chains=0):
        """A new machine for layer `number`, counted from 1; that of the last layer also sees the labels."""
        below = (self.visible_units, *self.hidden_units)[number - 1]
        units, name = self.hidden_units[number - 1], f"machine{number}"
        if number < len(self.hidden_units):
            return RestrictedBoltzmannMachine(below, units, cd_steps, persistent_chains, name=name)
        return ClassificationRestrictedBoltzmannMachine(
            below, self.classes, units, cd_steps, persistent_chains, name=name
        )

    def take(self, number, machine):
        """Give layer `number` the weights of its machine."""
        kernel, visible_bias, hidden_bias = machine.kernel, machine.visible_bias, machine.hidden_bias
        if number < len(self.hidden_units):
            targets = (*self.upward[number - 1], *self.downward[number - 1])
            values = (kernel, hidden_bias, kernel, visible_bias)
        else:
            feature_bias, label_bias = visible_bias[: -self.classes], visible_bias[-self.classes :]
            targets = (*self.classifier, *self.memory, self.feature_bias)
            values = (kernel, hidden_bias, label_bias, kernel, hidden_bias, feature_bias)
        for target, value in zip(targets, values, strict=True):
            target.assign(value)

    def generate(self, labels, steps=200):
        """Examples of the given classes: probabilities of the visible units after a chain in the memory.

        Args:
            labels: Class indices, one an example.
            steps: Gibbs steps of the memory, whose label stays as given.
        """
        label = ops.one_hot(labels, self.classes, dtype=self.compute_dtype)
        shape = (ops.shape(label)[0], self.hidden_units[-2])
        # Between on and off, so that at first the label alone decides.
        x = ops.full(shape, 0.5, dtype=self.compute_dtype)
        kernel, bias = self.memory
        for _ in range(steps):
            state = ops.concatenate([x, label], axis=-1)
            hidden = self._draw(ops.sigmoid(ops.matmul(state, kernel) + bias))
            feature_input = ops.matmul(hidden, ops.transpose(kernel[: -self.classes])) + self.feature_bias
            x = self._draw(ops.sigmoid(feature_input))
        for number, (kernel, bias) in reversed(list(enumerate(self.downward))):
            probabilities = ops.sigmoid(ops.matmul(x, ops.transpose(kernel)) + bias)
            x = self._draw(probabilities) if number else probabilities
        return x

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.classes)

    def get_config(self):
        own = ("visible_units", "classes", "hidden_units")
        return {**super().get_config(), **{name: getattr(self, name) for name in own}}

    def _weights(self, name, below, above, biases, trainable=True):
        initializer = keras.initializers.RandomNormal(stddev=0.01)
        shape = (below, above)
        kernel = self.add_weight(name=f"{name}_kernel", shape=shape, initializer=initializer, trainable=trainable)
        return kernel, self._bias(name, biases, trainable)

    def _bias(self, name, units, trainable=True):
        return self.add_weight(name=f"{name}_bias", shape=(units,), initializer="zeros", trainable=trainable)

    def _draw(self, probabilities):
        return draw_binary(probabilities, self.seed_generator)


def deep_belief_network(visible_units, classes, *, hidden_units=(500, 500, 2000), name="deep_belief_network"):
    """Builds a deep belief network; the defaults are the paper's for MNIST, with 1,662,000 weights on the way up.

    See `DeepBeliefNetwork` for the formulas and for how its layers learn one after another.

    Reference:
        Hinton, Osindero, Teh, 2006, A fast learning algorithm for deep belief nets,
        https://doi.org/10.1162/neco.2006.18.7.1527

    Args:
        visible_units: Length of an example.
        classes: Number of classes.
        hidden_units: Units of each layer, at least two layers; the last is the memory's.
        name: Name of the model.

    Input shape:
        `(batch, visible_units)`, values from 0 to 1.

    Output shape:
        `(batch, classes)`: the probabilities of the labels.

    Raises:
        ValueError: If a number is not a positive integer, or there are less than two layers.

    Example:

    >>> model = deep_belief_network(8, 3, hidden_units=(6, 5))
    >>> model.generate([0, 2], steps=2).shape == (2, 8)
    True
    """
    return DeepBeliefNetwork(visible_units, classes, hidden_units, name=name)
