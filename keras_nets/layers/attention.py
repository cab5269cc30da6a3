"""Attention of queries to values: what its forms share, which differ in their score alone."""

import keras
from keras import ops


class QueryAttention(keras.layers.Layer):
    """Means of values v_j, weighted for each query q_i by how well the values' keys k_j match it.

    α_ij is the softmax over j of score(q_i, k_j), and the output is Σ_j α_ij v_j. A subclass gives the score: its
    `projected` keys, which need computing only once however many queries come, and their `scores` with queries.
    A masked value has weight 0 exactly; where all values are masked so are all weights, and the output is 0.
    """

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        # Outputs have the mask of the queries.
        self.supports_masking = True

    def call(
        self,
        query,
        value,
        key=None,
        value_mask=None,
        attention_mask=None,
        return_attention_scores=False,
        use_causal_mask=False,
    ):
        mask = joint_mask(query, value, value_mask, attention_mask, use_causal_mask)
        output, weights = self.attend(query, self.projected(value if key is None else key), value, mask)
        return (output, weights) if return_attention_scores else output

    def attend(self, query, keys, value, mask=None):
        """Output and weights of queries to values whose keys are projected already; the mask fits `(batch, T, S)`."""
        weights = ops.cast(masked_softmax(self.scores(query, keys), mask), value.dtype)
        return ops.matmul(weights, value), weights

    def projected(self, key):
        """Keys in the form that `scores` takes."""
        return key

    def scores(self, query, keys):
        """score(q_i, k_j) of every query with every projected key, `(batch, T, S)`."""
        return ops.matmul(query, ops.swapaxes(keys, -1, -2))

    def compute_output_shape(self, query_shape, value_shape, key_shape=None):
        return (*query_shape[:-1], value_shape[-1])

    def compute_output_spec(self, query, value, key=None, *args, return_attention_scores=False, **kwargs):
        output_shape = self.compute_output_shape(query.shape, value.shape)
        output = keras.KerasTensor(output_shape, dtype=self.compute_dtype)
        if not return_attention_scores:
            return output
        return output, keras.KerasTensor((*query.shape[:-1], value.shape[-2]), dtype=self.compute_dtype)


def masked_softmax(scores, mask=None):
    """Softmax over the last axis, in which what the mask excludes counts nothing, in at least single precision."""
    scores = ops.cast(scores, keras.backend.result_type(scores.dtype, "float32"))
    if mask is None:
        return ops.softmax(scores)
    # Rows without any value would otherwise divide 0 by 0.
    return ops.where(mask, ops.softmax(ops.where(mask, scores, -1e9)), 0.0)


def joint_mask(query, value, value_mask=None, attention_mask=None, causal=False):
    """Which value each query may see, of a shape that fits `(batch, T, S)`; None where it may see all.

    Args:
        query, value: Tensors of shapes `(batch, T, features)` and `(batch, S, features)`.
        value_mask: False at values that pad, `(batch, S)`.
        attention_mask: False at values that a query shall not see, `(batch, T, S)`.
        causal: Whether query i sees the values up to the i-th only.
    """
    masks = [] if value_mask is None else [ops.cast(value_mask, "bool")[..., None, :]]
    if attention_mask is not None:
        masks.append(ops.cast(attention_mask, "bool"))
    if causal:
        masks.append(ops.arange(ops.shape(query)[-2])[:, None] >= ops.arange(ops.shape(value)[-2]))
    joint = masks.pop() if masks else None
    for mask in masks:
        joint = ops.logical_and(joint, mask)
    return joint
