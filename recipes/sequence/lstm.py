"""Long short-term memory (Hochreiter, Schmidhuber 1997), a language model of the characters of Python's help.

    python recipes/sequence/lstm.py

The loss is in nats a character. `--preset tiny_shakespeare` reads plays, and `--preset adding` adds the two numbers
that are marked in a sequence of 200. `--preset nab_nyc_taxi`, and likewise for the other six series of that benchmark,
learns how a series goes on and calls unusual what it did not foresee.

Measured on two processor cores: test_loss on text 1.298 in 484 s; --preset adding 0.002248 in 304 s; test_nab_score
--preset nab_ambient_temperature_system_failure 39.35 in 12 s; --preset nab_cpu_utilization_asg_misconfiguration 0.1402
in 11 s; --preset nab_ec2_request_latency_system_failure 85.73 in 7 s; --preset nab_machine_temperature_system_failure
-27.35 in 7 s; --preset nab_nyc_taxi 36.8 in 7 s; --preset nab_rogue_agent_key_hold -2.75 in 5 s; --preset
nab_rogue_agent_key_updown -11.21 in 9 s; test_loss --preset tiny_shakespeare 1.489 in 1780 s.
Differs: Adam and clipped gradients stand for truncated ones; forget gates (Gers 2000), which start from chrono biases
(Tallec, Ollivier 2018) in the adding problem.
"""

from keras_nets import datasets, inspection, models
from keras_nets.training import Recipe, Target

import keras


def load(data="text", **options):
    return datasets.load(data, **options)


def build(dataset, depth=1, units=256, dropout=0.0, chrono_steps=None):
    arguments = {"units": units, "depth": depth, "dropout": dropout, "chrono_steps": chrono_steps}
    if dataset.task == "text":
        return models.lstm(
            (None,), dataset.classes, vocabulary_size=dataset.classes, return_sequences=True, **arguments
        )
    activation = "softmax" if dataset.class_names else "linear"
    return models.lstm(dataset.input_shape, dataset.classes, classifier_activation=activation, **arguments)


def compile_model(model, learning_rate, steps):
    schedule = keras.optimizers.schedules.CosineDecay(learning_rate, steps)
    optimizer = keras.optimizers.Adam(schedule, clipnorm=1.0)
    if model.output_shape[-1] == 1:
        model.compile(optimizer, "mean_squared_error")
    else:
        model.compile(optimizer, "sparse_categorical_crossentropy", metrics=["accuracy"])


def search_space(hp):
    return {
        "depth": hp.Int("depth", 1, 4, default=1),
        "units": hp.Int("units", 32, 1024, sampling="log", default=256),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.0),
    }


def measure(model, dataset):
    """On a series with anomalies, how well large errors tell of them: the threshold is that of the training part."""
    if "anomaly_windows" not in dataset.details:
        return {}
    found = inspection.anomaly_measures(*inspection.forecast_errors(model, dataset, "test"))
    return {f"test_{name}": value for name, value in found.items()}


def pictures(model, dataset, split):
    """How much of a gradient arrives so many steps back in time; on a series with anomalies, the alarms as well."""
    norms = inspection.gradient_norms(model, dataset.inputs(split, limit=32))
    figures = {"gradient_memory": inspection.gradient_curves({"lstm": norms})}
    if "anomaly_windows" in dataset.details:
        found = inspection.forecast_errors(model, dataset, split)
        figures["alarms"] = inspection.anomaly_timeline(*found, dataset.split(split).times)
    return figures


RECIPE = Recipe(
    name="sequence.lstm",
    load=load,
    build=build,
    compile_model=compile_model,
    search_space=search_space,
    epochs=10,
    batch_size=32,
    learning_rate=4e-3,
    target=Target("test_loss", at_most=1.6),
    measure=measure,
    pictures=pictures,
    presets={
        "adding": {
            "data": "adding",
            "units": 128,
            "chrono_steps": 200,
            "batch_size": 100,
            "epochs": 4,
            "learning_rate": 5e-3,
            "target": Target("test_loss", at_most=0.01),
        },
        # Half an hour on two processor cores.
        "tiny_shakespeare": {
            "data": "tiny_shakespeare",
            "split": "90/10",
            "data_options": {"window": 128},
            "units": 512,
            "epochs": 10,
            "target": Target("test_loss", at_most=1.6),
        },
        # A detector that never speaks has the score 0.
        **{
            f"nab_{series}": {
                "data": "nab",
                "data_options": {"series": series},
                "units": 32,
                "batch_size": 64,
                "epochs": 20,
                "target": Target("test_nab_score", at_least=0.0),
            }
            for series in datasets.NAB_SERIES
        },
    },
)

if __name__ == "__main__":
    RECIPE.main()
