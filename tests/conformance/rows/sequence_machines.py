"""Energy models of sequences."""

from row import Row

ROWS = (
    Row(
        "conditional_rbm",
        # 49 x 200 weights, their biases, and three frames' influence on both.
        paper=dict(input_shape=(None, 49), hidden_units=200),
        parameters=9_800 + 249 + 3 * 49 * (49 + 200),
        tiny=dict(input_shape=(4, 3), hidden_units=2, order=2),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "temporal_rbm",
        # 20 x 20 pixels; beside what the conditional machine has of one frame, hidden units influence their next state.
        paper=dict(input_shape=(None, 20, 20), hidden_units=400),
        parameters=160_000 + 800 + 2 * 160_000 + 160_000,
        tiny=dict(input_shape=(4, 3), hidden_units=2, hidden_order=2),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "stacked_temporal_rbm",
        paper=dict(input_shape=(None, 20, 20), hidden_units=(400, 200)),
        parameters=640_800 + 80_000 + 600 + 160_000 + 80_000 + 40_000,
        functional=False,
    ),
    Row(
        "temporal_convolution_machine",
        # Each of the connections to a bias has a weight, a mean and a width a Gaussian, however long the window.
        paper=dict(input_shape=(None, 10), hidden_units=20, window=30, gaussians=3),
        parameters=230 + 3 * 3 * (100 + 200 + 400),
        tiny=dict(input_shape=(5, 3), hidden_units=2, window=3),
        data="none",
        loss=None,
        functional=False,
    ),
)
