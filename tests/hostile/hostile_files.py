"""Files that no command may stumble over: broken, empty, contradictory, huge, or no files at all."""

import io
import json
import os
import struct
import zipfile
import zlib
from pathlib import Path

import numpy as np
from PIL import Image

ESCAPE = "\x1b[31mred\x1b[0m"


def make(folder, bomb=3 * 2**30):
    """Write the files below `folder`.

    Args:
        folder: A folder that does not exist yet.
        bomb: Bytes that the archive bomb unpacks to.

    Returns:
        `{what is wrong: path}`, in three dictionaries: data, starts (what a network may begin with) and runs.
    """
    folder = Path(folder)
    for kind in ("data", "starts", "runs"):
        (folder / kind).mkdir(parents=True)
    data = (
        _tables(folder / "data") | _arrays(folder / "data", bomb) | _texts(folder / "data") | _folders(folder / "data")
    )
    return data, _starts(folder / "starts"), _runs(folder / "runs")


def _tables(folder):
    rows = "\n".join(f"{i},{i % 2}" for i in range(50))
    contents = {
        "empty": b"",
        "header alone": b"a,b\n",
        "bytes": bytes(range(256)) * 8,
        "utf-16": f"a,target\n{rows}".encode("utf-16"),
        "ragged": b"a,target\n1,0\n1,2,3,4,5\n" + rows.encode(),
        "one column": b"target\n" + b"1\n" * 50,
        "constant target": b"a,target\n" + b"1,x\n" * 50,
        "no target": b"a,b\n" + rows.encode(),
        "identifying target": b"a,target\n" + b"\n".join(b"%d,name%d" % (i, i) for i in range(300)),
        "missing target": b"a,target\n" + b"1,\n" * 50,
        "useless columns": b"a,target\n" + b"\n".join(b",%d" % (i % 2) for i in range(50)),
        "null bytes": b"a,target\n" + b"\0\0,1\n" * 50,
        "open quote": b'a,target\n"1,0\n' + rows.encode(),
        "two rows": b"a,target\n1,x\n2,y\n",
    }
    paths = {}
    for name, content in contents.items():
        paths[f"table: {name}"] = folder / f"{name}.csv"
        paths[f"table: {name}"].write_bytes(content)
    return paths | _no_files(folder, "table", ".csv")


def _arrays(folder, bomb):
    x, y = np.zeros((40, 5), np.float32), np.arange(40) % 2
    contents = {
        "lengths": {"x": x, "y": y[:-1]},
        "no targets": {"x": x},
        "other names": {"first": x, "second": y},
        "not finite": {"x": np.full_like(x, np.nan), "y": y},
        "texts": {"x": np.full((40, 5), "text"), "y": y},
        "complex": {"x": x.astype(complex), "y": y},
        "empty": {"x": x[:0], "y": y[:0]},
        "scalars": {"x": np.float32(1), "y": np.int64(1)},
        "one class": {"x": x, "y": np.zeros(40, int)},
        "objects": {"x": np.array([{}, []] * 20, object), "y": y},
        "many targets": {"x": x, "y": np.random.default_rng(0).normal(size=(40, 3))},
        "test of other shape": {"x_train": x, "y_train": y, "x_test": x[:, :3], "y_test": y},
        "labels beyond the names": {"x": x, "y": y + 7, "class_names": np.array(["a", "b"])},
        "infinite target": {"x": x, "y": np.where(y, np.inf, 0.0)},
    }
    paths = {}
    for name, arrays in contents.items():
        paths[f"arrays: {name}"] = folder / f"{name}.npz"
        np.savez(paths[f"arrays: {name}"], **arrays)
    whole = (folder / "lengths.npz").read_bytes()
    for name, content in {"truncated": whole[:200], "no zip": b"no zip at all", "nothing": b""}.items():
        paths[f"arrays: {name}"] = folder / f"{name}.npz"
        paths[f"arrays: {name}"].write_bytes(content)
    paths["arrays: bomb"] = folder / "bomb.npz"
    _write_bomb(paths["arrays: bomb"], bomb)
    return paths | _no_files(folder, "arrays", ".npz")


def _write_bomb(path, size):
    """An archive of a few megabytes with an array of zeros of `size` bytes."""
    header = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        header, {"descr": "|u1", "fortran_order": False, "shape": (size // 10**4, 10**4)}
    )
    zeros = bytes(2**24)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        with archive.open("x.npy", "w", force_zip64=True) as file:
            file.write(header.getvalue())
            for _ in range(size // len(zeros)):
                file.write(zeros)
        labels = io.BytesIO()
        np.save(labels, np.arange(size // 10**4) % 2)
        archive.writestr("y.npy", labels.getvalue())


def _texts(folder):
    contents = {"empty": b"", "one letter": b"a", "bytes": bytes(range(128, 256)) * 50, "blank": b" \n" * 500}
    paths = {}
    for name, content in contents.items():
        paths[f"text: {name}"] = folder / f"{name}.txt"
        paths[f"text: {name}"].write_bytes(content)
    return paths | _no_files(folder, "text", ".txt")


def _no_files(folder, kind, suffix):
    """A named pipe, a folder, a link to a device, a link to nothing and a socket's place, called like a file."""
    paths = {name: folder / f"{name}{suffix}" for name in ("pipe", "folder", "device", "dangling", "absent")}
    os.mkfifo(paths["pipe"])
    paths["folder"].mkdir()
    paths["device"].symlink_to("/dev/zero")
    paths["dangling"].symlink_to("nowhere")
    return {f"{kind}: {name}": path for name, path in paths.items()}


def _folders(folder):
    good = Image.fromarray(np.zeros((8, 8, 3), np.uint8))
    content = io.BytesIO()
    good.save(content, "PNG")
    content = content.getvalue()

    def classes(name, files, count=2):
        for number in range(count):
            place = folder / name / f"class{number}"
            place.mkdir(parents=True)
            for file, content in files.items():
                (place / file).write_bytes(content)
        return folder / name

    paths = {
        "images: no classes": classes("no classes", {}, 0)
        if (folder / "no classes").mkdir()
        else folder / "no classes",
        "images: one class": classes("one class", {"a.png": content}, 1),
        "images: empty classes": classes("empty classes", {}),
        "images: no images": classes("no images", {"a.doc": b"text"}),
        "images: truncated": classes("truncated", {f"{i}.png": content[:40] for i in range(5)}),
        "images: texts": classes("texts", {f"{i}.jpg": b"text" for i in range(5)}),
        "images: nothing": classes("nothing", {f"{i}.jpg": b"" for i in range(5)}),
        "images: one each": classes("one each", {"a.png": content}),
        "images: bomb": classes("image bomb", {f"{i}.png": content for i in range(5)} | {"z.png": _png_bomb(23_000)}),
        "images: escapes": classes("escapes", {f"{ESCAPE}.png": b"text"} | {f"{i}.png": content for i in range(5)}),
    }
    pipes = classes("pipes", {f"{i}.png": content for i in range(5)})
    os.mkfifo(pipes / "class0" / "pipe.png")
    devices = classes("devices", {f"{i}.png": content for i in range(5)})
    (devices / "class0" / "zero.png").symlink_to("/dev/zero")
    paths |= {"images: pipe": pipes, "images: device": devices}
    for name, labels in {"without labels": 0, "other sizes": 1, "no labels": 2}.items():
        place = folder / name
        for kind in ("images", "labels"):
            (place / kind).mkdir(parents=True)
        for number in range(6):
            good.save(place / "images" / f"{number}.png")
            if labels == 1:
                Image.fromarray(np.zeros((9, 9), np.uint8)).save(place / "labels" / f"{number}.png")
            if labels == 2:
                (place / "labels" / f"{number}.png").write_bytes(b"text")
        paths[f"pixels: {name}"] = place
    return paths


def _png_bomb(side):
    """A PNG of `side` x `side` one-bit pixels in a few kilobytes."""

    def chunk(kind, content):
        whole = kind + content
        return struct.pack(">I", len(content)) + whole + struct.pack(">I", zlib.crc32(whole))

    rows = zlib.compress(bytes(side * (1 + -(-side // 8))), 9)
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _starts(folder):
    contents = {
        "text": b"no network",
        "nothing": b"",
        "zip of nothing": b"PK\x05\x06" + bytes(18),
    }
    paths = {}
    for name, content in contents.items():
        paths[f"start: {name}"] = folder / f"{name}.keras"
        paths[f"start: {name}"].write_bytes(content)
    with zipfile.ZipFile(folder / "hostile.keras", "w") as archive:
        config = {"module": "os", "class_name": "system", "config": {"command": "false"}, "registered_name": "os"}
        archive.writestr("config.json", json.dumps(config))
        archive.writestr("metadata.json", json.dumps({"keras_version": "3.0.0"}))
        archive.writestr("model.weights.h5", b"")
    paths["start: hostile"] = folder / "hostile.keras"
    return paths | _no_files(folder, "start", ".keras")


def _runs(folder):
    good = {
        "recipe": "feedforward.mlp",
        "recipe_file": "recipes/feedforward/mlp.py",
        "status": "finished",
        "options": {"data": "iris"},
        "hyperparameters": {"batch_size": 32, "epochs": 1},
        "dataset": {"name": "iris", "task": "classification", "checksum": "", "input_shape": [4]},
        "results": {},
    }
    contents = {
        "text": "no record",
        "nothing": "",
        "list": "[]",
        "number": "1",
        "empty record": "{}",
        "no model": json.dumps(good),
        "no options": json.dumps({name: value for name, value in good.items() if name != "options"}),
        "unknown recipe": json.dumps(good | {"recipe": "feedforward.nope", "recipe_file": None}),
        "recipe by path": json.dumps(good | {"recipe": "../../etc/passwd", "recipe_file": "/etc/passwd"}),
        "recipe as a list": json.dumps(good | {"recipe": ["feedforward.mlp"]}),
        "status": json.dumps(good | {"status": "dancing"}),
        "deep": "[" * 100_000,
    }
    paths = {}
    for name, content in contents.items():
        place = folder / name
        place.mkdir()
        (place / "run.json").write_text(content)
        paths[f"run: {name}"] = place
    for name in ("pipe", "device"):
        (folder / name).mkdir()
        paths[f"run: {name}"] = folder / name
    os.mkfifo(folder / "pipe" / "run.json")
    (folder / "device" / "run.json").symlink_to("/dev/zero")
    (folder / "empty").mkdir()
    return paths | {"run: empty folder": folder / "empty", "run: absent": folder / "absent"}
