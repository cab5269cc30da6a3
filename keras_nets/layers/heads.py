"""Where a network ends."""

from keras_nets.layers.activation_layers import activate
from keras_nets.layers.resize_like import ResizeLike

import keras


def classifier_head(x, classes, activation="softmax", **dense_arguments):
    """Fully connected layer `predictions`, the last of every classifier and regressor.

    Args:
        x: Tensor of shape `(batch, features)`.
        classes: Number of classes or, with `activation=None`, of predicted values. With a single one `"softmax"`
            becomes `"sigmoid"`, the probability of the second of two classes: softmax of one unit is always 1.
        activation: Activation of the layer.
        **dense_arguments: Further arguments of `keras.layers.Dense`.

    Raises:
        ValueError: If there is no class.

    Example:

    >>> import keras
    >>> classifier_head(keras.Input((4,)), 3).shape
    (None, 3)
    """
    arguments = {"activation": output_activation(classes, activation), "dtype": full_precision(), **dense_arguments}
    return keras.layers.Dense(classes, name="predictions", **arguments)(x)


def segmentation_head(x, classes, activation="softmax", *, like=None, score_activation=None, **arguments):
    """A convolution of 1x1 to the `scores` of the classes, and from them `predictions` for every pixel.

    Args:
        x: Tensor of shape `(batch, height, width, channels)`.
        classes: Number of classes; with a single one `"softmax"` becomes `"sigmoid"`.
        activation: Activation of `predictions`.
        like: Tensor whose height and width the scores are resized to, bilinearly; None leaves theirs.
        score_activation: Activation of the scores themselves, as in `activate`; None for none.
        **arguments: Further arguments of `keras.layers.Conv2D`.

    Raises:
        ValueError: If there is no class or no such activation.

    Example:

    >>> import keras
    >>> image = keras.Input((None, None, 3))
    >>> segmentation_head(keras.layers.AveragePooling2D(4)(image), 5, like=image).shape
    (None, None, None, 5)
    """
    activation = output_activation(classes, activation)
    scores = keras.layers.Conv2D(classes, 1, name="scores", **arguments)(x)
    scores = activate(scores, score_activation, name="scores_activation")
    return pixel_predictions(scores, activation, like=like)


def pixel_predictions(scores, activation="softmax", *, like=None):
    """The layer `predictions`, the last of every segmentation network, after resizing the scores as in its head.

    >>> import keras
    >>> pixel_predictions(keras.Input((8, 8, 21))).shape
    (None, 8, 8, 21)
    """
    if like is not None:
        scores = ResizeLike(name="upsampling")([scores, like])
    activation = output_activation(scores.shape[-1], activation)
    return keras.layers.Activation(activation, dtype=full_precision(), name="predictions")(scores)


def full_precision():
    """The dtype of a layer that ends a network: float32 where Keras's dtype policy computes with less.

    In half precision, probabilities are rounded to two or three digits and prices to thousands. None is the policy
    itself, which holds where it computes with float32 or more.

    >>> full_precision() is None
    True
    """
    return "float32" if keras.config.dtype_policy().compute_dtype in ("float16", "bfloat16") else None


def output_activation(classes, activation):
    """The activation of an output for so many classes: sigmoid for softmax of one unit, which is always 1.

    Raises:
        ValueError: If there is no class.
    """
    if classes < 1:
        raise ValueError(f"classes must be at least 1, got {classes}; 1 is a single output for two classes")
    is_softmax = keras.activations.get(activation) is keras.activations.softmax
    return "sigmoid" if classes == 1 and is_softmax else activation
