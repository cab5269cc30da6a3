"""Output units that measure the distance to a code of their class."""

from keras_nets.layers.output_codes import RandomSigns

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class RadialBasisOutput(keras.layers.Layer):
    """Euclidean radial basis function units, one a class, as the output of a classifier.

    `y_i = sum_j (x_j - w_ij)^2` is the penalty of class i: how far the input is from the class's code w_i. The
    layer returns the activation of `-y / temperature`, so that the largest output is the predicted class as in any
    other classifier; softmax turns the penalties, read as negative log-likelihoods, into probabilities.

    Reference:
        LeCun, Bottou, Bengio, Haffner, 1998, Gradient-based learning applied to document recognition, section
        II.B, https://doi.org/10.1109/5.726791

    Args:
        units: Number of classes.
        activation: Function of `-y / temperature`; None returns it as it is, which at temperature 1 is what
            `losses.MaximumAPosteriori` wants.
        temperature: Divisor of the penalties. Cross-entropy at 1 is content with inputs that are still far from any
            code, as long as they are a little farther from the wrong ones.
        code_initializer: Initializer of the codes w, of shape `(units, features)`.
        train_codes: Whether the codes are learned; the paper keeps them as they are drawn.

    Input shape:
        `(batch, features)`.

    Output shape:
        `(batch, units)`.

    Example:

    >>> import keras
    >>> layer = RadialBasisOutput(10, activation="softmax")
    >>> layer(keras.Input((84,))).shape
    (None, 10)
    >>> len(layer.trainable_weights)
    0
    """

    # Parts of a batch may be computed at the same time.
    writes_weights = False

    def __init__(self, units, *, activation=None, temperature=1.0, code_initializer=None, train_codes=False, **kwargs):
        super().__init__(**kwargs)
        self.units = units
        self.activation = keras.activations.get(activation)
        self.temperature = temperature
        self.code_initializer = RandomSigns() if code_initializer is None else keras.initializers.get(code_initializer)
        self.train_codes = train_codes
        self.input_spec = keras.layers.InputSpec(ndim=2)

    def build(self, input_shape):
        features = input_shape[-1]
        self.codes = self.add_weight(
            name="codes",
            shape=(self.units, features),
            initializer=self.code_initializer,
            trainable=self.train_codes,
        )
        self.input_spec = keras.layers.InputSpec(ndim=2, axes={-1: features})

    def penalties(self, inputs):
        """Squared distances y of the inputs to every class's code."""
        return ops.sum(ops.square(ops.expand_dims(inputs, 1) - self.codes), axis=-1)

    def call(self, inputs):
        return self.activation(-self.penalties(inputs) / self.temperature)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def get_config(self):
        return {
            **super().get_config(),
            "units": self.units,
            "activation": keras.activations.serialize(self.activation),
            "temperature": self.temperature,
            "code_initializer": keras.initializers.serialize(self.code_initializer),
            "train_codes": self.train_codes,
        }
