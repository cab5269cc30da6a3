"""What all ways to write have in common: the model, the length, checks of what a user gives, and the compiled loop."""

import keras
import numpy as np

PADDING, START, END = 0, 1, 2


class Writer(keras.Model):
    """Base of models whose call is a loop of steps of another model, compiled as one by `predict`.

    Args:
        model: has `start(batch_size or source, length)` and `step(tokens, position, state)`; see
            `models.transformer_decoder`.
        length: number of tokens of a text, the prompt among them.
        end: the token that ends a text, or None.
        jit_compile: whether XLA compiles the loop.
    """

    def __init__(self, model, length, end=None, jit_compile=False, **kwargs):
        super().__init__(**kwargs)
        if not isinstance(length, int) or length < 1:
            raise ValueError(f"length={length!r} must be an integer of at least 1, the tokens of a text.")
        if not (hasattr(model, "start") and hasattr(model, "step")):
            raise ValueError(
                f"{model.name} cannot write: it has no start and step; build a language model (a recurrent network "
                "with return_sequences=True and as many classes as tokens, or transformer_decoder) or a translator."
            )
        self.model, self.length, self.end = model, length, end
        # Otherwise Keras decides: on JAX, which always compiles, it does.
        if jit_compile:
            self.jit_compile = True
        self.vocabulary_size = model.output_shape[-1]
        if end is not None:
            self._check_tokens("end", [end], self.vocabulary_size)
        self.translates = isinstance(model.input, dict)

    def _texts(self, inputs, source):
        """Runs the compiled loop on arrays that have a row for each text."""
        if self.translates != (source is not None):
            wanted = "a source to translate" if self.translates else "no source, but a prompt"
            raise ValueError(f"{self.model.name} takes {wanted}.")
        if source is not None:
            inputs["source"] = self._checked("source", source, self.model.source_vocabulary)
        # All at once: the loop ends when all texts have.
        return self.predict_on_batch(inputs)

    def _prompt(self, prompt):
        """Prompts as an array `(batch, length)`, with padding where the model is to write."""
        prompt = self._checked("prompt", prompt)
        if prompt.shape[1] > self.length:
            raise ValueError(
                f"prompt has {prompt.shape[1]} tokens and the whole text {self.length}; give a larger length."
            )
        if not (prompt[:, 0] != PADDING).all():
            raise ValueError("prompt has a text without a first token; begin it with a token, such as the start token.")
        return np.pad(prompt, ((0, 0), (0, self.length - prompt.shape[1])))

    def _checked(self, name, tokens, vocabulary_size=None):
        tokens = np.asarray(tokens)
        if tokens.ndim != 2 or not tokens.size or not np.issubdtype(tokens.dtype, np.integer):
            raise ValueError(
                f"{name} must be token numbers (texts, tokens) with at least one of each, got {tokens.dtype} numbers "
                f"of shape {tokens.shape}."
            )
        self._check_tokens(name, tokens, vocabulary_size or self.vocabulary_size)
        return tokens.astype("int32")

    def _check_tokens(self, name, tokens, vocabulary_size):
        outside = [token for token in np.unique(tokens) if not 0 <= token < vocabulary_size]
        if outside:
            raise ValueError(
                f"{name} has token {outside[0]}, and {self.model.name} knows those from 0 to {vocabulary_size - 1}."
            )


def flattened(state):
    """The tensors of a model's state in a list, and its form: what a loop hands on is flat."""
    return keras.tree.flatten(state), state


def packed(form, flat):
    """A state of a form from its tensors."""
    return keras.tree.pack_sequence_as(form, list(flat))
