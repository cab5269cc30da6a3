"""Random distortions of images and, alike, of the labels of their pixels."""

import keras
import tensorflow as tf


def distorted(augmentation, images, labels, ignored_label=None):
    """A batch of images and the labels of their pixels, distorted in the same way.

    Each label is that of the nearest pixel before the distortion. Where a layer fills uncovered pixels with zeros
    (`fill_mode="constant"`), their labels are `ignored_label`, or 0 if there is none. A layer that is not one of
    Keras's image preprocessing layers, such as noise, changes images alone.

    Args:
        augmentation: A Keras layer, or a Sequential of layers.
        images: Float32 array `(batch, height, width, channels)`.
        labels: Integers below 256, `(batch, height, width)`.
        ignored_label: Label of pixels that do not count.

    Returns:
        Images and labels of the same shapes and types.
    """
    values = tf.cast(labels, tf.float32)[..., None]
    if ignored_label is not None:
        # Shifted, so that the ignored label is 0, the value that layers fill with.
        values = tf.where(values == ignored_label, 0.0, values + 1)
    distorted_images, values = _through(augmentation, images, values)
    values = tf.cast(tf.round(values[..., 0]), tf.int32)
    if ignored_label is not None:
        values = tf.where(values == 0, ignored_label, values - 1)
    distorted_images = tf.cast(distorted_images, images.dtype)
    return tf.ensure_shape(distorted_images, images.shape), tf.ensure_shape(tf.cast(values, labels.dtype), labels.shape)


def _through(layer, images, masks):
    if isinstance(layer, keras.Sequential):
        for inner in layer.layers:
            images, masks = _through(inner, images, masks)
        return images, masks
    if not hasattr(layer, "transform_segmentation_masks"):
        return layer(images, training=True), masks
    both = layer({"images": images, "segmentation_masks": masks}, training=True)
    return both["images"], both["segmentation_masks"]
