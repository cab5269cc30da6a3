"""Small language models and translators of each kind that can write, with weights far from zero."""

from keras_nets import models

import keras
import numpy as np
import pytest

VOCABULARY, LENGTH = 9, 8
TRANSFORMER = {"depth": 2, "width": 8, "heads": 2, "feed_forward_units": 12}


def _language_model(kind):
    if kind == "transformer_decoder":
        return models.transformer_decoder(VOCABULARY, max_length=LENGTH, **TRANSFORMER)
    arguments = {"vocabulary_size": VOCABULARY, "embedding_dim": 4, "units": 6, "return_sequences": True}
    return getattr(models, kind)((None,), VOCABULARY, **arguments)


def _translator(kind):
    if kind == "transformer":
        return models.transformer(VOCABULARY, VOCABULARY, **TRANSFORMER | {"depth": 1})
    return models.sequence_to_sequence(VOCABULARY, VOCABULARY, depth=2, embedding_dim=4, units=6)


def _built(build, kind):
    keras.utils.set_random_seed(0)
    model = build(kind)
    generator = np.random.default_rng(0)
    model.set_weights([generator.normal(scale=0.7, size=weight.shape) for weight in model.weights])
    return model


@pytest.fixture(scope="module", params=["transformer_decoder", "gru", "lstm", "simple_rnn"])
def language_model(request):
    return _built(_language_model, request.param)


@pytest.fixture(scope="module", params=["transformer", "sequence_to_sequence"])
def translator(request):
    return _built(_translator, request.param)


@pytest.fixture(scope="module")
def gru():
    return _built(_language_model, "gru")


@pytest.fixture(scope="module")
def foretelling():
    """Builds a model that foretells given probabilities, whatever came before."""

    def build(probabilities):
        model = models.gru(
            (None,), len(probabilities), vocabulary_size=len(probabilities), units=1, return_sequences=True
        )
        model.set_weights([np.zeros(weight.shape) for weight in model.weights])
        model.get_layer("predictions").bias.assign(np.log(np.maximum(probabilities, 1e-9)))
        return model

    return build
