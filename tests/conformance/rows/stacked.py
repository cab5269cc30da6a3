"""Networks whose layers learn one after another before the whole."""

from row import Row

ROWS = (
    Row(
        "stacked_autoencoder",
        paper=dict(input_shape=(784,), classes=10),
        parameters=2_797_010,
        tiny=dict(input_shape=(4, 2), classes=3, hidden_units=(5, 4), dropout=0.1),
    ),
    Row(
        "deep_belief_network",
        paper=dict(visible_units=784, classes=10),
        # 1,662,000 weights with 3,010 biases on the way up, as many weights with 3,784 biases to generate.
        parameters=3_330_794,
        tiny=dict(visible_units=6, classes=3, hidden_units=(5, 4)),
        functional=False,
    ),
    Row(
        "convolutional_deep_belief_network",
        paper=dict(input_shape=(28, 28, 1), classes=10),
        # 4,881 of the first machine, 36 * 40 * 40 + 80 of the second; mean, variance and ten weights for each of
        # 9 * 9 * 40 + 2 * 2 * 40 features, ten biases.
        parameters=4_881 + 57_680 + 12 * 3_400 + 10,
        tiny=dict(input_shape=(8, 8, 2), classes=3, filters=(3, 4), kernel_sizes=(3, 2), pool_size=2),
        moved=("moving_mean", "moving_variance"),
        functional=False,
    ),
)
