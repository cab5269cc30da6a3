"""How long a text takes with the states of earlier tokens kept, and with all of them computed again for every token.

    python tools/benchmark/generation.py

Prints one line of JSON: of each network the medians of seconds a text with states, with states and XLA, and with none.
"""

import json
import statistics
import time

from keras_nets import generation, models

import keras
from keras import ops

VOCABULARY, LENGTH, TEXTS = 65, 256, 5


class Forgetful:
    """A language model without a memory: at every step it reads the whole text so far."""

    def __init__(self, model):
        self.model = model
        self.name, self.input, self.output_shape = model.name, model.input, model.output_shape

    def start(self, texts, length):
        return {"tokens": ops.zeros((texts, length), "int32")}

    def step(self, tokens, position, state):
        written = ops.slice_update(state["tokens"], (0, position), ops.cast(tokens, "int32")[:, None])
        predictions = self.model(written[:, : position + 1], training=False)
        return ops.log(predictions[:, -1]), {"tokens": written}


def networks():
    """Language models of characters, as the recipes build them."""
    keras.utils.set_random_seed(0)
    yield models.transformer_decoder(VOCABULARY, max_length=LENGTH, depth=4, width=128, heads=4, feed_forward_units=512)
    yield models.lstm((None,), VOCABULARY, vocabulary_size=VOCABULARY, return_sequences=True, units=256)


def compare(model):
    """Median seconds of a text each way, after one that compiles; all must write the same."""
    ways = {
        "states": generation.Sampler(model, LENGTH, temperature=0),
        "states, XLA": generation.Sampler(model, LENGTH, temperature=0, jit_compile=True),
        "none": generation.Sampler(Forgetful(model), LENGTH, temperature=0),
    }
    texts = [writer.texts([[5]]).tolist() for writer in ways.values()]
    if any(text != texts[0] for text in texts):
        raise SystemExit(f"{model.name} does not write the same text with states as without")
    seconds = {way: [] for way in ways}
    for _ in range(TEXTS):
        for way, writer in ways.items():
            began = time.monotonic()
            writer.texts([[5]])
            seconds[way].append(time.monotonic() - began)
    return {way: statistics.median(taken) for way, taken in seconds.items()}


if __name__ == "__main__":
    print(json.dumps({model.name: compare(model) for model in networks()}))
