"""How long a text takes with the states of earlier tokens kept, and with all of them computed again for every token.

    python tools/benchmark/generation.py states    # or xla, which compiles them; or none

Prints one line of JSON: of each network the median of seconds a text, and the tokens of a text.
"""

import json
import statistics
import sys
import time

from keras_nets import generation, models
from keras_nets.acceleration.side_by_side import one_processor_an_operation

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


def measure(model, way):
    """Median seconds of a text, after one that compiles, and its tokens."""
    model = Forgetful(model) if way == "none" else model
    writer = generation.Sampler(model, LENGTH, temperature=0, jit_compile=way == "xla")
    text, seconds = writer.texts([[5]]), []
    for _ in range(TEXTS):
        began = time.monotonic()
        writer.texts([[5]])
        seconds.append(time.monotonic() - began)
    return {"seconds": statistics.median(seconds), "tokens": text[0].tolist()}


if __name__ == "__main__":
    (way,) = sys.argv[1:]
    # As tools/write.py does; whole texts again and again are enough for several processors.
    if way != "none":
        one_processor_an_operation()
    print(json.dumps({model.name: measure(model, way) for model in networks()}))
