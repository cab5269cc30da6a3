"""A block of a Transformer's encoder."""

from keras_nets.layers.transformer_block import TransformerBlock, over_keys, without_mask

import keras


@keras.saving.register_keras_serializable(package="keras_nets")
class TransformerEncoderBlock(TransformerBlock):
    """Self-attention of h heads and a feed-forward network of two layers, each with a residual sum and normalization.

    Attention is softmax(Q Kᵀ / sqrt(d)) V with d = width / h. Steps that a mask hides are seen by no step. With
    `return_attention_scores=True` a call returns the outputs and the weights, `(batch, heads, length, length)`.

    Reference:
        Vaswani and others, 2017, Attention is all you need, https://arxiv.org/abs/1706.03762
        Xiong and others, 2020, On layer normalization in the Transformer architecture,
        https://arxiv.org/abs/2002.04745

    Args:
        heads: Number of heads h, a divisor of the width.
        feed_forward_units: Number of hidden units of the feed-forward network.
        dropout: Dropout rate of each sublayer's output before the residual sum.
        attention_dropout: Dropout rate of the attention weights.
        activation_dropout: Dropout rate of the hidden units.
        activation: Activation of the hidden units.
        pre_normalization: Whether to normalize what a sublayer sees, rather than the residual sum.
        attention_bias: Whether queries, keys, values and the output of attention have biases.
        epsilon: That of the normalizations.
        kernel_initializer: Initializer of all kernels.

    Input shape:
        `(batch, length, width)`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If the heads do not divide the width.

    Example:

    >>> import keras
    >>> block = TransformerEncoderBlock(heads=8, feed_forward_units=2048)
    >>> outputs, weights = block(keras.ops.ones((2, 5, 512)), return_attention_scores=True)
    >>> outputs.shape == (2, 5, 512), weights.shape == (2, 8, 5, 5), block.count_params()
    (True, True, 3150336)
    """

    def build(self, inputs_shape):
        self.attention = self.build_attention("attention", inputs_shape, inputs_shape)
        self.attention_normalization = self.build_normalization("attention_normalization", inputs_shape)
        self.build_feed_forward(inputs_shape)

    def call(self, inputs, mask=None, training=None, return_attention_scores=False):
        x, weights = self.attend(
            self.attention,
            self.attention_normalization,
            without_mask(inputs),
            attention_mask=over_keys(mask),
            training=training,
            weighing=return_attention_scores,
        )
        x = self.feed_forward(x, training)
        return (x, weights) if return_attention_scores else x

    def compute_output_spec(self, inputs, mask=None, training=None, return_attention_scores=False):
        outputs = self.spec(*inputs.shape)
        batch, length, _ = inputs.shape
        return (outputs, self.spec(batch, self.heads, length, length)) if return_attention_scores else outputs
