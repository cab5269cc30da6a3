"""Command lines that every recipe and tool must refuse: `(program, arguments)`, by the hundred."""

from pathlib import Path

from keras_nets.training import load_recipe, recipe_names
from keras_nets.training.hyperparameters import default_hyperparameters

ROOT = Path(__file__).parents[2]

# What no recipe accepts, whatever it learns.
FLAGS = (
    "--nope",
    "--epochs 0",
    "--epochs -1",
    "--epochs 1.5",
    "--epochs nan",
    "--epochs 100000000000000000000000",
    "--batch-size 0",
    "--batch-size -3",
    "--batch-size many",
    "--learning-rate nan",
    "--learning-rate inf",
    "--learning-rate 1e400",
    "--learning-rate -1",
    "--learning-rate fast",
    "--split 100/0",
    "--split 60/60",
    "--split banana",
    "--split kfold:1",
    "--split kfold:x",
    "--split -10/110",
    "--split kfold:3 --fold 7",
    "--fold -1 --split kfold:3",
    "--fold two",
    "--seed -1",
    "--seed 99999999999999999999",
    "--seed 1.5",
    "--split-seed -5",
    "--balance -1",
    "--balance 0",
    "--balance sideways",
    "--image-size 0",
    "--image-size -32",
    "--image-size 100000",
    "--image-size large",
    "--preset nope",
    "--precision float8",
    "--monitor nope",
    "--patience 0",
    "--patience -2",
    "--data nope",
    "--data ''",
    "--data-option nope=1",
    "--data-option nope",
    "--data-option seed=1",
    "--start nope",
    "--start runs",
    "--freeze nope",
    "--resume nope",
    "--resume . --epochs 3",
    "--set nope=1",
    "--set depth",
    "--set =3",
    "--target nope",
    "--data-dir nope",
    "--runs /dev/null/runs",
    "extra",
)
# For every hyperparameter, whose own range may be wider: what is in the range of none.
VALUES = ("nan", "inf", "1e400", "-1e30", "[]", "")
TOOLS = {
    "evaluate": (
        "RUN --nope",
        "RUN --split nope",
        "RUN --ten-crops 0",
        "RUN --scales x",
        "RUN --with nope",
        "",
        "RUN nope.png",
    ),
    "explain": (
        "RUN --nope",
        "RUN --method nope",
        "RUN --examples 0",
        "RUN --split nope",
        "RUN --classes nope",
        "",
        "RUN nope.png",
    ),
    "segment": ("RUN --nope", "RUN --tile 0", "RUN --stride -1", "RUN --split nope", "", "RUN nope.png"),
    "write": (
        "RUN",
        "RUN text --length 0",
        "RUN text --temperature -1",
        "RUN text --top-k 0",
        "RUN text --beams 0",
        "RUN text --seed -1",
    ),
    "gradient_memory": ("", "RUN --nope", "RUN"),
    "trace": (
        "",
        "nope",
        "resnet34 --size 0",
        "resnet34 --size 1000000",
        "resnet34 --channels -1",
        "resnet34 --classes 0",
        "resnet34 --set nope=1",
        "resnet34 --set width=-1",
        "resnet34 --set width=1e9",
        "resnet34 --drawing a.doc",
        "resnet34 --drawing /nope/a.png",
    ),
    "catalog": ("--family nope", "--task nope", "--nope", "extra"),
    "tune": (
        "",
        "nope",
        "feedforward.mlp --tuner nope",
        "feedforward.mlp --trials 0",
        "feedforward.mlp --trials -1",
        "feedforward.mlp --objective nope",
        "feedforward.mlp --max-parameters 0",
        "feedforward.mlp --jobs 0",
        "feedforward.mlp --data nope",
        "feedforward.mlp --set nope=1",
        "feedforward.mlp --epochs 0",
        "--resume nope",
        "feedforward.mlp --resume nope --trials 3",
        "feedforward.mlp --learning-rate nan",
        "feedforward.mlp --preset nope",
    ),
    "check": ("nope", "--nope"),
    "results": ("--nope", "--run nope"),
}
_OF_RUNS = ("evaluate", "explain", "segment", "write", "gradient_memory", "trace")


def of_flags(names=None):
    """`(program, arguments)` of wrong flags, for the recipes called `names` or all."""
    for name in names or recipe_names():
        program = f"recipes/{name.replace('.', '/')}.py"
        for flags in FLAGS:
            yield program, [word.strip("'") for word in flags.split()]
        for hyperparameter in default_hyperparameters(load_recipe(name)):
            for value in VALUES:
                yield program, ["--set", f"{hyperparameter}={value}"]


def of_files(data, starts, names=None):
    """`(program, arguments)` of hostile files, as `hostile_files.make` returns them."""
    for name in names or recipe_names():
        program = f"recipes/{name.replace('.', '/')}.py"
        for what, path in data.items():
            target = ["--target", "target"] if what.startswith("table") else []
            yield program, ["--data", str(path), *target]
        for path in starts.values():
            yield program, ["--start", str(path)]


def of_tools(run, runs, files):
    """`(program, arguments)` for every tool: wrong flags with a good `run`, hostile runs, hostile files to look at."""
    for tool, lines in TOOLS.items():
        for line in lines:
            yield f"tools/{tool}.py", [str(run) if word == "RUN" else word for word in line.split()]
    for tool in _OF_RUNS:
        for path in runs.values():
            yield f"tools/{tool}.py", [str(path), *(["text"] if tool == "write" else [])]
    for tool in ("evaluate", "explain", "segment"):
        for path in files.values():
            yield f"tools/{tool}.py", [str(run), str(path)]
    for path in runs.values():
        yield "tools/tune.py", ["--resume", str(path)]
        yield "recipes/feedforward/mlp.py", ["--resume", str(path)]
        yield "recipes/feedforward/mlp.py", ["--start", str(path)]
