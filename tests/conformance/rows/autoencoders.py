"""Networks that restore their input from a code."""

from row import Row

# The code of these layers is all that differs between them.
DENSE = dict(input_shape=(4, 4), latent_dim=5, hidden_units=(6,))

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
        "denoising_autoencoder",
        paper=dict(input_shape=(28, 28, 1), latent_dim=500),
        parameters=785_284,
        tiny=DENSE,
        data="inputs",
        loss="binary_crossentropy",
    ),
    Row(
        "denoising_autoencoder",
        case="salt_and_pepper",
        paper=dict(input_shape=(28, 28, 1), latent_dim=500),
        parameters=785_284,
        tiny=dict(**DENSE, noise="salt_and_pepper"),
        data="inputs",
        loss="binary_crossentropy",
    ),
    Row(
        "sparse_autoencoder",
        # The lecture notes' 25 units on patches of 8x8 pixels.
        paper=dict(input_shape=(64,), latent_dim=25),
        parameters=3_289,
        tiny=DENSE,
        data="inputs",
        loss="mse",
    ),
    Row(
        "sparse_autoencoder",
        case="k_sparse",
        # The paper's 1,000 units on MNIST.
        paper=dict(input_shape=(784,), latent_dim=1000, active_units=25),
        parameters=1_569_784,
        tiny=dict(**DENSE, active_units=4),
        data="inputs",
        loss="mse",
    ),
    Row(
        "convolutional_autoencoder",
        paper=dict(input_shape=(28, 28, 1)),
        parameters=1_295_701,
        tiny=dict(input_shape=(5, 4, 1), latent_filters=2, filters=(3,), kernel_size=3),
        data="inputs",
        loss="binary_crossentropy",
    ),
    Row(
        "variational_autoencoder",
        paper=dict(input_shape=(28, 28, 1), latent_dim=20),
        parameters=815_824,
        tiny=dict(input_shape=(4, 2), latent_dim=2, hidden_units=(5,)),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "variational_autoencoder",
        case="gaussian",
        # The paper's network for faces of 28x20 pixels.
        paper=dict(input_shape=(560,), latent_dim=10, hidden_units=(200,), decoder="gaussian"),
        parameters=343_540,
        tiny=dict(input_shape=(4, 2), latent_dim=2, hidden_units=(5,), decoder="gaussian"),
        data="none",
        loss=None,
        functional=False,
    ),
    Row(
        "ladder_network",
        # 1,536,500 weights up and as many down, shifts and a scale, ten numbers a unit to denoise, averages.
        paper=dict(input_shape=(28, 28, 1), classes=10),
        parameters=3_110_230,
        tiny=dict(input_shape=(4, 2), classes=3, hidden_units=(5, 4)),
        moved=("moving_mean", "moving_deviation"),
        late=("projection", "a2", "a3", "a4", "a7", "a8", "a9"),
    ),
)
