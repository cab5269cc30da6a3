"""Ladder network (Rasmus et al., 2015): a classifier that also learns from examples without labels."""

import math

from keras_nets.layers import vector_input
from keras_nets.layers.heads import full_precision
from keras_nets.layers.ladder import LadderDecoder, LadderEncoder, standardized
from keras_nets.models.autoencoder.autoencoder import check_sizes

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class LadderNetwork(keras.Model):
    """Classifier whose every layer is also denoised, which needs no labels; see `ladder_network`.

    The graph of the model is the clean encoder, in which layers can be looked at and cut off as in any other network.
    In training it climbs twice, clean and with noise, and from the noisy top down a decoder restores the clean z of
    every layer; what that costs is added to the loss of the noisy predictions.

    Args:
        input_shape, classes, hidden_units, noise, denoising_weights, activation, classifier_activation: As in
            `ladder_network`.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, classes)`.

    Example:

    >>> model = LadderNetwork((6,), 3, hidden_units=(5, 4))
    >>> [layer.name for layer in model.layers]
    ['input', 'encoder_1', 'encoder_2', 'predictions']
    """

    def __init__(
        self,
        input_shape,
        classes,
        hidden_units=(1000, 500, 250, 250, 250),
        noise=0.3,
        denoising_weights=(1000.0, 10.0, 0.1),
        activation="relu",
        classifier_activation="softmax",
        dtype=None,
        **kwargs,
    ):
        network = kwargs.get("name") or "ladder_network"
        check_sizes(network, input_shape, hidden_units=tuple(hidden_units), classes=classes)
        depth = len(hidden_units) + 1
        noises = _for_layers(network, "noise", noise, depth)
        weights = _for_layers(network, "denoising_weights", denoising_weights, depth)

        inputs, x = vector_input(input_shape)
        # The scale of the inputs of a rectifier makes no difference to what the network can be.
        common = {"activation": activation, "scale": activation not in ("relu", "linear"), "dtype": dtype}
        encoder = [LadderEncoder(units, name=f"encoder_{n}", **common) for n, units in enumerate(hidden_units, 1)]
        top = {"activation": classifier_activation, "scale": True, "dtype": full_precision() or dtype}
        encoder.append(LadderEncoder(classes, name="predictions", **top))
        outputs = x
        for layer in encoder:
            outputs = layer(outputs)
        super().__init__(inputs=inputs, outputs=outputs, **kwargs)

        self.input_spec = keras.layers.InputSpec(shape=(None, *input_shape))
        self.encoder = encoder
        widths = [math.prod(input_shape), *hidden_units, classes]
        self.decoder = [
            LadderDecoder(units, weight, project=n < depth, name=f"decoder_{n}", dtype=dtype)
            for n, (units, weight) in enumerate(zip(widths, weights, strict=True))
        ]
        for layer, units, above in zip(self.decoder, widths, [*widths[1:], classes], strict=True):
            layer.build((None, above), (None, units))
        self.noises = noises
        self.seed_generator = keras.random.SeedGenerator()
        self.arguments = {
            "input_shape": tuple(input_shape),
            "classes": classes,
            "hidden_units": tuple(hidden_units),
            "noise": noises,
            "denoising_weights": weights,
            "activation": keras.activations.serialize(keras.activations.get(activation)),
            "classifier_activation": keras.activations.serialize(keras.activations.get(classifier_activation)),
            "dtype": keras.saving.serialize_keras_object(encoder[0].dtype_policy),
        }

    def call(self, inputs, training=None, mask=None):
        if not training:
            return super().call(inputs, training=False, mask=mask)
        rungs, predictions = self._climb(inputs)
        for layer, (_, mean, deviation, _) in zip(self.encoder, rungs[1:], strict=True):
            layer.average(mean, deviation)
        restored = self._descend(rungs, predictions)
        for layer, (clean, _, deviation, _), estimate in zip(self.decoder, rungs, restored, strict=True):
            layer.add_denoising_cost(estimate, clean, deviation)
        return predictions

    def denoise(self, inputs):
        """Inputs with noise, and what the network restores from them, `(batch, *input_shape)` each.

        As in training, units are normalized with the statistics of these inputs, so that it takes some dozens of them.
        """
        rungs, predictions = self._climb(inputs)
        shape = ops.shape(inputs)
        return ops.reshape(rungs[0][-1], shape), ops.reshape(self._descend(rungs, predictions)[0], shape)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        y, weight = _labels_and_weights(self.name, y, sample_weight)
        labeled = ops.sum(ops.cast(weight > 0, weight.dtype))
        # Keras divides by the number of examples, the paper's supervised cost by that of the labeled ones.
        weight = weight * ops.cast(ops.shape(weight)[0], weight.dtype) / ops.maximum(labeled, 1.0)
        return super().compute_loss(x, y, y_pred, weight, training)

    def compute_metrics(self, x, y, y_pred, sample_weight=None):
        y, weight = _labels_and_weights(self.name, y, sample_weight)
        return super().compute_metrics(x, y, y_pred, weight)

    def get_config(self):
        return {"name": self.name, "trainable": self.trainable, **self.arguments}

    @classmethod
    def from_config(cls, config, custom_objects=None):
        return cls(**config)

    def _climb(self, inputs):
        """What denoising needs of each layer, from the input on, and the predictions under noise.

        That is what the clean encoder normalizes, the mean and standard deviation of that, and the noisy z.
        """
        clean = ops.reshape(ops.cast(inputs, "float32"), (-1, math.prod(self.input_shape[1:])))
        noisy = self._with_noise(clean, self.noises[0])
        rungs = [(clean, 0.0, 1.0, noisy)]
        # Both climb in one product a layer.
        both = ops.concatenate([clean, noisy])
        for layer, noise in zip(self.encoder, self.noises[1:], strict=True):
            clean, noisy = ops.split(layer.projected(both), 2)
            z, mean, deviation = standardized(clean)
            noisy_z = self._with_noise(standardized(noisy)[0], noise)
            rungs.append((clean, mean, deviation, noisy_z))
            both = layer.activated(ops.concatenate([z, noisy_z]))
        return rungs, ops.split(both, 2)[1]

    def _descend(self, rungs, predictions):
        """What the decoder restores of each layer, from the input on."""
        restored = [predictions]
        for layer, (*_, noisy_z) in zip(reversed(self.decoder), reversed(rungs), strict=True):
            restored.insert(0, layer(restored[0], noisy_z))
        return restored[:-1]

    def _with_noise(self, values, deviation):
        shape = ops.shape(values)
        return values + keras.random.normal(shape, stddev=deviation, dtype=values.dtype, seed=self.seed_generator)


def ladder_network(
    input_shape,
    classes,
    *,
    hidden_units=(1000, 500, 250, 250, 250),
    noise=0.3,
    denoising_weights=(1000.0, 10.0, 0.1),
    activation="relu",
    classifier_activation="softmax",
    name="ladder_network",
):
    """Builds a classifier that learns from all examples of `fit(x, y)`, also from those whose label is -1, for unknown.

    The supervised cost is the loss of the predictions under noise, over the examples with labels. The unsupervised
    one is Σ_l λ_l |z_l - ẑ_l|² over all examples, a mean over examples and units: ẑ_l restores the clean z_l of layer l
    from the noisy z̃_l and from what the layer above restored. Both are in the `loss` of training; at test time there is
    no noise and the `loss` is that of the predictions alone. Compile it with a loss for integer classes, such as
    `"sparse_categorical_crossentropy"`, and with `weighted_metrics`, in which only labeled examples count.
    The defaults are the paper's for 100 labels of MNIST; for 1,000 it has `denoising_weights=(2000.0, 20.0, 0.1)`.
    Differs: normalizes labeled and unlabeled examples of a batch together.

    Reference:
        Rasmus, Valpola, Honkala, Berglund, Raiko, 2015, Semi-supervised learning with ladder networks,
        https://arxiv.org/abs/1507.02672

    Args:
        input_shape: Shape of one example, of any rank.
        classes: Number of classes.
        hidden_units: Width of each hidden layer.
        noise: Standard deviation of the noise, a number or one for each layer from the input on; the last one given
            holds for all layers above.
        denoising_weights: The weights λ, likewise.
        activation: Activation of the hidden layers.
        classifier_activation: Activation of the predictions.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, classes)`.

    Raises:
        ValueError: If a size, a standard deviation or a weight is out of range.

    Example:

    >>> import numpy as np
    >>> model = ladder_network((8, 8, 1), 3, hidden_units=(16, 8))
    >>> model.compile("adam", "sparse_categorical_crossentropy", weighted_metrics=["accuracy"])
    >>> history = model.fit(np.ones((4, 8, 8, 1)), np.array([2, -1, -1, 0]), verbose=0)
    >>> sorted(history.history)
    ['accuracy', 'loss']
    """
    return LadderNetwork(
        input_shape,
        classes,
        hidden_units=hidden_units,
        noise=noise,
        denoising_weights=denoising_weights,
        activation=activation,
        classifier_activation=classifier_activation,
        name=name,
    )


def _labels_and_weights(network, y, sample_weight):
    """Labels with 0 in place of -1, and weights that leave those examples out."""
    if y is None:
        raise ValueError(f"{network} needs labels, fit(x, y); y is -1 where the label is not known")
    y = ops.reshape(y, (-1,))
    known = ops.cast(y >= 0, "float32")
    return ops.maximum(y, 0), known if sample_weight is None else known * ops.cast(sample_weight, "float32")


def _for_layers(network, argument, values, depth):
    """A value for the input and each of the `depth` layers above it, the last one repeated."""
    values = tuple(values) if isinstance(values, (tuple, list)) else (values,)
    if not 0 < len(values) <= depth + 1 or min(values) < 0:
        raise ValueError(
            f"{network} needs {argument} to be 1 to {depth + 1} numbers of at least 0, from the input to the "
            f"predictions, got {values}"
        )
    return values + values[-1:] * (depth + 1 - len(values))
