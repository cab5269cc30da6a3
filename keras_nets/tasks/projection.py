"""Examples as points, by the features that a network's last layer reads."""

from keras_nets import inspection

# More features, such as the pixels of photographs, would make files of hundreds of megabytes.
MOST_POINTS, MOST_FEATURES = 500, 2048


def projection(model, dataset, inputs, columns):
    """What the projector page of TensorBoard shows of examples.

    Args:
        model: The network.
        dataset: The `Dataset` of the examples.
        inputs: At most `MOST_POINTS` examples as network inputs.
        columns: `{name: value of each example}`.

    Returns:
        `{"features": array, "columns": columns, "images": array or None}`; empty if the network has none,
        or too many features.
    """
    features = inspection.last_features(model, inputs)
    if features is None or features.shape[1] > MOST_FEATURES:
        return {}
    shape = dataset.image_shape
    return {
        "features": features,
        "columns": columns,
        "images": None if shape is None else inputs.reshape(-1, *shape),
    }
