"""What recurrent networks share: how they begin, how layers are stacked, and how language models go step by step."""

from keras_nets.acceleration import accelerate
from keras_nets.layers import classifier_head
from keras_nets.models._counts import check_counts

import keras
from keras import ops

PADDING = 0


def recurrent_network(
    recurrent_layer,
    input_shape,
    classes,
    *,
    vocabulary_size,
    embedding_dim,
    units,
    depth,
    dropout,
    return_sequences,
    mask_value,
    classifier_activation,
    name,
    generates=True,
):
    """A stack of recurrent layers, `recurrent1` to `recurrent<depth>`, between an input and `predictions`.

    Args:
        recurrent_layer: `recurrent_layer(units, return_sequences=..., name=...)` returns a layer.
        generates: Whether the layers see the past alone, so that the network can be a language model.
        input_shape, classes, vocabulary_size, embedding_dim, units, depth, dropout, return_sequences, mask_value,
            classifier_activation, name: As in `lstm`.
    """
    check_counts(name, units=units, depth=depth)
    if vocabulary_size is None:
        inputs, x = number_input(name, input_shape, mask_value)
    else:
        inputs, x = token_input(name, input_shape, vocabulary_size, embedding_dim, dropout)
    for level in range(1, depth + 1):
        layer = recurrent_layer(units, return_sequences=return_sequences or level < depth, name=f"recurrent{level}")
        x = accelerate(layer)(x)
        x = dropped(x, dropout, f"recurrent{level}_dropout")
    outputs = classifier_head(x, classes, classifier_activation)
    is_language_model = generates and return_sequences and classes == vocabulary_size
    return (RecurrentLanguageModel if is_language_model else keras.Model)(inputs, outputs, name=name)


def number_input(network, input_shape, mask_value=None):
    """Input for sequences of numbers, and what the first layer sees of it; steps of `mask_value` alone pad."""
    if len(input_shape) != 2 or input_shape[1] is None:
        raise ValueError(
            f"{network} needs input_shape=(steps or None, features) for numbers, got {tuple(input_shape)}; "
            "for tokens give input_shape=(steps or None,) and vocabulary_size"
        )
    inputs = keras.Input(tuple(input_shape), name="input")
    return inputs, inputs if mask_value is None else keras.layers.Masking(mask_value, name="masking")(inputs)


def token_input(network, input_shape, vocabulary_size, embedding_dim, dropout=0.0, **arguments):
    """Input for numbers of tokens, 0 for padding, and the `embedding` of these."""
    check_counts(network, vocabulary_size=vocabulary_size, embedding_dim=embedding_dim)
    if len(input_shape) != 1:
        raise ValueError(
            f"{network} with vocabulary_size={vocabulary_size} reads tokens and needs input_shape=(steps or None,), "
            f"got {tuple(input_shape)}; for numbers leave vocabulary_size out"
        )
    inputs = keras.Input(tuple(input_shape), dtype="int32", name="input")
    return inputs, embedded(inputs, vocabulary_size, embedding_dim, dropout, name="embedding", **arguments)


def embedded(tokens, vocabulary_size, embedding_dim, dropout, *, name, **arguments):
    """Embedding `name`, which masks padding, and dropout `<name>_dropout`."""
    x = keras.layers.Embedding(vocabulary_size, embedding_dim, mask_zero=True, name=name, **arguments)(tokens)
    return dropped(x, dropout, f"{name}_dropout")


def dropped(x, dropout, name):
    """Dropout, where there is any."""
    return keras.layers.Dropout(dropout, name=name)(x) if dropout else x


def log_probabilities(predictions, x):
    """log p of every class by the layer `predictions`, whether it ends in softmax or gives logits."""
    logits = ops.matmul(x, predictions.kernel) + predictions.bias
    return ops.log_softmax(ops.cast(logits, "float32"))


@keras.saving.register_keras_serializable(package="keras_nets")
class RecurrentLanguageModel(keras.Model):
    """Network that predicts the next token at every place of a text, and also reads it token by token.

    A functional graph of an embedding, recurrent layers and `predictions` like any other; it is saved as its graph.
    """

    def start(self, batch_size, length=None):
        """The state before the first token: that of every recurrent layer. The length of the text does not matter."""
        return [layer.get_initial_state(batch_size) for layer in self._recurrent_layers()]

    def step(self, tokens, position, state):
        """log p of the token after `tokens`, `(batch, vocabulary)`, and the state; padding leaves it as it was.

        Args:
            tokens: Token numbers of one place, `(batch,)`.
            position: Number of the place, which makes no difference to a recurrent network.
            state: What `start` or the last step returned.
        """
        is_token = ops.not_equal(tokens, PADDING)[:, None]
        x, after = ops.take(self.get_layer("embedding").embeddings, tokens, axis=0), []
        for layer, before in zip(self._recurrent_layers(), state, strict=True):
            _, new = layer.cell(x, before)
            after.append([ops.where(is_token, *pair) for pair in zip(new, before, strict=True)])
            # The first state of every cell is its output.
            x = after[-1][0]
        return log_probabilities(self.get_layer("predictions"), x), after

    def _recurrent_layers(self):
        return [layer for layer in self.layers if isinstance(layer, keras.layers.RNN)]
