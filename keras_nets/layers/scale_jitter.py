"""Scale jitter: training images at random sizes, seen through a window of one size."""

import keras
from keras import ops


@keras.saving.register_keras_serializable(package="keras_nets")
class ScaleJitter(keras.layers.Layer):
    """Scales each training image by a random factor and crops a random window of the image's own size.

    Every image draws its factor s, uniform in `scales`, and then the place of the window, uniform among those that lie
    within the scaled image (where s is below 1: among those that hold the whole image, with zeros around it). VGG draws
    the shorter side from 256 to 512 pixels and crops 224; here that is the factor of an image already of the window's
    size, 256 / 224 to 512 / 224. At test time nothing happens.

    Reference:
        Simonyan, Zisserman, 2015, Very deep convolutional networks for large-scale image recognition, section 3.1,
        https://arxiv.org/abs/1409.1556

    Args:
        scales: Least and greatest factor, both above 0.
        seed: Seed of the draws.

    Input shape:
        `(batch, height, width, channels)`.

    Output shape:
        That of the input.

    Raises:
        ValueError: If `scales` is not two positive numbers in ascending order.

    Example:

    >>> import keras
    >>> image = keras.ops.reshape(keras.ops.arange(16.0), (1, 4, 4, 1))
    >>> print(ScaleJitter((2, 2), seed=0)(image, training=True).shape)
    (1, 4, 4, 1)
    """

    def __init__(self, scales=(256 / 224, 512 / 224), *, seed=None, **kwargs):
        least, greatest = scales
        if not 0 < least <= greatest:
            raise ValueError(f"scales must be two positive numbers, the least first, such as (1.0, 1.5), got {scales}")
        super().__init__(**kwargs)
        self.scales = (least, greatest)
        self.seed = seed
        self.seed_generator = keras.random.SeedGenerator(seed)

    def call(self, images, training=False):
        if not training:
            return images
        batch, height, width = ops.shape(images)[0], images.shape[1], images.shape[2]
        least, greatest = self.scales
        scale = keras.random.uniform((batch,), least, greatest, seed=self.seed_generator)
        # A pixel of the window shows the image at pixel / scale, counted from the window's corner.
        room = 1 - 1 / scale
        top = keras.random.uniform((batch,), 0, height - 1, seed=self.seed_generator) * room
        left = keras.random.uniform((batch,), 0, width - 1, seed=self.seed_generator) * room
        step, none = 1 / scale, ops.zeros_like(scale)
        transforms = ops.stack([step, none, left, none, step, top, none, none], axis=1)
        return ops.image.affine_transform(images, transforms, interpolation="bilinear", fill_mode="constant")

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "scales": self.scales, "seed": self.seed}
