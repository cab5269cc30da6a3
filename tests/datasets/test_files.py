import zipfile

from keras_nets.datasets.files import find, member, require

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
