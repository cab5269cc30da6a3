"""Encoder and decoder with additive attention (Bahdanau, Cho, Bengio 2014): dates as people write them, to ISO form.

    python recipes/sequence/sequence_to_sequence.py

Dates in 22 English spellings become 2005-03-04. `test_exact_match` is the fraction of unseen dates right to the last
character, written greedily; the picture "attention" shows where the network looks for each character.

Measured on two processor cores: test_exact_match on dates 1 in 163 s.
Differs: characters instead of words, a small network, Adam instead of Adadelta.
"""

from functools import partial

from keras_nets import cli, datasets, models, optimizers, tasks
from keras_nets.training import Goal, Recipe

import keras


def build(dataset, depth=1, units=64, embedding_dim=32, dropout=0.0):
    return models.sequence_to_sequence(
        dataset.vocabulary("source").size,
        dataset.vocabulary("target").size,
        units=units,
        depth=depth,
        embedding_dim=embedding_dim,
        dropout=dropout,
    )


def pictures(model, dataset, split):
    example = dataset.inputs(split, limit=1)
    weights = model.attention_weights(example)[0]
    weights = keras.ops.convert_to_numpy(weights)
    return {"attention": tasks.translation_attention(weights, dataset, split)}


RECIPE = Recipe(
    load=partial(datasets.load, data="dates"),
    build=build,
    optimizer=partial(optimizers.adam, clipnorm=1.0),
    search_space=lambda hp: {
        "depth": hp.Int("depth", 1, 3, default=1),
        "units": hp.Int("units", 16, 256, sampling="log", default=64),
        "embedding_dim": hp.Int("embedding_dim", 8, 128, sampling="log", default=32),
        "dropout": hp.Float("dropout", 0.0, 0.5, step=0.1, default=0.0),
    },
    epochs=10,
    batch_size=64,
    learning_rate=4e-3,
    goal=Goal("test_exact_match", at_least=0.99),
    pictures=pictures,
)

if __name__ == "__main__":
    cli.main(RECIPE)
