"""The encoder or the decoder of a Transformer: a stack of blocks, and what comes before and after it."""

import itertools
import math

from keras_nets.acceleration import accelerate
from keras_nets.layers import (
    LearnedPositionalEncoding,
    TokenEmbedding,
    TransformerDecoderBlock,
    TransformerEncoderBlock,
    positional_encoding,
)
from keras_nets.layers.heads import full_precision

import keras
from keras import ops


class Stack:
    """Layers that are called one after the other: `front`, positions, dropout, blocks, normalization.

    It is no layer itself, so that the graph of a network stays flat.

    Args:
        front: Layers that make vectors of tokens, numbers or patches.
        positions: Layer that adds positions, or None.
        dropout: Layer.
        blocks: Layers.
        normalization: Layer, or None.
    """

    Block = TransformerEncoderBlock

    def __init__(self, front, positions, dropout, blocks, normalization):
        self.front, self.positions, self.dropout = front, positions, dropout
        self.blocks, self.normalization = blocks, normalization

    @classmethod
    def new(cls, front, *, depth, dropout, positions, max_length, prefix="", **arguments):
        """A stack of new layers.

        Args:
            front: Layers.
            depth: Number of blocks.
            dropout: Dropout rate of the sum of vectors and positions, and in the blocks.
            positions, max_length: As in `positional_encoding`.
            prefix: Beginning of the layers' names.
            **arguments: Further arguments of the blocks. Pre-normalization leaves the sum of the last one unnormalized:
                then a normalization follows.
        """
        blocks = [cls.Block(name=f"{prefix}block{n}", dropout=dropout, **arguments) for n in range(1, depth + 1)]
        normalization = None
        if arguments["pre_normalization"]:
            epsilon = blocks[0].epsilon
            layer = keras.layers.LayerNormalization(epsilon=epsilon, name=f"{prefix}normalization")
            normalization = accelerate(layer)
        return cls(
            front,
            positional_encoding(positions, max_length, name=f"{prefix}positions"),
            keras.layers.Dropout(dropout, name=f"{prefix}dropout"),
            blocks,
            normalization,
        )

    @classmethod
    def of(cls, network, front, prefix=""):
        """The stack that a network was made with, after layers of these names."""
        layers = {layer.name: layer for layer in network.layers}
        numbers = itertools.takewhile(lambda n: f"{prefix}block{n}" in layers, itertools.count(1))
        return cls(
            [layers[name] for name in front],
            layers.get(f"{prefix}positions"),
            layers[f"{prefix}dropout"],
            [layers[f"{prefix}block{n}"] for n in numbers],
            layers.get(f"{prefix}normalization"),
        )

    @property
    def max_length(self):
        """The most steps of a sequence; None where there is no such bound."""
        return getattr(self.positions, "max_length", None)

    def __call__(self, inputs, *context, scores=None):
        """The outputs of the stack; to a list `scores` the attention weights of each block are appended."""
        x = self.dropout(self.embed(inputs))
        for block in self.blocks:
            if scores is None:
                x = block(x, *context)
            else:
                x, *weights = block(x, *context, return_attention_scores=True)
                scores.append(weights)
        return self.normalize(x)

    def embed(self, inputs, start=0):
        """What the first block sees of inputs that begin at position `start`, without dropout."""
        for layer in self.front:
            inputs = layer(inputs)
        return inputs if self.positions is None else self.positions(inputs, start=start)

    def normalize(self, x):
        """The last normalization, where there is one."""
        return x if self.normalization is None else self.normalization(x)

    def check_length(self, length):
        """Refuse a sequence for which there are not enough learned positions with a `ValueError`."""
        if isinstance(self.positions, LearnedPositionalEncoding):
            self.positions.check_length(length)


class DecoderStack(Stack):
    """A stack of decoder blocks after an embedding, which can also go through a sequence position by position."""

    Block = TransformerDecoderBlock

    def logits(self, x):
        """What the output embedding makes of the outputs of the stack."""
        (embedding,) = self.front
        return embedding(x, reverse=True)

    def start(self, batch_size, length, context=None, context_mask=None):
        """The state before the first position of sequences of up to `length` tokens."""
        self.check_length(length)
        state = {"mask": ops.zeros((batch_size, length), "bool")}
        if context is not None:
            state["context_mask"] = context_mask
        return state | {"blocks": [block.start(batch_size, length, context) for block in self.blocks]}

    def step(self, tokens, position, state):
        """Log-probabilities of the tokens after those at `position`, `(batch, vocabulary)`, and the new state."""
        tokens = ops.cast(tokens, "int32")[:, None]
        here = ops.equal(ops.arange(state["mask"].shape[1]), position)
        mask = ops.where(here, ops.not_equal(tokens, 0), state["mask"])
        x, caches = self.embed(tokens, start=position), []
        for block, cache in zip(self.blocks, state["blocks"], strict=True):
            x, cache = block.step(x, position, cache, mask, state.get("context_mask"))
            caches.append(cache)
        logits = ops.cast(self.logits(self.normalize(x))[:, 0], "float32")
        return ops.log_softmax(logits), {**state, "mask": mask, "blocks": caches}


def token_embedding(vocabulary_size, width, *, scaled=True, **kwargs):
    """The embedding of tokens: scaled to unit variance, which stands beside sinusoids, or small as in GPT."""
    deviation = width**-0.5 if scaled else 0.02
    initializer = keras.initializers.RandomNormal(stddev=deviation)
    scale = math.sqrt(width) if scaled else 1.0
    return TokenEmbedding(vocabulary_size, width, scale, embeddings_initializer=initializer, **kwargs)


def predict_tokens(stack, x):
    """The layer `predictions`: probabilities of tokens, in full precision, from the outputs of a decoder."""
    return keras.layers.Activation("softmax", name="predictions", dtype=full_precision())(stack.logits(x))
