"""A block of a Transformer's decoder, for whole sequences in training and position by position afterwards."""

from keras_nets.layers.cached_multi_head_attention import CachedMultiHeadAttention
from keras_nets.layers.transformer_block import TransformerBlock, over_keys, without_mask

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class TransformerDecoderBlock(TransformerBlock):
    """Causal self-attention, attention to an encoder's outputs, and a feed-forward network, each with a residual sum.

    Call it as `block(inputs, context)`. A step sees itself and those before it, of these and of the context what no
    mask hides. Without `cross_attention` there is no context: the block of a language model. With
    `return_attention_scores=True` a call returns the outputs, the weights of self-attention `(batch, heads, length,
    length)` and, with a context, those over it `(batch, heads, length, context_length)`.

    `start` and `step` do the same for one position after another, with what they need of earlier ones in a cache.

    Reference:
        Vaswani and others, 2017, Attention is all you need, https://arxiv.org/abs/1706.03762
        Xiong and others, 2020, On layer normalization in the Transformer architecture,
        https://arxiv.org/abs/2002.04745

    Args:
        heads: Number of heads, a divisor of the width.
        feed_forward_units: Number of hidden units of the feed-forward network.
        cross_attention: Whether there is a context.
        **kwargs: Further arguments of `TransformerEncoderBlock`.

    Input shape:
        `(batch, length, width)`, and a context `(batch, context_length, context_width)`.

    Output shape:
        That of the inputs.

    Raises:
        ValueError: If the heads do not divide the width, or a context is missing or not wanted.

    Example:

    >>> import keras
    >>> block = TransformerDecoderBlock(heads=8, feed_forward_units=2048)
    >>> block(keras.Input((5, 512)), keras.Input((9, 512))).shape, block.count_params()
    ((None, 5, 512), 4199936)
    """

    def __init__(self, heads, feed_forward_units, *, cross_attention=True, **kwargs):
        super().__init__(heads, feed_forward_units, **kwargs)
        self.cross_attention = cross_attention

    def build(self, inputs_shape, context_shape=None):
        self._check_context(context_shape)
        self.attention = self.build_attention("attention", inputs_shape, inputs_shape, CachedMultiHeadAttention)
        self.attention_normalization = self.build_normalization("attention_normalization", inputs_shape)
        if self.cross_attention:
            self.context_attention = self.build_attention(
                "context_attention", inputs_shape, context_shape, CachedMultiHeadAttention
            )
            self.context_normalization = self.build_normalization("context_normalization", inputs_shape)
        self.build_feed_forward(inputs_shape)

    def call(
        self,
        inputs,
        context=None,
        mask=None,
        inputs_mask=None,
        context_mask=None,
        training=None,
        return_attention_scores=False,
    ):
        self._check_context(context)
        # Keras hands on the mask of a single tensor as `mask`, that of the first of two under that one's name.
        mask = inputs_mask if mask is None else mask
        common = {"training": training, "weighing": return_attention_scores}
        x, weights = self.attend(
            self.attention,
            self.attention_normalization,
            without_mask(inputs),
            attention_mask=over_keys(mask),
            use_causal_mask=True,
            **common,
        )
        scores = [weights]
        if self.cross_attention:
            x, weights = self.attend(
                self.context_attention,
                self.context_normalization,
                x,
                without_mask(context),
                attention_mask=over_keys(context_mask),
                **common,
            )
            scores.append(weights)
        x = self.feed_forward(x, training)
        return (x, *scores) if return_attention_scores else x

    def start(self, batch_size, length, context=None):
        """The cache for sequences of up to `length` positions: room for them, and what is needed of the context."""
        self._check_context(context)
        cache = {"past": self.attention.empty_cache(batch_size, length)}
        if self.cross_attention:
            cache["context"] = self.context_attention.project(without_mask(context))
        return cache

    def step(self, inputs, position, cache, mask=None, context_mask=None):
        """The output at one position `(batch, 1, width)`, and the cache that holds this position as well.

        Args:
            inputs: The block's input at this position, `(batch, 1, width)`.
            position: Its number, from 0.
            cache: What `start` or the step before returned.
            mask: `(batch, length)`, False at positions that are padding.
            context_mask: `(batch, context_length)`, likewise.
        """
        x = without_mask(inputs)
        query = self.before(x, self.attention_normalization)
        output, past = self.attention.step(query, position, cache["past"], mask)
        x = self.after(x, output, self.attention_normalization)
        if self.cross_attention:
            query = self.before(x, self.context_normalization)
            output = self.context_attention.attend(query, cache["context"], context_mask)
            x = self.after(x, output, self.context_normalization)
        return self.feed_forward(x), {**cache, "past": past}

    def compute_output_shape(self, inputs_shape, context_shape=None):
        return inputs_shape

    def compute_output_spec(self, inputs, context=None, *, return_attention_scores=False, **kwargs):
        outputs = self.spec(*inputs.shape)
        if not return_attention_scores:
            return outputs
        batch, length, _ = inputs.shape
        lengths = [length] if context is None else [length, context.shape[1]]
        return (outputs, *(self.spec(batch, self.heads, length, keys) for keys in lengths))

    def get_config(self):
        return {**super().get_config(), "cross_attention": self.cross_attention}

    def _check_context(self, context):
        if self.cross_attention and context is None:
            raise ValueError(
                f"{self.name} attends to a context, got none; call it as block(inputs, context), or build it with "
                "cross_attention=False"
            )
        if not self.cross_attention and context is not None:
            raise ValueError(
                f"{self.name} was built with cross_attention=False, got a context; build it with cross_attention=True"
            )
