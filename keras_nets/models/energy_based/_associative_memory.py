"""What associative memories share: `fit` stores the examples that it is shown, and a call recalls."""

from keras_nets.models._counts import check_counts
from keras_nets.models._without_gradient import WithoutGradient

import keras
import numpy as np
from keras import ops


class AssociativeMemory(WithoutGradient):
    """Memory of vectors, without weights that a gradient moves.

    A subclass has `as_state(inputs)`, the state in which recall starts; `learn(states)`, which adds a batch of states
    to the memory by assigning weights; `recall(states)`; and `errors(states, recalled)`, one number per example.

    Args:
        units: Length of a pattern.
    """

    def __init__(self, units, **kwargs):
        # Sums over many patterns need their digits, so inputs are not cast to the policy's compute dtype.
        super().__init__(autocast=False, **kwargs)
        check_counts(self.name, units=units)
        self.units = units
        self.error_tracker = keras.metrics.Mean(name="recall_error")
        self.input_spec = keras.layers.InputSpec(shape=(None, units))
        self.built = True

    def call(self, inputs, training=False):
        states = self.as_state(inputs)
        if training:
            self.learn(states)
        return self.recall(states)

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        errors = self.errors(self.as_state(x), y_pred)
        self.error_tracker.update_state(errors)
        return ops.mean(errors)

    def compute_output_shape(self, input_shape):
        return (input_shape[0], self.units)

    def get_config(self):
        return {**super().get_config(), "units": self.units}

    def checked_patterns(self, patterns):
        """Patterns as an array. Raises ValueError if they are not finite vectors of `units` values."""
        patterns = np.asarray(patterns, "float32")
        if patterns.ndim != 2 or patterns.shape[1] != self.units or not len(patterns):
            raise ValueError(
                f"{self.name} needs patterns of shape (patterns, {self.units}), got shape {patterns.shape}"
            )
        if not np.isfinite(patterns).all():
            raise ValueError(f"{self.name} needs finite patterns, got missing or infinite values; replace them")
        return patterns
