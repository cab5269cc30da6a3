"""The most probable texts of a network, found by beam search."""

from keras_nets.generation._writer import END, PADDING, START, Writer, flattened, packed

import numpy as np
from keras import ops

# Score of impossible tokens, finite so that sums with it are defined.
NEVER = -1e9


class BeamSearch(Writer):
    """Finds probable texts by extending the best beginnings in parallel, in one compiled loop.

    At each position each of the `beams` beginnings is extended by every token, and the best results are kept. The score
    of a text y is log p(y) / ((5 + |y|) / 6)^α, whose divisor corrects for the length |y| after the prompt. A text that
    has ended stays unchanged, and the search ends when all kept texts have ended.

    Reference:
        Wu and others, 2016, Google's neural machine translation system, section 7 (the length penalty),
        https://arxiv.org/abs/1609.08144

    Args:
        model: A model with `start` and `step`, such as `models.transformer`.
        length: Maximum number of tokens in a text, including the prompt.
        beams: Number of beginnings to follow; 1 is greedy.
        length_penalty: Exponent α; 0 ranks by probability alone, which favors short texts.
        end: The token that ends a text, or None.
        jit_compile: Whether XLA compiles the loop. The first text takes a few seconds longer, after which a Transformer
            writes several times faster. Keras warns that it does not compile LSTM and GRU layers.
        excluded: Tokens that are never written, such as 3, which stands for what the vocabulary lacks.

    Raises:
        ValueError: If a number is out of range, or the model cannot write.

    Example:

    >>> from keras_nets import models
    >>> model = models.transformer(30, 30, depth=1, width=8, heads=2, feed_forward_units=16)
    >>> search = BeamSearch(model, length=10, beams=3)
    >>> texts, scores = search.texts(source=[[5, 9, 7, 2]])
    >>> texts.shape, scores.shape
    ((1, 3, 10), (1, 3))
    """

    def __init__(self, model, length, *, beams=4, length_penalty=0.6, end=END, jit_compile=False, **kwargs):
        super().__init__(model, length, end, jit_compile, **kwargs)
        if not isinstance(beams, int) or not 1 <= beams < self.vocabulary_size:
            raise ValueError(f"beams must be an integer from 1 to {self.vocabulary_size - 1}, got {beams!r}")
        if not length_penalty >= 0:
            raise ValueError(f"length_penalty must be at least 0, got {length_penalty}; 0 ranks by probability alone")
        self.beams, self.length_penalty = beams, length_penalty

    def texts(self, prompt=None, source=None):
        """The best texts, best first, and their scores: arrays `(texts, beams, length)` and `(texts, beams)`.

        Args:
            prompt: Token numbers `(texts, tokens)`, all of one length; None is the start token.
            source: For a translator, the token numbers of the texts to translate, `(texts, tokens)`.

        Raises:
            ValueError: If tokens are unknown, prompts are too long, or a source is missing or not accepted.
        """
        if prompt is None:
            prompt = np.full((1 if source is None else len(source), 1), START)
        return self._texts({"prompt": self._prompt(prompt)}, source)

    def call(self, inputs):
        prompt = inputs["prompt"]
        texts, positions = ops.shape(prompt)[0], ops.arange(self.length)
        # Every beam of a text is a separate row for the model.
        rows = ops.repeat(inputs["source"], self.beams, axis=0) if self.translates else texts * self.beams
        flat, form = flattened(self.model.start(rows, self.length))
        first_row = ops.arange(texts)[:, None] * self.beams

        def unfinished(position, tokens, scores, lengths, done, *_):
            return ops.logical_and(position < self.length - 1, ops.logical_not(ops.all(done)))

        def extend(position, tokens, scores, lengths, done, *flat):
            current = ops.reshape(ops.take(tokens, position, axis=2), (-1,))
            log_probabilities, state = self.model.step(current, position, packed(form, flat))
            given = ops.take(prompt, position + 1, axis=1)
            gains = self._gains(ops.reshape(log_probabilities, (texts, self.beams, -1)), given, done)
            grown = ops.cast(ops.logical_and(given[:, None] == PADDING, ops.logical_not(done)), "int32")
            candidates, candidate_lengths = scores[:, :, None] + gains, lengths + grown
            ranked = candidates / self._penalty(candidate_lengths)[:, :, None]
            best = ops.top_k(ops.reshape(ranked, (texts, -1)), self.beams)[1]
            beam, token = best // self.vocabulary_size, ops.cast(best % self.vocabulary_size, "int32")
            scores = ops.take_along_axis(ops.reshape(candidates, (texts, -1)), best, axis=1)
            lengths, done = (ops.take_along_axis(values, beam, axis=1) for values in (candidate_lengths, done))
            tokens = ops.take_along_axis(tokens, beam[:, :, None], axis=1)
            tokens = ops.where(positions == position + 1, token[:, :, None], tokens)
            if self.end is not None:
                done = ops.logical_or(done, token == self.end)
            origin = ops.reshape(first_row + beam, (-1,))
            flat = [ops.take(values, origin, axis=0) for values in flattened(state)[0]]
            return position + 1, tokens, scores, lengths, done, *flat

        tokens = ops.repeat(ops.where(positions == 0, prompt, PADDING)[:, None], self.beams, axis=1)
        # All beams of a text are equal at first, so only one of them may count.
        scores = ops.where(ops.arange(self.beams) == 0, 0.0, NEVER) * ops.ones((texts, 1))
        lengths, done = ops.zeros((texts, self.beams), "int32"), ops.zeros((texts, self.beams), "bool")
        found = ops.while_loop(unfinished, extend, (0, tokens, scores, lengths, done, *flat))
        return found[1], found[2] / self._penalty(found[3])

    def _gains(self, log_probabilities, given, done):
        """The log probability that each token adds to each beam's score; 0 for given tokens and after the end."""
        tokens = ops.arange(self.vocabulary_size)
        free = ops.where(self._hidden(), NEVER, log_probabilities)
        forced = ops.where(tokens == given[:, None, None], 0.0, NEVER)
        ended = ops.where(tokens == PADDING, 0.0, NEVER)
        gains = ops.where((given != PADDING)[:, None, None], forced, free)
        return ops.where(done[:, :, None], ended, gains)

    def _penalty(self, lengths):
        return ((5.0 + ops.cast(lengths, "float32")) / 6.0) ** self.length_penalty
