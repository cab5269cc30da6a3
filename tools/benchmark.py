"""Measure what users wait for: training steps and epochs beside other libraries', and the start of every command."""

import enum
import json
import operator
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

from keras_nets.cli.exit import fail, run_app
from keras_nets.cli.flags import make_app

import typer

NAME = "tools/benchmark.py"
ROOT = Path(__file__).parents[1]
TABLE = ROOT / "data" / "benchmark.csv"
# Networks whose steps are measured beside PyTorch's, and what the ratio of both shall be at most.
STEPS = {"resnet50": 0.95, "mobilenet_v2": 0.95, "unet": 0.95, "resnet20": 0.95}
STEPS |= {"transformer_decoder": 1.0, "lstm": 1.2, "lenet5_modern": 0.9, "mlp": 1.0}
APPLICATIONS = ("resnet50", "mobilenet_v2")
RIVALS = {
    "ours": "ours",
    "keras": "plain Keras",
    "applications": "keras.applications",
    "pytorch": "PyTorch, channels first",
    "pytorch-channels-last": "PyTorch, channels last",
}
app = make_app()


class Part(enum.StrEnum):
    """What can be measured alone."""

    steps = enum.auto()
    epoch = enum.auto()
    large = enum.auto()
    start = enum.auto()
    twins = enum.auto()
    precision = enum.auto()
    som = enum.auto()
    rbm = enum.auto()
    writing = enum.auto()


@app.command()
def benchmark(
    parts: Annotated[list[Part] | None, typer.Argument(help="What to measure; all by default.")] = None,
    repetitions: Annotated[int, typer.Option(min=1, help="How often everything is measured.")] = 3,
    data_dir: Annotated[
        str | None, typer.Option(envvar="KERAS_NETS_DATA", show_envvar=False, help="Folder with mnist.npz.")
    ] = None,
    networks: Annotated[
        str | None, typer.Option(metavar="NAME,...", help="Only these of the networks of steps and twins.")
    ] = None,
):
    """Measure what users wait for, beside what it should be. The median of the repetitions counts.

    Each figure is shown and written into the table as soon as it is measured.
    """
    chosen = _chosen(networks)
    sys.path.append(str(ROOT / "tools" / "benchmark"))
    measures = {
        Part.steps: lambda: training_steps(repetitions, [name for name in STEPS if name in chosen]),
        Part.epoch: lambda: small_network(repetitions, data_dir),
        Part.large: lambda: large_networks(repetitions),
        Part.start: lambda: start_up(repetitions),
        Part.twins: lambda: twins(repetitions, chosen),
        Part.precision: lambda: precision(repetitions),
        Part.som: lambda: self_organizing_maps(data_dir),
        Part.rbm: lambda: boltzmann_machines(repetitions, data_dir),
        Part.writing: lambda: writing(repetitions),
    }
    for part in parts or Part:
        for row in measures[part]():
            _show(row)
            _write(row)
    if Part.steps in (parts or Part):
        from speed_table import publish

        publish(TABLE)
    print(f"written to {TABLE.relative_to(ROOT)}")


def _chosen(networks):
    """Names of the networks to measure, of steps and of twins."""
    from keras_nets._wording import did_you_mean
    from keras_nets.keras_twins import TWINS

    known = list({**STEPS, **TWINS})
    for name in networks.split(",") if networks else []:
        if name not in known:
            fail(f"nothing is measured of {name!r}{did_you_mean(name, known)}; there are {', '.join(known)}", 2)
    return networks.split(",") if networks else known


def training_steps(repetitions, names):
    """Milliseconds of a step with Adam: ours, plain Keras's, keras.applications' and PyTorch's, in turn."""
    from alternation import alternate
    from timing import ratio

    for name in names:
        rivals = [rival for rival in RIVALS if rival != "applications" or name in APPLICATIONS]
        program = ROOT / "tools" / "benchmark" / "steps.py"
        try:
            commands = {rival: [sys.executable, program, name, rival] for rival in rivals}
            taken = alternate(commands, 5 * repetitions, _environment())
        except RuntimeError as error:
            fail(f"steps of {name}: {error}; PyTorch comes with make setup EXTRAS=benchmark", 1)
        better = min(
            (rival for rival in rivals if "pytorch" in rival), key=lambda rival: statistics.median(taken[rival])
        )
        for rival in rivals:
            yield _row(f"{name}, a training step: {RIVALS[rival]}", statistics.median(taken[rival]), "ms")
        for rival, label, target in (
            ("keras", "plain Keras", None),
            ("applications", "keras.applications", 0.75),
            (better, "PyTorch", STEPS[name]),
        ):
            if rival in taken:
                yield _row(f"{name}, a training step: ours / {label}", ratio(taken["ours"], taken[rival]), "", target)


def small_network(repetitions, data_dir):
    """LeNet-5's epoch on MNIST at batch 128, in the runner with all that it writes, against others without."""
    rivals = {"plain": 0.70, "silent": None}
    yield from _epochs("LeNet-5 (paper)", repetitions, rivals, "paper", data_dir or "")
    yield from _epochs("LeNet-5 (modern)", repetitions, rivals | {"pytorch": 0.9}, "modern", data_dir or "")


def large_networks(repetitions):
    """Epochs of networks that users bring, at batch 32: here the operations themselves take the time."""
    for name in ("ResNet50", "MobileNetV2"):
        yield from _epochs(f"keras.applications.{name}", repetitions, {"plain": 0.75}, name)


def start_up(repetitions):
    """Seconds until commands answer."""
    keras_seconds = _seconds(["-c", "import keras"], repetitions)
    yield _row("import keras, for comparison", keras_seconds, "s")
    yield _row("import keras_nets", _seconds(["-c", "import keras_nets"], repetitions), "s", 0.1)
    for tool in sorted((ROOT / "tools").glob("*.py")):
        for option in ("--help", "--no-such-option"):
            yield _row(f"tools/{tool.name} {option}", _seconds([str(tool), option], repetitions), "s", 1.0)
    recipe = ROOT / "recipes" / "convolutional" / "lenet5.py"
    beyond = _seconds([str(recipe), "--help"], repetitions) - keras_seconds
    yield _row("recipe --help beyond import keras", beyond, "s", 0.5)


def twins(repetitions, names):
    """Each network that keras.applications has too: step, prediction, first step and memory, ours through theirs.

    The median is over all twins that the table has by then.
    """
    from keras_nets.keras_twins import TWINS

    beside = "ours / keras.applications"
    for name in (name for name in TWINS if name in names):
        ratios = {}
        for _ in range(repetitions):
            ours, theirs = (_timing("twins.py", "start", name, whose) for whose in ("ours", "theirs"))
            measured = _timing("twins.py", "speed", name) | {
                measure: ours[measure] / theirs[measure] for measure in ours
            }
            for measure, value in measured.items():
                ratios.setdefault(measure, []).append(value)
        for measure, values in ratios.items():
            yield _row(f"{name}: {measure}, {beside}", statistics.median(values), "", 1.0)
    steps = _measured([f"{name}: training step, {beside}" for name in TWINS if not name.startswith("vgg")])
    if steps:
        yield _row(f"twins that normalize: training step, {beside}, median", statistics.median(steps), "", 0.75)


def precision(repetitions):
    """ResNet-50 in mixed precision and under XLA, beside float32 without it."""
    targets = {"training step, mixed_bfloat16 / float32": 0.8}
    runs = [_timing("twins.py", "precision", "resnet50") for _ in range(repetitions)]
    for measure in runs[0]:
        yield _row(f"resnet50: {measure}", statistics.median(run[measure] for run in runs), "", targets.get(measure))


def self_organizing_maps(data_dir):
    """Time and errors of our map beside minisom's, once: minisom takes minutes."""
    measures = _timing("peers.py", "som", data_dir or "")
    for measure, target in (("seconds", 0.05), ("quantization_error", 1.0), ("topographic_error", 1.0)):
        name = f"SOM 20x20 on mnist: {measure.replace('_', ' ')}"
        ours, theirs = measures[measure]
        unit = "s" if measure == "seconds" else ""
        yield _row(name, ours, unit)
        yield _row(f"{name}, minisom", theirs, unit)
        yield _row(f"{name}, ours / minisom", ours / theirs, "", target)


def boltzmann_machines(repetitions, data_dir):
    """An epoch of our restricted Boltzmann machine beside scikit-learn's, and what both learn in it."""
    for batch_size, target in ((10, 0.5), (100, 1 / 1.1)):
        measured = [_timing("peers.py", "rbm", data_dir or "", str(batch_size)) for _ in range(repetitions)]
        for measure, unit, most in (("epoch", "s", target), ("negative pseudo-log-likelihood", "", 1.0)):
            pairs = [measures[measure] for measures in measured]
            ours, theirs = map(statistics.median, zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            name = f"RBM 784-256 on 10,000 digits: {measure}, batches of {batch_size}"
            yield _row(name, ours, unit)
            yield _row(f"{name}, scikit-learn", theirs, unit)
            yield _row(f"{name}, ours / scikit-learn", ratio, "", most)


def writing(repetitions):
    """Texts of 256 characters with the states of earlier ones kept, and with all computed again for each."""
    ways = {"states": "states", "xla": "states, XLA", "none": "none"}
    measured = [{way: _timing("generation.py", way) for way in ways} for _ in range(repetitions)]
    for network in measured[0]["none"]:
        if any(len({str(each[way][network]["tokens"]) for way in ways}) > 1 for each in measured):
            fail(f"{network} does not write the same text with states as without", 1)
        seconds = {way: [each[way][network]["seconds"] for each in measured] for way in ways}
        name = f"{network}, a text of 256 tokens"
        for way, label in ways.items():
            yield _row(f"{name}: {label}", statistics.median(seconds[way]), "s")
        for way in ("states", "xla"):
            ratios = map(operator.truediv, seconds[way], seconds["none"])
            yield _row(f"{name}: {ways[way]} / none", statistics.median(ratios), "", 0.1)


def _epochs(name, repetitions, rivals, *arguments):
    """Whole epochs after the first, which traces: of the runner and of its rivals in turn, each by itself.

    Args:
        name: of the network.
        repetitions: how often each is measured.
        rivals: what the ratio to each of them shall be at most, by name; None where nothing was set.
        arguments: what `epochs.py` takes after the name of a rival.
    """
    labels = {"plain": "plain fit", "silent": "fit with verbose=0", "pytorch": "PyTorch"}
    seconds = {way: [] for way in ("runner", *rivals)}
    for _ in range(repetitions):
        for way, taken in seconds.items():
            measured = _timing("epochs.py", way, *arguments, plain=way in ("plain", "silent"))
            taken.append(measured["seconds"])
    name = f"{name} on {measured['data']}"
    yield _row(f"{name}: epoch of the runner", statistics.median(seconds["runner"]), "s")
    for way, target in rivals.items():
        yield _row(f"{name}: epoch of {labels[way]}", statistics.median(seconds[way]), "s")
        ratios = map(operator.truediv, seconds["runner"], seconds[way])
        yield _row(f"{name}: runner / {labels[way]}", statistics.median(ratios), "", target)


# Before this project chooses how TensorFlow computes.
PLAIN = "import runpy, sys, tensorflow; sys.argv = sys.argv[1:]; runpy.run_path(sys.argv[0], run_name='__main__')"


def _timing(script, *arguments, plain=False):
    """What a fresh process of one of the scripts in `benchmark/` measures, by name.

    Args:
        script: name of the file.
        arguments: of its command line.
        plain: whether TensorFlow is left as a user has it who does not import this project.
    """
    program = [str(ROOT / "tools" / "benchmark" / script), *arguments]
    process = subprocess.run(
        [sys.executable, *(["-c", PLAIN] if plain else []), *program],
        capture_output=True,
        text=True,
        env=_environment() | ({"PYTHONPATH": str(ROOT / "tools" / "benchmark")} if plain else {}),
    )
    if process.returncode:
        fail(f"{script} {' '.join(arguments)} ended with: {process.stderr.strip().splitlines()[-1]}", 1)
    return json.loads(process.stdout.splitlines()[-1])


def _environment():
    """That of a user of Keras alone: importing this project chose oneDNN for all processes that begin here."""
    return {name: value for name, value in os.environ.items() if name != "TF_ENABLE_ONEDNN_OPTS"}


def _seconds(arguments, repetitions):
    times = []
    for _ in range(repetitions):
        started = time.monotonic()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True)
        times.append(time.monotonic() - started)
    return statistics.median(times)


def _row(measure, value, unit, target=None):
    return {"measure": measure, "measured": value, "unit": unit, "target": target}


def _measured(measures):
    """What the table has of some measures, taken on this kind of device."""
    import pandas as pd

    if not TABLE.is_file():
        return []
    table = pd.read_csv(TABLE)
    return table.loc[(table["device"] == _device()) & table["measure"].isin(measures), "measured"].tolist()


def _show(row):
    target, measured = row["target"], f"{row['measured']:.3g} {row['unit']}"
    judged = "" if target is None else f"{'reached' if row['measured'] <= target else 'missed'} (at most {target:.3g})"
    print(f"{row['measure']:<72} {measured:>8}  {judged}".rstrip(), flush=True)


def _write(row):
    """Replace the measure taken now, on this kind of device, in the table of all."""
    from keras_nets._files import whole
    from keras_nets.training import environment

    import pandas as pd

    device = _device()
    where = {"device": device, "processors": environment.machine()["processors"], "commit": environment.commit()}
    new = pd.DataFrame([row]).astype({"target": float}).assign(**where)
    if TABLE.is_file():
        old = pd.read_csv(TABLE)
        new = pd.concat([old[(old["device"] != device) | ~old["measure"].isin(new["measure"])], new])
    with whole(TABLE) as path:
        new.to_csv(path, index=False, float_format="%.4g")


def _device():
    import keras

    return "gpu" if keras.distribution.list_devices("gpu") else "cpu"


if __name__ == "__main__":
    run_app(app, NAME)
