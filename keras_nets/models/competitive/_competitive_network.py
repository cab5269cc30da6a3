"""What the networks of this family have in common: units that compete for an input, and learn without a gradient."""

import math

from keras_nets.models._without_gradient import WithoutGradient

import keras
from keras import ops


class CompetitiveNetwork(WithoutGradient):
    """Base of models whose weights are moved by `call(training=True)`; the optimizer has nothing to do.

    Args:
        input_shape: Shape of one example; an input of higher rank is flattened.
        preprocessing: Layer that is applied to the input first, or None.
    """

    def __init__(self, input_shape, preprocessing=None, **kwargs):
        # Comparisons lose their order in half precision, so inputs are not cast to the policy's compute dtype.
        super().__init__(autocast=False, **kwargs)
        self.example_shape = tuple(input_shape)
        self.preprocessing = preprocessing
        shape = (None, *self.example_shape)
        shape = tuple(preprocessing.compute_output_shape(shape) if preprocessing else shape)
        if len(shape) < 2 or None in shape[1:]:
            raise ValueError(
                f"{self.name} needs every size of one example, such as (4,), got input_shape={input_shape}"
            )
        self.features = math.prod(shape[1:])
        self.input_spec = keras.layers.InputSpec(shape=(None, *self.example_shape))

    def get_config(self):
        return {
            **super().get_config(),
            "input_shape": self.example_shape,
            "preprocessing": keras.saving.serialize_keras_object(self.preprocessing),
        }

    @classmethod
    def from_config(cls, config):
        preprocessing = keras.saving.deserialize_keras_object(config["preprocessing"])
        return super().from_config({**config, "preprocessing": preprocessing})

    def _flat(self, inputs):
        """Examples as float32 vectors, preprocessed."""
        x = self.preprocessing(inputs) if self.preprocessing else inputs
        return ops.reshape(ops.cast(x, "float32"), (ops.shape(x)[0], self.features))

    def _add_state(self, name, shape=(), initializer="zeros", dtype="float32", aggregation="only_first_replica"):
        """A weight that no gradient moves."""
        return self.add_weight(
            name=name,
            shape=shape,
            initializer=initializer,
            dtype=dtype,
            trainable=False,
            autocast=False,
            aggregation=aggregation,
        )
