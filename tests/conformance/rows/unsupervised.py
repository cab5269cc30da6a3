"""Networks that learn without labels."""

from row import Row

ROWS = (
    Row(
        "autoencoder",
        paper=dict(input_shape=(28, 28, 1), latent_dim=30),
        parameters=2_837_314,
        tiny=dict(input_shape=(4, 4), latent_dim=2, hidden_units=(6,)),
        data="inputs",
        loss="binary_crossentropy",
    ),
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
        "self_organizing_map",
        # The codebook of 10x10 units and the count of steps.
        paper=dict(input_shape=(3,)),
        parameters=301,
        tiny=dict(input_shape=(4,), grid_shape=(3, 3)),
        data="none",
        loss=None,
        moved=("codebook", "step"),
        functional=False,
    ),
)
