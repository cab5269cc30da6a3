"""The decoder of a Transformer alone, a language model (Radford et al., 2018 and 2019)."""

import functools

from keras_nets.models._counts import check_counts
from keras_nets.models.transformer._stack import DecoderStack, predict_tokens, token_embedding

import keras
from keras import ops

# The authors' initial weights.
DEVIATION = 0.02
EPSILON = 1e-5


@keras.saving.register_keras_serializable(package="keras_nets")
class TransformerDecoder(keras.Model):
    """Language model of causal self-attention; see `transformer_decoder`.

    Calling it predicts the next token at all positions at once. `start` and `step` go position by position, for
    generation; `attention_weights` shows what was looked at.

    A functional graph like any other; it is saved as its graph.
    """

    @functools.cached_property
    def decoder(self):
        """The `DecoderStack` that the network is made of."""
        return DecoderStack.of(self, ["embedding"])

    @property
    def max_length(self):
        """The most tokens of a sequence; None where there is no such bound."""
        return self.decoder.max_length

    def start(self, batch_size, length):
        """The state before the first position of so many sequences of up to `length` tokens.

        Raises:
            ValueError: If there are fewer learned positions.
        """
        return self.decoder.start(batch_size, length)

    def step(self, tokens, position, state):
        """Log-probabilities of the tokens that follow those at one position, and the state with these.

        Args:
            tokens: Token numbers `(batch,)`.
            position: Where they stand, from 0.
            state: What `start` or the step before returned.
        """
        return self.decoder.step(tokens, position, state)

    def attention_weights(self, inputs):
        """The weights of attention for token numbers, one tensor `(batch, heads, length, length)` a block."""
        scores = []
        self.decoder(ops.convert_to_tensor(inputs, dtype="int32"), scores=scores)
        return [weights for (weights,) in scores]


def transformer_decoder(
    vocabulary_size,
    *,
    max_length=1024,
    depth=12,
    width=768,
    heads=12,
    feed_forward_units=3072,
    dropout=0.1,
    attention_dropout=0.1,
    activation_dropout=0.0,
    positions="learned",
    tied_output=True,
    pre_normalization=True,
    activation="gelu",
    name="transformer_decoder",
):
    """Builds a language model: at each position it predicts the next token from those up to there.

    Token 0 is padding. The defaults are those of the smallest GPT-2 (Radford, 2019); the first GPT (Radford, 2018) has
    512 positions and `pre_normalization=False`, and the sinusoidal positions of the Transformer's decoder (Vaswani,
    2017) have no bound. Beside sinusoids, embeddings are multiplied by sqrt(width).
    Differs: gelu is exact, where the authors approximate it by tanh, and initial weights are the same at any depth.

    Reference:
        Radford, Wu, Child, Luan, Amodei, Sutskever, 2019, Language models are unsupervised multitask learners,
        https://cdn.openai.com/better-language-models/language_models_are_unsupervised_multitask_learners.pdf
        Radford, Narasimhan, Salimans, Sutskever, 2018, Improving language understanding by generative pre-training,
        https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf

    Args:
        vocabulary_size: Number of tokens, padding among them.
        max_length: Number of learned positions, the most that a sequence may have.
        depth: Number of blocks.
        width: Length of the vectors between layers.
        heads: Number of heads of each attention, a divisor of the width.
        feed_forward_units: Number of hidden units of each feed-forward network.
        dropout: Dropout rate of each sublayer's output, and of the sums of embeddings and positions.
        attention_dropout: Dropout rate of the attention weights.
        activation_dropout: Dropout rate of the hidden units of feed-forward networks.
        positions: `"learned"`, `"sinusoidal"`, for sequences of any length, or None.
        tied_output: Whether the output has the matrix of the embedding.
        pre_normalization: Whether to normalize what a sublayer sees, rather than the residual sum.
        activation: Activation of the feed-forward networks.
        name: Name of the model.

    Input shape:
        Token numbers `(batch, length)`.

    Output shape:
        `(batch, length, vocabulary_size)`: probabilities.

    Raises:
        ValueError: If a number is out of range, or a sequence longer than the learned positions.

    Example:

    >>> model = transformer_decoder(65, max_length=64, depth=2, width=32, heads=4, feed_forward_units=128)
    >>> model(keras.ops.ones((2, 7))).shape == (2, 7, 65)
    True
    >>> state = model.start(3, 10)
    >>> log_probabilities, state = model.step(keras.ops.array([1, 1, 1]), 0, state)
    >>> log_probabilities.shape == (3, 65)
    True
    """
    counts = {"depth": depth, "width": width, "heads": heads, "feed_forward_units": feed_forward_units}
    check_counts(name, vocabulary_size=vocabulary_size, **counts)
    scaled = positions == "sinusoidal"
    embedding = token_embedding(vocabulary_size, width, scaled=scaled, tie_weights=tied_output, name="embedding")
    decoder = DecoderStack.new(
        [embedding],
        depth=depth,
        heads=heads,
        feed_forward_units=feed_forward_units,
        dropout=dropout,
        attention_dropout=attention_dropout,
        activation_dropout=activation_dropout,
        positions=positions,
        max_length=max_length,
        pre_normalization=pre_normalization,
        activation=activation,
        cross_attention=False,
        attention_bias=True,
        epsilon=EPSILON,
        kernel_initializer=keras.initializers.RandomNormal(stddev=DEVIATION),
    )
    inputs = keras.Input((None,), dtype="int32", name="input")
    return TransformerDecoder(inputs, predict_tokens(decoder, decoder(inputs)), name=name)
