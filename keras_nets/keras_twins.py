"""Networks that keras.applications has as well: which arguments make ours the same, and their weights in ours."""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

from keras_nets import models

import keras


@dataclass(frozen=True)
class Twin:
    """What makes a network of ours compute what one of keras.applications computes.

    Args:
        application: Its name in `keras.applications`.
        arguments: The arguments of our factory that depart from the paper as Keras does.
        least: Side of the smallest images that Keras's takes.
        preprocesses: Whether Keras's begins with layers that scale the images, which our factory takes as
            `preprocessing`.

    Example:

    >>> TWINS["resnet50"].application
    'ResNet50'
    """

    application: str
    arguments: Mapping = field(default_factory=dict)
    least: int = 32
    preprocesses: bool = False


RESNET = {"use_bias": True, "epsilon": 1.001e-5}
RESNET_V2 = RESNET | {"strided": "last"}
TWINS = {
    "vgg16": Twin("VGG16", {"dropout": 0.0}),
    "vgg19": Twin("VGG19", {"dropout": 0.0}),
    "inception_v3": Twin("InceptionV3", least=75),
    "inception_resnet_v2": Twin("InceptionResNetV2", {"dropout": 0.0}, least=75),
    "resnet50": Twin("ResNet50", RESNET),
    "resnet101": Twin("ResNet101", RESNET),
    "resnet152": Twin("ResNet152", RESNET),
    "resnet50_v2": Twin("ResNet50V2", RESNET_V2),
    "resnet101_v2": Twin("ResNet101V2", RESNET_V2),
    "resnet152_v2": Twin("ResNet152V2", RESNET_V2),
    "xception": Twin("Xception", {"dropout": 0.0}, least=71),
    "mobilenet": Twin("MobileNet", {"activation": "relu6", "dropout": 0.001}),
    "mobilenet_v2": Twin("MobileNetV2"),
    "efficientnet_b0": Twin("EfficientNetB0", preprocesses=True),
}


def from_keras(name, input_shape, classes, *, weights=None):
    """One of our networks with the weights of its twin in keras.applications.

    Images must come as the `preprocess_input` that belongs to the twin makes them.

    Args:
        name: Name of the network, one of `TWINS`.
        input_shape: `(height, width, channels)` of an image. With `weights="imagenet"` it need not be the twin's own,
            unless a layer that sees all pixels at once ties the weights to it.
        classes: Number of classes; 1000 for `weights="imagenet"`.
        weights: As in keras.applications: None for random weights, `"imagenet"`, which Keras downloads, or the path of
            a file of weights.

    Raises:
        ValueError: If there is no such twin, or its weights do not fit.

    Example:

    >>> from_keras("mobilenet_v2", (32, 32, 3), 2).count_params()
    2260546
    """
    source, target = build_twins(name, input_shape, classes, weights=weights)
    copy_weights(source, target)
    return target


def build_twins(name, input_shape, classes, *, weights=None):
    """Keras's network and ours that computes the same, each with weights of its own.

    Args:
        name: As in `from_keras`.
        input_shape: As in `from_keras`.
        classes: As in `from_keras`.
        weights: Those of Keras's network, as in `from_keras`.

    Raises:
        ValueError: If there is no such twin.

    Example:

    >>> theirs, ours = build_twins("mobilenet_v2", (32, 32, 3), 2)
    >>> theirs.count_params() == ours.count_params()
    True
    """
    if name not in TWINS:
        raise ValueError(f"keras.applications has no twin of {name!r}; it has those of {', '.join(TWINS)}")
    if weights == "imagenet" and (classes != 1000 or input_shape[-1] != 3):
        raise ValueError(
            f"weights='imagenet' are for 1000 classes and 3 channels, got classes={classes} and "
            f"input_shape={tuple(input_shape)}; take those and replace the layer 'predictions'"
        )
    twin = TWINS[name]
    # Keras gives out whole ImageNet networks for images of their own size alone.
    shape = None if weights == "imagenet" else input_shape
    source = getattr(keras.applications, twin.application)(weights=weights, input_shape=shape, classes=classes)
    extra = {"preprocessing": preprocessing_of(source)} if twin.preprocesses else {}
    return source, getattr(models, name)(input_shape, classes, **twin.arguments, **extra)


def preprocessing_of(source):
    """A function that applies new layers like those with which a network scales its images."""
    kinds = (keras.layers.Rescaling, keras.layers.Normalization)
    scaling = [layer for layer in source.layers if isinstance(layer, kinds)]

    def preprocess(x):
        for number, layer in enumerate(scaling, start=1):
            x = type(layer).from_config(layer.get_config() | {"name": f"preprocessing{number}"})(x)
        return x

    return preprocess


def copy_weights(source, target):
    """Give a network the weights of another that has the same layers with weights, whatever their names.

    Nothing is copied unless everything fits; a convolution of 1x1 fits a fully connected layer. Layers are paired in
    the order in which the graph leads to them, depth first from the outputs and each layer after its inputs, so that
    layers without weights, such as paddings, do not matter. Layers that join branches must take them in the same
    order in both networks.

    Args:
        source: Functional model whose weights are read.
        target: Functional model whose weights are set.

    Raises:
        ValueError: If the networks differ in number or shapes of weights; it names the first layer that does not fit.

    Example:

    >>> import keras
    >>> inputs = keras.Input((2,))
    >>> source, target = (keras.Model(inputs, keras.layers.Dense(3)(inputs)) for _ in range(2))
    >>> copy_weights(source, target)
    >>> bool((source.get_weights()[0] == target.get_weights()[0]).all())
    True
    """
    pairs = list(itertools.zip_longest(_layers_with_weights(source), _layers_with_weights(target)))
    for theirs, ours in pairs:
        _check_fit(theirs, ours, f"{target.name} cannot take the weights of {source.name}")
    for theirs, ours in pairs:
        values = zip(theirs.get_weights(), _shapes(ours), strict=True)
        ours.set_weights([value.reshape(shape) for value, shape in values])


def _check_fit(theirs, ours, complaint):
    if ours is None:
        raise ValueError(f"{complaint}: it has no layer for those of {theirs.name!r}, {_shapes(theirs)}")
    if theirs is None:
        raise ValueError(f"{complaint}: there are none for layer {ours.name!r}, {_shapes(ours)}")
    if [_as_dense(s) for s in _shapes(theirs)] != [_as_dense(s) for s in _shapes(ours)]:
        raise ValueError(
            f"{complaint}: layer {ours.name!r} has the shapes {_shapes(ours)}, {theirs.name!r} has {_shapes(theirs)}"
        )


def _shapes(layer):
    return [tuple(weight.shape) for weight in layer.weights]


def _as_dense(shape):
    """A convolution of 1x1 is a fully connected layer at every pixel."""
    return shape[2:] if len(shape) == 4 and shape[:2] == (1, 1) else shape


def _layers_with_weights(model):
    """Layers that have weights, each after those that its inputs come from.

    `model.layers` will not do: Keras sorts it by the distance to the output, which a mere padding in one of two
    branches changes.
    """
    producers = {id(tensor): layer for layer in model.layers for tensor in keras.tree.flatten(layer.output)}
    ordered, pending = {}, [producers[id(tensor)] for tensor in reversed(model.outputs)]
    while pending:
        layer = pending[-1]
        inputs = [] if isinstance(layer, keras.layers.InputLayer) else keras.tree.flatten(layer.input)
        missing = [before for tensor in inputs if (before := producers[id(tensor)]) not in ordered]
        if missing:
            pending.extend(reversed(missing))
        else:
            ordered[pending.pop()] = None
    return [layer for layer in ordered if layer.weights]
