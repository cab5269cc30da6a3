"""AlexNet, VGG, the all convolutional net and the PReLU network."""

from row import Row

IMAGENET = dict(input_shape=(224, 224, 3), classes=1000)
CIFAR10 = dict(input_shape=(32, 32, 3), classes=10)

ROWS = (
    Row(
        "alexnet",
        paper=IMAGENET,
        parameters=60_965_224,
        tiny=dict(input_shape=(13, 13, 1), classes=3, stem="small", depth=4, width=0.05, dense_units=(80,)),
    ),
    Row("alexnet", case="undivided", paper=IMAGENET | dict(groups=1), parameters=62_378_344),
    Row(
        "vgg",
        paper=IMAGENET,
        parameters=138_357_544,
        tiny=dict(
            input_shape=(8, 8, 1), classes=3, stage_kernels=((3,), (3, 1)), width=0.1, dense_units=(80,), dropout=0.2
        ),
    ),
    Row("vgg11", paper=IMAGENET, parameters=132_863_336),
    Row("vgg13", paper=IMAGENET, parameters=133_047_848),
    Row("vgg16_c", paper=IMAGENET, parameters=133_638_952),
    Row("vgg16", paper=IMAGENET, parameters=138_357_544),
    Row("vgg19", paper=IMAGENET, parameters=143_667_240),
    Row(
        "all_convolutional",
        paper=CIFAR10,
        parameters=1_369_738,
        tiny=dict(input_shape=(9, 9, 1), classes=3, depth=1, width=0.1),
    ),
    Row("all_convolutional_c", paper=CIFAR10, parameters=1_369_738),
    Row("all_convolutional_c", case="cifar100", paper=CIFAR10 | dict(classes=100), parameters=1_387_108),
    Row("all_convolutional_7", paper=CIFAR10, parameters=954_730),
    Row(
        "prelu_network",
        paper=IMAGENET,
        # 74,993,896 weights and biases, and a slope for each of 2,112 maps and 8,192 units.
        parameters=75_004_200,
        tiny=dict(
            input_shape=(8, 8, 1),
            classes=3,
            stage_blocks=(1, 2),
            width=0.1,
            levels=(2, 1),
            dense_units=(80,),
            stem="small",
        ),
    ),
)
