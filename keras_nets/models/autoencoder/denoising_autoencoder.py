"""Denoising autoencoder (Vincent et al., 2008): restores the clean input from a corrupted one."""

from keras_nets.layers import corruption
from keras_nets.models.autoencoder.autoencoder import autoencoder


def denoising_autoencoder(
    input_shape,
    latent_dim,
    *,
    hidden_units=(),
    noise="masking",
    noise_level=0.3,
    activation="sigmoid",
    output_activation="sigmoid",
    preprocessing=None,
    name="denoising_autoencoder",
):
    """Builds an autoencoder that sees its input corrupted while it is trained to restore the clean one.

    A corrupted x̃ is drawn for every example and step, y = f(W x̃ + b) is its code and z = g(W' y + b') what is
    compared with the clean x: train it with `fit(x, x)`, with `binary_crossentropy` for inputs from 0 to 1, or with
    `mse` and `output_activation="linear"`. To fill in what is missing the code must know how inputs hang together,
    even where it is longer than the input. At test time nothing is corrupted; `model.get_layer("corruption")` called
    with `training=True` corrupts by hand. With `hidden_units` the network is deeper and trained as a whole.

    Reference:
        Vincent, Larochelle, Bengio, Manzagol, 2008, Extracting and composing robust features with denoising
        autoencoders, https://doi.org/10.1145/1390156.1390294

    Args:
        input_shape: Shape of one example, of any rank.
        latent_dim: Length of the code.
        hidden_units: Width of each layer between input and code.
        noise: `"masking"`, `"gaussian"` or `"salt_and_pepper"`; see `keras_nets.layers.corruption`.
        noise_level: Fraction of the inputs that is changed, or the standard deviation of Gaussian noise.
        activation: The function f, also of the code.
        output_activation: The function g; its range must hold the targets.
        preprocessing: Layer that is applied to the input before it is corrupted, such as an adapted
            `Standardization`; the targets stay as they are given.
        name: Name of the model.

    Input shape:
        `(batch, *input_shape)`.

    Output shape:
        `(batch, *input_shape)`.

    Raises:
        ValueError: If a size is unknown, a width is not a positive integer, or there is no such noise.

    Example:

    >>> model = denoising_autoencoder((8, 8, 1), 16, noise="salt_and_pepper", noise_level=0.1)
    >>> [layer.name for layer in model.layers][:4]
    ['input', 'corruption', 'flatten', 'latent']
    """
    corrupt = corruption(noise, noise_level)

    def corrupted(inputs):
        return corrupt(preprocessing(inputs) if preprocessing else inputs)

    return autoencoder(
        input_shape,
        latent_dim,
        hidden_units=hidden_units,
        activation=activation,
        latent_activation=activation,
        output_activation=output_activation,
        preprocessing=corrupted,
        name=name,
    )
