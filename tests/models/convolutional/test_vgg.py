from keras_nets import models
from keras_nets.models.convolutional.vgg import A, B, C, D, E

import keras
import numpy as np
import pytest

VARIANTS = {"vgg11": (A, 11), "vgg13": (B, 13), "vgg16_c": (C, 16), "vgg16": (D, 16), "vgg19": (E, 19)}
TINY = dict(input_shape=(32, 32, 3), classes=3, width=1 / 64)


def weighted(model):
    return [layer for layer in model.layers if layer.weights]


@pytest.mark.parametrize("name", VARIANTS)
@pytest.mark.usefixtures("unvalued")
def test_variants_have_the_weight_layers_of_their_name(name):
    model = getattr(models, name)(**TINY)
    kernels, depth = VARIANTS[name]
    assert len(weighted(model)) == depth
    assert [layer.kernel_size[0] for layer in weighted(model)[:-3]] == [kernel for stage in kernels for kernel in stage]
    assert model.name == name


@pytest.mark.usefixtures("unvalued")
def test_maps_double_up_to_512_and_sizes_halve():
    model = models.vgg16((224, 224, 3), 2, dense_units=())
    shapes = [model.get_layer(f"stage{stage}_pool").output.shape[1:] for stage in range(1, 6)]
    assert shapes == [(112, 112, 64), (56, 56, 128), (28, 28, 256), (14, 14, 512), (7, 7, 512)]


@pytest.mark.usefixtures("unvalued")
def test_counts_with_small_images_and_few_classes():
    # The convolutions of D, and dense layers on 1 x 1 x 512.
    counts = {layer.name: layer.count_params() for layer in models.vgg16((32, 32, 3), 10, dense_units=(64,)).layers}
    assert (counts.pop("fc1"), counts.pop("predictions")) == (512 * 64 + 64, 64 * 10 + 10)
    assert sum(counts.values()) == 14_714_688


@pytest.mark.usefixtures("unvalued")
def test_three_small_convolutions_have_27_c_squared_weights():
    model = models.vgg16(**TINY | {"width": 1.0, "dense_units": ()})
    kernels = [model.get_layer(f"stage5_conv{number}").kernel for number in (1, 2, 3)]
    assert sum(int(np.prod(kernel.shape)) for kernel in kernels) == 27 * 512**2


@pytest.mark.usefixtures("unvalued")
def test_normalization_replaces_biases():
    plain, normalized = (models.vgg11(**TINY, normalization=value) for value in (False, True))
    assert plain.get_layer("stage1_conv1").use_bias
    assert not normalized.get_layer("stage1_conv1").use_bias
    assert normalized.get_layer("stage1_conv1_bn").output is normalized.get_layer("stage1_conv1_relu").input


@pytest.mark.usefixtures("unvalued")
def test_dropout_follows_all_dense_layers_but_the_last():
    model = models.vgg11(**TINY)
    rates = {layer.name: layer.rate for layer in model.layers if isinstance(layer, keras.layers.Dropout)}
    assert rates == {"fc1_dropout": 0.5, "fc2_dropout": 0.5}


@pytest.mark.parametrize("stages", [1, 3, 5])
@pytest.mark.usefixtures("unvalued")
def test_least_size_depends_on_the_stages(stages):
    arguments = dict(classes=2, stage_kernels=((3,),) * stages, width=0.05, dense_units=())
    least = 2**stages
    assert models.vgg((least, least, 1), **arguments).get_layer(f"stage{stages}_pool").output.shape[1:3] == (1, 1)
    with pytest.raises(ValueError, match=f"^vgg needs images of at least {least}x{least} pixels, got "):
        models.vgg((least - 1, least, 1), **arguments)


@pytest.mark.parametrize("stage_kernels", [(), ((3,), ())])
def test_stages_without_convolutions_are_refused(stage_kernels):
    with pytest.raises(ValueError, match="at least 1 stage with at least 1 convolution each, such as stage_kernels="):
        models.vgg((32, 32, 1), 2, stage_kernels=stage_kernels)


@pytest.mark.parametrize("arguments, message", [({"width": 0}, "width must be positive"), ({"classes": 0}, "classes")])
def test_wrong_arguments_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        models.vgg11(**TINY | arguments)
