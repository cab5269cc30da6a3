"""Residual networks."""

from row import Row

IMAGENET = dict(input_shape=(224, 224, 3), classes=1000)
CIFAR = dict(input_shape=(32, 32, 3), classes=10)
MOVED = ("moving_mean", "moving_variance")

# Sums are the trainable weights and the moving statistics of batch normalization.
ROWS = (
    Row(
        "resnet",
        paper=IMAGENET,
        parameters=21_797_672 + 17_024,
        tiny=dict(input_shape=(8, 8, 1), classes=3, stage_blocks=(1, 1), width=0.0625),
        moved=MOVED,
    ),
    Row(
        "resnet",
        case="bottleneck",
        paper=IMAGENET | dict(block="bottleneck"),
        parameters=25_557_032 + 53_120,
        tiny=dict(
            input_shape=(4, 4, 1),
            classes=3,
            stage_blocks=(1, 1),
            block="bottleneck",
            strided="3x3",
            shortcut="C",
            padding="same",
            width=0.0625,
            stem="small",
            activation="prelu",
        ),
        moved=MOVED,
    ),
    Row("resnet18", paper=IMAGENET, parameters=11_689_512 + 9_600),
    Row("resnet34", paper=IMAGENET, parameters=21_797_672 + 17_024),
    Row("resnet34", case="A", paper=IMAGENET | dict(shortcut="A"), parameters=21_623_848 + 15_232),
    Row("resnet50", paper=IMAGENET, parameters=25_557_032 + 53_120),
    Row("resnet50", case="bias", paper=IMAGENET | dict(use_bias=True), parameters=25_636_712),
    Row("resnet101", paper=IMAGENET, parameters=44_549_160 + 105_344),
    Row("resnet101", case="bias", paper=IMAGENET | dict(use_bias=True), parameters=44_707_176),
    Row("resnet152", paper=IMAGENET, parameters=60_192_808 + 151_424),
    Row("resnet152", case="bias", paper=IMAGENET | dict(use_bias=True), parameters=60_419_944),
    Row(
        "resnet_v2",
        paper=IMAGENET,
        parameters=25_549_352 + 45_440,
        tiny=dict(input_shape=(4, 4, 1), classes=3, stage_blocks=(1, 2), width=0.0625, stem="small", use_bias=True),
        moved=MOVED,
    ),
    Row("resnet50_v2", paper=IMAGENET | dict(use_bias=True), parameters=25_613_800),
    Row("resnet101_v2", paper=IMAGENET | dict(use_bias=True), parameters=44_675_560),
    Row("resnet152_v2", paper=IMAGENET | dict(use_bias=True), parameters=60_380_648),
    Row(
        "cifar_resnet",
        paper=CIFAR,
        parameters=269_722 + 1_376,
        tiny=dict(input_shape=(8, 8, 1), classes=3, depth=8, width=0.25),
        moved=MOVED,
    ),
    Row("resnet20", paper=CIFAR, parameters=269_722 + 1_376),
    Row("resnet32", paper=CIFAR, parameters=464_154 + 2_272),
    Row("resnet44", paper=CIFAR, parameters=658_586 + 3_168),
    Row("resnet56", paper=CIFAR, parameters=853_018 + 4_064),
    Row("resnet110", paper=CIFAR, parameters=1_727_962 + 8_096),
    Row(
        "wide_resnet",
        paper=CIFAR,
        parameters=36_479_194 + 17_952,
        tiny=dict(input_shape=(8, 8, 1), classes=3, depth=10, width=0.25, dropout=0.3),
        moved=MOVED,
    ),
    Row("wide_resnet", case="cifar100", paper=CIFAR | dict(classes=100), parameters=36_536_884 + 17_952),
    Row("wide_resnet", case="16-8", paper=CIFAR | dict(depth=16, width=8), parameters=10_961_370 + 7_200),
    Row("wide_resnet", case="40-4", paper=CIFAR | dict(depth=40, width=4), parameters=8_949_210 + 10_784),
)
