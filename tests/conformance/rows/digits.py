"""The first convolutional networks, for handwritten digits."""

from keras_nets import losses

from row import Row

ROWS = (
    Row(
        "digit_cnn",
        paper=dict(input_shape=(28, 28, 1), classes=10),
        parameters=1_199_882,
        tiny=dict(input_shape=(8, 8, 1), classes=3, width=0.25),
    ),
    Row(
        "lenet5",
        # 60,000 up to F6 and the fixed codes of the 10 classes.
        paper=dict(input_shape=(32, 32, 1), classes=10),
        parameters=60_840,
        tiny=dict(input_shape=(32, 32, 1), classes=3, width=0.5),
    ),
    Row(
        "lenet5",
        case="scores",
        paper=dict(input_shape=(32, 32, 1), classes=10, classifier_activation=None),
        parameters=60_840,
        tiny=dict(input_shape=(32, 32, 1), classes=12, width=0.5, classifier_activation=None),
        loss=losses.MaximumAPosteriori(),
    ),
    Row(
        "lenet5",
        case="softmax",
        paper=dict(input_shape=(32, 32, 1), classes=10, output="softmax"),
        parameters=60_850,
        tiny=dict(input_shape=(32, 32, 3), classes=3, output="softmax", width=0.5),
    ),
    Row(
        "lenet5_modern",
        paper=dict(input_shape=(32, 32, 1), classes=10),
        parameters=61_706,
        tiny=dict(input_shape=(32, 32, 1), classes=3, width=0.5),
    ),
)
