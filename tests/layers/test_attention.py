from keras_nets.layers import AdditiveAttention, MultiplicativeAttention, ScaledDotProductAttention

import keras
import numpy as np
import pytest

FORMS = {
    "scaled": lambda **arguments: ScaledDotProductAttention(**arguments),
    "additive": lambda **arguments: AdditiveAttention(6, **arguments),
    "general": lambda **arguments: MultiplicativeAttention(**arguments),
    "dot": lambda **arguments: MultiplicativeAttention("dot", **arguments),
}
MASK = np.array([[True, True, True, False, False], [True, False, True, True, False]])


@pytest.fixture(params=FORMS)
def form(request):
    return request.param


def random(*shape, seed=0):
    return np.random.default_rng(seed).normal(size=shape).astype("float32")


def both(layer, *inputs, **arguments):
    outputs = layer(*inputs, return_attention_scores=True, **arguments)
    return [keras.ops.convert_to_numpy(output) for output in outputs]


def scores(layer, query, key):
    """The score of one query with one key, as the papers write it."""
    if isinstance(layer, ScaledDotProductAttention):
        return query @ key / np.sqrt(len(query))
    if isinstance(layer, AdditiveAttention):
        query_kernel, key_kernel, v = layer.get_weights()
        return v @ np.tanh(query_kernel.T @ query + key_kernel.T @ key)
    return query @ layer.get_weights()[0] @ key if layer.score == "general" else query @ key


def reference(layer, queries, values, keys, allowed):
    """Output and weights, query by query; `allowed` of shape (batch, T, S)."""
    outputs, weights = np.zeros((*queries.shape[:2], values.shape[-1])), np.zeros(allowed.shape)
    for b, t in np.ndindex(queries.shape[:2]):
        seen = np.flatnonzero(allowed[b, t])
        exponentials = np.exp([scores(layer, queries[b, t], keys[b, s]) for s in seen])
        weights[b, t, seen] = exponentials / exponentials.sum()
        outputs[b, t] = weights[b, t] @ values[b]
    return outputs, weights


def test_equals_the_papers_formula(form):
    layer, query, value, key = FORMS[form](), random(2, 3, 4), random(2, 5, 7, seed=1), random(2, 5, 4, seed=2)
    output, weights = both(layer, query, value, key)
    expected_output, expected_weights = reference(layer, query, value, key, np.ones((2, 3, 5), bool))
    np.testing.assert_allclose(weights, expected_weights, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(output, expected_output, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(weights.sum(axis=-1), 1, rtol=1e-6)


def test_masks_together_equal_the_formula_over_what_they_leave(form):
    layer, query, value = FORMS[form](), random(2, 5, 4), random(2, 5, 4, seed=1)
    pairs = random(2, 5, 5, seed=3) > -0.5
    pairs[..., 0] = True
    output, weights = both(layer, query, value, value_mask=MASK, attention_mask=pairs, use_causal_mask=True)
    allowed = MASK[:, None] & pairs & np.tri(5, dtype=bool)
    expected_output, expected_weights = reference(layer, query, value, value, allowed)
    np.testing.assert_allclose(output, expected_output, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(weights, expected_weights, rtol=1e-5, atol=1e-6)
    assert (weights[~allowed] == 0).all()


def test_masked_values_have_exactly_no_weight_whatever_they_are(form):
    layer, query, value = FORMS[form](), random(2, 3, 4), random(2, 5, 4, seed=1)
    before, weights = both(layer, query, value, value_mask=MASK)
    assert (weights[np.broadcast_to(~MASK[:, None], weights.shape)] == 0).all()
    value[~MASK] = 1e4
    np.testing.assert_array_equal(both(layer, query, value, value_mask=MASK)[0], before)


def test_where_nothing_is_left_the_output_is_zero(form):
    output, weights = both(FORMS[form](), random(2, 3, 4), random(2, 5, 4), value_mask=np.zeros((2, 5), bool))
    assert (output == 0).all() and (weights == 0).all()


def test_takes_the_mask_that_values_bring_and_hands_on_that_of_queries(form):
    words, answers = np.array([[3, 5, 0, 0]]), np.array([[2, 2, 4, 0, 0]])
    embedding = keras.layers.Embedding(6, 4, mask_zero=True)
    query, value = embedding(answers), embedding(words)
    layer = FORMS[form]()
    output, weights = layer(query, value, return_attention_scores=True)
    assert (keras.ops.convert_to_numpy(weights)[..., 2:] == 0).all()
    np.testing.assert_array_equal(keras.ops.convert_to_numpy(output._keras_mask), answers != 0)
    alone = both(layer, query[:, :3], value[:, :2])[0]
    np.testing.assert_allclose(keras.ops.convert_to_numpy(output)[:, :3], alone, rtol=1e-6, atol=1e-7)


def test_every_weight_and_both_inputs_get_a_gradient(form):
    query, value = keras.Input((3, 4)), keras.Input((5, 4))
    below = [keras.layers.Dense(4, name="queries")(query), keras.layers.Dense(4, name="values")(value)]
    model = keras.Model([query, value], keras.layers.Flatten()(FORMS[form]()(*below)))
    before = model.get_weights()
    model.compile(keras.optimizers.SGD(0.1), "mse", run_eagerly=True)
    model.fit([random(8, 3, 4), random(8, 5, 4, seed=1)], random(8, 12, seed=2), verbose=0)
    assert all((ours != theirs).any() for ours, theirs in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("policy", ["mixed_bfloat16", "mixed_float16"])
def test_computes_in_half_precision(form, policy):
    half, single = FORMS[form](dtype=policy), FORMS[form]()
    query, value = random(2, 3, 4), random(2, 5, 4, seed=1)
    both(single, query, value), half(query, value)
    half.set_weights(single.get_weights())
    output, weights = half(query, value, value_mask=MASK, return_attention_scores=True)
    dtypes = {keras.backend.standardize_dtype(tensor.dtype) for tensor in (output, weights)}
    assert dtypes == {policy.removeprefix("mixed_")}
    expected = both(single, query, value, value_mask=MASK)
    np.testing.assert_allclose(keras.ops.cast(output, "float32"), expected[0], atol=0.03)


def test_large_vectors_do_not_overflow_half_precision():
    query = value = np.full((1, 2, 1024), 16.0, "float32")
    output = ScaledDotProductAttention(dtype="mixed_float16")(query, value)
    assert np.isfinite(keras.ops.convert_to_numpy(output)).all()


def test_saved_models_need_no_custom_objects(form, tmp_path):
    query, value = keras.Input((3, 4), name="query"), keras.Input((5, 4), name="value")
    model = keras.Model([query, value], FORMS[form](name="attention")(query, value, return_attention_scores=True))
    model.save(tmp_path / "model.keras")
    inputs = [random(2, 3, 4), random(2, 5, 4, seed=1)]
    loaded = keras.saving.load_model(tmp_path / "model.keras")
    for ours, theirs in zip(model(inputs), loaded(inputs), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert loaded.get_layer("attention").get_config() == model.get_layer("attention").get_config()


def test_shapes_are_known_in_advance(form):
    query, value = keras.Input((None, 4)), keras.Input((None, 4))
    output, weights = FORMS[form]()(query, value, return_attention_scores=True)
    assert output.shape == (None, None, 4) and weights.shape == (None, None, None)
    assert FORMS[form]().compute_output_shape((2, 3, 4), (2, 5, 7)) == (2, 3, 7)


def test_queries_and_keys_of_a_dot_product_have_one_length():
    with pytest.raises(ValueError, match=r"one length, got 4 and 3; score='general' takes any"):
        MultiplicativeAttention("dot")(random(2, 3, 4), random(2, 5, 3))


def test_what_cannot_be_built_is_refused():
    with pytest.raises(ValueError, match=r"needs score to be one of dot, general, got 'concat'"):
        MultiplicativeAttention("concat")
    with pytest.raises(ValueError, match=r"AdditiveAttention needs units of at least 1, got 0"):
        AdditiveAttention(0)
