"""Convolutional network for sentences (Kim 2014): which of six help topics of Python some words are from.

    python recipes/sequence/text_cnn.py

`--preset rt_polarity` is the paper's experiment with random word vectors: reviews, good or bad, of which one of ten
folds is the test part.

Measured on two processor cores: test_accuracy on topics 0.6667 in 11 s; --preset rt_polarity 0.763 in 192 s (10
folds).
Differs: Adam stands for Adadelta.
"""

from functools import partial

from keras_nets import cli, datasets, models, optimizers
from keras_nets.training import Goal, Recipe


def build(dataset, embedding_dim=300, filters=100, largest_kernel=5, dropout=0.5):
    return models.text_cnn(
        dataset.vocabulary_size,
        dataset.classes,
        embedding_dim=embedding_dim,
        kernel_sizes=tuple(range(3, largest_kernel + 1)),
        filters=filters,
        dropout=dropout,
    )


RECIPE = Recipe(
    load=partial(datasets.load, data="topics"),
    build=build,
    optimizer=optimizers.adam,
    search_space=lambda hp: {
        "embedding_dim": hp.Int("embedding_dim", 32, 300, sampling="log", default=300),
        "filters": hp.Int("filters", 16, 256, sampling="log", default=100),
        "largest_kernel": hp.Int("largest_kernel", 3, 7, default=5),
        "dropout": hp.Float("dropout", 0.0, 0.8, step=0.1, default=0.5),
    },
    epochs=10,
    batch_size=50,
    goal=Goal("test_accuracy", at_least=0.64),
    presets={
        "rt_polarity": {
            "data": "rt_polarity",
            "split": "kfold",
            "epochs": 6,
            "goal": Goal("test_accuracy", at_least=0.755),
        },
    },
)

if __name__ == "__main__":
    cli.main(RECIPE)
