"""Long short-term memory (Hochreiter, Schmidhuber 1997), a language model of the characters of Python's help.

    python recipes/sequence/lstm.py

The loss is in nats a character. `--preset tiny_shakespeare` reads plays, and `--preset adding` adds the two numbers
that are marked in a sequence of 200. `--preset nab_nyc_taxi`, and likewise for the other six series of that benchmark,
learns how a series goes on and flags values that it fails to predict.

Measured on two processor cores: test_loss on text 1.298 in 262 s; --preset adding 0.002248 in 304 s; test_nab_score
--preset nab_ambient_temperature_system_failure 39.35 in 12 s; --preset nab_cpu_utilization_asg_misconfiguration 0.1402
in 11 s; --preset nab_ec2_request_latency_system_failure 85.73 in 7 s; --preset nab_machine_temperature_system_failure
-27.35 in 7 s; --preset nab_nyc_taxi 36.8 in 7 s; --preset nab_rogue_agent_key_hold -2.75 in 5 s; --preset
nab_rogue_agent_key_updown -11.21 in 9 s; test_loss --preset tiny_shakespeare 1.489 in 1780 s.
Differs: Adam and clipped gradients stand for truncated ones; forget gates (Gers 2000), which start from chrono biases
(Tallec, Ollivier 2018) in the adding problem.
"""

from functools import partial

from keras_nets import cli, datasets, inspection, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, depth=1, units=256, dropout=0.0, chrono_steps=None):
    # A network that predicts the token after each one reads texts of any length.
    each_step = dataset.targets.each_step
    return models.lstm(
        (None,) if each_step else dataset.input_shape,
        dataset.classes,
        units=units,
        depth=depth,
        dropout=dropout,
        chrono_steps=chrono_steps,
        vocabulary_size=dataset.vocabulary_size,
        return_sequences=each_step,
        classifier_activation=dataset.output_activation,
    )


RECIPE = Recipe(
    load=partial(datasets.load, data="text"),
    build=build,
    optimizer=partial(optimizers.adam, clipnorm=1.0),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 4, default=1),
        "units": hp.Int("units", 32, 1024, sampling="log", default=256),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.0),
    },
    epochs=10,
    monitor="val_loss",
    learning_rate=4e-3,
    goal=Goal("test_loss", at_most=1.6),
    pictures=inspection.gradient_pictures,
    presets={
        "adding": {
            "data": "adding",
            "units": 128,
            "chrono_steps": 200,
            "batch_size": 100,
            "epochs": 4,
            "learning_rate": 5e-3,
            "goal": Goal("test_loss", at_most=0.01),
        },
        # Half an hour on two processor cores.
        "tiny_shakespeare": {
            "data": "tiny_shakespeare",
            "split": "90/10",
            "data_options": {"window": 128},
            "units": 512,
            "epochs": 10,
            "goal": Goal("test_loss", at_most=1.6),
        },
        # A detector that never speaks has the score 0.
        **{
            f"nab_{series}": {
                "data": "nab",
                "data_options": {"series": series},
                "units": 32,
                "batch_size": 64,
                "epochs": 20,
                "goal": Goal("test_nab_score", at_least=0.0),
            }
            for series in datasets.NAB_SERIES
        },
    },
    side_by_side=32,
)

if __name__ == "__main__":
    cli.main(RECIPE)
