"""The Inception networks and Xception."""

from row import Row

IMAGENET_224 = dict(input_shape=(224, 224, 3), classes=1000)
IMAGENET_299 = dict(input_shape=(299, 299, 3), classes=1000)
TINY = dict(classes=3, stem="small", modules=(1, 1, 1), width=0.04)

MOVED = ("moving_mean", "moving_variance")

ROWS = (
    Row(
        "googlenet",
        paper=IMAGENET_224,
        parameters=6_998_552,
        # Without normalization a narrow branch may be dead from the start.
        tiny=TINY | dict(input_shape=(8, 8, 1), width=0.2),
    ),
    Row(
        "googlenet",
        case="auxiliary_heads",
        paper=IMAGENET_224 | dict(auxiliary_heads=True),
        parameters=13_378_280,
    ),
    Row(
        "bn_inception",
        paper=IMAGENET_224,
        # 11,188,288 of them trainable.
        parameters=11_208_192,
        tiny=TINY | dict(input_shape=(8, 8, 1)),
        moved=MOVED,
    ),
    Row(
        "inception_v3",
        paper=IMAGENET_299,
        parameters=23_851_784,
        tiny=TINY | dict(input_shape=(13, 13, 1)),
        moved=MOVED,
    ),
    Row(
        "inception_v4",
        paper=IMAGENET_299,
        # 42,679,816 of them trainable.
        parameters=42_742_984,
        tiny=TINY | dict(input_shape=(17, 17, 1)),
        moved=MOVED,
    ),
    Row(
        "inception_resnet_v2",
        paper=IMAGENET_299,
        parameters=55_873_736,
        tiny=TINY | dict(input_shape=(13, 13, 1)),
        moved=MOVED,
    ),
    Row(
        "xception",
        paper=IMAGENET_299,
        parameters=22_910_480,
        tiny=dict(input_shape=(16, 16, 1), classes=3, stem="small", modules=1, width=0.04),
        moved=MOVED,
    ),
)
