"""Sparse autoencoder (Ng, 2011): a code of which only a few units are active at a time."""

from keras_nets.layers import KLSparsity, KSparse
from keras_nets.models.autoencoder.autoencoder import autoencoder


def sparse_autoencoder(
    input_shape,
    latent_dim,
    *,
    hidden_units=(),
    activity=0.05,
    sparsity_weight=3.0,
    active_units=None,
    activation="sigmoid",
    output_activation="sigmoid",
    name="sparse_autoencoder",
):
    """Builds an autoencoder whose code may be long but is mostly off, so that each unit learns a feature of its own.

    To the loss of `fit(x, x)` the layer `sparsity` adds β Σ_j KL(ρ || ρ_j), where ρ_j is the mean activation of code
    unit j over the batch. With `active_units=k` nothing is added: the k largest activations of each example stay and
    the others become zero, the k-sparse autoencoder, whose code is linear. The code is the output of `sparsity`.
    The factor β=3 is meant for a squared error that is summed over the inputs; Keras's losses are means over them.

    Reference:
        Ng, 2011, Sparse autoencoder, CS294A lecture notes,
        https://web.stanford.edu/class/cs294a/sparseAutoencoder_2011new.pdf
        Makhzani, Frey, 2013, k-Sparse autoencoders, https://arxiv.org/abs/1312.5663

    Args:
        input_shape: Shape of one example, of any rank.
        latent_dim: Length of the code.
        hidden_units: Width of each layer between input and code.
        activity: The wanted mean activation ρ of a unit.
        sparsity_weight: The factor β.
        active_units: The number k of a k-sparse autoencoder; None adds the penalty instead.
        activation: Activation of all layers but the output, and but a k-sparse code.
        output_activation: Activation of the reconstruction; its range must hold the targets.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, *input_shape)`.

    Raises:
        ValueError: If a size is unknown, a width is not a positive integer, or a number is out of range.

    Example:

    >>> model = sparse_autoencoder((8, 8, 1), 25)
    >>> [layer.name for layer in model.layers]
    ['input', 'flatten', 'latent', 'sparsity', 'reconstruction_flat', 'reconstruction']
    """
    if active_units is None:
        latent_activation, sparsity = activation, KLSparsity(activity, sparsity_weight, name="sparsity")
    else:
        latent_activation, sparsity = "linear", KSparse(active_units, name="sparsity")
    return autoencoder(
        input_shape,
        latent_dim,
        hidden_units=hidden_units,
        activation=activation,
        latent_activation=latent_activation,
        latent_layer=sparsity,
        output_activation=output_activation,
        name=name,
    )
