"""Measure what users wait for: epochs, the start of every command, and our networks beside keras.applications'."""

import enum
import json
import operator
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
app = make_app()


class Part(enum.StrEnum):
    """What can be measured alone."""

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
    networks: Annotated[str | None, typer.Option(metavar="NAME,...", help="Only these of the twins.")] = None,
):
    """Measure what users wait for, beside what it should be. The median of the repetitions counts.

    Each figure is shown and written into the table as soon as it is measured.
    """
    chosen = _chosen(networks)
    measures = {
        Part.epoch: lambda: small_network(repetitions, data_dir),
        Part.large: lambda: large_network(repetitions),
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
    print(f"written to {TABLE.relative_to(ROOT)}")


def _chosen(networks):
    """Names of the twins to measure."""
    from keras_nets._wording import did_you_mean

    names = networks.split(",") if networks else []
    if names:
        from keras_nets.keras_twins import TWINS

        for name in names:
            if name not in TWINS:
                fail(f"there is no twin {name!r}{did_you_mean(name, TWINS)}; there are {', '.join(TWINS)}", 2)
    return names


def small_network(repetitions, data_dir):
    """LeNet-5's epoch on MNIST at batch 128, in the runner with all that it writes, against a plain `fit`."""
    for variant in ("paper", "modern"):
        yield from _epochs(f"LeNet-5 ({variant})", repetitions, 0.70, variant, data_dir or "")


def large_network(repetitions):
    """ResNet-50's epoch on 128x128 images at batch 32, likewise: here the operations themselves take the time."""
    return _epochs("ResNet-50", repetitions, 1.03, "resnet50")


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
    """Each network that keras.applications has too: step, prediction, first step and memory, ours through theirs."""
    from keras_nets.keras_twins import TWINS

    for name in names or TWINS:
        ratios = {}
        for _ in range(repetitions):
            ours, theirs = (_timing("twins.py", "start", name, whose) for whose in ("ours", "theirs"))
            measured = _timing("twins.py", "speed", name) | {
                measure: ours[measure] / theirs[measure] for measure in ours
            }
            for measure, value in measured.items():
                ratios.setdefault(measure, []).append(value)
        for measure, values in ratios.items():
            yield _row(f"{name}: {measure}, ours / keras.applications", statistics.median(values), "", 1.0)


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
    measured = [_timing("peers.py", "rbm", data_dir or "") for _ in range(repetitions)]
    for batch_size, target in ((10, 0.5), (100, 1 / 1.1)):
        for measure, unit, most in (("epoch", "s", target), ("negative pseudo-log-likelihood", "", 1.0)):
            pairs = [measures[f"{measure}, batches of {batch_size}"] for measures in measured]
            ours, theirs = map(statistics.median, zip(*pairs, strict=True))
            ratio = statistics.median(one / other for one, other in pairs)
            name = f"RBM 784-256 on 10,000 digits: {measure}, batches of {batch_size}"
            yield _row(name, ours, unit)
            yield _row(f"{name}, scikit-learn", theirs, unit)
            yield _row(f"{name}, ours / scikit-learn", ratio, "", most)


def writing(repetitions):
    """Texts of 256 characters with the states of earlier ones kept, and with all computed again for each."""
    measured = [_timing("generation.py") for _ in range(repetitions)]
    for network in measured[0]:
        name = f"{network}, a text of 256 tokens"
        seconds = {way: statistics.median(each[network][way] for each in measured) for way in measured[0][network]}
        for way, value in seconds.items():
            yield _row(f"{name}: {way}", value, "s")
        ratios = [each[network]["states"] / each[network]["none"] for each in measured]
        compiled = [each[network]["states, XLA"] / each[network]["none"] for each in measured]
        yield _row(f"{name}: states / none", statistics.median(ratios), "")
        yield _row(f"{name}: states, XLA / none", statistics.median(compiled), "", 0.1)


def _epochs(name, repetitions, target, *arguments):
    """Whole epochs after the first, which traces, of runner, plain `fit` and `fit` without its bar in turn."""
    measured = [_timing("epochs.py", *arguments) for _ in range(repetitions)]
    runner, plain, silent = ([each[way] for each in measured] for way in ("runner", "plain", "silent"))
    name = f"{name} on {measured[0]['data']}"
    median = statistics.median
    return [
        _row(f"{name}: epoch of the runner", median(runner), "s"),
        _row(f"{name}: epoch of a plain fit", median(plain), "s"),
        _row(f"{name}: runner / plain fit", median(map(operator.truediv, runner, plain)), "", target),
        _row(f"{name}: runner / fit with verbose=0", median(map(operator.truediv, runner, silent)), ""),
    ]


def _timing(script, *arguments):
    """What a fresh process of one of the scripts in `benchmark/` measures, by name."""
    process = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "benchmark" / script), *arguments], capture_output=True, text=True
    )
    if process.returncode:
        fail(f"{script} {' '.join(arguments)} ended with: {process.stderr.strip().splitlines()[-1]}", 1)
    return json.loads(process.stdout.splitlines()[-1])


def _seconds(arguments, repetitions):
    times = []
    for _ in range(repetitions):
        started = time.monotonic()
        subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True)
        times.append(time.monotonic() - started)
    return statistics.median(times)


def _row(measure, value, unit, target=None):
    return {"measure": measure, "measured": value, "unit": unit, "target": target}


def _show(row):
    target, measured = row["target"], f"{row['measured']:.3g} {row['unit']}"
    judged = "" if target is None else f"{'reached' if row['measured'] <= target else 'missed'} (at most {target:.3g})"
    print(f"{row['measure']:<72} {measured:>8}  {judged}".rstrip(), flush=True)


def _write(row):
    """Replace the measure taken now, on this kind of device, in the table of all."""
    from keras_nets._files import whole
    from keras_nets.training import environment

    import keras
    import pandas as pd

    device = "gpu" if keras.distribution.list_devices("gpu") else "cpu"
    processors = environment.machine()["processors"]
    new = pd.DataFrame([row]).assign(device=device, processors=processors, commit=environment.commit())
    if TABLE.is_file():
        old = pd.read_csv(TABLE)
        new = pd.concat([old[(old["device"] != device) | ~old["measure"].isin(new["measure"])], new])
    with whole(TABLE) as path:
        new.to_csv(path, index=False, float_format="%.4g")


if __name__ == "__main__":
    run_app(app, NAME)
