"""Recurrent encoder and decoder with attention between them."""

from keras_nets.acceleration import accelerate
from keras_nets.layers import AttentionDecoder, Maxout, classifier_head
from keras_nets.models._counts import check_counts
from keras_nets.models.sequence._recurrent import PADDING, dropped, embedded, log_probabilities

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class SequenceToSequence(keras.Model):
    """Translation network that also works word by word, and tells where it looks; see `sequence_to_sequence`.

    A functional graph like any other; it is saved as its graph.
    """

    @property
    def source_vocabulary(self):
        """Number of tokens of the source."""
        return self.get_layer("source_embedding").input_dim

    def start(self, source, length=None):
        """The state before the first word of a translation of `source`, whose length does not matter."""
        decoder = self.get_layer("decoder1")
        _, annotations, initial_state = decoder.input
        encoder = keras.Model(self.input["source"], [annotations, initial_state])
        annotations, initial_state = encoder(source, training=False)
        upper = [layer.get_initial_state(ops.shape(source)[0]) for layer in self._upper_layers()]
        is_word = ops.not_equal(source, PADDING)
        return {"source": decoder.source(annotations, is_word), "state": initial_state, "upper": upper}

    def step(self, tokens, position, state):
        """log p of the word after `tokens`, `(batch, vocabulary)`, and the state.

        Args:
            tokens: Token numbers of one place, `(batch,)`, at first the start token.
            position: Number of the place, which makes no difference to a recurrent network.
            state: What `start` or the last step returned.
        """
        word = ops.take(self.get_layer("target_embedding").embeddings, tokens, axis=0)
        below, context, _ = self.get_layer("decoder1").step(word, state["state"], state["source"])
        x, upper = below, []
        for layer, before in zip(self._upper_layers(), state["upper"], strict=True):
            x, after = layer.cell(x, before)
            upper.append(after)
        readout = self.get_layer("readout")(ops.concatenate([x, context, word], axis=-1))
        after = {"source": state["source"], "state": below, "upper": upper}
        return log_probabilities(self.get_layer("predictions"), readout), after

    def attention_weights(self, inputs):
        """Weights α of every source word at every step of the decoder, `(batch, target, source)`, for a picture.

        Row i belongs to the prediction of the word that follows the i-th of `inputs["target"]`.
        """
        weights = self.get_layer("decoder1").output[2]
        return keras.Model(self.input, weights)(inputs, training=False)

    def _upper_layers(self):
        return [layer for layer in self.layers if isinstance(layer, keras.layers.RNN)]


def sequence_to_sequence(
    source_vocabulary,
    target_vocabulary,
    *,
    embedding_dim=620,
    units=1000,
    depth=1,
    dropout=0.0,
    classifier_activation="softmax",
    name="sequence_to_sequence",
):
    """Network that translates: a bidirectional encoder, and a decoder that looks at the source before every word.

    The encoder's gated units read the source in both directions; h_j joins their states at word j. From
    `s_0 = tanh(W ←h_1)` the decoder goes on by `s_i = GRU([y_(i-1); c_i], s_(i-1))` with the context
    `c_i = Σ_j α_ij h_j`, whose weights come from additive attention of s_(i-1) to all h_j. The next word is foretold
    from s_i, c_i and y_(i-1) through maxout units.

    In training the decoder is given the true words (`fit({"source": ..., "target": ...}, next_words)`), and places
    where the target pads count nothing. `start(source, length)` and `step(tokens, position, state)` translate word by
    word; `attention_weights(inputs)` tells what the decoder looked at.

    Reference:
        Bahdanau, Cho, Bengio, 2014, Neural machine translation by jointly learning to align and translate,
        https://arxiv.org/abs/1409.0473

    Differs: the reset gates act after the product with the state's weights, as in `keras.layers.GRU`; the maxout units
    see s_i, as the paper's text has it, and not s_(i-1) as in its appendix.

    Args:
        source_vocabulary: Number of tokens of the source, 0 for padding among them.
        target_vocabulary: Number of tokens of the target, likewise.
        embedding_dim: Length of the vectors y that are learned for tokens.
        units: Number of units of each direction of the encoder, of the decoder, and of the attention; there are half as
            many maxout units.
        depth: Number of layers of the encoder and of the decoder, of which the lowest attends; the paper has one.
        dropout: Dropout rate of the token vectors, of each layer's outputs and of the maxout units.
        classifier_activation: Activation of the output.
        name: Name of the model.

    Input shape:
        A dictionary of token numbers: `"source"` `(batch, S)`, and `"target"` `(batch, T)`, which begins with the start
        token and lacks the last one.

    Output shape:
        `(batch, T, target_vocabulary)`.

    Raises:
        ValueError: If a size is below 1.

    Example:

    >>> model = sequence_to_sequence(30, 20, embedding_dim=4, units=6)
    >>> inputs = {"source": keras.ops.array([[4, 5, 6]]), "target": keras.ops.array([[1, 7]])}
    >>> model(inputs).shape == (1, 2, 20), model.attention_weights(inputs).shape == (1, 2, 3)
    (True, True)
    """
    sizes = {"source_vocabulary": source_vocabulary, "target_vocabulary": target_vocabulary}
    check_counts(name, **sizes, embedding_dim=embedding_dim, units=units, depth=depth)
    source = keras.Input((None,), dtype="int32", name="source")
    target = keras.Input((None,), dtype="int32", name="target")

    x = embedded(source, source_vocabulary, embedding_dim, dropout, name="source_embedding")
    for level in range(1, depth + 1):
        one_direction = keras.layers.GRU(units, return_sequences=True, name=f"encoder{level}")
        x = annotations = accelerate(keras.layers.Bidirectional(one_direction, name=f"encoder{level}"))(x)
        x = dropped(x, dropout, f"encoder{level}_dropout")
    # The second half of an annotation is the backward state, which at the first word has read them all.
    initial_state = keras.layers.Dense(units, activation="tanh", name="initial_state")(annotations[:, 0, units:])

    words = embedded(target, target_vocabulary, embedding_dim, dropout, name="target_embedding")
    states, contexts, _ = AttentionDecoder(units, name="decoder1")(words, x, initial_state)
    states = dropped(states, dropout, "decoder1_dropout")
    for level in range(2, depth + 1):
        states = accelerate(keras.layers.GRU(units, return_sequences=True, name=f"decoder{level}"))(states)
        states = dropped(states, dropout, f"decoder{level}_dropout")
    readout = keras.layers.Concatenate(name="readout_inputs")([states, contexts, words])
    readout = Maxout(max(1, units // 2), name="readout")(readout)
    readout = dropped(readout, dropout, "readout_dropout")
    outputs = classifier_head(readout, target_vocabulary, classifier_activation)
    return SequenceToSequence({"source": source, "target": target}, outputs, name=name)
