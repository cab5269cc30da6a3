import os
import socket
import zipfile

from keras_nets.datasets import files, load
from keras_nets.datasets.files import find, member, require

import numpy as np
import pytest


def test_first_file_that_is_there_is_taken(tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_NETS_DATA", raising=False)
    assert find(("a", "b"), tmp_path) is None and find(("a", "b")) is None
    (tmp_path / "b").touch()
    assert find(("a", "b"), tmp_path) == tmp_path / "b"
    (tmp_path / "a").touch()
    monkeypatch.setenv("KERAS_NETS_DATA", str(tmp_path))
    assert find(("a", "b")) == require("it", ("a", "b"), None, "url") == tmp_path / "a"


def test_what_is_not_there_is_named_with_its_source(tmp_path, monkeypatch):
    monkeypatch.delenv("KERAS_NETS_DATA", raising=False)
    with pytest.raises(FileNotFoundError, match=r"^it: there is no a or b in .*; get it from url and name its folder"):
        require("it", ("a", "b"), tmp_path, "url")
    with pytest.raises(FileNotFoundError, match=r"^it: there is no a \(no data folder is named\); get it from url"):
        require("it", ("a",), None, "url")
    with pytest.raises(FileNotFoundError, match="there is no data folder nowhere; correct --data-dir or KERAS_NETS"):
        require("it", ("a",), "nowhere", "url")


def test_members_of_an_archive_are_found_at_any_depth(tmp_path):
    path = tmp_path / "files.zip"
    with zipfile.ZipFile(path, "w") as files:
        files.writestr("NAB-master/data/some.csv", "one")
        files.writestr("other.csv", "two")
    assert (member(path, "data/some.csv"), member(path, "other.csv")) == (b"one", b"two")
    with pytest.raises(ValueError, match="files.zip has no ther.csv in it; get the whole archive"):
        member(path, "ther.csv")
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(ValueError, match="files.zip is truncated or no .zip file; copy it again"):
        member(path, "other.csv")


@pytest.mark.parametrize("suffix", [".csv", ".npz", ".txt"])
def test_only_regular_files_are_read(tmp_path, suffix):
    """Whoever opens a pipe waits for ever, and a device has no end."""
    pipe, device, server = (tmp_path / f"{name}{suffix}" for name in ("pipe", "device", "socket"))
    os.mkfifo(pipe)
    device.symlink_to("/dev/zero")
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(server))
        for path, kind in ((pipe, "a named pipe"), (device, "a device"), (server, "a socket")):
            with pytest.raises(ValueError, match=f"{path.name} is {kind}; put a file in its place") as raised:
                load(path, **({"target": "y"} if suffix == ".csv" else {}))
            assert "\n" not in str(raised.value)


def test_a_pipe_in_the_data_folder_is_told(tmp_path):
    os.mkfifo(tmp_path / "mnist.npz")
    with pytest.raises(ValueError, match="mnist.npz is a named pipe"):
        load("mnist", data_dir=tmp_path)


def test_a_link_to_a_file_is_read(tmp_path, fruit):
    (tmp_path / "link.csv").symlink_to(fruit)
    assert load(tmp_path / "link.csv", target="kind").class_names == ("apple", "pear")


@pytest.mark.parametrize("suffix", [".csv", ".txt"])
def test_files_of_absurd_size_are_refused_unread(tmp_path, suffix):
    path = tmp_path / f"huge{suffix}"
    with open(path, "wb") as file:
        # A sparse file, which takes no place.
        file.truncate(5 * 10**9)
    with pytest.raises(ValueError, match=r"has 5.0 GB, more than 4.0 GB; take a part of it, or pass --allow-huge"):
        load(path, **({"target": "y"} if suffix == ".csv" else {}))


def test_size_is_allowed_on_demand(tmp_path, fruit, monkeypatch):
    monkeypatch.setattr(files, "MOST_BYTES", 100)
    with pytest.raises(ValueError, match="--allow-huge"):
        load(fruit, target="kind")
    assert load(fruit, target="kind", allow_huge=True).classes == 2


def test_archives_that_unpack_to_too_much_are_refused_by_their_directory(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_OF_DENSE", 10**5)
    path, y = tmp_path / "zeros.npz", np.arange(400) % 2
    np.savez_compressed(path, x=np.zeros((400, 1000), np.uint8), y=y)
    with pytest.raises(ValueError, match=r"zeros.npz unpacks from 0.0 MB to 0.4 MB; .*, or pass --allow-huge"):
        load(path)
    assert load(path, allow_huge=True).input_shape == (1000,)
    # As large, and not packed so densely.
    np.savez_compressed(path, x=np.random.default_rng(0).integers(0, 256, (400, 1000), np.uint8), y=y)
    assert load(path).input_shape == (1000,)
    monkeypatch.setattr(files, "MOST_UNPACKED", 10**5)
    with pytest.raises(ValueError, match="unpacks from 0.4 MB to 0.4 MB"):
        load(path)


def test_members_of_an_archive_are_refused_too(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "MOST_OF_DENSE", 10**5)
    with zipfile.ZipFile(tmp_path / "files.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("zeros.csv", bytes(10**6))
        archive.writestr("one.csv", "one")
    assert member(tmp_path / "files.zip", "one.csv") == b"one"
    with pytest.raises(ValueError, match="files.zip unpacks from 0.0 MB to 1.0 MB; take a part of it$"):
        member(tmp_path / "files.zip", "zeros.csv")
