"""What the blocks of a Transformer's encoder and decoder have in common."""

from keras_nets.acceleration import accelerate

import keras
from keras import ops


class TransformerBlock(keras.layers.Layer):
    """Base of the blocks: sublayers f with dropout, residual sum and normalization, one of them a feed-forward network.

    Post-normalization is LayerNorm(x + Dropout(f(x))), pre-normalization x + Dropout(f(LayerNorm(x))). The
    feed-forward sublayer is f(x) = W2 φ(W1 x + b1) + b2, the same at every position.
    """

    def __init__(
        self,
        heads,
        feed_forward_units,
        *,
        dropout=0.1,
        attention_dropout=0.0,
        activation_dropout=0.0,
        activation="relu",
        pre_normalization=False,
        attention_bias=False,
        epsilon=1e-6,
        kernel_initializer="glorot_uniform",
        **kwargs,
    ):
        super().__init__(**kwargs)
        self.heads, self.feed_forward_units = heads, feed_forward_units
        self.dropout, self.attention_dropout, self.activation_dropout = dropout, attention_dropout, activation_dropout
        self.activation = keras.activations.get(activation)
        self.pre_normalization, self.attention_bias, self.epsilon = pre_normalization, attention_bias, epsilon
        self.kernel_initializer = keras.initializers.get(kernel_initializer)
        self.residual_dropout = keras.layers.Dropout(dropout, name="residual_dropout", dtype=self.dtype_policy)
        self.supports_masking = True

    def build_attention(self, name, query_shape, context_shape, kind=keras.layers.MultiHeadAttention):
        """An attention layer of this block, built."""
        width = query_shape[-1]
        if width % self.heads:
            raise ValueError(f"{self.name} needs a width that is divisible by its {self.heads} heads, got {width}")
        layer = kind(
            self.heads,
            width // self.heads,
            dropout=self.attention_dropout,
            use_bias=self.attention_bias,
            kernel_initializer=self.kernel_initializer.clone(),
            name=name,
            dtype=self.dtype_policy,
        )
        layer.build(query_shape, context_shape)
        return accelerate(layer)

    def build_normalization(self, name, shape):
        """A normalization layer of this block, built."""
        layer = keras.layers.LayerNormalization(epsilon=self.epsilon, name=name, dtype=self.dtype_policy)
        layer.build(shape)
        return accelerate(layer)

    def build_feed_forward(self, shape):
        """The two layers of the feed-forward sublayer, what is between them, and its normalization."""
        width = shape[-1]
        layers = {"hidden": (self.feed_forward_units, self.activation), "output": (width, None)}
        self.hidden, self.projection = (
            keras.layers.Dense(
                units,
                activation=activation,
                kernel_initializer=self.kernel_initializer.clone(),
                name=f"feed_forward_{name}",
                dtype=self.dtype_policy,
            )
            for name, (units, activation) in layers.items()
        )
        accelerate(self.hidden).build(shape)
        self.projection.build((*shape[:-1], self.feed_forward_units))
        self.hidden_dropout = keras.layers.Dropout(
            self.activation_dropout, name="activation_dropout", dtype=self.dtype_policy
        )
        self.feed_forward_normalization = self.build_normalization("feed_forward_normalization", shape)

    def feed_forward(self, x, training=False):
        """The feed-forward sublayer."""
        hidden = self.hidden(self.before(x, self.feed_forward_normalization))
        output = self.projection(self.hidden_dropout(hidden, training=training))
        return self.after(x, output, self.feed_forward_normalization, training)

    def attend(self, attention, normalization, x, context=None, *, weighing=False, **arguments):
        """The sublayer of attention to a context, or to x itself, and its weights where they are wanted, else None."""
        query = self.before(x, normalization)
        context = query if context is None else context
        output = attention(query, context, return_attention_scores=weighing, **arguments)
        output, weights = output if weighing else (output, None)
        return self.after(x, output, normalization, arguments.get("training")), weights

    def before(self, x, normalization):
        """What a sublayer sees of x."""
        return normalization(x) if self.pre_normalization else x

    def after(self, x, output, normalization, training=False):
        """The residual sum of x and a sublayer's output."""
        x = x + self.residual_dropout(output, training=training)
        return x if self.pre_normalization else normalization(x)

    def spec(self, *shape):
        """A symbolic tensor of this block's type."""
        return keras.KerasTensor(shape, dtype=self.compute_dtype)

    def compute_output_shape(self, inputs_shape):
        return inputs_shape

    def get_config(self):
        names = ("heads", "feed_forward_units", "dropout", "attention_dropout", "activation_dropout")
        names += ("pre_normalization", "attention_bias", "epsilon")
        return {
            **super().get_config(),
            **{name: getattr(self, name) for name in names},
            "activation": keras.activations.serialize(self.activation),
            "kernel_initializer": keras.initializers.serialize(self.kernel_initializer),
        }


def without_mask(x):
    """The same values in a tensor of their own: `MultiHeadAttention` takes the masks off the tensors that it gets."""
    return ops.copy(x)


def over_keys(mask):
    """The mask of a sequence, `(batch, length)`, as an attention mask that hides keys: `(batch, 1, length)`."""
    return None if mask is None else mask[:, None, :]
