"""The perceptron (Rosenblatt 1958) and its learning rule, on the Wisconsin breast cancer data.

    python recipes/feedforward/perceptron.py

Measured on two processor cores: test_accuracy on breast_cancer 0.9561 in 10 s (3 seeds).
"""

from functools import partial

from keras_nets import cli, datasets, layers, losses, models
from keras_nets.training import Goal, Recipe

import keras

SCALINGS = {
    "none": None,
    "mean_removal": layers.MeanRemoval,
    "min_max": layers.MinMaxScaling,
    "standardization": layers.Standardization,
}


def build(dataset, scaling="standardization"):
    if scaling not in SCALINGS:
        raise ValueError(f"unknown scaling {scaling!r}; there are {', '.join(SCALINGS)}")
    layer = SCALINGS[scaling] and SCALINGS[scaling]()
    if layer is not None:
        layer.adapt(dataset.inputs("train"))
    return models.perceptron(dataset.input_shape, dataset.classes, preprocessing=layer)


def compile_model(model, learning_rate, steps):
    # From zero weights the rate only scales the weights and changes no decision: there is nothing to choose.
    model.compile(keras.optimizers.SGD(1.0), losses.PerceptronLoss(), metrics=["accuracy"])


RECIPE = Recipe(
    load=partial(datasets.load, data="breast_cancer", flatten=True),
    build=build,
    compile_model=compile_model,
    search_space=lambda hp: {"scaling": hp.Choice("scaling", list(SCALINGS), default="standardization")},
    epochs=20,
    batch_size=1,
    learning_rate=None,
    monitor="val_accuracy",
    goal=Goal("test_accuracy", at_least=0.94),
)

if __name__ == "__main__":
    cli.main(RECIPE)
