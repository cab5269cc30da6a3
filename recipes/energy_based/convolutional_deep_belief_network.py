"""Convolutional deep belief network (Lee and others 2009): parts of digits without labels, then a linear classifier.

    python recipes/energy_based/convolutional_deep_belief_network.py

The picture "completions" shows what the network draws into the lower half of digits of which it sees the upper.

Measured on two processor cores: test_accuracy on digits 0.9721 in 49 s (3 seeds); --preset mnist 0.9888 in 610 s (3
seeds).
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models, optimizers
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Phase, Recipe

import keras
import numpy as np


def load(data="digits", image_size=(16, 16), **options):
    return datasets.in_unit_interval(datasets.load(data, image_size=image_size, **options))


def build(dataset, width=40, kernel_size=7, upper_kernel_size=2):
    sizes = {"filters": (width, width), "kernel_sizes": (kernel_size, upper_kernel_size)}
    return models.convolutional_deep_belief_network(dataset.input_shape, dataset.classes, **sizes)


def phases(
    dataset, model, pretraining_epochs=20, pretraining_rate=0.01, cd_steps=1, sparsity_target=0.03, sparsity_cost=300.0
):
    def layer(number):
        def build():
            machine = model.machine(number, cd_steps, sparsity_target, sparsity_cost)
            machine.compile(optimizers.adam(pretraining_rate, pretraining_epochs * dataset.steps(10)))
            return machine

        def seen():
            return datasets.seen_through(dataset, lambda x: below(model, number, x)).with_targets(Nothing())

        finish = partial(model.take, number)
        return Phase(f"layer{number}", build, seen, epochs=pretraining_epochs, batch_size=10, finish=finish)

    return [layer(number) for number in range(1, len(model.machines) + 1)]


def below(model, number, x):
    for machine in model.machines[: number - 1]:
        x = machine.predict(x, batch_size=500, verbose=0)
    return x


def pictures(model, dataset, split):
    inputs = dataset.inputs(split, limit=10)
    known = (np.arange(dataset.image_shape[0]) < dataset.image_shape[0] // 2)[:, None, None]
    rows = np.stack([inputs, inputs * known, model.complete(inputs, known)])
    shown = {"completions": inspection.sample_rows(rows, dataset.image_shape, ["image", "seen", "completed"])}
    for number in range(1, len(model.machines) + 1):
        images = keras.ops.convert_to_numpy(model.filter_images(number))
        shown[f"filters{number}"] = inspection.filter_grid(images.reshape(len(images), -1).T, images.shape[1:])
    return shown


RECIPE = Recipe(
    load=load,
    build=build,
    optimizer=partial(optimizers.adam, weight_decay=0.1),
    search_space=lambda hp: {
        "width": hp.Int("width", 8, 64, sampling="log", default=40),
        "kernel_size": hp.Choice("kernel_size", [3, 5, 7, 9], default=7),
        "cd_steps": hp.Int("cd_steps", 1, 5, default=1),
        "sparsity_target": hp.Float("sparsity_target", 0.02, 0.2, sampling="log", default=0.03),
        "sparsity_cost": hp.Float("sparsity_cost", 1.0, 1000.0, sampling="log", default=300.0),
    },
    epochs=30,
    learning_rate=3e-3,
    goal=Goal("test_accuracy", at_least=0.97),
    phases=phases,
    smoke={"pretraining_epochs": 2},
    pictures=pictures,
    presets={
        "mnist": {"data": "mnist", "split": "full", "image_size": 28, "kernel_size": 11}
        | {"upper_kernel_size": 6, "pretraining_epochs": 2, "pretraining_rate": 0.003, "epochs": 20}
        | {"batch_size": 100, "goal": Goal("test_accuracy", at_least=0.985)},
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
