"""Saliency maps against gradients taken by hand, and the cases in which tf-keras-vis alone fails or stays silent."""

import functools

from keras_nets.inspection import grad_cam, linear_model, smoothgrad, vanilla_saliency

import keras
import numpy as np
import pytest
import tensorflow as tf

# Two noisy images are as good as many where their mean is not looked at.
METHODS = (vanilla_saliency, functools.partial(smoothgrad, samples=2), grad_cam)
IMAGES = np.random.default_rng(0).random((3, 12, 12, 1), "float32")


def convolutional(classes=4, activation="softmax"):
    keras.utils.set_random_seed(0)
    inputs = keras.Input((12, 12, 1))
    x = keras.layers.Conv2D(3, 3, padding="same", activation="tanh")(inputs)
    x = keras.layers.MaxPooling2D()(x)
    x = keras.layers.Flatten(name="features")(x)
    return keras.Model(inputs, keras.layers.Dense(classes, activation=activation, name="predictions")(x))


def logit_gradients(model, images, classes):
    """`dS_c / dx` with the last layer's matrix product written out."""
    features = keras.Model(model.inputs, model.get_layer("features").output)
    last, images = model.get_layer("predictions"), tf.constant(images)
    with tf.GradientTape() as tape:
        tape.watch(images)
        logits = tf.matmul(features([images]), last.kernel) + last.bias
        score = tf.gather(logits, classes, axis=1, batch_dims=1)
    return tape.gradient(score, images).numpy()


def test_vanilla_saliency_is_the_absolute_gradient_of_the_logit():
    model = convolutional()
    expected = np.abs(logit_gradients(model, IMAGES, [2, 0, 3])).max(axis=-1)
    np.testing.assert_allclose(vanilla_saliency(model, IMAGES, [2, 0, 3]), expected, rtol=1e-5)


def test_predicted_classes_are_explained_unless_others_are_named():
    model = convolutional()
    predicted = model(IMAGES).numpy().argmax(axis=1)
    np.testing.assert_array_equal(vanilla_saliency(model, IMAGES), vanilla_saliency(model, IMAGES, predicted))


def test_the_model_is_left_as_it_was():
    model = convolutional()
    outputs, weights = model(IMAGES).numpy(), model.get_weights()
    nodes = [len(layer._inbound_nodes) for layer in model.layers]
    for method in METHODS:
        method(model, IMAGES)
    assert model.get_layer("predictions").activation is keras.activations.softmax
    np.testing.assert_array_equal(model(IMAGES).numpy(), outputs)
    assert all(np.array_equal(a, b) for a, b in zip(model.get_weights(), weights, strict=True))
    assert all(layer._outbound_nodes is not None for layer in model.layers)
    assert [len(layer._inbound_nodes) for layer in model.layers] == nodes


def test_smoothgrad_is_seeded_and_is_vanilla_saliency_without_noise():
    model = convolutional()
    np.random.seed(5)
    expected_next = np.random.RandomState(5).random()
    first = smoothgrad(model, IMAGES, samples=2, seed=1)
    assert np.random.random() == expected_next
    np.testing.assert_array_equal(first, smoothgrad(model, IMAGES, samples=2, seed=1))
    assert not np.array_equal(first, smoothgrad(model, IMAGES, samples=2, seed=2))
    np.testing.assert_allclose(
        smoothgrad(model, IMAGES, noise=0.0, samples=3), vanilla_saliency(model, IMAGES), rtol=1e-5
    )


def test_smoothgrad_is_the_mean_of_the_vanilla_maps_of_noisy_images():
    keras.utils.set_random_seed(0)
    convolution = keras.layers.Conv2D(3, 3, activation="tanh", kernel_initializer="random_normal")
    layers = [convolution, keras.layers.Flatten(), keras.layers.Dense(4, activation="softmax")]
    model, images = keras.Sequential([keras.Input((6, 6, 3)), *layers]), IMAGES.reshape(-1, 6, 6, 3)[:4]
    ranges = images.max(axis=(1, 2, 3), keepdims=True) - images.min(axis=(1, 2, 3), keepdims=True)
    noise = np.random.RandomState(7).normal(0.0, 0.3 * ranges, (5, *images.shape))
    expected = np.mean([vanilla_saliency(model, images + each, [0, 1, 2, 3]) for each in noise], axis=0)
    found = smoothgrad(model, images, [0, 1, 2, 3], samples=5, noise=0.3, seed=7)
    np.testing.assert_allclose(found, expected, rtol=1e-4)


def test_grad_cam_lands_where_a_one_filter_network_looks():
    """The filter answers to bright pixels and the class to the filter, so the map is the bright corner."""
    inputs = keras.Input((16, 16, 1))
    x = keras.layers.Conv2D(1, 1, use_bias=False)(inputs)
    x = keras.layers.AveragePooling2D(2)(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    model = keras.Model(inputs, keras.layers.Dense(2, activation="softmax", name="predictions")(x))
    model.set_weights([np.ones((1, 1, 1, 1)), np.array([[-1.0, 1.0]]), np.zeros(2)])
    image = np.zeros((1, 16, 16, 1), "float32")
    image[0, :4, 12:] = 1
    np.testing.assert_allclose(grad_cam(model, image, [1])[0] > 0, image[0, ..., 0] > 0)
    assert np.all(grad_cam(model, image, [0]) == 0)


def test_grad_cam_of_a_layer_is_that_of_the_network_that_ends_with_its_maps():
    inputs = keras.Input((12, 12, 1))
    first = keras.layers.Conv2D(3, 3, padding="same", activation="relu", name="first")(inputs)
    x = keras.layers.Conv2D(2, 3, strides=2, name="second")(first)
    x = keras.layers.GlobalAveragePooling2D(name="means")(x)
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(x), name="net")
    rest = keras.Model(first, linear_model(model).outputs[0])
    with tf.GradientTape() as tape:
        maps = keras.Model(inputs, first)(IMAGES)
        tape.watch(maps)
        score = rest(maps)[:, 1]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
    expected = tf.nn.relu(tf.reduce_sum(maps * weights, axis=-1)).numpy()
    found = grad_cam(model, IMAGES, [1] * len(IMAGES), layer="first")
    np.testing.assert_allclose(found, expected, rtol=1e-4, atol=1e-7)
    with pytest.raises(ValueError, match=r"no layer 'frist', did you mean 'first'\?; feature maps have first, second"):
        grad_cam(model, IMAGES, layer="frist")
    with pytest.raises(
        ValueError, match=r"layer means of net has no feature maps, its output has the shape \(None, 2\)"
    ):
        grad_cam(model, IMAGES, layer="means")


def test_grad_cam_of_a_network_of_images_of_any_size_is_that_of_the_size():
    def network(size):
        inputs = keras.Input((size, size, 1))
        x = keras.layers.Conv2D(4, 3)(inputs)
        return keras.Model(inputs, keras.layers.Dense(3)(keras.layers.GlobalAveragePooling2D()(x)))

    fixed, free = network(12), network(None)
    free.set_weights(fixed.get_weights())
    np.testing.assert_allclose(grad_cam(free, IMAGES, [0, 1, 2]), grad_cam(fixed, IMAGES, [0, 1, 2]), rtol=1e-5)


@pytest.mark.parametrize("inputs, found", [(IMAGES[:0], "no example"), (IMAGES * np.nan, "values that are not finite")])
def test_inputs_that_say_nothing_are_refused(inputs, found):
    with pytest.raises(ValueError, match=f"the inputs of functional.* have {found}; nothing can be explained"):
        grad_cam(convolutional(), inputs, [0] * len(inputs))


def test_grad_cam_passes_over_maps_of_one_pixel_and_follows_to_the_activation():
    inputs = keras.Input((12, 12, 1))
    x = keras.layers.Conv2D(2, 5)(inputs)
    activated = x = keras.layers.ReLU()(keras.layers.BatchNormalization()(x))
    x = keras.layers.Conv2D(8, 8, activation="tanh")(x)
    model = keras.Model(inputs, keras.layers.Dense(3, activation="softmax")(keras.layers.Flatten()(x)))
    with tf.GradientTape() as tape:
        maps = keras.Model(model.inputs, activated)([IMAGES])
        tape.watch(maps)
        x = maps
        for layer in model.layers[4:-1]:
            x = layer(x)
        score = (tf.matmul(x, model.layers[-1].kernel) + model.layers[-1].bias)[:, 1]
    weights = tf.reduce_mean(tape.gradient(score, maps), axis=(1, 2), keepdims=True)
    expected = tf.nn.relu(tf.reduce_sum(maps * weights, axis=-1)).numpy()
    found = grad_cam(model, IMAGES, [1, 1, 1])
    assert found.shape == (3, 12, 12)
    np.testing.assert_allclose(found.mean(axis=(1, 2)), expected.mean(axis=(1, 2)), rtol=0.05)


def test_sequential_nested_and_mixed_precision_models_are_explained():
    layers = [keras.layers.Conv2D(3, 3, activation="relu"), keras.layers.Flatten()]
    sequential = keras.Sequential([keras.Input((12, 12, 1)), *layers, keras.layers.Dense(4, activation="softmax")])
    image = keras.Input((12, 12, 1))
    backbone = keras.Sequential([keras.Input((12, 12, 1)), keras.layers.Conv2D(3, 3, activation="relu")])
    pooled = keras.layers.GlobalAveragePooling2D()(backbone(image))
    nested = keras.Model(image, keras.layers.Dense(4, activation="softmax")(pooled))
    for model in (sequential, nested):
        for method in METHODS:
            assert method(model, IMAGES).shape == (3, 12, 12)
    inner = keras.Model(image, convolutional()(keras.layers.Rescaling(1.0)(image)))
    np.testing.assert_allclose(
        vanilla_saliency(inner, IMAGES, [0, 1, 2]), vanilla_saliency(convolutional(), IMAGES, [0, 1, 2]), rtol=1e-4
    )
    with pytest.raises(ValueError, match="outside of the model"):
        grad_cam(inner, IMAGES)
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        half = convolutional()
    finally:
        keras.config.set_dtype_policy("float32")
    assert np.all(np.isfinite(grad_cam(half, IMAGES)))


def test_several_inputs_have_a_map_each():
    image, vector = keras.Input((12, 12, 1)), keras.Input((5,))
    x = keras.layers.Flatten()(keras.layers.Conv2D(2, 3)(image))
    model = keras.Model(
        [image, vector], keras.layers.Dense(3, activation="softmax")(keras.layers.Concatenate()([x, vector]))
    )
    arrays = [IMAGES, np.ones((3, 5))]
    assert [found.shape for found in vanilla_saliency(model, arrays)] == [(3, 12, 12), (3, 5)]
    assert grad_cam(model, arrays).shape == (3, 12, 12)


def test_one_sigmoid_unit_scores_either_class():
    model = convolutional(classes=1, activation="sigmoid")
    second = grad_cam(model, IMAGES, [1, 1, 1])
    first = grad_cam(model, IMAGES, [0, 0, 0])
    assert second.max() > 0
    assert np.all((first == 0) | (second == 0))


def test_a_regression_is_explained_by_its_output():
    inputs = keras.Input((4,))
    model = keras.Model(inputs, keras.layers.Dense(1, name="predictions")(inputs))
    model.set_weights([np.array([[1.0], [-2.0], [0.0], [3.0]]), np.zeros(1)])
    np.testing.assert_allclose(vanilla_saliency(model, np.ones((2, 4))), [[1, 2, 0, 3]] * 2)


@pytest.mark.parametrize(
    ("classes", "message"),
    [([0, 1], "3 inputs need 3 classes"), ([0, 1, 4], "class 4 does not exist; the model has classes 0 to 3")],
)
def test_wrong_classes_are_refused(classes, message):
    for method in METHODS:
        with pytest.raises(ValueError, match=message):
            method(convolutional(), IMAGES, classes)


def test_what_cannot_be_explained_says_why():
    inputs = keras.Input((4,))
    dense = keras.Model(inputs, keras.layers.Dense(2, activation="softmax")(inputs))
    with pytest.raises(ValueError, match="needs a convolution"):
        grad_cam(dense, np.ones((1, 4)))
    with pytest.raises(ValueError, match="takes inputs of shape"):
        vanilla_saliency(dense, np.ones(4))
    with pytest.raises(ValueError, match="build a Sequential model first"):
        vanilla_saliency(keras.Sequential([keras.layers.Dense(2)]), np.ones((1, 4)))


def test_the_saliency_of_tokens_is_the_gradient_of_their_embedding():
    keras.utils.set_random_seed(0)
    tokens = keras.Input((None,), dtype="int32")
    embedding = keras.layers.Embedding(9, 4, mask_zero=True, embeddings_initializer="random_normal", trainable=False)
    x = keras.layers.GlobalAveragePooling1D()(embedding(tokens))
    model = keras.Model(
        tokens, keras.layers.Dense(3, activation="softmax")(keras.layers.Dense(5, activation="tanh")(x))
    )
    texts = np.array([[3, 4, 5, 0, 0], [8, 7, 6, 5, 4]])
    found = vanilla_saliency(model, texts, [2, 0])
    lengths = (texts != 0).sum(axis=1)
    means = tf.constant([embedding(texts)[row, :length].numpy().mean(axis=0) for row, length in enumerate(lengths)])
    with tf.GradientTape() as tape:
        tape.watch(means)
        hidden = tf.tanh(means @ model.layers[-2].kernel + model.layers[-2].bias)
        logits = hidden @ model.layers[-1].kernel + model.layers[-1].bias
        score = tf.gather(logits, [2, 0], axis=1, batch_dims=1)
    # The mean passes the same gradient to every token.
    each = np.abs(tape.gradient(score, means).numpy()).max(axis=1) / lengths
    np.testing.assert_allclose(found, np.where(texts != 0, each[:, None], 0), rtol=1e-4)
    for method in (smoothgrad, grad_cam):
        with pytest.raises(ValueError, match="reads tokens; use vanilla saliency"):
            method(model, texts)


def test_one_class_explains_all_examples():
    model = convolutional()
    for method in METHODS:
        np.testing.assert_array_equal(method(model, IMAGES, 2), method(model, IMAGES, [2, 2, 2]))
