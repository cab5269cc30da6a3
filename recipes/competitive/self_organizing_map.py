"""Self-organizing map (Kohonen 1982, batch map 2013): a flat map on which similar handwritten digits are neighbors.

    python recipes/competitive/self_organizing_map.py

Measured on two processor cores: test_quantization_error on digits 1.257 in 3 s (3 seeds).
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models
from keras_nets.datasets.targets import Nothing
from keras_nets.training import Goal, Recipe


def build(dataset, rows=12, columns=12, topology="rectangular", radius=3.0, final_radius=0.6, final_learning_rate=0.05):
    model = models.self_organizing_map(
        dataset.input_shape,
        grid_shape=(rows, columns),
        topology=topology,
        rule="batch",
        learning_rate=1.0,
        final_learning_rate=final_learning_rate,
        radius=radius,
        final_radius=final_radius,
    )
    model.start_from_principal_components(dataset.inputs("train", limit=5000))
    return model


def compile_model(model, learning_rate, steps):
    model.decay_steps = steps
    model.compile()


def pictures(model, dataset, split):
    inputs, topology = dataset.inputs(split, limit=5000), model.topology
    drawn = {
        "distance_map": inspection.distance_map(model.u_matrix(), topology),
        "hit_map": inspection.hit_map(model.hits(inputs), topology),
    }
    if dataset.class_names:
        units, labels = model.best_matching_unit(inputs), dataset.split(split).y[: len(inputs)]
        drawn["class_map"] = inspection.class_map(units, labels, model.grid_shape, dataset.class_names, topology)
    if dataset.image_shape is not None:
        drawn["codebook"] = inspection.codebook_grid(model.codebook, dataset.image_shape, topology)
    return drawn


MNIST = {"data": "mnist", "rows": 20, "columns": 20, "final_radius": 0.7, "epochs": 5, "batch_size": 1000}

RECIPE = Recipe(
    load=partial(datasets.load, data="digits", flatten=True, targets=Nothing("clustering")),
    build=build,
    compile_model=compile_model,
    search_space=lambda hp: {
        "rows": hp.Int("rows", 6, 24, default=12),
        "columns": hp.Int("columns", 6, 24, default=12),
        "topology": hp.Choice("topology", ["rectangular", "hexagonal"], default="rectangular"),
        "radius": hp.Float("radius", 1.0, 12.0, sampling="log", default=3.0),
        "final_radius": hp.Float("final_radius", 0.3, 1.5, default=0.6),
        "final_learning_rate": hp.Float("final_learning_rate", 0.005, 0.5, sampling="log", default=0.05),
    },
    epochs=20,
    batch_size=64,
    learning_rate=None,
    directions={"quantization_error": "min", "topographic_error": "min"},
    goal=Goal("test_quantization_error", at_most=1.35),
    pictures=pictures,
    presets={"mnist": MNIST, "mnist_hexagonal": {**MNIST, "topology": "hexagonal"}},
)

if __name__ == "__main__":
    cli.main(RECIPE)
