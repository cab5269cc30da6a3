"""Decoder of a Transformer (Radford and others 2018, 2019), a language model of the characters of Python's help.

    python recipes/transformer/transformer_decoder.py

The loss is in nats a character. `--preset tiny_shakespeare` reads plays; `tiny_shakespeare_short` reads them once, in
no more time than nanoGPT's recipe for processors, which reports 1.88.

Measured on two processor cores: test_loss on text 1.289 in 799 s; --preset tiny_shakespeare 1.537 in 1916 s; --preset
tiny_shakespeare_short 1.811 in 86 s.
Differs: a small network for characters; AdamW with a cosine schedule after a short warm-up.
"""

from functools import partial

from keras_nets import cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, depth=4, width=128, heads=4, dropout=0.0):
    return models.transformer_decoder(
        dataset.classes,
        max_length=256,
        depth=depth,
        width=width,
        heads=heads,
        feed_forward_units=4 * width,
        dropout=dropout,
        attention_dropout=dropout,
    )


def optimizer(learning_rate, steps, weight_decay=0.1, clipnorm=1.0, schedule="cosine"):
    warmup_steps = min(100, steps // 10)
    return optimizers.adam(learning_rate, steps, weight_decay, clipnorm, schedule, warmup_steps, 0.99)


RECIPE = Recipe(
    load=partial(datasets.load, data="text"),
    build=build,
    optimizer=optimizer,
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 8, default=4),
        "width": hp.Int("width", 32, 512, step=32, default=128),
        "heads": hp.Choice("heads", [1, 2, 4, 8], default=4),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.0),
    },
    epochs=10,
    monitor="val_loss",
    batch_size=16,
    learning_rate=2e-3,
    goal=Goal("test_loss", at_most=1.7),
    side_by_side=16,
    presets={
        # Half an hour on two processor cores.
        "tiny_shakespeare": {"data": "tiny_shakespeare", "split": "90/10", "data_options": {"window": 128}}
        | {"width": 160, "heads": 5, "dropout": 0.1, "batch_size": 8, "epochs": 14}
        | {"goal": Goal("test_loss", at_most=1.6)},
        # What nanoGPT's recipe for processors takes 2,000 steps for: https://github.com/karpathy/nanoGPT
        "tiny_shakespeare_short": {
            "data": "tiny_shakespeare",
            "split": "90/10",
            "data_options": {"stride": 50},
            "depth": 3,
            "epochs": 1,
            "learning_rate": 4e-3,
            "goal": Goal("test_loss", at_most=1.88),
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
