"""Texts written token by token, each token the most probable one or drawn at random."""

from keras_nets.generation._writer import END, PADDING, START, Writer, flattened, packed

import numpy as np
from keras import ops


class Sampler(Writer):
    """Writes texts with a model, token by token, in one compiled loop.

    A token is drawn with the probabilities p(token)^(1/T) / Σ p^(1/T) at temperature T, from the k most probable ones
    if there is a `top_k`. Building a sampler is cheap; it is compiled when it first writes, and again for another
    number of texts.

    Reference:
        Fan, Lewis, Dauphin, 2018, Hierarchical neural story generation (top-k), https://arxiv.org/abs/1805.04833

    Args:
        model: A model with `start` and `step`, such as `models.transformer_decoder`.
        length: Number of tokens in a text, including the prompt.
        temperature: Temperature T; 1 draws as the model predicts, less is more certain, and 0 is greedy.
        top_k: Number of most probable tokens to draw from; None is all.
        end: The token that ends a text, or None. Padding follows it.
        jit_compile: Whether XLA compiles the loop. The first text takes a few seconds longer, after which a Transformer
            writes several times faster. Keras warns that it does not compile LSTM and GRU layers.
        excluded: Tokens that are never written, such as 3, which stands for what the vocabulary lacks.

    Raises:
        ValueError: If a number is out of range, or the model cannot write.

    Example:

    >>> from keras_nets import models
    >>> model = models.transformer_decoder(30, max_length=12, depth=1, width=8, heads=2, feed_forward_units=16)
    >>> write = Sampler(model, length=12, temperature=0.8, top_k=5)
    >>> write.texts([[1, 7], [1, 9]], seed=3).shape
    (2, 12)
    """

    def __init__(self, model, length, *, temperature=1.0, top_k=None, end=None, jit_compile=False, **kwargs):
        super().__init__(model, length, end, jit_compile, **kwargs)
        if not temperature >= 0:
            raise ValueError(f"temperature must be at least 0, got {temperature}; 0 is greedy, 1 draws as predicted")
        if top_k is not None and (not isinstance(top_k, int) or not 1 <= top_k <= self.vocabulary_size):
            raise ValueError(
                f"top_k must be an integer from 1 to {self.vocabulary_size}, the number of tokens, got {top_k!r}"
            )
        self.temperature, self.top_k = temperature, top_k

    def texts(self, prompt=None, source=None, seed=0):
        """Token numbers of texts, each beginning with its prompt: a NumPy array `(texts, length)`.

        Args:
            prompt: Token numbers `(texts, tokens)`, shorter prompts padded at the end; None is the start token.
            source: For a translator, the token numbers of the texts to translate, `(texts, tokens)`.
            seed: Seed of the draws; the same seed gives the same texts.

        Raises:
            ValueError: If tokens are unknown, prompts are too long, or a source is missing or not accepted.
        """
        if prompt is None:
            prompt = np.full((1 if source is None else len(source), 1), START)
        prompt = self._prompt(prompt)
        uniform = np.random.default_rng(seed).random(prompt.shape, dtype="float32")
        return self._texts({"prompt": prompt, "uniform": uniform}, source)

    def call(self, inputs):
        prompt, uniform = inputs["prompt"], inputs["uniform"]
        texts = ops.shape(prompt)[0]
        positions = ops.arange(self.length)
        state = self.model.start(inputs["source"] if self.translates else texts, self.length)
        # The loop's state is flat, so that a model's state may have any structure.
        flat, form = flattened(state)

        def unfinished(position, tokens, done, *_):
            return ops.logical_and(position < self.length - 1, ops.logical_not(ops.all(done)))

        def write(position, tokens, done, *flat):
            current = ops.take(tokens, position, axis=1)
            log_probabilities, state = self.model.step(current, position, packed(form, flat))
            drawn = self._draw(log_probabilities, ops.take(uniform, position, axis=1))
            given = ops.take(prompt, position + 1, axis=1)
            token = ops.where(done, PADDING, ops.where(given == PADDING, drawn, given))
            tokens = ops.where(positions == position + 1, token[:, None], tokens)
            if self.end is not None:
                done = ops.logical_or(done, token == self.end)
            return position + 1, tokens, done, *flattened(state)[0]

        done = ops.zeros((texts,), "bool")
        return ops.while_loop(unfinished, write, (0, ops.where(positions == 0, prompt, PADDING), done, *flat))[1]

    def _draw(self, log_probabilities, uniform):
        """A token for each text, drawn by a uniform number from 0 to 1."""
        log_probabilities = ops.where(self._hidden(), -np.inf, log_probabilities)
        if self.temperature == 0:
            return ops.cast(ops.argmax(log_probabilities, axis=-1), "int32")
        if self.top_k is not None:
            least = ops.top_k(log_probabilities, self.top_k)[0][:, -1:]
            log_probabilities = ops.where(log_probabilities < least, -np.inf, log_probabilities)
        reached = ops.cumsum(ops.softmax(log_probabilities / self.temperature), axis=-1)
        # The drawn token's number equals the number of tokens that lie wholly below the uniform number.
        below = reached <= uniform[:, None] * reached[:, -1:]
        return ops.sum(ops.cast(below, "int32"), axis=-1)


def exact_match(model, source, target):
    """Fraction of sources that a translator translates exactly when writing greedily.

    Args:
        model: A model with `start(source, length)` and `step`, such as `models.transformer`.
        source: Token numbers `(texts, tokens)`.
        target: Token numbers of the translations `(texts, tokens)`, without the start token and padded after the end.
    """
    target = np.asarray(target)
    written = Sampler(model, target.shape[1] + 1, temperature=0, end=END).texts(source=source)
    return float(np.mean((written[:, 1:] == target).all(axis=1)))
