"""Networks that give every pixel its class."""

from functools import partial

from keras_nets import models

from row import Row

VOC = dict(input_shape=(64, 64, 3), classes=21)
TINY = dict(input_shape=(16, 16, 1), classes=3)
MOVED = ("moving_mean", "moving_variance")
RESNET101 = partial(models.resnet101, (64, 64, 3), 1000)
SMALL = partial(models.cifar_resnet, (16, 16, 1), 3, depth=8, width=0.25, shortcut="B")
DEEPLAB = dict(backbone=SMALL, classes=3, input_shape=(16, 16, 1), output_stride=2, filters=4, rates=(1, 2))

ROWS = (
    Row(
        "unet",
        paper=dict(input_shape=(388, 388, 1), classes=2),
        parameters=31_030_658,
        tiny=TINY | dict(depth=2, filters=2, dropout=0.001),
    ),
    Row(
        "unet",
        case="same",
        paper=dict(input_shape=(None, None, 1), classes=2, padding="same"),
        parameters=31_030_658,
        tiny=TINY | dict(depth=2, filters=2, padding="same", dropout=0.0, normalization=True, activation="prelu"),
        moved=MOVED,
    ),
    Row(
        "retina_unet",
        paper=dict(input_shape=(48, 48, 1), classes=2),
        parameters=471_010,
        # Scores below 0 learn nothing where a ReLU follows.
        tiny=TINY | dict(filters=4, activation="leaky_relu", dropout=0.0, score_activation=None),
    ),
    Row(
        "dilated_context_network",
        paper=VOC,
        parameters=134_374_973,
        tiny=TINY | dict(stage_convolutions=(1, 1, 1), width=0.1, dense_filters=(40,), activation="leaky_relu"),
    ),
    Row("dilated_context_network", case="large", paper=VOC | dict(context="large"), parameters=141_149_720),
    Row(
        "deeplab_v3",
        paper=dict(backbone=RESNET101, classes=21),
        parameters=58_149_077,
        tiny=DEEPLAB,
        moved=MOVED,
    ),
    Row(
        "deeplab_v3_plus",
        paper=dict(backbone=RESNET101, classes=21),
        # 42,605,504 of the backbone, 3,035,136 of the separable pyramid, 165,168 of the decoder, 5,397 of the scores.
        parameters=45_811_205,
        tiny=DEEPLAB | dict(low_level_filters=2, decoder_filters=(4,), separable=False),
        moved=MOVED,
    ),
)
