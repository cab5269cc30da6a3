"""The encoder or the decoder of a Transformer: a stack of blocks, and what comes before and after it."""

import math

from keras_nets.layers import (
    LearnedPositionalEncoding,
    TokenEmbedding,
    TransformerDecoderBlock,
    TransformerEncoderBlock,
)
from keras_nets.layers.positional_encoding import positional_encoding

import keras
from keras import ops


class Stack:
    """Layers that are called one after the other: `front`, positions, dropout, blocks, normalization.

    It is no layer itself, so that the graph of a network stays flat.

    Args:
        front: Layers that make vectors of tokens, numbers or patches.
        depth: Number of blocks.
        dropout: Share that is dropped of the sum of vectors and positions, and in the blocks.
        positions: As in `positional_encoding`.
        max_length: As in `positional_encoding`.
        prefix: Beginning of the layers' names.
        dtype: Their policy.
        **arguments: Further arguments of the blocks. Pre-normalization leaves the sum of the last one unnormalized:
            then a normalization follows.
    """

    Block = TransformerEncoderBlock

    def __init__(self, front, *, depth, dropout, positions, max_length, prefix="", dtype=None, **arguments):
        self.front = front
        self.positions = positional_encoding(positions, max_length, name=f"{prefix}positions", dtype=dtype)
        self.dropout = keras.layers.Dropout(dropout, name=f"{prefix}dropout", dtype=dtype)
        arguments |= {"dropout": dropout, "dtype": dtype}
        self.blocks = [self.Block(name=f"{prefix}block{number}", **arguments) for number in range(1, depth + 1)]
        self.normalization = None
        if arguments["pre_normalization"]:
            epsilon = self.blocks[0].epsilon
            self.normalization = keras.layers.LayerNormalization(
                epsilon=epsilon, name=f"{prefix}normalization", dtype=dtype
            )

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
    """A stack of decoder blocks over an embedding, which can also go through a sequence position by position."""

    Block = TransformerDecoderBlock

    def __init__(self, embedding, **arguments):
        super().__init__([embedding], **arguments)
        self.embedding = embedding

    def logits(self, x):
        """What the output embedding makes of the outputs of the stack."""
        return self.embedding(x, reverse=True)

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
        mask = ops.slice_update(state["mask"], (0, position), ops.not_equal(tokens, 0))
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
    return keras.layers.Activation("softmax", name="predictions", dtype="float32")(stack.logits(x))


def check_counts(network, **counts):
    """Refuse counts that are no integers of at least 1 with a `ValueError`."""
    for name, count in counts.items():
        if not isinstance(count, int) or count < 1:
            raise ValueError(f"{network} needs an integer {name} of at least 1, got {count!r}")
