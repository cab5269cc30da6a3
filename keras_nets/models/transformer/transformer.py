"""The Transformer (Vaswani et al., 2017): an encoder and a decoder of attention alone."""

import functools

from keras_nets.models._counts import check_counts
from keras_nets.models.transformer._stack import DecoderStack, Stack, predict_tokens, token_embedding

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class Transformer(keras.Model):
    """Encoder and decoder for translation; see `transformer`.

    Calling it translates with the true beginning of the target known, all positions at once. `start` and `step` go
    position by position, for generation; `attention_weights` shows what was looked at.

    A functional graph like any other; it is saved as its graph.
    """

    @property
    def source_vocabulary(self):
        """Number of tokens of the source."""
        return self._embedding("source").input_dim

    @functools.cached_property
    def encoder(self):
        """The `Stack` that reads the source."""
        return Stack.of(self, [self._embedding("source").name], prefix="encoder_")

    @functools.cached_property
    def decoder(self):
        """The `DecoderStack` that writes the target."""
        return DecoderStack.of(self, [self._embedding("target").name], prefix="decoder_")

    @property
    def max_length(self):
        """The most tokens of source or target; None where there is no such bound."""
        return self.decoder.max_length

    def start(self, source, length):
        """The state before the first of up to `length` target tokens: what is kept of `source`, and room.

        Args:
            source: Token numbers `(batch, source_length)`.
            length: Number of positions to make room for.

        Raises:
            ValueError: If there are fewer learned positions.
        """
        source = ops.convert_to_tensor(source, dtype="int32")
        return self.decoder.start(ops.shape(source)[0], length, self.encoder(source), ops.not_equal(source, 0))

    def step(self, tokens, position, state):
        """Log-probabilities of the tokens that follow those at one position, and the state with these.

        Args:
            tokens: Token numbers `(batch,)`.
            position: Where they stand, from 0.
            state: What `start` or the step before returned.
        """
        return self.decoder.step(tokens, position, state)

    def attention_weights(self, inputs):
        """The weights of attention for inputs of the model, a list of one tensor a block for each kind.

        `encoder` and `decoder` are self-attention, `(batch, heads, length, length)`; `cross` is what the target looks
        at in the source, `(batch, heads, target_length, source_length)`.
        """
        source, target = (ops.convert_to_tensor(inputs[name], dtype="int32") for name in ("source", "target"))
        encoder, decoder = [], []
        self.decoder(target, self.encoder(source, scores=encoder), scores=decoder)
        return {
            "encoder": [weights for (weights,) in encoder],
            "decoder": [weights for weights, _ in decoder],
            "cross": [weights for _, weights in decoder],
        }

    def _embedding(self, side):
        layers = {layer.name: layer for layer in self.layers}
        return layers.get("embedding", layers.get(f"{side}_embedding"))


def transformer(
    source_vocabulary,
    target_vocabulary,
    *,
    depth=6,
    width=512,
    heads=8,
    feed_forward_units=2048,
    dropout=0.1,
    attention_dropout=0.0,
    activation_dropout=0.0,
    positions="sinusoidal",
    max_length=512,
    shared_embeddings=True,
    tied_output=True,
    pre_normalization=False,
    activation="relu",
    name="transformer",
):
    """Builds a Transformer, which translates one sequence of tokens into another.

    Token 0 is padding and 1 the start. The target is shifted right: it begins with the start token, and at each
    position the network predicts the next token from those up to there and from the whole source. The defaults are the
    paper's base model; the big one has width 1024, 16 heads, 4096 feed-forward units and dropout 0.3.

    Reference:
        Vaswani, Shazeer, Parmar, Uszkoreit, Jones, Gomez, Kaiser, Polosukhin, 2017, Attention is all you need,
        https://arxiv.org/abs/1706.03762

    Args:
        source_vocabulary: Number of tokens of the source, padding among them.
        target_vocabulary: Number of tokens of the target, likewise.
        depth: Number of blocks of the encoder, and of the decoder.
        width: Length of the vectors between layers.
        heads: Number of heads of each attention, a divisor of the width.
        feed_forward_units: Number of hidden units of each feed-forward network.
        dropout: Dropout rate of each sublayer's output, and of the sums of embeddings and positions.
        attention_dropout: Dropout rate of the attention weights.
        activation_dropout: Dropout rate of the hidden units of feed-forward networks.
        positions: `"sinusoidal"`, `"learned"` (up to `max_length`), or None.
        max_length: Number of learned positions.
        shared_embeddings: Whether source and target have one embedding, as a common vocabulary allows.
        tied_output: Whether the output has the matrix of the target's embedding.
        pre_normalization: Whether to normalize what a sublayer sees, rather than the residual sum.
        activation: Activation of the feed-forward networks.
        name: Name of the model.

    Input shape:
        A dict of token numbers: `source` `(batch, source_length)`, `target` `(batch, target_length)`.

    Output shape:
        `(batch, target_length, target_vocabulary)`: probabilities.

    Raises:
        ValueError: If a number is out of range, or different vocabularies are to share an embedding.

    Example:

    >>> model = transformer(40, 30, depth=1, width=8, heads=2, feed_forward_units=16, shared_embeddings=False)
    >>> model({"source": keras.ops.ones((2, 7)), "target": keras.ops.ones((2, 5))}).shape == (2, 5, 30)
    True
    >>> state = model.start(keras.ops.array([[5, 9, 7, 2]]), 10)
    >>> log_probabilities, state = model.step(keras.ops.array([1]), 0, state)
    >>> log_probabilities.shape == (1, 30)
    True
    """
    counts = {"depth": depth, "width": width, "heads": heads, "feed_forward_units": feed_forward_units}
    check_counts(name, source_vocabulary=source_vocabulary, target_vocabulary=target_vocabulary, **counts)
    if shared_embeddings and source_vocabulary != target_vocabulary:
        raise ValueError(
            f"{name} shares its embeddings, got vocabularies of {source_vocabulary} and {target_vocabulary} tokens; "
            "give both the same, or shared_embeddings=False"
        )
    embedding = "embedding" if shared_embeddings else "target_embedding"
    target_embedding = token_embedding(target_vocabulary, width, tie_weights=tied_output, name=embedding)
    source_embedding = target_embedding
    if not shared_embeddings:
        source_embedding = token_embedding(source_vocabulary, width, name="source_embedding")
    common = {
        "depth": depth,
        "heads": heads,
        "feed_forward_units": feed_forward_units,
        "dropout": dropout,
        "attention_dropout": attention_dropout,
        "activation_dropout": activation_dropout,
        "positions": positions,
        "max_length": max_length,
        "pre_normalization": pre_normalization,
        "activation": activation,
    }
    encoder = Stack.new([source_embedding], prefix="encoder_", **common)
    decoder = DecoderStack.new([target_embedding], prefix="decoder_", **common)
    inputs = {side: keras.Input((None,), dtype="int32", name=side) for side in ("source", "target")}
    outputs = predict_tokens(decoder, decoder(inputs["target"], encoder(inputs["source"])))
    return Transformer(inputs, outputs, name=name)
