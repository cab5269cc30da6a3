"""Fully connected networks."""

from keras_nets import losses

from row import Row

ROWS = (
    Row(
        "logistic_regression",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=7_850,
        tiny=dict(input_shape=(5,), classes=3),
    ),
    Row(
        "logistic_regression",
        case="binary",
        paper=dict(input_shape=(30,), classes=1),
        parameters=31,
        tiny=dict(input_shape=(5,), classes=1),
        loss="binary_crossentropy",
    ),
    Row(
        "perceptron",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=7_850,
        tiny=dict(input_shape=(5,), classes=3),
        loss=losses.PerceptronLoss(),
    ),
    Row(
        "perceptron",
        case="binary",
        paper=dict(input_shape=(20, 20), classes=1),
        parameters=401,
        tiny=dict(input_shape=(5,), classes=1),
        loss=losses.PerceptronLoss(),
    ),
    Row(
        "mlp",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=266_610,
        tiny=dict(input_shape=(5,), classes=3, hidden_units=(4, 4), dropout=0.2),
    ),
    Row(
        "mlp",
        case="regression",
        paper=dict(input_shape=(2,), classes=1, hidden_units=(3, 5, 4, 2), classifier_activation=None),
        parameters=66,
        tiny=dict(input_shape=(5,), classes=2, hidden_units=(4,), classifier_activation=None),
        data="values",
        loss="mean_squared_error",
    ),
    Row(
        "maxout_network",
        paper=dict(input_shape=(28, 28), classes=10),
        parameters=1_233_610,
        tiny=dict(input_shape=(4, 4, 1), classes=3, hidden_units=(6, 6), pieces=2),
    ),
)
