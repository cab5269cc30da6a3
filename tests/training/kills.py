"""Kill runs of many recipes at the moments that matter, resume each, and compare with the run that nobody disturbed.

    python tests/training/kills.py --kills 500

What a killed process leaves is a copy of its folder at that moment. The moments are those just before the run opens,
renames or removes a file, or makes a folder, evenly many for every kind of file; in every second rename the new file is
cut in half, as a write that was not finished leaves it.
"""

import argparse
import collections
import contextlib
import random
import re
import shutil
import sys
import tempfile
import time
from pathlib import Path

from keras_nets import training
from keras_nets.training import RunFolder

import keras
import numpy as np

RECIPES = (
    "convolutional.lenet5",
    "convolutional.cifar_resnet",
    "convolutional.mobilenet",
    "feedforward.mlp",
    "feedforward.maxout_network",
    "segmentation.unet",
    "sequence.lstm",
    "sequence.sequence_to_sequence",
    "transformer.transformer_decoder",
    "autoencoder.variational_autoencoder",
    "autoencoder.stacked_autoencoder",
    "energy_based.deep_belief_network",
    "energy_based.rbm",
    "competitive.self_organizing_map",
    "competitive.fuzzy_art",
)
_EVENTS = ("open", "os.rename", "os.remove", "os.mkdir")
_listener = None


def _heard(event, arguments):
    if _listener is not None and event in _EVENTS:
        _listener(event, arguments)


sys.addaudithook(_heard)


@contextlib.contextmanager
def listening(function):
    """`function(event, path)` is called before this process changes a file."""
    global _listener

    def listen(event, arguments):
        if event == "open" and not (isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")):
            return
        if isinstance(arguments[0], str | bytes | Path):
            function(event, Path(arguments[0].decode() if isinstance(arguments[0], bytes) else arguments[0]))

    _listener = listen
    try:
        yield
    finally:
        _listener = None


def kind_of(event, path, folder):
    """Event and file without what numbers them: what a moment is aimed at."""
    return f"{event} {re.sub(r'[0-9]+', 'N', path.relative_to(folder).as_posix())}"


class Moments:
    """Counts the moments of a run, and copies its folder at some of them.

    Args:
        runs: Where the run folder is made.
        wanted: Numbers of the moments to copy the folder at, `{number: path of the copy}`.
    """

    def __init__(self, runs, wanted=()):
        self.runs, self.wanted, self.kinds = Path(runs).resolve(), dict(wanted), []
        self.copying = False

    def __call__(self, event, path):
        path = path.absolute()
        parts = path.parts[len(self.runs.parts) :] if path.is_relative_to(self.runs) else ()
        if self.copying or len(parts) < 3:
            return
        folder = self.runs.joinpath(*parts[:2])
        if not (folder / "run.json").is_file():
            return
        self.kinds.append(kind_of(event, path, folder))
        copy = self.wanted.get(len(self.kinds) - 1)
        if copy is not None:
            self.copying = True
            shutil.copytree(folder, copy)
            if event == "os.rename" and len(self.kinds) % 2 and (copy / path.relative_to(folder)).is_file():
                half = copy / path.relative_to(folder)
                half.write_bytes(half.read_bytes()[: half.stat().st_size // 2])
            self.copying = False


def train(name, runs, wanted=()):
    """A small run, listened to: its folder, and the kinds of its moments."""
    moments = Moments(runs, wanted)
    keras.utils.clear_session()
    with listening(moments):
        run = training.train(name, smoke=True, epochs=2, runs=str(runs), verbose=False)
    return run.path, moments.kinds


def choose(kinds, kills, draw):
    """Numbers of `kills` moments, as evenly as can be over their kinds."""
    by_kind = collections.defaultdict(list)
    for number, kind in enumerate(kinds):
        by_kind[kind].append(number)
    for numbers in by_kind.values():
        draw.shuffle(numbers)
    chosen = []
    while len(chosen) < min(kills, len(kinds)):
        for numbers in by_kind.values():
            if numbers and len(chosen) < kills:
                chosen.append(numbers.pop())
    return sorted(chosen)


def difference(copy, whole):
    """What a resumed run has other than the run that nobody disturbed; None where they are equal."""
    ours, theirs = RunFolder.open(copy), RunFolder.open(whole)
    if ours.record["status"] != "finished" or ours.record["results"] != theirs.record["results"]:
        return "results"
    if (copy / "metrics.csv").read_bytes() != (whole / "metrics.csv").read_bytes():
        return "metrics.csv"
    weights = (folder.load_model().get_weights() for folder in (ours, theirs))
    if not all(np.array_equal(one, other) for one, other in zip(*weights, strict=True)):
        return "weights"
    files = [{path.relative_to(folder) for path in folder.rglob("*.png")} for folder in (copy, whole)]
    if files[0] != files[1]:
        return "figures"
    return "leftovers" if [path for path in copy.rglob(".*.*.*")] else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=len(RECIPES), help="Of all recipes together.")
    parser.add_argument("--recipe", action="append", help="Only this one; repeatable.")
    arguments = parser.parse_args()
    names, draw = arguments.recipe or RECIPES, random.Random(0)
    killed, wrong, aims = 0, [], collections.Counter()
    for name in names:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            folder = Path(folder)
            whole, kinds = train(name, folder / "whole")
            chosen = choose(kinds, -(-arguments.kills // len(names)), draw)
            copies = {number: folder / f"killed{number}" for number in chosen}
            train(name, folder / "disturbed", copies)
            for number, copy in copies.items():
                aims[kinds[number]] += 1
                killed += 1
                keras.utils.clear_session()
                try:
                    if RunFolder.open(copy).record["status"] != "finished":
                        training.resume(copy, verbose=False)
                    found = difference(copy, whole)
                except Exception as error:
                    found = f"{type(error).__name__}: {error}"
                if found:
                    wrong.append((name, kinds[number], found))
                    print(*wrong[-1], sep="\t", flush=True)
        print(f"{name}: {len(chosen)} of {len(kinds)} moments, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{killed} kills at {len(aims)} kinds of moments in {len(names)} recipes, {len(wrong)} ended otherwise")
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
