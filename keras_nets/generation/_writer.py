"""Base of all text generators: the model, the length, checks of a user's input, and the compiled loop."""

import keras
import numpy as np

PADDING, START, END = 0, 1, 2


class Writer(keras.Model):
    """Base of models whose call loops over steps of another model, compiled as a whole by `predict`.

    Args:
        model: A model with `start(batch_size or source, length)` and `step(tokens, position, state)`; see
            `models.transformer_decoder`.
        length: Number of tokens in a text, including the prompt.
        end: Token that ends a text, or None.
        jit_compile: Whether XLA compiles the loop.
        excluded: Tokens that are never written, in addition to padding.
    """

    def __init__(self, model, length, end=None, jit_compile=False, excluded=(), **kwargs):
        super().__init__(**kwargs)
        if not isinstance(length, int) or length < 1:
            raise ValueError(f"length must be an integer of at least 1, the tokens in a text, got {length!r}")
        if not (hasattr(model, "start") and hasattr(model, "step")):
            raise ValueError(
                f"{model.name} cannot write: it has no start and step; build a language model (a recurrent network "
                "with return_sequences=True and as many classes as tokens, or transformer_decoder) or a translator"
            )
        self.model, self.length, self.end, self.excluded = model, length, end, tuple(excluded)
        # Otherwise Keras decides: on JAX, which always compiles, it does.
        if jit_compile:
            self.jit_compile = True
        self.vocabulary_size = model.output_shape[-1]
        if end is not None:
            self._check_tokens("end", [end], self.vocabulary_size)
        self._check_tokens("excluded", self.excluded, self.vocabulary_size)
        self.translates = isinstance(model.input, dict)

    def _hidden(self):
        """Whether each token is one that is never written."""
        return keras.ops.convert_to_tensor(np.isin(np.arange(self.vocabulary_size), (PADDING, *self.excluded)))

    def _texts(self, inputs, source):
        """Run the compiled loop on arrays with a row for each text."""
        if self.translates != (source is not None):
            wanted = "a source to translate; pass source" if self.translates else "no source; pass only a prompt"
            raise ValueError(f"{self.model.name} takes {wanted}")
        if source is not None:
            inputs["source"] = self._checked("source", source, self.model.source_vocabulary)
        # All in one batch: the loop ends when all texts have ended.
        return self.predict_on_batch(inputs)

    def _prompt(self, prompt):
        """Prompts as an array `(batch, length)`, with padding where the model writes."""
        prompt = self._checked("prompt", prompt)
        if prompt.shape[1] > self.length:
            raise ValueError(
                f"prompt has {prompt.shape[1]} tokens and the whole text {self.length}; give a larger length"
            )
        if not (prompt[:, 0] != PADDING).all():
            raise ValueError("prompt has a text without a first token; begin it with a token, such as the start token")
        return np.pad(prompt, ((0, 0), (0, self.length - prompt.shape[1])))

    def _checked(self, name, tokens, vocabulary_size=None):
        tokens = np.asarray(tokens)
        if tokens.ndim != 2 or not tokens.size or not np.issubdtype(tokens.dtype, np.integer):
            raise ValueError(
                f"{name} must be token numbers (texts, tokens) with at least one of each, got {tokens.dtype} numbers "
                f"of shape {tokens.shape}"
            )
        self._check_tokens(name, tokens, vocabulary_size or self.vocabulary_size)
        return tokens.astype("int32")

    def _check_tokens(self, name, tokens, vocabulary_size):
        outside = [token for token in np.unique(tokens) if not 0 <= token < vocabulary_size]
        if outside:
            raise ValueError(
                f"{name} has token {outside[0]}, and {self.model.name} knows those from 0 to {vocabulary_size - 1}"
            )


def flattened(state):
    """The tensors of a model's state as a flat list, as a loop needs them, and its structure."""
    return keras.tree.flatten(state), state


def packed(form, flat):
    """A state with the given structure from its tensors."""
    return keras.tree.pack_sequence_as(form, list(flat))
