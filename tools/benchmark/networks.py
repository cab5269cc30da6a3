"""The networks whose training steps are measured beside those of other libraries, and a batch of each."""

from dataclasses import dataclass, field

from keras_nets import models

import numpy as np

VOCABULARY = 65


@dataclass(frozen=True)
class Case:
    """A network as our factory of that name builds it, and the size of its batches.

    Args:
        batch_size: examples of a batch.
        arguments, options: of the factory.
        side_by_side: whether its recipe trains parts of a batch side by side.
        application: name of the same network in keras.applications, if it is there.
        length: tokens of an example; None for numbers.
    """

    batch_size: int
    arguments: tuple
    options: dict = field(default_factory=dict)
    side_by_side: bool = False
    application: str | None = None
    length: int | None = None


RECURRENT = {"vocabulary_size": VOCABULARY, "units": 512, "embedding_dim": 128, "return_sequences": True}
TRANSFORMER = {"max_length": 64, "depth": 4, "width": 128, "heads": 4, "feed_forward_units": 512}
CASES = {
    "resnet50": Case(8, ((128, 128, 3), 1000), application="ResNet50"),
    "mobilenet_v2": Case(16, ((96, 96, 3), 1000), application="MobileNetV2"),
    "unet": Case(
        16, ((96, 96, 3), 2), {"depth": 3, "filters": 16, "padding": "same", "normalization": True, "dropout": 0.0}
    ),
    "resnet20": Case(128, ((32, 32, 3), 10)),
    "transformer_decoder": Case(
        12, (VOCABULARY,), TRANSFORMER | {"dropout": 0.0, "attention_dropout": 0.0}, side_by_side=True, length=64
    ),
    "lstm": Case(32, ((None,), VOCABULARY), RECURRENT, side_by_side=True, length=128),
    "lenet5_modern": Case(128, ((32, 32, 1), 10), side_by_side=True),
    "mlp": Case(100, ((784,), 10), {"hidden_units": (1200, 1200)}),
}


def build(name):
    """Our network."""
    case = CASES[name]
    return getattr(models, name)(*case.arguments, **case.options)


def batch(name):
    """Random inputs and labels, with channels last; the labels of tokens are the tokens after them."""
    random, case = np.random.default_rng(0), CASES[name]
    if case.length:
        text = random.integers(1, VOCABULARY, (case.batch_size, case.length + 1), "int32")
        return text[:, :-1].copy(), text[:, 1:].copy()
    shape, classes = case.arguments
    x = random.uniform(size=(case.batch_size, *shape)).astype("float32")
    return x, random.integers(0, classes, x.shape[:3] if name == "unet" else case.batch_size, "int32")
