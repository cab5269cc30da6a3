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
)
