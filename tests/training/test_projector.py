from keras_nets.training.projector import write_projection

import numpy as np
from PIL import Image
from tensorboard.plugins import base_plugin
from tensorboard.plugins.projector.projector_plugin import ProjectorPlugin
from werkzeug.test import Client
from werkzeug.wrappers import Response


def page(folder):
    """The answers of TensorBoard's projector page for the board of a folder."""
    plugin = ProjectorPlugin(base_plugin.TBContext(logdir=str(folder)))
    return {route: Client(serve, Response) for route, serve in plugin.get_plugin_apps().items()}


def test_tensorboard_serves_points_names_and_images(tmp_path):
    board = tmp_path / "new" / "train"
    features = np.arange(15.0).reshape(5, 3) / 7
    images = np.linspace(0, 1, 5)[:, None, None, None] * np.ones((5, 4, 2, 1))
    columns = {"true": ["cat", "dog", "cat", "a\tb", "狗"], "predicted": [1, 2, 3, 4, 5]}
    write_projection(board, features, columns, images)
    routes = page(board)
    asked = {"run": ".", "name": "last features"}
    points = np.frombuffer(routes["/tensor"].get(query_string=asked).data, "float32")
    np.testing.assert_allclose(points.reshape(5, 3), features, rtol=1e-3)
    labels = routes["/metadata"].get(query_string=asked).get_data(as_text=True)
    assert labels.splitlines() == ["true\tpredicted", "cat\t1", "dog\t2", "cat\t3", "a\\tb\t4", "狗\t5"]
    sheet = np.asarray(Image.open(board / "images.png"))
    assert sheet.shape == (12, 12, 3)
    # Three in a row, so that the fifth stands in the middle.
    assert (sheet[4:8, 4:8] == 255).all() and (sheet[:4, :4] == 0).all() and (sheet[:4, 8:] == 128).all()
    assert routes["/sprite_image"].get(query_string=asked).data == (board / "images.png").read_bytes()


def test_points_without_images_are_dots(tmp_path):
    write_projection(tmp_path, np.ones((2, 2)), {"true": [0.5, 1.5]})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["features.tsv", "labels.tsv", "projector_config.pbtxt"]
