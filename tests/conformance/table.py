"""One row an architecture: all that the conformance tests need to know of it.

A new architecture is held to every rule of the house by adding its row; a second row of the same factory, told apart
by `case`, covers another use of it.
"""

from dataclasses import dataclass

from keras_nets import losses, models

import keras
import numpy as np

EXAMPLES = 8


@dataclass(frozen=True)
class Row:
    """What an architecture is built with, counts and learns from."""

    # Name of the factory in `keras_nets.models`.
    name: str
    # Arguments of the paper's network, and the number of its weights, trainable or not.
    paper: dict
    parameters: int
    # Arguments of a network that trains in a moment.
    tiny: dict
    # Targets: class indices ("classes"), numbers ("values"), the inputs themselves ("inputs"), or none ("none").
    data: str = "classes"
    # None where the model computes its own.
    loss: object = "sparse_categorical_crossentropy"
    # Names of weights that no gradient moves and that a step of training must change all the same.
    moved: tuple = ()
    # Whether the model is a functional graph; a subclass of keras.Model is not.
    functional: bool = True
    case: str = ""

    @property
    def label(self):
        return f"{self.name}-{self.case}" if self.case else self.name

    def build_paper(self):
        return getattr(models, self.name)(**self.paper)

    def build_tiny(self):
        return getattr(models, self.name)(**self.tiny)

    def compile(self, model):
        model.compile(optimizer=keras.optimizers.Adam(0.01), loss=self.loss)

    def training_data(self, model):
        """Inputs and targets, as `fit` takes them, for a tiny model."""
        generator = np.random.default_rng(0)
        shape = model.input_shape if self.functional else model.input_spec.shape
        x = generator.uniform(size=(EXAMPLES, *shape[1:])).astype("float32")
        if self.data == "none":
            return (x,)
        if self.data == "inputs":
            return x, x
        outputs = model.output_shape[-1]
        if self.data == "values":
            return x, generator.normal(size=(EXAMPLES, outputs)).astype("float32")
        return x, np.arange(EXAMPLES).reshape(-1, 1) % max(2, outputs)


ROWS = (
    Row(
        "logistic_regression",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=7_850,
        tiny=dict(input_shape=(5,), classes=3),
    ),
    Row(
        "logistic_regression",
        case="binary",
        paper=dict(input_shape=(30,), classes=1),
        parameters=31,
        tiny=dict(input_shape=(5,), classes=1),
        loss="binary_crossentropy",
    ),
    Row(
        "perceptron",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=7_850,
        tiny=dict(input_shape=(5,), classes=3),
        loss=losses.PerceptronLoss(),
    ),
    Row(
        "perceptron",
        case="binary",
        paper=dict(input_shape=(20, 20), classes=1),
        parameters=401,
        tiny=dict(input_shape=(5,), classes=1),
        loss=losses.PerceptronLoss(),
    ),
    Row(
        "mlp",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=266_610,
        tiny=dict(input_shape=(5,), classes=3, hidden_units=(4, 4), dropout=0.2),
    ),
    Row(
        "mlp",
        case="regression",
        paper=dict(input_shape=(2,), classes=1, hidden_units=(3, 5, 4, 2), classifier_activation=None),
        parameters=66,
        tiny=dict(input_shape=(5,), classes=2, hidden_units=(4,), classifier_activation=None),
        data="values",
        loss="mean_squared_error",
    ),
    Row(
        "maxout_network",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=1_233_610,
        tiny=dict(input_shape=(4, 4, 1), classes=3, hidden_units=(6, 6), pieces=2),
    ),
    Row(
        "digit_cnn",
        paper=dict(input_shape=(28, 28, 1), classes=10),
        parameters=1_199_882,
        tiny=dict(input_shape=(8, 8, 1), classes=3, width=0.25),
    ),
    Row(
        "lenet5",
        # 60,000 up to F6 and the fixed codes of the 10 classes.
        paper=dict(input_shape=(32, 32, 1), classes=10),
        parameters=60_840,
        tiny=dict(input_shape=(32, 32, 1), classes=3, width=0.5),
    ),
    Row(
        "lenet5",
        case="scores",
        paper=dict(input_shape=(32, 32, 1), classes=10, classifier_activation=None),
        parameters=60_840,
        tiny=dict(input_shape=(32, 32, 1), classes=12, width=0.5, classifier_activation=None),
        loss=losses.MaximumAPosteriori(),
    ),
    Row(
        "lenet5",
        case="softmax",
        paper=dict(input_shape=(32, 32, 1), classes=10, output="softmax"),
        parameters=60_850,
        tiny=dict(input_shape=(32, 32, 3), classes=3, output="softmax", width=0.5),
    ),
    Row(
        "lenet5_modern",
        paper=dict(input_shape=(32, 32, 1), classes=10),
        parameters=61_706,
        tiny=dict(input_shape=(32, 32, 1), classes=3, width=0.5),
    ),
    Row(
        "autoencoder",
        paper=dict(input_shape=(28, 28, 1), latent_dim=30),
        parameters=2_837_314,
        tiny=dict(input_shape=(4, 4), latent_dim=2, hidden_units=(6,)),
        data="inputs",
        loss="binary_crossentropy",
    ),
    Row(
        "rbm",
        paper=dict(visible_units=784, hidden_units=500),
        parameters=393_284,
        tiny=dict(visible_units=6, hidden_units=4),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "self_organizing_map",
        # The codebook of 10x10 units and the count of steps.
        paper=dict(input_shape=(3,)),
        parameters=301,
        tiny=dict(input_shape=(4,), grid_shape=(3, 3)),
        data="none",
        loss=None,
        moved=("codebook", "step"),
        functional=False,
    ),
)
