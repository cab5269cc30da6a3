"""Machines of visible and hidden units that learn by contrastive divergence."""

from row import Row

ROWS = (
    Row(
        "rbm",
        paper=dict(visible_units=784, hidden_units=500),
        parameters=393_284,
        tiny=dict(visible_units=6, hidden_units=4),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "rbm",
        # The weights of the plain machine and the states of the chains.
        paper=dict(visible_units=784, hidden_units=500, persistent_chains=100),
        parameters=393_284 + 78_400,
        tiny=dict(visible_units=6, hidden_units=4, cd_steps=2, persistent_chains=5, sparsity_target=0.1),
        data="none",
        loss=None,
        moved=("chains",),
        functional=False,
        case="persistent",
    ),
    Row(
        "rbm",
        paper=dict(visible_units=784, hidden_units=500, visible="gaussian"),
        parameters=393_284,
        tiny=dict(visible_units=6, hidden_units=4, visible="gaussian"),
        data="none",
        loss=None,
        functional=False,
        case="gaussian",
    ),
    Row(
        "continuous_rbm",
        paper=dict(visible_units=784, hidden_units=500),
        parameters=393_284,
        tiny=dict(visible_units=6, hidden_units=4),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "convolutional_rbm",
        # 40 filters of 11 x 11 with their biases, and one of the pixels.
        paper=dict(input_shape=(28, 28, 1), filters=40, kernel_size=11),
        parameters=4_881,
        tiny=dict(input_shape=(4, 6, 2), filters=3, kernel_size=3, pool_size=2, sparsity_target=0.1),
        data="none",
        loss=None,
        functional=False,
    ),
)
