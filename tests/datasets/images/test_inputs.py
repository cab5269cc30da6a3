from keras_nets.datasets.forms import ImageForm
from keras_nets.datasets.images import inputs
from keras_nets.datasets.images.inputs import read_inputs

import numpy as np
from PIL import Image


def test_files_are_read_together_and_stay_in_their_order_among_arrays_and_folders(tmp_path, monkeypatch):
    values, paths = iter(range(0, 250, 10)), []
    (tmp_path / "folder").mkdir()
    for name in ("a.png", "b.png", "folder/c.png", "arrays.npz", "d.png"):
        path = tmp_path / name
        if path.suffix == ".png":
            Image.fromarray(np.full((4, 4), next(values), np.uint8)).save(path)
        else:
            np.savez(path, x=np.stack([np.full((4, 4), next(values), np.uint8) for _ in range(2)]))
        paths.append(path.parent if name.startswith("folder") else path)
    read, together = inputs.read_files, []
    monkeypatch.setattr(inputs, "read_files", lambda files, form: together.append(len(files)) or read(files, form))
    names, images = read_inputs(paths, ImageForm(image_size=(4, 4), channels=1))
    expected = ["a.png", "b.png", "folder/c.png", "arrays.npz[0]", "arrays.npz[1]", "d.png"]
    assert names == [str(tmp_path / name) for name in expected]
    np.testing.assert_allclose(images.mean(axis=(1, 2, 3)) * 255, range(0, 60, 10), atol=1e-4)
    assert together == [3, 1]
