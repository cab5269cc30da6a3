"""A price on hidden units that are active too often."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class KLSparsity(keras.layers.Layer):
    """Passes activations on and adds to the loss what they deviate, on average over a batch, from a rare activity.

    The price is β Σ_j KL(ρ || ρ_j) with KL(ρ || ρ_j) = ρ log(ρ/ρ_j) + (1-ρ) log((1-ρ)/(1-ρ_j)), where ρ_j is unit j's
    mean activation over the batch and ρ the activity that is wanted.

    Reference:
        Ng, 2011, Sparse autoencoder, CS294A lecture notes,
        https://web.stanford.edu/class/cs294a/sparseAutoencoder_2011new.pdf

    Args:
        activity: The wanted mean activation ρ, above 0 and below 1.
        weight: The factor β.

    Input shape:
        `(batch, units)` or `(batch, ..., units)`, values from 0 to 1 as of sigmoid units.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `activity` or `weight` is out of range.

    Example:

    >>> import keras
    >>> layer = KLSparsity(activity=0.1, weight=1.0)
    >>> _ = layer(keras.ops.full((4, 3), 0.1))
    >>> round(float(layer.losses[0]), 4)
    0.0
    """

    def __init__(self, activity=0.05, weight=3.0, **kwargs):
        super().__init__(**kwargs)
        if not 0 < activity < 1:
            raise ValueError(f"KLSparsity wants a mean activation above 0 and below 1, got activity={activity}")
        if weight < 0:
            raise ValueError(f"KLSparsity takes a weight of at least 0, got {weight}")
        self.activity, self.weight = activity, weight
        self.supports_masking = True

    def call(self, inputs):
        # In single precision, since the logarithms are steep where a unit is hardly ever active.
        activations = ops.cast(inputs, "float32")
        mean = ops.mean(activations, axis=tuple(range(len(inputs.shape) - 1)))
        mean = ops.clip(mean, keras.config.epsilon(), 1 - keras.config.epsilon())
        wanted = self.activity
        divergence = wanted * ops.log(wanted / mean) + (1 - wanted) * ops.log((1 - wanted) / (1 - mean))
        self.add_loss(self.weight * ops.sum(divergence))
        return inputs

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "activity": self.activity, "weight": self.weight}
