"""Convolutional autoencoder (Masci et al., 2011): a code of feature maps, which keep their place in the image."""

from keras_nets.layers import image_input
from keras_nets.layers.heads import full_precision
from keras_nets.models._counts import check_counts

import keras
from keras import layers


def convolutional_autoencoder(
    input_shape,
    latent_filters=200,
    *,
    filters=(100, 150),
    kernel_size=5,
    latent_kernel_size=3,
    activation="tanh",
    output_activation="sigmoid",
    name="convolutional_autoencoder",
):
    """Builds an encoder of convolutions and max-pooling and, mirrored, the decoder that restores the image.

    Each stage of the encoder convolves and halves height and width, rounded up; a last convolution, `latent`, gives
    the code. Each stage of the decoder convolves to as many channels as the encoder had there, doubles height and width
    by repetition, and cuts off what rounding added, so that images of any size come back in their size. The channels
    are those of the paper's network for MNIST. Train it with `fit(x, x)`, with `binary_crossentropy` for values from 0
    to 1, or with `mse` and an `output_activation` whose range holds the targets.
    Differs: trains all stages at once, and the decoder has weights of its own.

    Reference:
        Masci, Meier, Cireşan, Schmidhuber, 2011, Stacked convolutional auto-encoders for hierarchical feature
        extraction, https://doi.org/10.1007/978-3-642-21735-7_7

    Args:
        input_shape: `(height, width, channels)` of an image.
        latent_filters: Maps of the code.
        filters: Maps of each stage; as many times the size is halved.
        kernel_size: Side of the stages' kernels.
        latent_kernel_size: Side of the kernels that make the code and start to decode it.
        activation: Activation of all layers but the output.
        output_activation: Activation of the reconstruction.
        name: Name of the model.

    Input shape:
        `(batch, height, width, channels)`, any height and width that can be halved as often as there are stages.

    Output shape:
        That of the input.

    Raises:
        ValueError: If images are smaller than that, or there are no channels.

    Example:

    >>> model = convolutional_autoencoder((28, 28, 1))
    >>> model.get_layer("latent").output.shape, model.output_shape
    ((None, 7, 7, 200), (None, 28, 28, 1))
    """
    check_counts(name, filters=tuple(filters), latent_filters=latent_filters)

    def convolve(x, maps, size, name, function=activation, **arguments):
        return layers.Conv2D(maps, size, padding="same", activation=function, name=name, **arguments)(x)

    inputs = x = image_input(input_shape, least=2 ** len(filters), network=name)
    sizes = []
    for stage, maps in enumerate(filters, 1):
        sizes.append(x.shape[1:3])
        x = convolve(x, maps, kernel_size, f"encoder_{stage}")
        x = layers.MaxPooling2D(padding="same", name=f"encoder_{stage}_pool")(x)

    x = convolve(x, latent_filters, latent_kernel_size, "latent")

    kernels = [latent_kernel_size, *[kernel_size] * len(filters)]
    for stage, (maps, size) in enumerate(zip(reversed(filters), reversed(sizes), strict=True), 1):
        x = convolve(x, maps, kernels[stage - 1], f"decoder_{stage}")
        x = layers.UpSampling2D(name=f"decoder_{stage}_upsampling")(x)
        surplus = [(0, found - side) for found, side in zip(x.shape[1:3], size, strict=True)]
        x = layers.Cropping2D(surplus, name=f"decoder_{stage}_crop")(x) if surplus != [(0, 0), (0, 0)] else x

    outputs = convolve(x, input_shape[-1], kernels[-1], "reconstruction", output_activation, dtype=full_precision())
    return keras.Model(inputs, outputs, name=name)
