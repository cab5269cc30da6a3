"""Networks of separable convolutions, and fractal ones."""

from row import Row

IMAGENET = dict(input_shape=(224, 224, 3), classes=1000)
CIFAR10 = dict(input_shape=(32, 32, 3), classes=10)
TINY = dict(input_shape=(16, 16, 1), classes=3, stem="small")
MOVED = ("moving_mean", "moving_variance")


def member(name, pixels, parameters):
    return Row(f"efficientnet_{name}", paper=dict(input_shape=(pixels, pixels, 3), classes=1000), parameters=parameters)


ROWS = (
    Row(
        "mobilenet",
        paper=IMAGENET,
        parameters=4_253_864,
        tiny=TINY | dict(stage_blocks=(1, 1, 1, 1, 1), width=0.1, dropout=0.001),
        moved=MOVED,
    ),
    Row(
        "mobilenet_v2",
        paper=IMAGENET,
        parameters=3_538_984,
        # One block of the second stage after its first has a shortcut.
        tiny=TINY | dict(stage_blocks=(1, 2, 1, 1, 1, 1, 1), width=0.1),
        moved=MOVED,
    ),
    Row(
        "efficientnet",
        paper=IMAGENET,
        parameters=5_330_564,
        tiny=TINY | dict(depth=0.1, width=0.1),
        moved=MOVED,
    ),
    # keras.applications counts 7 more in each: the means, variances and count of its normalization of pixels.
    member("b0", 224, 5_330_564),
    member("b1", 240, 7_856_232),
    member("b2", 260, 9_177_562),
    member("b3", 300, 12_320_528),
    member("b4", 380, 19_466_816),
    member("b5", 456, 30_562_520),
    member("b6", 528, 43_265_136),
    member("b7", 600, 66_658_680),
    Row(
        "fractalnet",
        # 33,724,618 of them trainable.
        paper=CIFAR10,
        parameters=33_745_226,
        # A dropped path would learn nothing in the only step.
        tiny=dict(
            input_shape=(8, 8, 1), classes=3, blocks=2, columns=3, width=0.1, drop_path=0.0, global_drop_path=1e-6
        ),
        moved=MOVED,
    ),
    Row("fractalnet", case="40_layers", paper=CIFAR10 | dict(columns=4, width=0.25), parameters=4_778_250),
)
