"""Targets: what a batch asks the network for. A new kind of training, such as on two views, is a new class.

Every step of a pipeline that depends on the targets is a method here, so that no other code asks which ones they are.
"""

import dataclasses
import math

# Images with labels for their pixels are counted in pieces of this many pixels, since a batch of large ones would hold
# gigabytes of feature maps.
_SMALL_IMAGE, _LARGE_IMAGE = 32 * 32, 256 * 256


@dataclasses.dataclass(frozen=True)
class Labels:
    """The `y` of a split: the class or the number of each example. Base of all other targets.

    Attributes:
        task: Task of data with these targets; None keeps the task of the data.
        ignored_label: Label that does not count; None where every label counts.
        each_step: Whether every step of a sequence has a target, not only the whole.
        random_layers: Keras layers that draw at random in `batch`. The pipeline sets their random states before every
            batch, so that the draws are a function of seed, epoch and step.
    """

    task = None
    ignored_label = None
    each_step = False
    random_layers = ()

    def input_shape(self, name, whole_shape):
        """The network's input shape for an example of shape `whole_shape`, from the data called `name`."""
        return whole_shape

    def whole_shape(self, input_shape):
        """The shape of a whole example for a network's input shape."""
        return input_shape

    def inputs(self, examples):
        """The network's inputs for whole examples."""
        return examples

    def distort(self, augmentation, inputs, labels=None):
        """Inputs and labels of a batch after a layer of random distortions."""
        distorted = augmentation(inputs, training=True)
        return (distorted,) if labels is None else (distorted, labels)

    def batch(self, inputs, labels=None):
        """A batch in the form that `fit` takes: (inputs,), (inputs, targets) or (inputs, targets, weights)."""
        return (inputs,) if labels is None else (inputs, labels)

    def cost(self, split):
        """How many small images one example of the split counts as; None where memory does not limit a batch."""
        return None


@dataclasses.dataclass(frozen=True)
class MaskedLabels(Labels):
    """The `y` of a split, where labels equal to `ignored_label`, such as padding, do not count.

    A batch has a weight for every label: 0 for ignored labels, which are replaced by 0, and else 1. A loss with
    `reduction="mean_with_sample_weight"` is then the mean over the labels that count, and
    `weighted_metrics=["accuracy"]` their accuracy. Where no label is ignored, a batch has no weights.
    """

    ignored_label: int | None = None

    def batch(self, inputs, labels=None):
        if labels is None or self.ignored_label is None:
            return super().batch(inputs, labels)
        import tensorflow as tf

        counted = labels != self.ignored_label
        return inputs, tf.where(counted, labels, tf.zeros_like(labels)), tf.cast(counted, tf.float32)


@dataclasses.dataclass(frozen=True)
class PixelLabels(MaskedLabels):
    """A class for every pixel of an image; pixels with `ignored_label` do not count. Distorted with their image."""

    def distort(self, augmentation, inputs, labels=None):
        if labels is None:
            return super().distort(augmentation, inputs)
        from keras_nets.datasets.distortion import distorted

        return distorted(augmentation, inputs, labels, self.ignored_label)

    def cost(self, split):
        return -(-math.prod(split.x.shape[1:3]) // _SMALL_IMAGE)


@dataclasses.dataclass(frozen=True)
class Inputs(Labels):
    """The network's input is its own target, as for an autoencoder."""

    task = "reconstruction"

    def batch(self, inputs, labels=None):
        return inputs, inputs

    def cost(self, split):
        pixels = math.prod(getattr(split.x, "shape", ())[1:3])
        return pixels // _SMALL_IMAGE if pixels > _LARGE_IMAGE else None


@dataclasses.dataclass(frozen=True)
class Nothing(Labels):
    """No target: the network learns from its inputs alone, like a Boltzmann machine.

    Args:
        task: Task of the network: "density estimation", "clustering" or "associative memory".
    """

    task: str = "density estimation"

    def batch(self, inputs, labels=None):
        return (inputs,)


@dataclasses.dataclass(frozen=True)
class NextToken(Labels):
    """The next step: inputs are all steps of an example but the last, targets all but the first."""

    task = "language modeling"
    each_step = True

    def input_shape(self, name, whole_shape):
        if isinstance(whole_shape, dict) or whole_shape[0] is None or whole_shape[0] < 2:
            raise ValueError(
                f"{name} has examples of shape {whole_shape}, but predicting the next step needs an array of at least "
                "2 steps; use sequences such as text"
            )
        return (whole_shape[0] - 1, *whole_shape[1:])

    def whole_shape(self, input_shape):
        return (input_shape[0] + 1, *input_shape[1:])

    def inputs(self, examples):
        return examples[:, :-1]

    def batch(self, inputs, labels=None):
        return inputs[:, :-1], inputs[:, 1:]
