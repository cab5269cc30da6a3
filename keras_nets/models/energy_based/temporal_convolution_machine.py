"""Temporal convolution machine (Lockett and Miikkulainen, 2009): a temporal machine with envelopes over its past."""

from keras_nets.models._counts import check_counts
from keras_nets.models.energy_based.temporal_rbm import TemporalRestrictedBoltzmannMachine

import keras
import numpy as np
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class TemporalConvolutionMachine(TemporalRestrictedBoltzmannMachine):
    """Temporal restricted Boltzmann machine whose weights follow Gaussian envelopes over the lag.

    The biases of frame t are convolutions of the past, as b_t = b + Σ_k v_(t-k) A_k, in which every connection has
    A_k = Σ_m w_m exp(-(k - μ_m)² / (2 σ_m²)) for k from 1 to `window`. Weights w, means μ and widths σ are learned, so
    that a connection finds out how long ago its input matters, and a long past costs no more weights than a short
    one. With `gaussians=window`, means at 1, 2, ... and narrow widths it is the temporal machine itself.
    `TemporalRestrictedBoltzmannMachine` and `ConditionalRestrictedBoltzmannMachine` tell of training and methods.
    Differs: of the report only the abstract could be read, which has Gaussian and multi-Gaussian envelopes with
    trainable means and variances in the bias terms; that each connection has envelopes of its own, of height 1 and
    cut off after `window` frames, is our reading.

    Reference:
        Lockett, Miikkulainen, 2009, Temporal convolution machines for sequence learning, technical report AI-09-04,
        University of Texas at Austin,
        https://dokumen.tips/documents/temporal-convolution-machines-for-sequence-ai-labpubslockett-tcmpdftemporal-convolution.html

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Length of h_t.
        window: Frames that the envelopes reach back.
        gaussians: Gaussians of each envelope.
        visible: `"bernoulli"` (values from 0 to 1) or `"gaussian"` (unit variance).
        cd_steps: Steps of the Gibbs chain.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> machine = TemporalConvolutionMachine((9, 2), 3, window=6)
    >>> machine.past_kernel(machine.visible_to_hidden).shape == (6, 2, 3)
    True
    """

    def __init__(self, input_shape, hidden_units, window=8, gaussians=2, visible="bernoulli", cd_steps=1, **kwargs):
        self.gaussians = gaussians
        super().__init__(
            input_shape, hidden_units, order=window, hidden_order=window, visible=visible, cd_steps=cd_steps, **kwargs
        )

    def add_past(self, name, order, inputs, outputs):
        check_counts(self.name, gaussians=self.gaussians)
        shape = (self.gaussians, inputs, outputs)
        # The envelopes share the window among them, each as wide as its share.
        share = order / self.gaussians
        means = 0.5 + share * (np.arange(self.gaussians) + 0.5)
        initial = {
            "weights": keras.initializers.RandomNormal(stddev=0.01),
            "means": lambda shape, dtype: ops.broadcast_to(ops.cast(means[:, None, None], dtype), shape),
            "log_widths": keras.initializers.Constant(np.log(share / 2 + 0.5)),
        }
        return [
            self.add_weight(name=f"{name}_{part}", shape=shape, initializer=initializer)
            for part, initializer in initial.items()
        ]

    def past_kernel(self, weights):
        """The A_k, `(window, inputs, outputs)`, of the Gaussians' weights, means and logarithms of widths."""
        heights, means, log_widths = weights
        lags = ops.reshape(ops.arange(1, self.order + 1, dtype=heights.dtype), (-1, 1, 1, 1))
        return ops.sum(heights * ops.exp(-0.5 * ops.square((lags - means) / ops.exp(log_widths))), axis=1)

    def get_config(self):
        config = super().get_config()
        del config["order"], config["hidden_order"]
        return {**config, "window": self.order, "gaussians": self.gaussians}


def temporal_convolution_machine(
    input_shape,
    hidden_units,
    *,
    window=8,
    gaussians=2,
    visible="bernoulli",
    cd_steps=1,
    name="temporal_convolution_machine",
):
    """Builds a temporal convolution machine, to be trained by `fit(x)` without targets.

    The biases of a frame are convolutions of the past with Gaussian envelopes whose weights, means and widths are
    learned; see `TemporalConvolutionMachine` for the formulas and the methods that predict and generate.
    Differs: of the report only the abstract could be read; that each connection has envelopes of its own, of height 1
    and cut off after `window` frames, is our reading.

    Reference:
        Lockett, Miikkulainen, 2009, Temporal convolution machines for sequence learning, technical report AI-09-04,
        University of Texas at Austin,
        https://dokumen.tips/documents/temporal-convolution-machines-for-sequence-ai-labpubslockett-tcmpdftemporal-convolution.html

    Args:
        input_shape: Frames of a sequence, which may be None, and the shape of a frame; frames are flattened.
        hidden_units: Number of hidden units of a frame.
        window: Frames that the envelopes reach back.
        gaussians: Gaussians of each envelope; 1 is the Gaussian machine, more the multi-Gaussian one.
        visible: `"bernoulli"` for values from 0 to 1, or `"gaussian"` for values of mean 0 and variance 1.
        cd_steps: Steps of the Gibbs chain that starts from the data.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, frames, hidden_units)`: the probabilities of the hidden units.

    Raises:
        ValueError: If an argument is not what is listed above.

    Example:

    >>> narrow = temporal_convolution_machine((8, 4), 5, window=2)
    >>> wide = temporal_convolution_machine((8, 4), 5, window=100)
    >>> narrow.count_params() == wide.count_params() == 29 + 2 * 3 * (16 + 20 + 25)
    True
    """
    return TemporalConvolutionMachine(
        input_shape,
        hidden_units,
        window=window,
        gaussians=gaussians,
        visible=visible,
        cd_steps=cd_steps,
        name=name,
    )
